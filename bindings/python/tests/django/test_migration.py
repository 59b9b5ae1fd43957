"""django-csp's settings are found, and printed as Stockade's, ready to paste."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from csp.constants import NONCE, SELF, STRICT_DYNAMIC
from django.core.checks import Error, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, override_settings
from testproject.headers import enforced, report_only

from stockade.django.middleware import ContentSecurityPolicyMiddleware

OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
DJANGO_CSP = "csp.middleware.CSPMiddleware"

VERSION_4 = {
    "CONTENT_SECURITY_POLICY": {
        "EXCLUDE_URL_PREFIXES": ["/admin/", "/healthz/"],
        "DIRECTIVES": {
            "script-src": [SELF, NONCE, STRICT_DYNAMIC],
            "img-src": "https://a.example https://b.example",
            "style-src": ("https://c.example",),
            "font-src": [],
            "frame-src": None,
            "upgrade-insecure-requests": True,
            "block-all-mixed-content": False,
            "sandbox": [],
        },
    },
    "CONTENT_SECURITY_POLICY_REPORT_ONLY": {
        "EXCLUDE_URL_PREFIXES": ["/admin/reports/"],
        "REPORT_PERCENTAGE": 10,
        "DIRECTIVES": {"default-src": ["'none'"], "report-uri": "/csp/"},
    },
}
VERSION_4_CONVERTED = """\
from stockade import CSP

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE, CSP.STRICT_DYNAMIC],
    "img-src": ["https://a.example", "https://b.example"],
    "style-src": ["https://c.example"],
    "font-src": [CSP.NONE],
    "upgrade-insecure-requests": True,
    "sandbox": True,
    "base-uri": [CSP.NONE],
}

SECURE_CSP_REPORT_ONLY = {
    "default-src": [CSP.NONE],
    "report-uri": ["/csp/"],
}

STOCKADE = {
    "PATHS": [
        ("/admin/reports/", {"enforce": {}, "report_only": {}}),
        ("/healthz/", {"enforce": {}}),
        ("/admin/", {"enforce": {}}),
    ],
}
"""

VERSION_3 = {
    "CSP_DEFAULT_SRC": ("'none'",),
    "CSP_SCRIPT_SRC": ("'self'", "https://a.example"),
    "CSP_SCRIPT_SRC_ELEM": None,
    "CSP_BASE_URI": ("'self'",),
    "CSP_UPGRADE_INSECURE_REQUESTS": True,
    "CSP_BLOCK_ALL_MIXED_CONTENT": False,
    "CSP_INCLUDE_NONCE_IN": ["script-src", "style-src"],
    "CSP_EXCLUDE_URL_PREFIXES": ("/admin/",),
    "CSP_REPORT_PERCENTAGE": 0.1,
}
VERSION_3_CONVERTED = """\
from stockade import CSP

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, "https://a.example", CSP.NONCE],
    "base-uri": [CSP.SELF],
    "upgrade-insecure-requests": True,
    "style-src": [CSP.NONCE],
}

STOCKADE = {
    "PATHS": [
        ("/admin/", {"enforce": {}}),
    ],
}
"""


def old_settings_messages(**settings):
    with override_settings(**{"SECURE_CSP": {}, "MIDDLEWARE": [OWN]} | settings):
        return [
            message
            for message in run_checks()
            if message.id in ("stockade.E007", "stockade.W020", "stockade.W021")
        ]


def converted(**settings) -> str:
    (message,) = old_settings_messages(**settings)
    return message.hint.partition("\n\n")[2]


def pasted(source: str) -> dict:
    """The settings that a settings file has when the hint is pasted into it."""
    module = SimpleNamespace()
    exec(source, vars(module))  # noqa: S102
    return {name: value for name, value in vars(module).items() if name.isupper() and name != "CSP"}


@pytest.mark.parametrize(
    ("old", "new"),
    [(VERSION_4, VERSION_4_CONVERTED), (VERSION_3, VERSION_3_CONVERTED)],
    ids=["4", "3"],
)
def test_the_settings_are_printed_ready_to_paste(old, new):
    source = converted(**old)

    assert source.startswith(new)
    with override_settings(**pasted(source)):
        assert enforced(Client().get("/plain/"))
        assert enforced(Client().get("/admin/nowhere/")) is None


def test_the_pasted_settings_do_without_a_policy_where_the_old_ones_did():
    with override_settings(**pasted(converted(**VERSION_4))):
        policies = {
            path: (enforced(response) is not None, report_only(response) is not None)
            for path in ("/", "/admin/", "/admin/reports/", "/healthz/")
            for response in [Client().get(path)]
        }

    assert policies == {
        "/": (True, True),
        "/admin/": (False, True),
        "/admin/reports/": (False, False),
        "/healthz/": (False, True),
    }


def test_a_report_only_policy_of_version_3_stays_report_only():
    source = converted(CSP_DEFAULT_SRC=("'self'",), CSP_REPORT_ONLY=True)

    assert pasted(source).keys() == {"SECURE_CSP_REPORT_ONLY"}


def test_what_has_no_counterpart_is_said():
    source = converted(**VERSION_4)

    assert '# CONTENT_SECURITY_POLICY_REPORT_ONLY["REPORT_PERCENTAGE"] has no' in source
    assert "CSP_REPORT_PERCENTAGE has no counterpart" in converted(**VERSION_3)


def test_what_was_added_is_said():
    assert '"base-uri" is new in SECURE_CSP' in converted(**VERSION_4)
    assert "is new" not in converted(**VERSION_3)


def test_what_has_to_be_corrected_is_said():
    policy = {"DIRECTIVES": {"script-src": ["self"]}}

    assert "# To be corrected: SECURE_CSP: script-src" in converted(CONTENT_SECURITY_POLICY=policy)


class TestMessage:
    def test_is_an_error_where_nothing_else_makes_a_policy(self):
        (message,) = old_settings_messages(**VERSION_4)

        assert isinstance(message, Error)
        assert "CONTENT_SECURITY_POLICY_REPORT_ONLY" in message.msg

    def test_keeps_a_server_from_starting_then(self):
        with (
            override_settings(SECURE_CSP={}, **VERSION_3),
            pytest.raises(ImproperlyConfigured, match=r"(?s)CSP_DEFAULT_SRC.*SECURE_CSP = \{"),
        ):
            ContentSecurityPolicyMiddleware(lambda request: HttpResponse())

    def test_is_a_warning_where_the_new_settings_are_there(self):
        (message,) = old_settings_messages(SECURE_CSP={"default-src": ["'self'"]}, **VERSION_3)

        assert isinstance(message, Warning)
        assert "remove them" in message.hint

    def test_is_a_warning_before_the_middleware_is_exchanged(self):
        (message,) = old_settings_messages(MIDDLEWARE=[DJANGO_CSP], **VERSION_4)

        assert isinstance(message, Warning)
        assert "SECURE_CSP = {" in message.hint

    def test_is_absent_without_old_settings(self):
        assert old_settings_messages() == []
