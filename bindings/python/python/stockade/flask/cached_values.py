"""What views return, as Flask-Caching stores it: its text in pieces between the nonces."""

from __future__ import annotations

import pickle
from copy import copy
from typing import Any

from flask import current_app
from markupsafe import Markup
from werkzeug.datastructures import Headers
from werkzeug.http import generate_etag
from werkzeug.wrappers import Response

from stockade.nonce import LazyNonce
from stockade.serving.holes import (
    HolesError,
    blanks_between,
    fill_holes,
    make_holes,
    why_for_one_visitor,
)
from stockade.serving.policies import can_hold_markup

__all__ = ["cut", "filled", "holds"]


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


def cut(value: Any, nonce: str | None, printed: int) -> tuple[Any, tuple[Any, ...]]:
    """A value without its text, and the pieces of the text between its nonces.

    A response that has holes gets a weak `ETag` of the page without its nonce. Raises HolesError
    for what cannot be stored.
    """
    match value:
        case str() | bytes():
            return value[:0], make_holes(value, nonce, printed)
        case Response():
            return _cut_response(value, nonce, printed)
        case tuple((str() | bytes() as body, *rest)):
            _check_response(current_app.make_response(value), nonce)
            without_text, pieces = cut(body, nonce, printed)
            return (without_text, *rest), pieces
        case tuple((Response(), *_)):
            return _cut_response(current_app.make_response(value), nonce, printed)
    if holds(value, nonce):
        raise HolesError(f"the nonce stands in a {type(value).__name__}, which is no page")
    return value, ()


def filled(value: Any, pieces: tuple[Any, ...], nonce: LazyNonce) -> Any:
    """A value with its text, and `nonce` in the holes of that. Raises HolesError where they do not
    belong together."""
    match value:
        case str() | bytes():
            return _text_like(value, pieces, nonce)
        case Response():
            return _with_data(value, _text_like(b"", pieces, nonce))
        case tuple((str() | bytes() as body, *rest)):
            return (_text_like(body, pieces, nonce), *rest)
    if pieces:
        raise HolesError("it is no text")
    return value


def _text_like(kind: str | bytes, pieces: tuple[Any, ...], nonce: LazyNonce) -> Any:
    """The text of the pieces, marked as safe if `kind` is."""
    text = fill_holes(pieces, nonce)
    if isinstance(text, bytes) is not isinstance(kind, bytes):
        raise HolesError("it is another kind of text than it says")
    return Markup(text) if isinstance(kind, Markup) else text  # noqa: S704


def _cut_response(
    response: Response, nonce: str | None, printed: int
) -> tuple[Response, tuple[bytes, ...]]:
    _check_response(response, nonce)
    content = response.get_data()
    pieces = make_holes(content, nonce, printed)
    if len(pieces) > 1:
        _weaken_etag(response, content, b"".join(blanks_between(pieces)))
    return _with_data(response, b""), pieces


def _with_data(response: Response, data: bytes) -> Response:
    """A copy: a cache may hand out the very response that it keeps."""
    copied = copy(response)
    copied.headers = Headers(response.headers)
    copied.set_data(data)
    return copied


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
