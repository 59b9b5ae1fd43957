"""Which headers a response is sent with."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, abort, render_template_string, request, send_from_directory

from stockade.flask import CSP, Stockade, csp_nonce

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"


def test_page_that_prints_the_nonce_has_it_in_its_header(make_app: Any, directives: Any) -> None:
    app = make_app()

    @app.get("/")
    def page() -> str:
        return render_template_string("{{ csp_nonce }}")

    response = app.test_client().get("/")
    assert len(response.text) == 22
    assert directives(response.headers) == {
        "default-src": "'none'",
        "script-src": f"'nonce-{response.text}'",
        "style-src": f"'self' 'nonce-{response.text}'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }


def test_page_that_prints_no_nonce_gets_none_and_allows_no_more(
    make_app: Any, directives: Any
) -> None:
    """G1: a directive with nothing but a nonce does not disappear with it."""
    app = make_app(pages={"/": lambda: "page"})
    response = app.test_client().get("/")
    assert directives(response.headers)["script-src"] == "'none'"
    assert directives(response.headers)["style-src"] == "'self'"
    assert "Cache-Control" not in response.headers


def test_unsafe_inline_leaves_with_the_unused_nonce(make_app: Any, directives: Any) -> None:
    """G1: browsers ignore 'unsafe-inline' beside a nonce; without the nonce they would obey it."""
    app = make_app(
        {"script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.NONCE], "base-uri": [CSP.NONE]},
        pages={"/": lambda: "page"},
    )
    response = app.test_client().get("/")
    assert directives(response.headers)["script-src"] == "'self'"


def test_both_policies_share_one_nonce(make_app: Any, directives: Any, strict: Any) -> None:
    app = make_app(
        report_only={**strict, "img-src": [CSP.NONE]}, pages={"/": lambda: str(csp_nonce)}
    )
    response = app.test_client().get("/")
    for header in (ENFORCE, REPORT_ONLY):
        assert directives(response.headers, header)["script-src"] == f"'nonce-{response.text}'"
    assert "img-src" not in directives(response.headers, ENFORCE)
    assert directives(response.headers, REPORT_ONLY)["img-src"] == "'none'"


def test_report_only_policy_alone(make_app: Any) -> None:
    app = make_app({}, report_only={"default-src": [CSP.SELF]}, pages={"/": lambda: "page"})
    headers = app.test_client().get("/").headers
    assert headers[REPORT_ONLY] == "default-src 'self'"
    assert ENFORCE not in headers


def test_reporting_endpoints_stand_beside_the_policies(make_app: Any) -> None:
    """G14: `report-to` needs a header that says where its name leads."""
    app = make_app(
        {"default-src": [CSP.SELF], "report-to": ["csp"]},
        reporting_endpoints={"csp": "https://reports.example/csp"},
        pages={"/": lambda: "page"},
    )
    headers = app.test_client().get("/").headers
    assert headers[ENFORCE] == "default-src 'self'; report-to csp"
    assert headers["Reporting-Endpoints"] == 'csp="https://reports.example/csp"'


def test_reporting_endpoints_that_no_policy_names_are_not_sent(make_app: Any) -> None:
    app = make_app(
        reporting_endpoints={"csp": "https://reports.example/csp"}, pages={"/": lambda: "page"}
    )
    assert "Reporting-Endpoints" not in app.test_client().get("/").headers


def test_reporting_endpoints_of_a_view_are_kept(make_app: Any) -> None:
    app = make_app(
        {"default-src": [CSP.SELF], "report-to": ["csp"]},
        reporting_endpoints={"csp": "https://reports.example/csp"},
        pages={"/": lambda: ("", {"Reporting-Endpoints": 'own="/own"'})},
    )
    headers = app.test_client().get("/").headers
    assert headers.getlist("Reporting-Endpoints") == ['own="/own"']


def test_errors_redirects_and_options_have_the_policy(make_app: Any) -> None:
    def crash() -> str:
        raise ZeroDivisionError

    pages = {
        "/crash": crash,
        "/abort": lambda: abort(403),
        "/old": lambda: ("", 302, {"Location": "/new"}),
    }
    app = make_app(production=True, pages=pages)
    client = app.test_client()
    for method, path, status in [
        ("GET", "/missing", 404),
        ("POST", "/crash", 405),
        ("GET", "/crash", 500),
        ("GET", "/abort", 403),
        ("GET", "/old", 302),
        ("OPTIONS", "/old", 200),
        ("HEAD", "/old", 302),
    ]:
        response = client.open(path, method=method)
        assert response.status_code == status
        assert len(response.headers.getlist(ENFORCE)) == 1, (method, path)


def test_failing_hook_does_not_cost_the_header(make_app: Any) -> None:
    app = make_app(production=True, pages={"/": lambda: "page"})

    @app.after_request
    def broken(response: Response) -> Response:
        raise ZeroDivisionError

    response = app.test_client().get("/")
    assert response.status_code == 500
    assert ENFORCE in response.headers


def test_static_files_have_the_policy(tmp_path: Path, strict: Any) -> None:
    """A worker runs under the policy of its own script's response."""
    (tmp_path / "worker.js").write_text("1")
    app = Flask("site", static_folder=tmp_path, static_url_path="/static")
    Stockade(app, strict)
    with app.test_client().get("/static/worker.js") as response:
        assert ENFORCE in response.headers
        assert "private" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("own_headers", [{}, {ENFORCE: "default-src 'none'"}])
