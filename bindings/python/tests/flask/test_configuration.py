"""What an app can be configured with, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from stockade import PolicyError, Probe
from stockade.flask import CSP, Stockade, csp_nonce

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"


def headers_of(app: Flask) -> Any:
    app.add_url_rule("/", "index", lambda: "page")
    return app.test_client().get("/").headers


def test_factory(strict: Any) -> None:
    stockade = Stockade(policy=strict)
    app = Flask("site")
    assert ENFORCE not in headers_of(app)
    app = Flask("site")
    stockade.init_app(app)
    assert ENFORCE in headers_of(app)


def test_apps_of_one_extension_can_differ() -> None:
    stockade = Stockade(policy={"default-src": [CSP.SELF]}, report_only={"img-src": [CSP.SELF]})
    one, two, three = Flask("one"), Flask("two"), Flask("three")
    stockade.init_app(one)
    stockade.init_app(two, {"default-src": [CSP.NONE]})
    stockade.init_app(three, {})
    assert headers_of(one)[ENFORCE] == "default-src 'self'"
    assert headers_of(two)[ENFORCE] == "default-src 'none'"
    three_headers = headers_of(three)
    assert ENFORCE not in three_headers
    assert three_headers[REPORT_ONLY] == "img-src 'self'"


def test_config_of_the_app() -> None:
    app = Flask("site")
    app.config.update(
        STOCKADE_POLICY={"default-src": [CSP.SELF], "report-to": ["csp"]},
        STOCKADE_REPORT_ONLY="img-src 'self'",
        STOCKADE_REPORTING_ENDPOINTS={"csp": "https://reports.example/csp"},
    )
    Stockade(app)
    headers = headers_of(app)
    assert headers[ENFORCE] == "default-src 'self'; report-to csp"
    assert headers[REPORT_ONLY] == "img-src 'self'"
    assert headers["Reporting-Endpoints"] == 'csp="https://reports.example/csp"'


def test_argument_wins_over_the_config_of_the_app() -> None:
    app = Flask("site")
    app.config["STOCKADE_POLICY"] = {"default-src": [CSP.SELF]}
    Stockade(app, {"default-src": [CSP.NONE]})
    assert headers_of(app)[ENFORCE] == "default-src 'none'"


def test_policy_as_text_with_a_nonce(directives: Any) -> None:
    """G13: the placeholder in a text is replaced, too."""
    app = Flask("site")
    Stockade(app, f"default-src 'self'; script-src 'self' {CSP.NONCE}; base-uri 'none'")
    app.add_url_rule("/", "index", lambda: str(csp_nonce))
    response = app.test_client().get("/")
    assert directives(response.headers) == {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{response.text}'",
        "base-uri": "'none'",
    }


@pytest.mark.parametrize(
    "sources",
    ["'self' https://a.example", ["'self'", "https://a.example"], ("'self'", "https://a.example")],
)
def test_forms_of_a_source_list(sources: Any) -> None:
    app = Flask("site")
    Stockade(app, {"img-src": sources, "upgrade-insecure-requests": True, "font-src": None})
    assert headers_of(app)[ENFORCE] == (
        "img-src 'self' https://a.example; upgrade-insecure-requests"
    )


@pytest.mark.parametrize("sources", [{"https://a.example"}, frozenset({"https://a.example"})])
def test_sets_are_source_lists(sources: Any) -> None:
    """G12"""
    app = Flask("site")
    Stockade(app, {"img-src": sources})
    assert headers_of(app)[ENFORCE] == "img-src https://a.example"


WRONG_POLICIES = [
    pytest.param({"script-src": ["self"]}, "'self'", id="unquoted keyword"),
    pytest.param({"img-src": ["a.example; script-src *"]}, "img-src", id="injection"),
    pytest.param({"img-src": ["a.example\r\nSet-Cookie: a=b"]}, "img-src", id="line break"),
    pytest.param({"img-src": [CSP.NONE, "a.example"]}, "'none'", id="none with company"),
    pytest.param({"scirpt-src": [CSP.SELF]}, "script-src", id="misspelt directive"),
    pytest.param({"script-src": ["'nonce-abcdefghijklmnop'"]}, "nonce", id="fixed nonce"),
    pytest.param({"script-src": [CSP.NONCE]}, "base-uri", id="nonce without base-uri"),
    pytest.param({"default-src": [CSP.SELF], "report-to": ["csp"]}, "csp", id="no such endpoint"),
    pytest.param("script-src self", "'self'", id="unquoted keyword in a text"),
]


@pytest.mark.parametrize(("policy", "message"), WRONG_POLICIES)
@pytest.mark.parametrize("setting", ["policy", "report_only"])
def test_wrong_policy_is_refused_at_the_start(policy: Any, message: str, setting: str) -> None:
    """G11: nothing that browsers would misread is ever sent."""
    with pytest.raises(PolicyError, match=message) as caught:
        Stockade(Flask("site"), **{setting: policy})
    assert caught.value.setting == setting
    app = Flask("site")
    key = f"STOCKADE_{setting.upper()}"
    app.config[key] = policy
    with pytest.raises(PolicyError, match=f"^{key}: "):
        Stockade(app)


@pytest.mark.parametrize("setting", ["policy", "report_only"])
@pytest.mark.parametrize("value", [5, ["default-src 'self'"], True])
def test_policy_of_a_wrong_type(setting: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"{setting} must be a dict of directives or a whole"):
        Stockade(Flask("site"), **{setting: value})


@pytest.mark.parametrize("endpoints", [{"csp": "not an address"}, {"Not A Name": "https://a.ex/"}])
def test_wrong_reporting_endpoints(endpoints: Any) -> None:
    with pytest.raises(PolicyError, match="reporting_endpoints"):
        Stockade(Flask("site"), {}, reporting_endpoints=endpoints)


def test_reporting_endpoints_of_a_wrong_type() -> None:
    app = Flask("site")
    app.config["STOCKADE_REPORTING_ENDPOINTS"] = "https://reports.example"
    with pytest.raises(TypeError, match="STOCKADE_REPORTING_ENDPOINTS must be a dict of names"):
        Stockade(app, {})


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("STOCKADE_REPORTONLY", "Did you mean STOCKADE_REPORT_ONLY?"),
        ("STOCKADE_X", "Known are: STOCKADE_POLICY, "),
    ],
)
def test_a_key_that_is_no_setting_is_refused(strict: Any, key: str, message: str) -> None:
    app = Flask("site")
    app.config[key] = {"default-src": ["'none'"]}
    with pytest.raises(ValueError, match=re.escape(f"{key} in app.config is no setting")) as error:
        Stockade(app, strict)
    assert message in str(error.value)


def test_no_policy_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="Stockade has no policy to send"):
        Stockade(Flask("site"))


def test_second_set_up_of_an_app_is_refused(strict: Any) -> None:
    app = Flask("site")
    stockade = Stockade(app, strict)
    with pytest.raises(RuntimeError, match="set up already for the app 'site'"):
        stockade.init_app(app)


def test_refused_app_is_left_as_it_was() -> None:
    app = Flask("site")
    with pytest.raises(PolicyError):
        Stockade(app, {"script-src": ["self"]})
    Stockade(app, {"script-src": [CSP.SELF]})
    assert headers_of(app)[ENFORCE] == "script-src 'self'"


def test_debug_mode_mentions_warnings_once(caplog: pytest.LogCaptureFixture) -> None:
    for debug, count in [(False, 0), (True, 1)]:
        caplog.clear()
        app = Flask("site")
        app.debug = debug
        Stockade(app, {"script-src": [CSP.SELF]})
        assert len(caplog.records) == count
        assert caplog.text.count("flask csp show") == count


@pytest.mark.parametrize("one_in", [1, 2])
def test_probe_is_sent_with_one_in_so_many_responses(strict: Any, one_in: int) -> None:
    app = Flask("site")
    app.config["STOCKADE_PROBE"] = Probe({"img-src": [CSP.NONE]}, one_in=one_in)
    Stockade(app, strict)
    app.add_url_rule("/", "index", lambda: "page")
    client = app.test_client()
    sent = [REPORT_ONLY in client.get("/").headers for _ in range(2)]
    assert sent == [True, one_in == 1]


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("STOCKADE_PROBE", {"img-src": [CSP.NONE]}, TypeError),
        ("STOCKADE_INTEGRITY_POLICY", "scripts", ValueError),
        ("STOCKADE_EDGE_CACHE_KEY", "0123456789", ValueError),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(
    strict: Any, key: str, value: Any, error: type[Exception]
) -> None:
    app = Flask("site")
    app.config[key] = value
    with pytest.raises(error, match=f"^{key}"):
        Stockade(app, strict)
