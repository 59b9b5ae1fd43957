"""The context processor: `csp_nonce` in every template rendered with a request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

__all__ = ["csp"]


def csp(request: HttpRequest) -> dict[str, Any]:
    """Add `csp_nonce`; None where no middleware has made one, as Django's processor does."""
    return {"csp_nonce": getattr(request, "_csp_nonce", None)}
