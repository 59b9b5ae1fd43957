"""Development: what a browser will block on the pages of any WSGI or ASGI application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from stockade.page_warnings import PageWarnings
from stockade.pages import Head
from stockade.serving.exchange import Exchange
from stockade.serving.response_headers import Headers

__all__ = ["address_of", "review", "warnings"]

warnings = PageWarnings("{{ csp_nonce_attr() }}")


def review(exchange: Exchange, url: str, status: str, headers: Headers, body: bytes) -> None:
    """Warn about a complete page that is sent with these headers."""
    head = Head(exchange.method, url, int(status[:3]), tuple(headers))
    warnings.review(head, body, exchange.served.policies, exchange.describe)


def address_of(scope: Mapping[str, Any]) -> str:
    """The address of an ASGI request."""
    host, port = scope.get("server") or ("localhost", None)
    authority = host if port is None else f"{host}:{port}"
    for name, value in scope["headers"]:
        if name.lower() == b"host":
            authority = value.decode("latin-1")
    return f"{scope.get('scheme', 'http')}://{authority}{quote(scope['path'])}"
