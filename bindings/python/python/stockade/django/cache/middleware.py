"""Django's cache middleware, which also stores pages with nonces.

All decisions are Django's own. Where it would store a response, it is handed a copy without the
nonce; where it has fetched one, the nonce of the new response is filled in at once, so that
whatever stands between here and the browser (gzip, conditional requests, what changes pages) sees a
page like any other.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import cache as django_cache

from stockade.django.cache.pages import blanked_page, fill_page, has_holes
from stockade.django.request_nonce import RequestNonce, nonce_of
from stockade.serving.holes import Printed

__all__ = ["CacheMiddleware", "FetchFromCacheMiddleware", "UpdateCacheMiddleware"]


class FetchFromCacheMiddleware(django_cache.FetchFromCacheMiddleware):
    """Must be the last of `MIDDLEWARE`, as Django's."""

    def process_request(self, request: HttpRequest) -> Any:
        response = super().process_request(request)
        nonce = nonce_of(request)
        if response is not None and has_holes(response) and not _fill(response, nonce):
            # Nobody can be given this page. It is made anew, and may be stored over the other.
            request._cache_update_cache = True  # type: ignore[attr-defined]
            response = None
        if nonce is not None:
            _note(self, request, nonce, found=response is not None)
        return response


class UpdateCacheMiddleware(django_cache.UpdateCacheMiddleware):
    """Must stand directly inside of Stockade's middleware: where that has finished a response
    before, nothing is stored."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        nonce = nonce_of(request)
        if nonce is None and not _other_nonce(request):
            return super().process_response(request, response)
        if nonce is None or nonce.is_finished:
            # Somebody else's nonce cannot be followed.
            return response
        if not nonce and not nonce.inline_hashes:
            return super().process_response(request, response)
        printed = _lookups(request).pop(_place(self), None)
        page = None if printed is None else blanked_page(request, response, printed)
        if page is not None:
            # The nonce has said no. That was meant for caches that would store it.
            request._cache_update_cache = True  # type: ignore[attr-defined]
            super().process_response(request, page)
        nonce.keep_out_of_caches()
        return response


class CacheMiddleware(
    UpdateCacheMiddleware, FetchFromCacheMiddleware, django_cache.CacheMiddleware
):
    """Both in one, for simple sites, and for `cache_page`."""


def _fill(response: HttpResponseBase, nonce: RequestNonce | None) -> bool:
    return nonce is not None and fill_page(response, nonce)


def _note(cache: object, request: HttpRequest, nonce: RequestNonce, *, found: bool) -> None:
    """Remember that a cache has nothing for this request, so that it may store what is made now."""
    if found:
        # As with Django's own: a page out of one cache is not stored in another one around it.
        _lookups(request).clear()
    elif request._cache_update_cache:  # type: ignore[attr-defined]
        _lookups(request)[_place(cache)] = Printed.from_now(nonce)


def _lookups(request: Any) -> dict[object, Printed]:
    """What is printed since each cache was asked in vain."""
    found: dict[object, Printed] = request.__dict__.setdefault("_stockade_lookups", {})
    return found


def _place(cache: object) -> object:
    """The same for the two halves of a cache: of the site's there is one, however often a view is
    decorated."""
    return cache if isinstance(cache, CacheMiddleware) else None


def _other_nonce(request: Any) -> bool:
    """Whether a nonce was made that is not Stockade's, such as that of Django's own middleware."""
    return bool(getattr(request, "_csp_nonce", None) or getattr(request, "csp_nonce", None))
