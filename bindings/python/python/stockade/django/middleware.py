"""The middleware: one nonce for each request, and the policy headers of each response."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.cache import FetchFromCacheMiddleware

from stockade import CompiledPolicy, LateNonceError, PolicyError
from stockade.django import builtin, development, stack
from stockade.django.cache.pages import fill_page, has_holes
from stockade.django.checks import report_at_startup
from stockade.django.conf import Configuration, configuration
from stockade.django.named_templates.stylesheet_imports import allow_imports
from stockade.django.policy_cache import NotAMappingError, PolicyCache
from stockade.django.request_nonce import RequestNonce
from stockade.django.streaming import is_streamed_page, provide_nonce
from stockade.django.view_headers import HeaderInspector
from stockade.faults import report_fault
from stockade.nonce import current_nonce, leave
from stockade.serving.edge_cache import KEY_HEADER, PLACEHOLDER_HEADER
from stockade.serving.inline_hashes import InlineHash, TooManyInlineBlocksError
from stockade.serving.policies import (
    CSP_HEADERS,
    REPORTING_ENDPOINTS,
    Policies,
    PolicyHeader,
    overruling_cache_control,
    private_cache_control,
)

__all__ = ["ContentSecurityPolicyMiddleware"]

# What every Django since 3.2 keeps in `response.headers._store`: by lower-case name, (name, value).
# The public dictionary takes half a microsecond and more for each question and each header, and
# this middleware would take twice as long with it.
Headers = dict[str, tuple[str, str]]


class ContentSecurityPolicyMiddleware:
    """Gives each request a nonce, and each response the headers of its policies.

    A policy that a decorator has left on the response goes before those of the settings, and a
    header that the view has set itself goes before both. A response whose nonce was printed is kept
    out of caches.

    Raises ImproperlyConfigured when it is built under wrong settings, so that no server starts with
    them.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        report_at_startup()
        self.get_response = get_response
        self._inspector = HeaderInspector()
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)
        self._find_neighbours()

    def _find_neighbours(self) -> None:
        own = stack.own_position() or 0
        places = stack.positions(builtin.MIDDLEWARE)
        self._builtin_outside = any(place < own for place in places)
        self._builtin_inside = any(place > own for place in places)
        cache_inside = any(place > own for place in stack.positions(FetchFromCacheMiddleware))
        if self._builtin_inside or cache_inside:
            # An async handler would run a plain function in a thread, for each request.
            self.process_view = self._process_view_async if self._is_async else self._process_view

    def __call__(self, request: HttpRequest) -> Any:
        if self._is_async:
            return self._respond_async(request)
        nonce = self._make_nonce(request)
        token = current_nonce.set(nonce)
        try:
            response = self.get_response(request)
            self._finish(request, response, nonce)
        finally:
            leave(token)
        if response.streaming:
            provide_nonce(response, nonce)
        return response

    async def _respond_async(self, request: HttpRequest) -> Any:
        nonce = self._make_nonce(request)
        token = current_nonce.set(nonce)
        try:
            response = await self.get_response(request)
            self._finish(request, response, nonce)
        finally:
            leave(token)
        if response.streaming:
            provide_nonce(response, nonce)
        return response

    def _make_nonce(self, request: Any) -> RequestNonce:
        nonce = RequestNonce(request)
        if self._builtin_outside:
            builtin.unite_nonces(request, nonce)
        request.csp_nonce = request._csp_nonce = nonce
        return nonce

    def _process_view(self, request: Any, *args: Any) -> None:
        """Undo what middleware inside of this one did to the nonce before the view is called."""
        nonce = request.csp_nonce
        if self._builtin_inside:
            builtin.unite_nonces(request, nonce)
        if nonce or nonce.inline_hashes:
            # The cache middleware has asked for the response to be stored, although the nonce had
            # been printed before.
            nonce.keep_out_of_caches()

    async def _process_view_async(self, request: HttpRequest, *args: Any) -> None:
        self._process_view(request)

    def _finish(self, request: Any, response: HttpResponseBase, nonce: RequestNonce) -> None:
        if self._builtin_inside:
            builtin.unite_nonces(request, nonce)
            builtin.remove_headers(response, nonce)
        if has_holes(response):
            # Django's own middleware has fetched it: Stockade's fills what it fetches.
            fill_page(response, nonce, may_have_changed=True)
        if response.status_code == 304:
            _remove_headers(response)
        else:
            self._set_headers(request, response, nonce)
        if self._builtin_outside:
            builtin.silence(response)
        nonce.request = None

    def _set_headers(self, request: Any, response: HttpResponseBase, nonce: RequestNonce) -> None:
        found = configuration()
        policies = found.policies_for(request)
        if nonce.imported_styles:
            allow_imports(nonce.imported_styles, request, response)
        if hasattr(response, "_csp_config") or hasattr(response, "_csp_ro_config"):
            policies = _decorated(policies, found, response)
        if nonce.inline_hashes:
            if nonce.has_too_many_blocks:
                fault = TooManyInlineBlocksError(request.path)
                report_fault(fault, development=found.development)
            policies = policies.with_inline_hashes(nonce.inline_hashes)
        sent = policies.headers
        if found.probe is not None and found.probe.turns.comes_up():
            sent = found.probe.beside(policies, nonce.inline_hashes)
        if response.streaming and _use_nonce(sent) and is_streamed_page(response):
            str(nonce)  # Printed now, because the body will come after the headers.
        printed = nonce.value

        headers: Headers = response.headers._store
        if found.development:
            self._inspect(request, headers, printed)
        uses_nonce, reports = False, found.integrity_reports
        for key, name, segments, without_nonce, names_endpoint in sent:
            if key in headers:
                continue  # The view's own.
            headers[key] = (name, without_nonce if printed is None else printed.join(segments))
            uses_nonce |= len(segments) > 1
            reports |= names_endpoint
        if reports and found.reporting_endpoints:
            reporting = (REPORTING_ENDPOINTS, found.reporting_endpoints)
            headers.setdefault(REPORTING_ENDPOINTS.lower(), reporting)
        for header in found.integrity_policies:
            headers.setdefault(header.name.lower(), (header.name, header.value))

        if printed is not None:
            _tell_caches(request, headers, printed, found)
        elif uses_nonce:
            nonce.seal(partial(_refuse_late_nonce, request.path))
        nonce.seal_hashes(partial(_refuse_late_block, request.path, policies))
        if found.development:
            development.review(policies, request, response, nonce)

    def _inspect(self, request: HttpRequest, headers: Headers, printed: str | None) -> None:
        for name, key in zip(CSP_HEADERS, _POLICY_KEYS, strict=True):
            if key in headers:
                self._inspector.inspect(request.path, name, headers[key][1], printed)


