"""Django's debug pages go without a policy; the site's own error pages do not."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.debug import default_urlconf
from testproject.headers import enforced, report_only

from stockade import CSP


def own_404(request: HttpRequest) -> HttpResponse:
    return HttpResponse("own", status=404)


def own_500(request: HttpRequest) -> HttpResponse:
    return HttpResponse("own", status=500)


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("handler", status=500 if exception is None else 403)


handler403 = handler404 = handler500 = handler

urlpatterns = [
    path("own-404/", own_404),
    path("own-500/", own_500),
    path("missing/", missing),
    path("failing/", failing),
    path("suspicious/", suspicious),
    path("forbidden/", forbidden),
    path("start/", default_urlconf),
]


class Empty:
    """A URL configuration of a new project."""

    urlpatterns: list = []


@pytest.fixture(autouse=True)
def settings():
    with override_settings(
        ROOT_URLCONF=__name__, SECURE_CSP_REPORT_ONLY={"default-src": [CSP.SELF]}
    ):
        yield


def get(path):
    return Client(raise_request_exception=False).get(path)


@override_settings(DEBUG=True)
@pytest.mark.parametrize("url", ["/nowhere/", "/missing/", "/failing/", "/suspicious/"])
def test_a_debug_page_has_no_policy(url):
    response = get(url)

    assert b"DEBUG = True" in response.content
    assert enforced(response) is None
    assert report_only(response) is None


@override_settings(DEBUG=True)
@pytest.mark.parametrize(("urlconf", "url"), [(Empty, "/"), (__name__, "/start/")])
def test_the_start_page_of_a_new_project_has_no_policy(urlconf, url):
    with override_settings(ROOT_URLCONF=urlconf):
        response = get(url)

    assert b"The install worked successfully" in response.content
    assert enforced(response) is None
    assert report_only(response) is None


@override_settings(DEBUG=True)
@pytest.mark.parametrize("url", ["/own-404/", "/own-500/", "/forbidden/"])
def test_an_error_page_of_the_site_keeps_its_policy_in_development(url):
    response = get(url)

    assert response.content in (b"own", b"handler")
    assert enforced(response)
    assert report_only(response)


@pytest.mark.parametrize("url", ["/nowhere/", "/missing/", "/failing/", "/own-404/", "/own-500/"])
def test_an_error_page_of_the_site_keeps_its_policy_in_production(url):
    response = get(url)

    assert response.status_code in (403, 404, 500)
    assert enforced(response)
    assert report_only(response)
