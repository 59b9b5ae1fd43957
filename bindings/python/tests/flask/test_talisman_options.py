"""flask-talisman's CSP options, beside the real flask-talisman."""

from __future__ import annotations

import re
from typing import Any

import flask_talisman
import pytest
from flask import Flask, render_template_string, request
from flask_talisman import Talisman

from stockade import PolicyError
from stockade.flask import Stockade, csp_nonce

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
NONCED = {"default-src": "'self'", "script-src": "'self'", "base-uri": "'none'"}


def stockade(**options: Any) -> Flask:
    app = Flask("site")
    Stockade(app, **options)
    return with_page(app)


def talisman(**options: Any) -> Flask:
    app = Flask("site")
    Talisman(app, force_https=False, **options)
    return with_page(app)


def with_page(app: Flask) -> Flask:
    @app.get("/")
    def page() -> str:
        return render_template_string('<script nonce="{{ csp_nonce() }}"></script>')

    return app


def sent(app: Flask) -> dict[str, str]:
    """The policies of the page, with NONCE for its nonce."""
    response = app.test_client().get("/")
    found = re.search('nonce="([^"]+)"', response.text)
    nonce = found[1] if found else "no nonce"
    return {
        header: response.headers[header].replace(nonce, "NONCE")
        for header in (ENFORCE, REPORT_ONLY)
        if header in response.headers
    }


@pytest.mark.parametrize(
    "options",
    [
        {"content_security_policy": {"default-src": "'self'", "img-src": "*"}},
        {"content_security_policy": {"default-src": ["'self'", "example.com"]}},
        {"content_security_policy": "default-src 'self' example.com; object-src 'none'"},
        {"content_security_policy": False},
        {"content_security_policy": {}},
        {"content_security_policy": flask_talisman.DEFAULT_CSP_POLICY},
        {"content_security_policy": flask_talisman.GOOGLE_CSP_POLICY},
        {"content_security_policy_report_uri": "/reports"},
        {
            "content_security_policy_report_only": True,
            "content_security_policy_report_uri": "https://example.com",
        },
        {
            "content_security_policy": {"img-src": "'self'", "report-uri": "/own"},
            "content_security_policy_report_only": True,
            "content_security_policy_report_uri": "/reports",
        },
        {"content_security_policy": NONCED, "content_security_policy_nonce_in": ["script-src"]},
        {
            "content_security_policy": "script-src 'self'; style-src a.example; base-uri 'none'",
            "content_security_policy_nonce_in": ["script-src", "style-src"],
        },
        {"content_security_policy": NONCED, "content_security_policy_nonce_in": ["style-src"]},
        {"content_security_policy": NONCED, "content_security_policy_nonce_in": []},
    ],
)
def test_sends_what_talisman_sends(options: dict[str, Any]) -> None:
    assert sent(stockade(**options)) == sent(talisman(**options))


def test_host_named_report_uri_does_not_switch_reports_off() -> None:
    """Talisman looks for the name of the directive anywhere in the policy."""
    app = stockade(
        content_security_policy={"img-src": "https://report-uri.example"},
        content_security_policy_report_uri="/reports",
    )
    assert sent(app)[ENFORCE] == "img-src https://report-uri.example; report-uri /reports"


