"""Content Security Policy for any ASGI application::

    from stockade import CSP
    from stockade.asgi import ContentSecurityPolicyMiddleware, csp_nonce

    application = ContentSecurityPolicyMiddleware(application, {
        "default-src": [CSP.SELF],
        "script-src": [CSP.NONCE],
        "base-uri": [CSP.NONE],
    })

Inside of it, `csp_nonce(scope)` is the response's nonce. Jinja templates find it without that: see
`stockade.jinja.NonceExtension`.

`stockade.starlette` has more for Starlette and FastAPI.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from stockade import page_check
from stockade.nonce import LazyNonce, current_nonce, leave
from stockade.serving.edge_cache import KEY_HEADER
from stockade.serving.exchange import Exchange, nonce_of
from stockade.serving.middleware import PolicyMiddleware
from stockade.serving.response_headers import Changes, decide, may_yet_print_nonce, with_changes

__all__ = ["ASGIApplication", "ContentSecurityPolicyMiddleware", "csp_nonce"]

#: Said loosely, because the types of asgiref and those of Starlette do not take each other.
ASGIApplication = Callable[[Any, Any, Any], Awaitable[None]]

_EDGE_KEY = KEY_HEADER.lower().encode("ascii")

#: Messages that begin the body. The last two hand files to the server, which were there before the
#: request.
_BODY = "http.response.body"
_BODIES = frozenset({_BODY, "http.response.pathsend", "http.response.zerocopysend"})


def csp_nonce(scope: Mapping[str, Any]) -> LazyNonce:
    """The nonce of the response to this request. Printing it makes it.

    Raises MissingMiddlewareError where no middleware would send it.
    """
    return nonce_of(scope, module="stockade.asgi")


class ContentSecurityPolicyMiddleware(PolicyMiddleware[ASGIApplication]):
    """`PolicyMiddleware` for ASGI. WebSockets and the application's lifespan are left alone."""

    _arguments = ("scope", "receive", "send")
    _other_module = "stockade.wsgi"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].encode("utf-8", "replace")
        exchange = Exchange.enter(scope, self.policies, scope["method"], path)
        edge_key = _edge_key(scope) if self.policies.edge_cache_key else ""
        response = _Response(exchange, edge_key, send, scope)
        token = current_nonce.set(exchange.nonce)
        try:
            await self.app(scope, receive, response.send)
        except BaseException:
            exchange.give_up()
            raise
        finally:
            leave(token)
        if response.held is not None:
            await response.release(is_complete=True)


def _edge_key(scope: Mapping[str, Any]) -> str:
    """What the request sent as `CSP-Edge-Key`."""
    found = (value for name, value in scope["headers"] if name.lower() == _EDGE_KEY)
    key: bytes = next(found, b"")
    return key.decode("latin-1")


class _Response:
    """Stands between an application and its server, and hands on what it sends.

    The start of a page that may yet print the nonce is held back until its body begins: then it is
    known whether that is the whole of it.
    """

    __slots__ = ("_edge_key", "_exchange", "_scope", "_send", "_sent", "held")

    def __init__(
        self,
        exchange: Exchange,
        edge_key: str,
        send: Callable[[Any], Awaitable[None]],
        scope: Mapping[str, Any],
    ) -> None:
        self._exchange = exchange
        self._edge_key = edge_key
        self._send = send
        self._scope = scope
        self.held: _Start | None = None
        self._sent: tuple[_Start, Changes] | None = None

    async def send(self, message: Any) -> None:
        """What the application calls as `send`."""
        kind = message["type"]
        if kind == "http.response.start":
            self.held = _Start(message)
            if not may_yet_print_nonce(self._exchange, self.held.status, self.held.headers):
                await self.release(is_complete=False)
            return
        if kind in _BODIES:
            is_complete = kind != _BODY or not message.get("more_body", False)
            if self.held is not None:
                await self.release(is_complete=is_complete)
            if is_complete:
                self._exchange.finish()
            if self._exchange.policies.development:
                self._review(message, is_complete=is_complete)
        await self._send(message)

    async def release(self, *, is_complete: bool) -> None:
        """Send the start that is held back, if one is."""
        start, self.held = self.held, None
        if start is not None:
            changes = decide(
                self._exchange,
                start.status,
                start.headers,
                self._edge_key,
                is_complete=is_complete,
            )
            self._sent = start, changes
            await self._send(start.with_changes(changes))

    def _review(self, message: Any, *, is_complete: bool) -> None:
        """Say what a browser will block on a page that comes in one part."""
        sent, self._sent = self._sent, None
        if sent is not None and is_complete and message["type"] == _BODY:
            start, changes = sent
            page_check.review(
                self._exchange,
                page_check.address_of(self._scope),
                start.status,
                with_changes(start.headers, changes),
                message.get("body", b""),
            )


class _Start:
    """The message that starts a response. What is in it has the types that WSGI has."""

    __slots__ = ("_message", "headers", "status")

    def __init__(self, message: Any) -> None:
        self._message = message
        self.status = str(message["status"])
        self.headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in message.get("headers", ())
        ]

    def with_changes(self, changes: Changes) -> dict[str, Any]:
        """The message to send. The one that was passed stays as it is."""
        removed, added = changes
        kept = [*self._message.get("headers", ())]
        if removed:
            kept = [
                pair
                for pair, (name, _) in zip(kept, self.headers, strict=True)
                if name.lower() not in removed
            ]
        kept += [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in added]
        return {**self._message, "headers": kept}
