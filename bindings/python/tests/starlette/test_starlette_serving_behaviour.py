"""`tests/behaviour/serving.json` for Starlette."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from clients import client_of
from serving_cases import ServingCase, serving_cases
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from stockade.starlette import csp_nonce


@pytest.mark.parametrize("case", serving_cases(), ids=str)
def test_serving(case: ServingCase) -> None:
    async def page(request: Request) -> Response:
        nonce = csp_nonce(request)

        async def parts() -> AsyncIterator[str]:
            yield case.body(nonce)

        response: Response
        if case.is_streamed:
            response = StreamingResponse(parts(), case.status)
        else:
            response = Response(case.body(nonce), case.status)
        for name, value in case.response_headers:
            response.headers.append(name, value)
        return response

    client = client_of(
        Starlette(routes=[Route("/", page, methods=["GET", "POST"])]), **case.middleware_arguments
    )
    response = client.request(
        case.method, "/", headers=dict(case.request_headers), follow_redirects=False
    )
    case.check(response.status_code, response.headers.multi_items(), response.text)
