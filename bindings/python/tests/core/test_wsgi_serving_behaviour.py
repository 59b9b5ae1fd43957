"""`tests/behaviour/serving.json` for the WSGI middleware, under the validator of wsgiref."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import pytest
from answers import Headers, answer_wsgi
from serving_cases import ServingCase, serving_cases

from stockade.wsgi import ContentSecurityPolicyMiddleware, csp_nonce

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def rendered_first(case: ServingCase) -> Application:
    """Makes the page, then calls `start_response`, as frameworks do."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = case.body(csp_nonce(environ)).encode()
        start_response(*start_of(case, [("Content-Length", str(len(body)))]))
        return [body]

    return application


def started_first(case: ServingCase) -> Application:
    """Calls `start_response`, then makes the page, as examples of WSGI do."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(*start_of(case))
        return [case.body(csp_nonce(environ)).encode()]

    return application


def streamed(case: ServingCase) -> Application:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(*start_of(case))
        nonce = csp_nonce(environ)
        return (case.body(nonce).encode() for _ in range(1))

    return application


def generated(case: ServingCase) -> Application:
    """Is a generator, which does not even start before the server reads it."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(*start_of(case))
        yield case.body(csp_nonce(environ)).encode()

    return application


def written(case: ServingCase) -> Application:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        write = start_response(*start_of(case))
        write(b"")
        write(case.body(csp_nonce(environ)).encode())
        return [b""]

    return application


def start_of(case: ServingCase, more: Headers | None = None) -> tuple[str, Headers]:
    status = f"{case.status} {HTTPStatus(case.status).phrase}"
    if case.status == 304:
        return status, case.response_headers
    headers = [*case.response_headers, *(more or [])]
    if not any(name == "Content-Type" for name, _ in headers):
        headers.append(("Content-Type", "text/plain"))  # The validator wants one.
    return status, headers


COMPLETE = [rendered_first, started_first]
STREAMED = [streamed, generated, written]


@pytest.mark.parametrize(
    ("case", "make"),
    [
        (case, make)
        for case in serving_cases()
        for make in (STREAMED if case.is_streamed else COMPLETE)
    ],
    ids=lambda value: value.__name__ if callable(value) else str(value),
)
def test_serving(case: ServingCase, make: Callable[[ServingCase], Application]) -> None:
    application = ContentSecurityPolicyMiddleware(
        make(case), **case.middleware_arguments, development=True
    )
    answer = answer_wsgi(application, case.method, "/", case.request_headers)
    case.check(answer.status, answer.headers, answer.body)
