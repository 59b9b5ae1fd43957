"""`STOCKADE["PATHS"]`: other policies for parts of the site. G15: by path."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import re_path
from testproject.headers import enforced, report_only

from stockade import CSP
from stockade.django.conf import policies_for
from stockade.django.decorators import csp_override

SITE = {"default-src": [CSP.SELF]}
REPORT_ONLY = {"default-src": [CSP.NONE]}
PATHS = [
    ("/both/", {"enforce": {"img-src": ["a.example"]}, "report_only": {"img-src": ["b.example"]}}),
    ("/enforce/", {"enforce": {"img-src": ["a.example"]}}),
    ("/report/", {"report_only": {"img-src": ["b.example"]}}),
    ("/none/but/", {"enforce": {"img-src": ["a.example"]}}),
    ("/none/", {"enforce": {}, "report_only": {}}),
    ("/same/", {}),
]


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@csp_override({"font-src": [CSP.SELF]})
def overridden(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [re_path("overridden", overridden), re_path("", view)]


@pytest.fixture(autouse=True)
def settings():
    with override_settings(
        ROOT_URLCONF=__name__,
        SECURE_CSP=SITE,
        SECURE_CSP_REPORT_ONLY=REPORT_ONLY,
        STOCKADE={"PATHS": PATHS},
    ):
        yield


A, B = {"img-src": ["a.example"]}, {"img-src": ["b.example"]}
SELF, NONE = {"default-src": ["'self'"]}, {"default-src": ["'none'"]}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", (SELF, NONE)),
        ("/both/", (A, B)),
        ("/both/and/below/", (A, B)),
        ("/enforce/", (A, NONE)),
        ("/report/", (SELF, B)),
        ("/none/", (None, None)),
        ("/none/but/this/", (A, NONE)),
        ("/same/", (SELF, NONE)),
        ("/enforce", (SELF, NONE)),
        ("/Enforce/", (SELF, NONE)),
        ("/not/enforce/", (SELF, NONE)),
    ],
)
def test_the_first_prefix_that_fits_decides(path, expected):
    response = Client().get(path)

    assert (enforced(response), report_only(response)) == expected


def test_a_decorator_goes_before_the_path():
    assert enforced(Client().get("/enforce/overridden")) == {"font-src": ["'self'"]}


def test_the_prefix_is_that_of_the_site_wherever_it_is_mounted():
    assert enforced(Client().get("/enforce/", SCRIPT_NAME="/mounted")) == A


def test_the_policies_of_a_path_can_be_asked_for():
    policies = policies_for(RequestFactory().get("/both/"))

    assert policies.enforce.without_nonce == "img-src a.example"
    assert policies.report_only.without_nonce == "img-src b.example"


def test_an_entry_that_is_never_used_is_warned_about():
    paths = [("/a/", {}), ("/a/b/", {}), ("/b/", {})]
    with override_settings(STOCKADE={"PATHS": paths}):
        messages = [message for message in run_checks() if message.id == "stockade.W002"]

    assert [message.hint for message in messages] == ["Put '/a/b/' before '/a/'."]
