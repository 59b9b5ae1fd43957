"""`STOCKADE["PROBE"]` and `["INTEGRITY_POLICY"]`, but for what serving.json says of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path
from testproject.headers import nonce_of, report_only

from stockade import CSP, Probe
from stockade.django.conf import read_settings

STRICTER = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<script nonce={request.csp_nonce}></script>")


def with_block(request: HttpRequest) -> HttpResponse:
    request.csp_nonce.allow_inline("script", "start()")
    return HttpResponse("<script>start()</script>")


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(str(part) for part in [request.csp_nonce])


urlpatterns = [path("", page), path("block/", with_block), path("streamed/", streamed)]


@pytest.fixture(autouse=True)
def site():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def probed(one_in: int = 1, **settings: Any) -> override_settings:
    return override_settings(STOCKADE={"PROBE": Probe(STRICTER, one_in)}, **settings)


def test_one_in_so_many_responses_carries_the_probe():
    with probed(3):
        found = [report_only(Client().get("/")) is not None for _ in range(6)]
    assert found == [True, False, False, True, False, False]


def test_the_probe_has_the_nonce_of_the_response():
    with probed(SECURE_CSP_REPORT_ONLY={"script-src": [CSP.NONCE], "base-uri": [CSP.SELF]}):
        response = Client().get("/")
    value = response.headers["Content-Security-Policy-Report-Only"]
    first, second = value.split(", ")
    assert "base-uri 'self'" in first
    assert "base-uri 'none'" in second
    assert value.count(nonce_of(response)) == 2


def test_the_probe_allows_inline_blocks():
    with probed():
        sources = report_only(Client().get("/block/"))["script-src"]
    assert sources[0].startswith("'sha256-")


def test_a_probe_with_a_nonce_gives_streamed_pages_one():
    with probed(SECURE_CSP={}):
        response = Client().get("/streamed/")
        [part] = response.streaming_content
    assert report_only(response)["script-src"] == [f"'nonce-{part.decode()}'"]


@pytest.mark.parametrize(
    ("setting", "identifier"),
    [
        ({"PROBE": STRICTER}, "stockade.E015"),
        ({"PROBE": Probe(STRICTER, 0)}, "stockade.E015"),
        ({"PROBE": Probe({"script-src": ["self"]})}, "stockade.E002"),
        ({"INTEGRITY_POLICY": "scripts"}, "stockade.E016"),
        ({"INTEGRITY_POLICY": ["blocked-destinations=(script)"]}, "stockade.E016"),
        ({"INTEGRITY_POLICY_REPORT_ONLY": "scripts"}, "stockade.E016"),
    ],
)
def test_what_makes_no_sense_is_an_error(setting, identifier):
    with override_settings(STOCKADE=setting):
        _, [error] = read_settings()
    assert error.id == identifier
    assert f'STOCKADE["{next(iter(setting))}"]' in error.msg
