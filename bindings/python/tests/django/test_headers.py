"""Settings to headers: what each response gets."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import condition
from testproject.headers import ENFORCE, REPORT_ONLY, enforced, nonce_of, report_only

from stockade import CSP


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


def own_header(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce), headers={ENFORCE: "script-src 'self'"})


def own_header_with_nonce(request: HttpRequest) -> HttpResponse:
    header = f"script-src 'self' 'nonce-{request.csp_nonce}'; script-src 'none'"
    return HttpResponse("", headers={ENFORCE: header})


def own_endpoints(request: HttpRequest) -> HttpResponse:
    return HttpResponse("", headers={"Reporting-Endpoints": 'csp="https://own.example/"'})


def not_modified(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotModified(headers={ENFORCE: "default-src *", REPORT_ONLY: "img-src *"})


@condition(etag_func=lambda request: '"etag"')
def conditional(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


urlpatterns = [
    path("plain/", plain),
    path("page/", page),
    path("own/", own_header),
    path("own-nonce/", own_header_with_nonce),
    path("own-endpoints/", own_endpoints),
    path("304/", not_modified),
    path("conditional/", conditional),
]

pytestmark = pytest.mark.usefixtures("urls")


@pytest.fixture
def urls():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def get(path: str, **kwargs):
    return Client().get(path, **kwargs)


def test_the_policy_of_the_settings_is_sent_with_the_nonce_of_the_page():
    response = get("/page/")
    nonce = response.content.decode()

    assert len(nonce) == 22
    assert enforced(response) == {
        "default-src": ["'self'"],
        "script-src": [f"'nonce-{nonce}'", "'strict-dynamic'"],
        "style-src": ["'self'", f"'nonce-{nonce}'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    assert report_only(response) is None


def test_a_page_that_prints_no_nonce_has_none_in_its_header():
    response = get("/plain/")

    assert "'nonce-" not in response.headers[ENFORCE]
    assert "Cache-Control" not in response.headers


def test_each_response_has_a_nonce_of_its_own():
    assert len({get("/page/").content for _ in range(50)}) == 50


@override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY={})
def test_without_policies_no_header_is_sent():
    response = get("/page/")

    assert enforced(response) is None
    assert report_only(response) is None
    assert len(response.content) == 22  # Templates may go on printing it.


@override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY={"default-src": [CSP.SELF]})
def test_the_report_only_policy_is_sent_alone():
    response = get("/page/")

    assert enforced(response) is None
    assert report_only(response) == {"default-src": ["'self'"]}


@override_settings(
    SECURE_CSP={"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]},
    SECURE_CSP_REPORT_ONLY={"script-src": [CSP.SELF, CSP.NONCE], "base-uri": [CSP.NONE]},
)
def test_both_policies_are_sent_at_once_with_one_nonce():
    response = get("/page/")
    source = f"'nonce-{response.content.decode()}'"

    assert enforced(response)["script-src"] == [source]
    assert report_only(response)["script-src"] == ["'self'", source]


@pytest.mark.parametrize(
    "policy",
    [
        {"default-src": [CSP.SELF, "https:"], "script-src": [CSP.NONCE], "base-uri": [CSP.NONE]},
        {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]},
    ],
)
def test_a_list_of_only_the_nonce_allows_nothing_when_the_nonce_is_not_used(policy):
    """G1: the directive stays, so scripts do not fall back to a looser list."""
    with override_settings(SECURE_CSP=policy):
        assert enforced(get("/plain/"))["script-src"] == ["'none'"]


@override_settings(
    SECURE_CSP={"script-src": [CSP.NONCE, CSP.UNSAFE_INLINE], "base-uri": [CSP.NONE]}
)
def test_an_unused_nonce_takes_with_it_what_it_had_switched_off():
    """G1: a nonce makes browsers ignore 'unsafe-inline', which must not come back without it."""
    assert enforced(get("/plain/"))["script-src"] == ["'none'"]


@override_settings(SECURE_CSP={"script-src": "'self' " + CSP.NONCE, "base-uri": "'none'"})
def test_a_nonce_within_a_string_is_filled_in():
    """G13: the placeholder does not reach the header."""
    response = get("/page/")

    assert enforced(response)["script-src"] == ["'self'", f"'nonce-{response.content.decode()}'"]


@override_settings(
    SECURE_CSP={"default-src": frozenset({CSP.SELF}), "img-src": {"https:", "data:"}}
)
def test_every_kind_of_set_is_sent_in_a_stable_order():
    """G12: a frozenset is a list of sources like any other."""
    assert enforced(get("/plain/")) == {"default-src": ["'self'"], "img-src": ["data:", "https:"]}


def test_a_head_request_is_answered_like_a_get_request():
    response = Client().head("/page/")

    assert nonce_of(response)
    assert response.headers["Cache-Control"] == "private"


def test_error_pages_have_the_policy():
    response = get("/missing/")

    assert response.status_code == 404
    assert enforced(response)["default-src"] == ["'self'"]


class TestHeadersOfTheView:
    def test_are_kept(self):
        response = get("/own/")

        assert response.headers[ENFORCE] == "script-src 'self'"

    @override_settings(SECURE_CSP_REPORT_ONLY={"default-src": [CSP.SELF]})
    def test_do_not_hold_up_the_other_header(self):
        assert report_only(get("/own/")) == {"default-src": ["'self'"]}

    @override_settings(DEBUG=True)
    def test_that_lack_the_nonce_of_their_page_are_warned_about_in_development(self, caplog):
        response = get("/own/")

        assert response.headers[ENFORCE] == "script-src 'self'"
        assert any("/own/" in message and "nonce" in message for message in caplog.messages)

    @override_settings(DEBUG=True)
    def test_are_warned_about_once_for_each_text_without_the_nonce(self, caplog):
        client = Client()
        nonces = [nonce_of(client.get("/own-nonce/")) for _ in range(3)]

        assert len(caplog.messages) == 1
        assert "already" in caplog.text
        assert not any(nonce and nonce in caplog.text for nonce in nonces)

    def test_are_not_looked_at_in_production(self, caplog):
        caplog.set_level(logging.DEBUG, logger="stockade")
        client = Client()
        caplog.clear()
        client.get("/own/")

        assert not caplog.messages


class TestNotModified:
    """A browser gives the headers of a 304 to the page that it has stored."""

    def test_has_no_policy(self):
        response = get("/304/")

        assert response.status_code == 304
        assert enforced(response) is None
        assert report_only(response) is None

    def test_has_no_policy_when_a_view_is_conditional(self):
        first = get("/conditional/")
        second = get("/conditional/", headers={"If-None-Match": '"etag"'})

        assert nonce_of(first) == first.content.decode()
        assert second.status_code == 304
        assert enforced(second) is None

    @pytest.mark.parametrize("outside", [True, False])
    def test_has_no_policy_when_middleware_makes_it(self, outside):
        middleware = ["stockade.django.middleware.ContentSecurityPolicyMiddleware"]
        middleware.insert(0 if outside else 1, "django.middleware.http.ConditionalGetMiddleware")
        with override_settings(MIDDLEWARE=middleware):
            first = get("/plain/")
            second = get("/plain/", headers={"If-None-Match": first.headers["ETag"]})

        assert enforced(first)
        assert second.status_code == 304
        assert enforced(second) is None


class TestReportingEndpoints:
    """G14: the header that `report-to` needs."""

    SETTINGS = {
        "SECURE_CSP": {"default-src": [CSP.SELF], "report-to": "csp"},
        "STOCKADE": {
            "REPORTING_ENDPOINTS": {
                "csp": "https://reports.example/csp?a=1",
                "other": "/reports/",
            }
        },
    }

    def test_are_sent_beside_a_policy_that_reports(self):
        with override_settings(**self.SETTINGS):
            response = get("/plain/")

        assert enforced(response)["report-to"] == ["csp"]
        assert response.headers["Reporting-Endpoints"] == (
            'csp="https://reports.example/csp?a=1", other="/reports/"'
        )

    def test_are_sent_beside_a_report_only_policy(self):
        policy = self.SETTINGS["SECURE_CSP"]
        settings = self.SETTINGS | {"SECURE_CSP": {}, "SECURE_CSP_REPORT_ONLY": policy}
        with override_settings(**settings):
            assert "Reporting-Endpoints" in get("/plain/").headers

    def test_are_not_sent_where_nothing_is_reported(self):
        with override_settings(**self.SETTINGS | {"SECURE_CSP": {"default-src": [CSP.SELF]}}):
            assert "Reporting-Endpoints" not in get("/plain/").headers

    def test_of_the_view_are_kept(self):
        with override_settings(**self.SETTINGS):
            response = get("/own-endpoints/")

        assert response.headers["Reporting-Endpoints"] == 'csp="https://own.example/"'