def test_not_modified_has_no_policy_of_any_kind(
    make_app: Any, tmp_path: Path, own_headers: dict[str, str]
) -> None:
    """A browser applies the policy of a 304 to the page it has stored, whose nonce is another."""
    (tmp_path / "page.html").write_text("<p>page")
    app = make_app(
        report_only={"default-src": [CSP.SELF], "report-to": ["csp"]},
        reporting_endpoints={"csp": "https://reports.example/csp"},
    )

    @app.get("/")
    def page() -> Response:
        response = send_from_directory(tmp_path, "page.html")
        response.headers.update(own_headers)
        return response

    client = app.test_client()
    with client.get("/") as first:
        assert {ENFORCE, REPORT_ONLY, "Reporting-Endpoints"} <= set(first.headers.keys())
    with client.get("/", headers={"If-None-Match": first.headers["ETag"]}) as second:
        assert second.status_code == 304
        assert not {ENFORCE, REPORT_ONLY, "Reporting-Endpoints"} & set(second.headers.keys())


def test_header_that_a_view_sets_is_kept(make_app: Any) -> None:
    app = make_app(
        report_only={"default-src": [CSP.SELF]},
        pages={"/": lambda: ("", {ENFORCE: "default-src 'none'"})},
    )
    headers = app.test_client().get("/").headers
    assert headers.getlist(ENFORCE) == ["default-src 'none'"]
    assert headers.getlist(REPORT_ONLY) == ["default-src 'self'"]


def test_view_can_print_the_nonce_into_its_own_header(
    make_app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()

    @app.get("/")
    def page() -> tuple[str, dict[str, str]]:
        return str(csp_nonce), {ENFORCE: f"script-src 'nonce-{csp_nonce}'; style-src 'self'"}

    response = app.test_client().get("/")
    assert response.headers[ENFORCE].startswith(f"script-src 'nonce-{response.text}'")
    assert response.headers["Cache-Control"] == "private"
    assert "script-src does not hold" not in caplog.text


def test_wrong_header_of_a_view_is_reported_once(
    make_app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(
        pages={"/own": lambda: (str(csp_nonce), {ENFORCE: "script-src 'self'; img-scr 'self'"})}
    )
    client = app.test_client()
    client.get("/own")
    first = [record.getMessage() for record in caplog.records]
    assert any("GET /own" in text and "img-scr" in text for text in first)
    assert any("script-src does not hold the nonce" in text for text in first)
    client.get("/own")
    assert len(caplog.records) == len(first)


def test_wrong_header_of_a_view_is_left_alone_in_production(
    make_app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(production=True, pages={"/": lambda: ("", {ENFORCE: "img-scr 'self'"})})
    assert app.test_client().get("/").headers[ENFORCE] == "img-scr 'self'"
    assert not caplog.records


def test_empty_policy_sends_nothing(make_app: Any) -> None:
    app = make_app(
        {}, reporting_endpoints={"csp": "https://reports.example/csp"}, pages={"/": lambda: "page"}
    )
    headers = app.test_client().get("/").headers
    assert not {ENFORCE, REPORT_ONLY, "Reporting-Endpoints"} & set(headers.keys())


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        (None, "private"),
        ("max-age=60", "max-age=60, private"),
        ("no-store", "no-store"),
        ("s-maxage=600, max-age=60", "max-age=60, private"),
    ],
)
def test_page_with_a_nonce_stays_out_of_shared_caches(
    make_app: Any, said: str | None, sent: str
) -> None:
    """G3: a shared cache would give one visitor's nonce to everybody."""
    app = make_app()

    @app.get("/")
    def page() -> Response:
        response = Response(str(csp_nonce))
        if said is not None:
            response.headers["Cache-Control"] = said
        return response

    assert app.test_client().get("/").headers.getlist("Cache-Control") == [sent]


def test_page_without_a_nonce_stays_cacheable(make_app: Any) -> None:
    app = make_app(pages={"/": lambda: ("page", {"Cache-Control": "public, max-age=60"})})
    headers = app.test_client().get("/").headers
    assert headers.getlist("Cache-Control") == ["public, max-age=60"]


def test_public_page_with_a_nonce_is_an_error_in_development(make_app: Any) -> None:
    app = make_app(pages={"/": lambda: (str(csp_nonce), {"Cache-Control": "public"})})
    with pytest.raises(RuntimeError, match="GET / printed a CSP nonce and is marked"):
        app.test_client().get("/")


def test_public_page_with_a_nonce_is_made_private_in_production(
    make_app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(production=True)

    @app.get("/")
    def page() -> Response:
        response = Response(str(csp_nonce))
        response.headers.add("Cache-Control", "public")
        response.headers.add("Cache-Control", "max-age=60")
        return response

    headers = app.test_client().get("/").headers
    assert headers.getlist("Cache-Control") == ["max-age=60, private"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_client_cannot_choose_the_nonce(make_app: Any, directives: Any) -> None:
    app = make_app(pages={"/": lambda: f"{csp_nonce} {request.args}"})
    evil = "evilevilevilevilevilev"
    names = ["stockade.exchange", "Stockade-Exchange", "stockade_exchange", "csp_nonce"]
    response = app.test_client().get(
        f"/?csp_nonce={evil}", headers=dict.fromkeys(names, evil) | {"Cookie": f"csp_nonce={evil}"}
    )
    assert not response.text.startswith(evil)
    assert evil not in directives(response.headers)["script-src"]
