"""Responses as they are stored: with blanks in the place of the nonce."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from hashlib import md5
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag

from stockade.django.conf import configuration
from stockade.faults import logger
from stockade.nonce import LazyNonce
from stockade.serving.holes import (
    HolesError,
    Printed,
    Stored,
    blanks_between,
    fill_holes,
    make_holes,
    why_for_one_visitor,
)
from stockade.serving.policies import can_hold_markup

__all__ = ["blanked_page", "fill_page", "has_holes"]

# Stored with the response, which keeps its other attributes too: the policies of decorators.
_ATTRIBUTE = "_stockade_holes"


def has_holes(response: HttpResponseBase) -> bool:
    """Whether the response comes out of a cache and is still to be filled."""
    return _ATTRIBUTE in response.__dict__


def blanked_page(
    request: HttpRequest, response: HttpResponseBase, printed: Printed
) -> HttpResponseBase | None:
    """The response as it may be stored, or None where it may not: in development the log says why.

    `printed` is what was printed since the response was begun. The two have the same headers.
    """
    if response.streaming or response.status_code != 200 or _is_for_one_visitor(response):
        return None
    try:
        return _blanked(response, printed)
    except HolesError as reason:
        if configuration().development:
            _say_once(
                f"{request.path} has a CSP nonce or inline blocks and is not stored in the cache: "
                f"{reason}."
            )
        return None


def fill_page(response: Any, nonce: LazyNonce, *, may_have_changed: bool = False) -> bool:
    """Give a stored page the nonce of a new response. Where what is stored does not fit together,
    returns False and changes nothing but for the log.

    `may_have_changed`: other middleware has seen the page since it was fetched.
    """
    entry = response.__dict__.pop(_ATTRIBUTE)
    try:
        stored = Stored.unpack(entry)
        if stored is None:
            raise HolesError("it is not what Stockade stores")
        if stored.pieces:
            if may_have_changed:
                _check_is_as_stored(response, stored.pieces)
            response.content = fill_holes(stored.pieces, nonce)
    except HolesError as reason:
        logger.error("A page in the cache is not used: %s.", reason)
        return False
    for inline in stored.hashes:
        nonce.allow(inline)
    return True


def _is_for_one_visitor(response: Any) -> bool:
    # Django asks the same, but not every version asks all of it.
    reason = why_for_one_visitor(
        cache_control=response.get("Cache-Control"),
        vary=response.get("Vary"),
        sets_cookies=bool(response.cookies),
    )
    return reason is not None


def _blanked(response: Any, printed: Printed) -> HttpResponseBase:
    nonce: Any = printed.nonce
    content: bytes = response.content
    if printed.reads_before:
        raise HolesError(
            "the nonce was printed before the page was asked for, so that somebody could have put "
            "it into the page; let nothing outside of the cache print it"
        )
    if nonce.imported_styles:
        raise HolesError("the files that its style sheets import are allowed for each request anew")
    if nonce.value is not None:
        _check_headers(response, nonce.value)
    pieces = make_holes(content, nonce.value, printed.times)
    page = copy(response)
    if len(pieces) == 1:
        pieces = ()
    elif can_hold_markup(response.get("Content-Type", "")):
        # Written one by one, so that a cache that pickles stores each piece once.
        page.content = b""
        page.writelines(blanks_between(pieces))
        _weaken_etag(response, content, page.content)
    else:
        raise HolesError("it is no HTML, XHTML or SVG, so its nonce is of no use")
    page.__dict__[_ATTRIBUTE] = Stored(None, pieces, printed.hashes).pack()
    return page  # type: ignore[no-any-return]


def _check_is_as_stored(response: Any, pieces: tuple[bytes, ...]) -> None:
    if response.content != b"".join(blanks_between(pieces)):
        raise HolesError(
            "middleware has changed it after it was fetched; fetch pages with "
            "stockade.django.cache, which fills them at once"
        )


def _check_headers(response: Any, nonce: str) -> None:
    if response.has_header("Content-Encoding"):
        raise HolesError(
            "it is compressed, so the nonce in it cannot be found; compress pages after they are "
            "stored (GZipMiddleware before Stockade's middleware, @gzip_page above @cache_page)"
        )
    if nonce in str(response.items()):
        raise HolesError("the nonce stands in a header that the cache would repeat")


def _weaken_etag(response: Any, content: bytes, blanked: bytes) -> None:
    """Let the ETag say what the page is but for its nonce. A browser that has the page is answered
    with 304 then, and keeps the nonce and the policy that it has stored together."""
    etag = response.headers.get("ETag")
    if etag is None or etag == _etag(content):  # Django's own, of a body that nobody gets again
        etag = _etag(blanked)
    response.headers["ETag"] = etag if etag.startswith("W/") else f"W/{etag}"


def _etag(content: bytes) -> str:
    return quote_etag(md5(content, usedforsecurity=False).hexdigest())


_say_once = lru_cache(maxsize=256)(logger.warning)
