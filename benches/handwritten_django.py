"""The middleware that people write themselves, as guides show it, with a nonce for each request.

Nothing is checked and nothing is configurable, so it is the least that a policy can cost.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["ContentSecurityPolicyMiddleware", "csp"]


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.also_report_only = getattr(settings, "CSP_ALSO_REPORT_ONLY", False)

    def __call__(self, request: Any) -> HttpResponse:
        nonce = request.csp_nonce = base64.b64encode(secrets.token_bytes(16)).decode()
        response = self.get_response(request)
        policy = (
            "default-src 'self'; "
            f"script-src 'self' 'nonce-{nonce}'; "
            "style-src 'self'; "
            "img-src 'self' data: https:; "
            "font-src 'self'; "
            "connect-src 'self'; "
            "base-uri 'self'; "
            "form-action 'self'; "
            "frame-ancestors 'none'; "
            "object-src 'none'"
        )
        response["Content-Security-Policy"] = policy
        if self.also_report_only:
            response["Content-Security-Policy-Report-Only"] = policy
        return response


def csp(request: HttpRequest) -> dict[str, str]:
    """The context processor."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
