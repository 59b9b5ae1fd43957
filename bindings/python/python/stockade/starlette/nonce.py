"""The nonce of a request, and in templates."""

from __future__ import annotations

from typing import Any

from starlette.requests import HTTPConnection

from stockade import asgi
from stockade.nonce import LazyNonce
from stockade.serving.exchange import KEY

__all__ = ["csp_context", "csp_nonce"]


def csp_nonce(connection: HTTPConnection) -> LazyNonce:
    """The nonce of the response to this request. Printing it makes it.

    Raises MissingMiddlewareError where no middleware would send it.
    """
    return asgi.csp_nonce(connection.scope)


def csp_context(connection: HTTPConnection) -> dict[str, Any]:
    """`csp_nonce` and `csp_nonce_attr()` for the templates of `Jinja2Templates`::

        templates = Jinja2Templates("templates", context_processors=[csp_context])

    Macros that are imported without context see neither: `stockade.jinja.NonceExtension` is for
    them, too. Without the middleware, nothing is printed.
    """
    from stockade.jinja import csp_nonce_attr  # Starlette can do without Jinja.

    names: dict[str, Any] = {"csp_nonce_attr": csp_nonce_attr}
    if KEY in connection.scope:
        names["csp_nonce"] = csp_nonce(connection)
    return names
