"""`flask csp show`."""

from __future__ import annotations

from functools import wraps
from typing import Any

import pytest
from click.testing import Result
from flask import Blueprint, Flask

from stockade import Probe
from stockade.flask import CSP, Stockade, csp_exempt, csp_override, csp_replace, csp_update


def passed_on(view: Any) -> Any:
    """What decorators of others do."""

    @wraps(view)
    def wrapper() -> Any:
        return view()

    return wrapper


@pytest.fixture
def app(make_app: Any) -> Flask:
    app: Flask = make_app(
        report_only={"default-src": [CSP.SELF], "report-to": ["csp"]},
        reporting_endpoints={"csp": "https://reports.example/csp"},
        pages={
            "/": lambda: "page",
            "/map": passed_on(csp_update({"img-src": ["https://tiles.example"]})(lambda: "map")),
            "/dynamic": csp_update(dict, report_only=True)(csp_exempt(lambda: "page")),
        },
    )
    outer = Blueprint("outer", __name__)
    inner = Blueprint("inner", __name__)
    csp_override({"default-src": [CSP.SELF]})(outer)
    csp_update({"font-src": ["data:"]})(inner)
    inner.add_url_rule("/inner", "page", csp_update({"img-src": ["data:"]})(lambda: "page"))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app


def run(app: Flask, *arguments: str, **options: Any) -> Result:
    return app.test_cli_runner().invoke(args=["csp", "show", *arguments], **options)


def test_prints_both_policies_a_directive_a_line(app: Flask) -> None:
    assert (
        run(app).output
        == """\
Content-Security-Policy
  default-src 'none'
  script-src 'nonce-…'
  style-src 'self' 'nonce-…'
  base-uri 'none'
  form-action 'self'

Content-Security-Policy-Report-Only
  default-src 'self'
  report-to csp

Reporting-Endpoints
  csp="https://reports.example/csp"

Warnings
  Content-Security-Policy-Report-Only: form-action is missing and has no fallback, so injected \
markup may send a form, and what a visitor types into it, anywhere; add form-action 'self', or \
'none' if the site has no forms

Policies of their own
  blueprint outer: csp_override
  blueprint outer.inner: csp_update
  map: csp_update
  dynamic: csp_exempt, csp_update (report-only)
  outer.inner.page: csp_update

"""
    )


def test_prints_what_one_view_is_answered_with(app: Flask) -> None:
    output = run(app, "outer.inner.page").output
    assert output.startswith(
        "Content-Security-Policy\n  default-src 'self'\n  font-src 'self' data:\n"
        "  img-src 'self' data:\n\n"
    )
    assert "Policies of their own" not in output


def test_says_what_it_cannot_know(app: Flask) -> None:
    output = run(app, "dynamic").output
    assert output.startswith("Content-Security-Policy\n  none\n\n")
    assert "Changed by a function for each response\n  csp_update (report-only)\n" in output


def test_unknown_view(app: Flask) -> None:
    result = run(app, "mep")
    assert result.exit_code == 2
    assert "There is no view 'mep'. Did you mean map?" in result.output


def test_policy_that_a_view_makes_invalid(make_app: Any) -> None:
    view = csp_replace({"base-uri": None})(lambda: "page")
    result = run(make_app(pages={"/page": view}), "page")
    assert result.exit_code == 1
    assert result.output.startswith("Error: csp_replace: base-uri:")


def test_colours_only_where_they_are_wanted(app: Flask) -> None:
    assert "\x1b[" not in run(app).output
    assert "\x1b[" in run(app, color=True).output
    assert "\x1b[" not in run(app, color=True, env={"NO_COLOR": "1"}).output


def test_help_has_examples(app: Flask) -> None:
    assert "flask csp show admin.report" in run(app, "--help").output


def test_probe_and_integrity_policies_are_shown(strict: Any) -> None:
    app = Flask("site")
    app.config["STOCKADE_PROBE"] = Probe({"img-src": [CSP.SELF]}, one_in=100)
    app.config["STOCKADE_INTEGRITY_POLICY"] = "blocked-destinations=(script)"
    app.config["STOCKADE_INTEGRITY_POLICY_REPORT_ONLY"] = "blocked-destinations=(style)"
    Stockade(app, strict)
    output = run(app).output
    assert "Probe (report-only, on one in 100 responses)\n  img-src 'self'\n" in output
    assert "Integrity-Policy\n  blocked-destinations=(script)\n" in output
    assert "Integrity-Policy-Report-Only\n  blocked-destinations=(style)\n" in output
