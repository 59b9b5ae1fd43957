"""What views return, as Flask-Caching stores it: with blanks in the place of the nonce."""

from __future__ import annotations

import pickle
from copy import copy
from typing import Any

from flask import current_app
from markupsafe import Markup
from werkzeug.datastructures import Headers
from werkzeug.http import generate_etag
from werkzeug.wrappers import Response

from stockade.serving.holes import HolesError, fill_holes, make_holes, why_for_one_visitor
from stockade.serving.policies import can_hold_markup

__all__ = ["filled", "holds", "with_blanks"]


def holds(value: Any, nonce: str | None) -> bool:
    """Whether a nonce stands anywhere in a value as it would be stored."""
    if nonce is None:
        return False
    if isinstance(value, str):
        return nonce in value
    try:
        return nonce.encode() in pickle.dumps(value)
    except Exception:
        return False  # A cache that stores what cannot be pickled knows how.


def with_blanks(value: Any, nonce: str | None, printed: int) -> tuple[Any, tuple[int, ...]]:
    """A value as it may be stored, and its holes.

    A response that is stored with holes gets a weak `ETag` of the page without its nonce. Raises
    HolesError for what cannot be stored.
    """
    match value:
        case Markup():
            text, holes = make_holes(str(value), nonce, printed)
            return Markup(text), holes  # noqa: S704
        case str():
            return make_holes(value, nonce, printed)
        case bytes():
            return make_holes(value, nonce, printed)
        case Response():
            return _response_with_blanks(value, nonce, printed)
        case tuple((str() | bytes() as body, *rest)):
            _check_response(current_app.make_response(value), nonce)
            blanked, holes = with_blanks(body, nonce, printed)
            return (blanked, *rest), holes
        case tuple((Response(), *_)):
            return _response_with_blanks(current_app.make_response(value), nonce, printed)
    if holds(value, nonce):
        raise HolesError(f"the nonce stands in a {type(value).__name__}, which is no page")
    return value, ()


def filled(value: Any, holes: tuple[int, ...], nonce: object) -> Any:
    """A stored value with `nonce` in its holes. Raises HolesError where they do not fit."""
    match value:
        case Markup():
            return Markup(fill_holes(str(value), holes, nonce))  # noqa: S704
        case str():
            return fill_holes(value, holes, nonce)
        case bytes():
            return fill_holes(value, holes, nonce)
        case Response():
            value.set_data(fill_holes(value.get_data(), holes, nonce))
            return value
        case tuple((str() | bytes() as body, *rest)):
            return (filled(body, holes, nonce), *rest)
    if holes:
        raise HolesError("it is no text")
    return value


def _response_with_blanks(
    response: Response, nonce: str | None, printed: int
) -> tuple[Response, tuple[int, ...]]:
    _check_response(response, nonce)
    content = response.get_data()
    blanked, holes = make_holes(content, nonce, printed)
    if holes:
        _weaken_etag(response, content, blanked)
    stored = copy(response)
    stored.headers = Headers(response.headers)
    stored.set_data(blanked)
    return stored, holes


def _check_response(response: Response, nonce: str | None) -> None:
    if response.status_code != 200:
        raise HolesError(f"its status is {response.status_code}")
    if not response.is_sequence:
        raise HolesError("it is a stream")
    reason = why_for_one_visitor(
        cache_control=response.headers.get("Cache-Control"),
        vary=response.headers.get("Vary"),
        sets_cookies="Set-Cookie" in response.headers,
    )
    if reason is not None:
        raise HolesError(reason)
    if nonce is None:
        return
    if "Content-Encoding" in response.headers:
        raise HolesError(
            "it is compressed, so the nonce in it cannot be found; compress pages after they are "
            "stored"
        )
    if not can_hold_markup(response.content_type or ""):
        raise HolesError("it is no HTML, XHTML or SVG, so its nonce is of no use")
    if nonce in str(response.headers):
        raise HolesError("the nonce stands in a header that the cache would repeat")


def _weaken_etag(response: Response, content: bytes, blanked: bytes) -> None:
    """Let the ETag say what the page is but for its nonce. A browser that has the page is answered
    with 304 then, and keeps the nonce and the policy that it has stored together."""
    etag, _ = response.get_etag()
    if etag is None or etag == generate_etag(content):
        etag = generate_etag(blanked)
    response.set_etag(etag, weak=True)
