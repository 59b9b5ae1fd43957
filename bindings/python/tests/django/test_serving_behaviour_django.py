"""`tests/behaviour/serving.json`: what every adapter does with a response, done by Django's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path
from serving_cases import ServingCase, serving_cases

from stockade import Probe

CASES = {case.name: case for case in serving_cases()}


def answer(request: HttpRequest, number: int) -> HttpResponse | StreamingHttpResponse:
    case = list(CASES.values())[number]
    if case.is_streamed:
        response: Any = StreamingHttpResponse(parts(case, request), status=case.status)
    else:
        response = HttpResponse(case.body(request.csp_nonce), status=case.status)
    for name, value in case.response_headers:
        response.headers[name] = value
    return response


def parts(case: ServingCase, request: HttpRequest) -> Iterator[str]:
    yield case.body(request.csp_nonce)


urlpatterns = [path("<int:number>/", answer)]


def settings_of(case: ServingCase) -> dict[str, Any]:
    options = (
        "reporting_endpoints",
        "edge_cache_key",
        "integrity_policy",
        "integrity_policy_report_only",
    )
    stockade = {
        option.upper(): value for option in options if (value := case.option(option)) is not None
    }
    if probe := case.policy("probe"):
        stockade["PROBE"] = Probe(probe)
    return {
        "ROOT_URLCONF": __name__,
        "SECURE_CSP": case.policy("enforce"),
        "SECURE_CSP_REPORT_ONLY": case.policy("report_only"),
        "STOCKADE": stockade,
    }


@pytest.mark.parametrize("name", CASES)
def test_serving(name: str) -> None:
    case = CASES[name]
    with override_settings(**settings_of(case)):
        number = list(CASES).index(name)
        sent = {
            f"HTTP_{header.upper().replace('-', '_')}": value
            for header, value in case.request_headers
        }
        response: Any = Client().generic(case.method, f"/{number}/", **sent)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    case.check(response.status_code, response.items(), body.decode())
