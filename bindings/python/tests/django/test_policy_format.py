"""The format of policies in settings, as Django 6's tests and django-csp's pin it.

One deliberate difference is pinned, too: a policy that trusts a nonce needs a `base-uri`.
"""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path, reverse_lazy
from testproject.headers import ENFORCE, REPORT_ONLY

from stockade import CSP
from stockade.django.middleware import ContentSecurityPolicyMiddleware

BASE = {"base-uri": [CSP.NONE]}


def reports(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("csp-reports/", reports, name="csp-reports")]

#: What browsers ignore in a report-only policy.
ENFORCED_ONLY = {"sandbox", "upgrade-insecure-requests", "block-all-mixed-content"}

#: A policy, and its header on a page whose nonce is "N". Directives keep their order.
FORMAT = {
    "nothing": ({}, None),
    "one directive": ({"default-src": [CSP.SELF]}, "default-src 'self'"),
    "several directives": (
        {"default-src": [CSP.SELF], "script-src": [CSP.NONE]},
        "default-src 'self'; script-src 'none'",
    ),
    "a text": ({"default-src": CSP.SELF}, "default-src 'self'"),
    "a text of several sources": ({"default-src": "'self' a.com"}, "default-src 'self' a.com"),
    "a tuple": ({"default-src": (CSP.SELF, "a.com")}, "default-src 'self' a.com"),
    "a set": ({"default-src": {CSP.SELF, "b.com", "a.com"}}, "default-src 'self' a.com b.com"),
    "None": ({"default-src": [CSP.SELF], "script-src": None}, "default-src 'self'"),
    "False": (
        {"default-src": [CSP.SELF], "block-all-mixed-content": False},
        "default-src 'self'",
    ),
    "an empty list": ({"default-src": [CSP.SELF], "img-src": []}, "default-src 'self'"),
    "only an empty list": ({"default-src": []}, None),
    "True": (
        {"default-src": [CSP.SELF], "upgrade-insecure-requests": True},
        "default-src 'self'; upgrade-insecure-requests",
    ),
    "True without a value, twice": (
        {"block-all-mixed-content": True, "upgrade-insecure-requests": True},
        "block-all-mixed-content; upgrade-insecure-requests",
    ),
    "a nonce": (
        {"script-src": [CSP.SELF, CSP.NONCE], **BASE},
        "script-src 'self' 'nonce-N'; base-uri 'none'",
    ),
    "several nonces": (
        {"default-src": [CSP.SELF, CSP.NONCE], "style-src": [CSP.NONCE], **BASE},
        "default-src 'self' 'nonce-N'; style-src 'nonce-N'; base-uri 'none'",
    ),
    "only a nonce": ({"style-src": [CSP.NONCE], **BASE}, "style-src 'nonce-N'; base-uri 'none'"),
    "a nonce as a text": ({"style-src": CSP.NONCE, **BASE}, "style-src 'nonce-N'; base-uri 'none'"),
    "a source twice": ({"img-src": ["a.com", CSP.SELF, "a.com"]}, "img-src a.com 'self'"),
    "sandbox": ({"sandbox": ["allow-scripts"]}, "sandbox allow-scripts"),
    "sandbox without a value": ({"sandbox": True}, "sandbox"),
    "report-uri": ({"report-uri": "/a /b"}, "report-uri /a /b"),
    "report-uri by its name": (
        {"report-uri": reverse_lazy("csp-reports")},
        "report-uri /csp-reports/",
    ),
    "frame-ancestors": ({"frame-ancestors": ["a.com"]}, "frame-ancestors a.com"),
    "trusted types": (
        {"require-trusted-types-for": ["'script'"], "trusted-types": ["a", "default"]},
        "require-trusted-types-for 'script'; trusted-types a default",
    ),
    "a directive of tomorrow": ({"fenced-frame-src": ["https:"]}, "fenced-frame-src https:"),
}


@pytest.mark.parametrize(("policy", "header"), FORMAT.values(), ids=FORMAT)
def test_the_header_of_a_policy(policy, header):
    assert sent(ENFORCE, SECURE_CSP=policy) == header


@pytest.mark.parametrize(
    ("policy", "header"),
    [pair for pair in FORMAT.values() if not pair[0].keys() & ENFORCED_ONLY],
    ids=[name for name, pair in FORMAT.items() if not pair[0].keys() & ENFORCED_ONLY],
)
def test_the_header_of_a_report_only_policy(policy, header):
    assert sent(REPORT_ONLY, SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=policy) == header


def sent(name: str, **settings) -> str | None:
    """A header of a page, with "N" for its nonce."""
    with override_settings(ROOT_URLCONF=__name__, **settings):
        response = ContentSecurityPolicyMiddleware(
            lambda request: HttpResponse(str(request.csp_nonce))
        )(RequestFactory().get("/"))
    header = response.headers.get(name)
    return header and header.replace(response.content.decode(), "N")


@override_settings(SECURE_CSP={"default-src": [CSP.SELF, CSP.NONCE]})
def test_a_nonce_without_a_base_uri_is_refused():
    """An injected <base> element would have a nonced script loaded from another host."""
    with pytest.raises(ImproperlyConfigured, match="base-uri"):
        ContentSecurityPolicyMiddleware(lambda request: HttpResponse())
