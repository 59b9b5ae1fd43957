"""Sets the headers of every response where the app meets the WSGI server.

Static files, redirects, error pages and responses of which an `after_request` function failed all
pass here, and nothing that runs inside Flask can skip it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.signals import got_request_exception
from werkzeug.debug import DebuggedApplication

from stockade._core import inspect_header
from stockade.faults import report_fault
from stockade.flask import page_check
from stockade.flask.exchange import ENVIRON_KEY, Exchange, current_exchange, describe_request
from stockade.flask.policies import AppPolicies
from stockade.serving import (
    CSP_HEADERS,
    REPORT_ONLY,
    REPORTING_ENDPOINTS,
    can_hold_markup,
    private_cache_control,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["PolicyMiddleware", "PublicNonceError", "install"]

Headers = list[tuple[str, str]]

_POLICY_KEYS = frozenset(header.lower() for header in CSP_HEADERS)
_OUR_KEYS = _POLICY_KEYS | {REPORTING_ENDPOINTS.lower()}


class PublicNonceError(RuntimeError):
    """A view marked a page with a nonce as `Cache-Control: public`."""


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
    """Gives each request its nonce, and each response its policies."""

    def __init__(self, app: WSGIApplication, app_policies: AppPolicies) -> None:
        self.app = app
        self.app_policies = app_policies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        exchange: Exchange | None = environ.get(ENVIRON_KEY)
        if exchange is None or exchange.is_started:
            exchange = environ[ENVIRON_KEY] = Exchange(self.app_policies)
        else:
            # This app is mounted in another one that has Stockade. One page has one nonce, and the
            # innermost app's policies: the outer middleware will find the headers set.
            exchange.enter(self.app_policies)
        if self.app_policies.checks_pages:
            page_check.watch(self.app_policies.app)

        def start_with_policies(status: str, headers: Headers, exc_info: Any = None) -> Any:
            headers = _with_policies(exchange, environ, status, headers)
            if exchange.page:
                page_check.review(exchange, environ, status, headers)
            if exc_info is None:
                return start_response(status, headers)
            return start_response(status, headers, exc_info)

        return self.app(environ, start_with_policies)


def _with_policies(
    exchange: Exchange, environ: WSGIEnvironment, status: str, headers: Headers
) -> Headers:
    """The headers to send. The list that was passed stays as it is."""
    exchange.is_started = True
    if status.startswith("304"):
        # A browser would apply a policy on a 304 to the page that it has stored.
        return [header for header in headers if header[0].lower() not in _POLICY_KEYS]

    present = {name.lower(): value for name, value in headers}
    nonce = exchange.read_nonce
    if nonce is None and exchange.served.uses_nonce:
        if _may_yet_print_nonce(status, present):
            exchange.seal(None)  # This may be an error page in the place of a sealed response.
            nonce = str(exchange.nonce)
        else:
            exchange.seal(exchange.app_policies.report_late_nonce)

    added = exchange.served.headers(nonce)
    if not _OUR_KEYS.isdisjoint(present):
        added = [header for header in added if header[0].lower() not in present]
        _inspect(exchange.app_policies, environ, headers, nonce)
    headers = [*headers, *added]
    if nonce is not None:
        if "cache-control" in present:
            _keep_private(exchange.app_policies, environ, headers)
        else:
            headers.append(("Cache-Control", "private"))
    return headers


def _may_yet_print_nonce(status: str, present: dict[str, str]) -> bool:
    """Whether this is a stream of markup. Werkzeug sends the length of every body that is complete
    before its headers go out, so a body without one is still to be made."""
    return (
        "content-length" not in present
        and not status.startswith(("1", "204"))
        and can_hold_markup(present.get("content-type", ""))
    )


def _inspect(
    app_policies: AppPolicies, environ: WSGIEnvironment, headers: Headers, nonce: str | None
) -> None:
    """In development, say once what is wrong with policies that a view set. They are sent as they
    are."""
    if not app_policies.development:
        return
    for name, value in headers:
        if name.lower() in _POLICY_KEYS:
            is_report_only = name.lower() == REPORT_ONLY.lower()
            for finding in inspect_header(value, nonce, report_only=is_report_only):
                app_policies.warn_once(
                    f"The {name} header that a view set on {describe_request(environ)}: {finding}"
                )


def _keep_private(app_policies: AppPolicies, environ: WSGIEnvironment, headers: Headers) -> None:
    """Keep a page with a nonce out of shared caches, which would hand it to everyone."""
    said = ", ".join(value for name, value in headers if name.lower() == "cache-control")
    if any(part.strip().lower() == "public" for part in said.split(",")):
        report_fault(
            PublicNonceError(
                f"{describe_request(environ)} printed a CSP nonce and is marked `Cache-Control: "
                f"{said}`. A shared cache would give one visitor's nonce to all, which makes it "
                "worthless. Leave `public` out, or print no nonce on this page."
            ),
            development=app_policies.development,
        )
    headers[:] = [header for header in headers if header[0].lower() != "cache-control"]
    headers.append(("Cache-Control", private_cache_control(said)))