def test_nonce_in_a_directive_that_is_not_there_is_mentioned(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stockade(content_security_policy=NONCED, content_security_policy_nonce_in=["style-src"])
    assert "content_security_policy_nonce_in names 'style-src'" in caplog.text


def test_nonce_needs_a_base_uri() -> None:
    with pytest.raises(PolicyError, match="base-uri is missing"):
        stockade(
            content_security_policy={"script-src": "'self'"},
            content_security_policy_nonce_in=["script-src"],
        )


def test_report_only_policy_that_nobody_hears_is_refused() -> None:
    with pytest.raises(ValueError, match="content_security_policy_report_uri"):
        stockade(content_security_policy_report_only=True)


def test_nonce_under_talismans_names() -> None:
    app = stockade(content_security_policy=NONCED, content_security_policy_nonce_in=["script-src"])

    @app.get("/names")
    def names() -> str:
        nonce = request.csp_nonce
        text = f"{nonce} {'{}'.format(nonce)} {len(nonce)}"  # noqa: UP032
        return f"{text} {render_template_string('{{ csp_nonce() }}')}"

    response = app.test_client().get("/names")
    first, second, length, third = response.text.split()
    assert first == second == third
    assert length == "22"
    assert f"script-src 'self' 'nonce-{first}'" in response.headers[ENFORCE]


def test_nonce_may_be_read_from_the_request_after_the_response() -> None:
    app = stockade(content_security_policy=NONCED, content_security_policy_nonce_in=["script-src"])
    with app.test_client() as client:
        response = client.get("/")
        nonce = request.csp_nonce
        assert f"'nonce-{nonce}'" in response.headers[ENFORCE]
        assert str(nonce) in response.text


@pytest.mark.parametrize("stockade_first", [True, False])
def test_talisman_can_stay_for_its_other_headers(strict: Any, stockade_first: bool) -> None:
    app = Flask("site")
    set_ups = [
        lambda: Stockade(app, strict),
        lambda: Talisman(app, force_https=False, content_security_policy=False),
    ]
    for set_up in set_ups if stockade_first else reversed(set_ups):
        set_up()
    response = with_page(app).test_client().get("/")
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    nonce = response.text.split('"')[1]
    assert len(nonce) == 22
    assert f"script-src 'nonce-{nonce}'" in response.headers[ENFORCE]


def test_talismans_own_policy_is_kept_and_has_the_same_nonce(strict: Any) -> None:
    app = Flask("site")
    Stockade(app, strict)
    Talisman(
        app,
        force_https=False,
        content_security_policy={"script-src": "'self'"},
        content_security_policy_nonce_in=["script-src"],
    )
    app.add_url_rule("/", "index", lambda: str(csp_nonce))
    response = app.test_client().get("/")
    assert response.headers.getlist(ENFORCE) == [f"script-src 'self' 'nonce-{response.text}'"]


OTHER_OPTIONS = [
    "document_policy",
    "feature_policy",
    "force_file_save",
    "force_https",
    "force_https_permanent",
    "frame_options",
    "frame_options_allow_from",
    "permissions_policy",
    "referrer_policy",
    "session_cookie_http_only",
    "session_cookie_samesite",
    "session_cookie_secure",
    "strict_transport_security",
    "strict_transport_security_include_subdomains",
    "strict_transport_security_max_age",
    "strict_transport_security_preload",
    "x_content_type_options",
    "x_xss_protection",
]


@pytest.mark.parametrize("option", OTHER_OPTIONS)
def test_other_options_of_talisman_are_refused(strict: Any, option: str) -> None:
    with pytest.raises(TypeError, match=f"does not .*cannot take {option}.*Keep flask-talisman"):
        Stockade(Flask("site"), strict, **{option: True})


def test_unknown_option_is_refused(strict: Any) -> None:
    with pytest.raises(TypeError, match="no option 'reporting_endpoint'"):
        Stockade(Flask("site"), strict, reporting_endpoint={})


def test_policy_is_given_once(strict: Any) -> None:
    with pytest.raises(TypeError, match="policy and Talisman's options"):
        Stockade(Flask("site"), strict, content_security_policy={"img-src": "*"})


def test_talismans_options_beside_a_report_only_policy() -> None:
    app = stockade(
        content_security_policy={"img-src": "*"}, report_only={"default-src": ["'self'"]}
    )
    assert sent(app) == {ENFORCE: "img-src *", REPORT_ONLY: "default-src 'self'"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"content_security_policy": 5}, "must be a dict of directives, a whole policy"),
        (
            {"content_security_policy": NONCED, "content_security_policy_nonce_in": "script-src"},
            r"Write \['script-src'\]",
        ),
    ],
)
def test_talismans_options_of_a_wrong_type(options: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        stockade(**options)
