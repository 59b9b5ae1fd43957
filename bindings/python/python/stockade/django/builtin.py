"""Living beside Django's own CSP middleware (Django 6.0 and newer), inside or outside of ours.

With both installed a response still has one header of each kind, ours, and a page one nonce.
Nothing of Django's is changed for that: its nonce is taken over where it stands, on the request;
its headers are known by building them again; and it is kept from adding one by the mark that its
own decorators leave on a response.
"""

from __future__ import annotations

from typing import Any

import django
from django.conf import settings
from django.http.response import HttpResponseBase

from stockade.nonce import LazyNonce
from stockade.serving.policies import ENFORCE, REPORT_ONLY

if django.VERSION >= (6, 0):
    from django.middleware.csp import ContentSecurityPolicyMiddleware
    from django.utils.csp import LazyNonce as BuiltinNonce
    from django.utils.csp import build_policy

    MIDDLEWARE: type | None = ContentSecurityPolicyMiddleware
else:
    MIDDLEWARE = None

__all__ = ["MIDDLEWARE", "remove_headers", "silence", "unite_nonces"]

_KINDS = (
    (ENFORCE, "_csp_config", "SECURE_CSP"),
    (REPORT_ONLY, "_csp_ro_config", "SECURE_CSP_REPORT_ONLY"),
)


def unite_nonces(request: Any, nonce: LazyNonce) -> None:
    """Put `nonce` back where Django's middleware, which ran after ours, has put its own."""
    found = getattr(request, "_csp_nonce", None)
    if found is nonce:
        return
    # Truthy: something between the two middleware has printed it already.
    if isinstance(found, BuiltinNonce) and found:
        nonce.adopt(str(found))
    request._csp_nonce = nonce


def remove_headers(response: HttpResponseBase, nonce: LazyNonce) -> None:
    """Remove what Django's middleware, which stands inside ours, has sent. A view's own header
    stays: it is told apart by its text."""
    for header, attribute, setting in _KINDS:
        value = response.get(header)
        if value is None:
            continue
        config = getattr(response, attribute, getattr(settings, setting))
        # The nonce may have been printed first after Django's middleware had built its header.
        candidates = [build_policy(config)] if config else []
        if config and nonce:
            candidates.append(build_policy(config, str(nonce)))
        if value in candidates:
            del response.headers[header]


def silence(response: HttpResponseBase) -> None:
    """Keep Django's middleware, which stands outside ours, from adding a header to those that
    have been decided here."""
    for _, attribute, _ in _KINDS:
        setattr(response, attribute, {})
