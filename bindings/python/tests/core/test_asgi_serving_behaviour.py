"""`tests/behaviour/serving.json` for the ASGI middleware, in the bare protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from answers import answer_asgi
from serving_cases import ServingCase, serving_cases

from stockade.asgi import ContentSecurityPolicyMiddleware, csp_nonce

Application = Callable[[Any, Any, Any], Awaitable[None]]


def rendered_first(case: ServingCase) -> Application:
    """Makes the page, then sends it, as frameworks do."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        body = case.body(csp_nonce(scope)).encode()
        await send(start_of(case, [(b"content-length", str(len(body)).encode())]))
        await send({"type": "http.response.body", "body": body})

    return application


def started_first(case: ServingCase) -> Application:
    """Starts the response, then makes the page."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send(start_of(case))
        body = case.body(csp_nonce(scope)).encode()
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return application


def streamed(case: ServingCase) -> Application:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send(start_of(case))
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        body = case.body(csp_nonce(scope)).encode()
        await send({"type": "http.response.body", "body": body})

    return application


def start_of(case: ServingCase, more: list[tuple[bytes, bytes]] | None = None) -> dict[str, Any]:
    headers = [(name.lower().encode(), value.encode()) for name, value in case.response_headers]
    headers += more or []
    return {"type": "http.response.start", "status": case.status, "headers": headers}


@pytest.mark.parametrize(
    ("case", "make"),
    [
        (case, make)
        for case in serving_cases()
        for make in ([streamed] if case.is_streamed else [rendered_first, started_first])
    ],
    ids=lambda value: value.__name__ if callable(value) else str(value),
)
def test_serving(case: ServingCase, make: Callable[[ServingCase], Application]) -> None:
    application = ContentSecurityPolicyMiddleware(
        make(case), **case.middleware_arguments, development=True
    )
    answer = answer_asgi(application, case.method, "/", case.request_headers)
    case.check(answer.status, answer.headers, answer.body)