_POLICY_KEYS = tuple(name.lower() for name in CSP_HEADERS)
_EMPTY = CompiledPolicy.from_mapping({})
_UNSET: Any = object()

# Views bring the same few policies again and again.
_policies = lru_cache(maxsize=256)(Policies)


def _use_nonce(headers: tuple[PolicyHeader, ...]) -> bool:
    return any(len(header.segments) > 1 for header in headers)


def _decorated(site: Policies, found: Configuration, response: HttpResponseBase) -> Policies:
    """The policies that a decorator has left on the response, where it has."""
    enforce = getattr(response, "_csp_config", _UNSET)
    report_only = getattr(response, "_csp_ro_config", _UNSET)
    return _policies(
        _compiled(enforce, found.enforce_cache, site.enforce),
        _compiled(report_only, found.report_only_cache, site.report_only),
    )


def _compiled(config: Any, cache: PolicyCache, site: CompiledPolicy) -> CompiledPolicy:
    if config is _UNSET:
        return site
    if not config:
        return _EMPTY
    try:
        return cache.compile(config, setting="the policy of the response")
    except (PolicyError, NotAMappingError) as error:
        report_fault(ImproperlyConfigured(str(error)), development=settings.DEBUG)
        return site


def _remove_headers(response: HttpResponseBase) -> None:
    """A browser gives the headers of a 304 to the page that it has stored, which has another nonce:
    that page is to keep the policy that it came with."""
    headers: Headers = response.headers._store
    for key in _POLICY_KEYS:
        headers.pop(key, None)


def _tell_caches(request: HttpRequest, headers: Headers, nonce: str, found: Configuration) -> None:
    """Keep a page with a nonce out of shared caches, but for an edge that replaces nonces."""
    key = found.edge_cache_key
    if key is not None and key.matches(request.META.get(_EDGE_KEY, "")):
        headers[PLACEHOLDER_HEADER.lower()] = (PLACEHOLDER_HEADER, nonce)
    else:
        _keep_out_of_caches(request.path, headers, may_say_public=key is not None)


_EDGE_KEY = f"HTTP_{KEY_HEADER.upper().replace('-', '_')}"


def _keep_out_of_caches(path: str, headers: Headers, *, may_say_public: bool) -> None:
    for overruling in overruling_cache_control(headers):
        del headers[overruling]
    if "cache-control" not in headers:
        headers["cache-control"] = ("Cache-Control", "private")
        return
    _, value = headers["cache-control"]
    # With a key set, `public` is meant for the edge.
    if not may_say_public and "public" in value.lower().replace(" ", "").split(","):
        report_fault(
            ImproperlyConfigured(
                f"{path}: the response says `Cache-Control: {value}`, but its page holds "
                "this visitor's CSP nonce. A cache would give the page to others, and the browser "
                "would block its scripts. Remove `public`, or print no nonce on this page."
            ),
            development=settings.DEBUG,
        )
    headers["cache-control"] = ("Cache-Control", private_cache_control(value))


def _refuse_late_block(path: str, policies: Policies, inline: InlineHash) -> None:
    if policies.with_inline_hashes((inline,)).headers == policies.headers:
        return  # It is allowed anyway.
    report_fault(
        LateNonceError(
            f"{path}: a {{% csp_{inline.kind} %}} block was printed after the response's headers "
            "had been decided, without its hash. The browser will block it. In a streamed body, "
            f"write <{inline.kind} {{% csp_nonce_attr %}}> instead. If middleware prints it, list "
            "that middleware after Stockade's."
        ),
        development=settings.DEBUG,
    )


def _refuse_late_nonce(path: str) -> None:
    report_fault(
        LateNonceError(
            f"{path}: the CSP nonce was first read after the response's headers had been decided. "
            "The browser would block what carries it. If middleware reads it, list that middleware "
            "after Stockade's. If a streamed body does, call str(request.csp_nonce) in the view."
        ),
        development=settings.DEBUG,
    )
