"""Wrong settings: each has its clear error, when a server starts and in the system checks."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory, override_settings
from testproject.headers import enforced

from stockade import CSP
from stockade.django.conf import configuration
from stockade.django.middleware import ContentSecurityPolicyMiddleware

SELF = {"default-src": [CSP.SELF]}

#: Settings, the id of their error, and what it has to say.
WRONG = {
    "a policy that is no dictionary": (
        {"SECURE_CSP": "default-src 'self'"},
        "stockade.E001",
        ["SECURE_CSP", "dictionary", "str"],
    ),
    "a report-only policy that is no dictionary": (
        {"SECURE_CSP_REPORT_ONLY": None},
        "stockade.E001",
        ["SECURE_CSP_REPORT_ONLY", "dictionary", "NoneType"],
    ),
    "an unquoted keyword": (
        {"SECURE_CSP": {"script-src": ["self"]}},
        "stockade.E002",
        ["SECURE_CSP", "script-src", '"self"', "'self'"],
    ),
    "a value that would split": (
        {"SECURE_CSP": {"script-src": ["x.example; script-src *"]}},
        "stockade.E002",
        ["SECURE_CSP", "script-src", "x.example; script-src *"],
    ),
    "a value that would add a header": (
        {"SECURE_CSP": {"script-src": ["x.example\r\nSet-Cookie: a=b"]}},
        "stockade.E002",
        ["SECURE_CSP", "script-src"],
    ),
    "none in company": (
        {"SECURE_CSP": {"script-src": [CSP.NONE, "x.example"]}},
        "stockade.E002",
        ["SECURE_CSP", "script-src", "'none'"],
    ),
    "a mistyped directive": (
        {"SECURE_CSP_REPORT_ONLY": {"script-scr": [CSP.SELF]}},
        "stockade.E002",
        ["SECURE_CSP_REPORT_ONLY", "script-scr", "script-src"],
    ),
    "a number": (
        {"SECURE_CSP": {"script-src": 1}},
        "stockade.E002",
        ["SECURE_CSP", "script-src", "int"],
    ),
    "a fixed nonce": (
        {"SECURE_CSP": {"script-src": ["'nonce-abc'"], "base-uri": [CSP.NONE]}},
        "stockade.E002",
        ["SECURE_CSP", "script-src", "nonce"],
    ),
    "a nonce without a base-uri": (
        {"SECURE_CSP": {"script-src": [CSP.NONCE]}},
        "stockade.E002",
        ["SECURE_CSP", "base-uri", "'none'"],
    ),
    "an unknown endpoint": (
        {"SECURE_CSP": {**SELF, "report-to": "csp"}},
        "stockade.E002",
        ["SECURE_CSP", "report-to", "csp"],
    ),
    "another kind of STOCKADE": ({"STOCKADE": []}, "stockade.E001", ["STOCKADE", "list"]),
    "a mistyped key": (
        {"STOCKADE": {"PATH": []}},
        "stockade.E003",
        ["STOCKADE", "'PATH'", "Did you mean 'PATHS'?"],
    ),
    "an unknown key": (
        {"STOCKADE": {"colour": "red"}},
        "stockade.E003",
        ["STOCKADE", "'colour'", "REPORTING_ENDPOINTS, PATHS"],
    ),
    "endpoints that are no dictionary": (
        {"STOCKADE": {"REPORTING_ENDPOINTS": "https://reports.example"}},
        "stockade.E001",
        ['STOCKADE["REPORTING_ENDPOINTS"]', "str"],
    ),
    "an endpoint without an address": (
        {"STOCKADE": {"REPORTING_ENDPOINTS": {"csp": None}}},
        "stockade.E004",
        ['STOCKADE["REPORTING_ENDPOINTS"]', "csp"],
    ),
    "paths that have no order": (
        {"STOCKADE": {"PATHS": {"/a/": {}}}},
        "stockade.E005",
        ['STOCKADE["PATHS"]', "list", "dict"],
    ),
    "a path that is no pair": (
        {"STOCKADE": {"PATHS": [("/a/",)]}},
        "stockade.E005",
        ['STOCKADE["PATHS"][0]', "('/a/',)"],
    ),
    "a path that starts nowhere": (
        {"STOCKADE": {"PATHS": [("/a/", {}), ("b/", {})]}},
        "stockade.E005",
        ['STOCKADE["PATHS"][1]', "starts with '/'"],
    ),
    "a path with a bare policy": (
        {"STOCKADE": {"PATHS": [("/a/", SELF)]}},
        "stockade.E003",
        ['STOCKADE["PATHS"][0][1]', "'default-src'", "enforce, report_only"],
    ),
    "a path with a wrong policy": (
        {"STOCKADE": {"PATHS": [("/a/", {"enforce": {"img-src": ["self"]}})]}},
        "stockade.E002",
        ['STOCKADE["PATHS"][0][1]["enforce"]', "img-src", "'self'"],
    ),
    "a path with another kind of policy": (
        {"STOCKADE": {"PATHS": [("/a/", {"report_only": "img-src *"})]}},
        "stockade.E001",
        ['STOCKADE["PATHS"][0][1]["report_only"]', "str"],
    ),
}

wrong_settings = pytest.mark.parametrize(
    ("settings", "identifier", "words"), WRONG.values(), ids=WRONG
)


@wrong_settings
def test_wrong_settings_keep_a_server_from_starting(settings, identifier, words):
    """G11, G12, G13: and so none reaches a response."""
    with override_settings(**settings), pytest.raises(ImproperlyConfigured) as raised:
        ContentSecurityPolicyMiddleware(lambda request: HttpResponse())

    for word in (identifier, *words):
        assert word in str(raised.value)


@wrong_settings
def test_wrong_settings_are_found_by_the_checks(settings, identifier, words):
    with override_settings(**settings):
        errors = [message for message in run_checks() if message.id.startswith("stockade.E")]

    assert [error.id for error in errors] == [identifier]
    for word in words:
        assert word in f"{errors[0].msg} {errors[0].hint}"


@override_settings(
    SECURE_CSP={"script-src": ["self"]},
    SECURE_CSP_REPORT_ONLY=7,
    STOCKADE={"PATHS": [("/a/", {"enforce": {"img-scr": [CSP.SELF]}}), ("b", {})], "Paths": []},
)
def test_all_errors_are_shown_at_once():
    errors = [message.id for message in run_checks() if message.id.startswith("stockade.E")]

    assert sorted(errors) == [
        "stockade.E001",
        "stockade.E002",
        "stockade.E002",
        "stockade.E003",
        "stockade.E005",
    ]


def test_the_settings_are_read_once():
    assert configuration() is configuration()


def test_settings_that_change_take_effect_at_once():
    client = Client()
    before = enforced(client.get("/plain/"))
    with override_settings(SECURE_CSP=SELF):
        assert enforced(client.get("/plain/")) == {"default-src": ["'self'"]}

    assert enforced(client.get("/plain/")) == before


def test_turning_development_on_takes_effect_at_once(caplog):
    def partial(request):
        return JsonResponse({"html": f"<script nonce='{request.csp_nonce}'></script>"})

    middleware = ContentSecurityPolicyMiddleware(partial)
    caplog.clear()
    middleware(RequestFactory().get("/partial/"))
    assert not caplog.messages

    with override_settings(DEBUG=True):
        middleware(RequestFactory().get("/partial/"))
    assert "/partial/ printed a CSP nonce" in caplog.text


def test_settings_that_are_missing_mean_no_policy(settings_without_policies):
    response = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())(
        RequestFactory().get("/")
    )

    assert enforced(response) is None


@pytest.fixture
def settings_without_policies():
    from django.conf import settings

    with override_settings(SECURE_CSP={}):
        del settings.SECURE_CSP
        configuration.cache_clear()
        yield
