"""Content Security Policy for any WSGI application::

    from stockade import CSP
    from stockade.wsgi import ContentSecurityPolicyMiddleware, csp_nonce

    application = ContentSecurityPolicyMiddleware(application, {
        "default-src": [CSP.SELF],
        "script-src": [CSP.NONCE],
        "base-uri": [CSP.NONE],
    })

Inside of it, `csp_nonce(environ)` is the response's nonce. Jinja templates find it without that:
see `stockade.jinja.NonceExtension`.

Flask has more of its own in `stockade.flask`, and Django in `stockade.django`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from wsgiref.util import request_uri

from stockade import page_check
from stockade.nonce import LazyNonce, current_nonce, leave
from stockade.serving.edge_cache import KEY_HEADER
from stockade.serving.exchange import Exchange, nonce_of
from stockade.serving.middleware import PolicyMiddleware
from stockade.serving.response_headers import Headers, decide, may_yet_print_nonce, with_changes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = [
    "ContentSecurityPolicyMiddleware",
    "WSGIApplication",
    "csp_nonce",
    "edge_key",
    "path_of",
]

WSGIApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]
Write = Callable[[bytes], object]


def csp_nonce(environ: WSGIEnvironment) -> LazyNonce:
    """The nonce of the response to this request. Printing it makes it.

    Raises MissingMiddlewareError where no middleware would send it.
    """
    return nonce_of(environ, module="stockade.wsgi")


class ContentSecurityPolicyMiddleware(PolicyMiddleware[WSGIApplication]):
    """`PolicyMiddleware` for WSGI."""

    _arguments = ("environ", "start_response")
    _other_module = "stockade.asgi"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        exchange = Exchange.enter(
            environ, self.policies, environ["REQUEST_METHOD"], path_of(environ)
        )
        key = edge_key(environ) if self.policies.edge_cache_key else ""
        response = _Response(exchange, key, start_response)
        token = current_nonce.set(exchange.nonce)
        try:
            body = self.app(environ, response.start)
        except BaseException:
            exchange.give_up()
            raise
        finally:
            leave(token)
        is_list = isinstance(body, list | tuple)
        is_complete = is_list or _is_file(environ, body)
        try:
            response.release(is_complete=is_complete)
        except BaseException:
            _close(body)  # The server does not get it, and so cannot.
            raise
        if not is_complete:
            return _Body(body, exchange.nonce)
        if is_list and self.policies.development and response.sent is not None:
            page_check.review(exchange, request_uri(environ), *response.sent, b"".join(body))
        return body


def path_of(environ: WSGIEnvironment) -> str:
    """The whole path of a request, under which its application is mounted included."""
    path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return path


def edge_key(environ: WSGIEnvironment) -> str:
    """What the request sent as `CSP-Edge-Key`."""
    key: str = environ.get(_EDGE_KEY, "")
    return key


_EDGE_KEY = f"HTTP_{KEY_HEADER.upper().replace('-', '_')}"


class _Response:
    """Stands between an application and its server, and hands on how the response starts.

    Many applications call `start_response` and then make the page. While such a page may print the
    nonce, its start is held back: until the application has returned a page that is complete, or
    begins to hand over one that is not. No server would have sent anything earlier.
    """

    __slots__ = (
        "_edge_key",
        "_exchange",
        "_has_returned",
        "_held",
        "_start_response",
        "_write",
        "sent",
    )

    def __init__(self, exchange: Exchange, edge_key: str, start_response: StartResponse) -> None:
        self._exchange = exchange
        self._edge_key = edge_key
        self._start_response = start_response
        self._held: tuple[str, Headers, Any] | None = None
        self._has_returned = False
        self._write: Write | None = None
        #: Status and headers, once they are handed on.
        self.sent: tuple[str, Headers] | None = None

    def start(self, status: str, headers: Headers, exc_info: Any = None, /) -> Write:
        """What the application calls as `start_response`."""
        if self._held is not None and exc_info is None:
            raise AssertionError("start_response was called again without exc_info")
        self._held = status, headers, exc_info
        if self._has_returned or not may_yet_print_nonce(self._exchange, status, headers):
            self._send_start(is_complete=False)
        return self.write

    def write(self, data: bytes) -> object:
        """What `start_response` returns, for applications that push what they make."""
        self._send_start(is_complete=False)
        return self._write(data) if self._write is not None else None

    def release(self, *, is_complete: bool) -> None:
        """Say that the application has returned, with or without the whole of its page."""
        self._has_returned = True
        self._send_start(is_complete=is_complete)

    def _send_start(self, *, is_complete: bool) -> None:
        """Hand the start on, if it is held back."""
        if self._held is None:
            return
        (status, headers, exc_info), self._held = self._held, None
        changes = decide(self._exchange, status, headers, self._edge_key, is_complete=is_complete)
        headers = with_changes(headers, changes)
        self.sent = status, headers
        # Servers may take just two arguments.
        if exc_info is None:
            self._write = self._start_response(status, headers)
        else:
            self._write = self._start_response(status, headers, exc_info)


class _Body:
    """A body that is made while it is sent. Templates in it find the nonce."""

    __slots__ = ("_body", "_nonce", "_parts")

    def __init__(self, body: Iterable[bytes], nonce: LazyNonce) -> None:
        self._body = body
        self._nonce = nonce
        self._parts: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        token = current_nonce.set(self._nonce)
        try:
            if self._parts is None:
                self._parts = iter(self._body)
            return next(self._parts)
        finally:
            leave(token)

    def close(self) -> None:
        """Called by the server when all is sent, or nobody listens any more."""
        _close(self._body)


def _close(body: object) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


def _is_file(environ: WSGIEnvironment, body: object) -> bool:
    """Whether the server may send the body in its own way. What is in a file was there before the
    request."""
    wrapper = environ.get("wsgi.file_wrapper")
    return isinstance(wrapper, type) and isinstance(body, wrapper)
