"""Sets the headers of every response where the app meets the WSGI server."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.signals import got_request_exception
from werkzeug.debug import DebuggedApplication

from stockade.flask import page_check
from stockade.flask.exchange import current_exchange
from stockade.flask.policies import AppPolicies
from stockade.serving.exchange import Exchange
from stockade.serving.response_headers import Headers, PublicNonceError, decide, with_changes
from stockade.wsgi import edge_key, path_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["PolicyMiddleware", "PublicNonceError", "install"]


def install(app: Flask, app_policies: AppPolicies) -> None:
    """Put the middleware around what answers the app's requests.

    Werkzeug's debugger stays outside, so that its own pages, which have inline scripts, never get a
    policy; everything that it debugs does. Where the debugger comes later it is outside anyway.
    """
    debugger = _find_debugger(app.wsgi_app)
    if debugger is None:
        app.wsgi_app = PolicyMiddleware(app.wsgi_app, app_policies)  # type: ignore[method-assign]
    else:
        debugger.app = PolicyMiddleware(debugger.app, app_policies)
    got_request_exception.connect(_forget_view, app)


def _find_debugger(wsgi_app: object) -> DebuggedApplication | None:
    # Werkzeug's middlewares, and most others, keep what they wrap in `app`.
    while wsgi_app is not None and not isinstance(wsgi_app, DebuggedApplication):
        wsgi_app = getattr(wsgi_app, "app", None)
    return wsgi_app


def _forget_view(app: Flask, **signal: Any) -> None:
    exchange = current_exchange()
    if exchange is not None:
        exchange.forget_view()


class PolicyMiddleware:
    """Gives each request its nonce, and each response its policies.

    `stockade.wsgi` has one for any application. This one knows that Flask calls `start_response`
    when a page is complete, and that everything finds the nonce through Flask's current request.
    """

    def __init__(self, app: WSGIApplication, app_policies: AppPolicies) -> None:
        self.app = app
        self.app_policies = app_policies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app_policies = self.app_policies
        exchange = Exchange.enter(
            environ, app_policies, environ["REQUEST_METHOD"], path_of(environ)
        )
        if app_policies.checks_pages:
            page_check.watch(app_policies.app)
            start_response = partial(_start_reviewed, exchange, environ, start_response)
        # Not a closure, which takes longer to make than to call.
        return self.app(environ, partial(self._start, exchange, environ, start_response))

    def _start(
        self,
        exchange: Exchange,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        status: str,
        headers: Headers,
        exc_info: Any = None,
    ) -> Any:
        """What the app calls as `start_response`, with the request filled in."""
        key = edge_key(environ) if self.app_policies.edge_cache_key else ""
        headers = with_changes(headers, decide(exchange, status, headers, key))
        # Servers may take just two arguments.
        if exc_info is None:
            return start_response(status, headers)
        return start_response(status, headers, exc_info)


def _start_reviewed(
    exchange: Exchange,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    status: str,
    headers: Headers,
    *exc_info: Any,
) -> Any:
    """Debug mode: `start_response` of the server, once the page was looked at."""
    page_check.review(exchange, environ, status, headers)
    return start_response(status, headers, *exc_info)
