"""What the log says in debug mode about the pages of the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, redirect, render_template, render_template_string
from werkzeug.debug import DebuggedApplication
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from stockade.flask import Stockade, csp_exempt, page_check

SCRIPT = "<script>start()</script>"
TEMPLATES = {
    "cart.html": f"<!doctype html>\n<title>Cart</title>\n{SCRIPT}\n",
    "clean.html": "<script {{ csp_nonce_attr() }}>start()</script>",
    "base.html": "{% block body %}{% endblock %}",
    "child.html": "{% extends 'base.html' %}{% block body %}<b style='color: red'>{% endblock %}",
}

MakeApp = Callable[..., Flask]
Warnings = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _nothing_said_yet() -> None:
    page_check.warnings.forget()


@pytest.fixture
def debug_app(make_app: MakeApp) -> MakeApp:
    """An app as `flask run --debug` has it."""

    def make(pages: dict[str, Any] | None = None, **options: Any) -> Flask:
        app = make_app(pages=pages, templates=TEMPLATES, production=True, **options)
        app.debug = True
        return app

    return make


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Warnings:
    """Visits an address; what the log says then."""

    def get(app: Any, address: str = "/") -> list[str]:
        caplog.clear()
        Client(app).get(address).get_data()
        records = [record for record in caplog.records if record.name == "stockade.pages"]
        assert all(record.levelname == "WARNING" for record in records)
        return [record.getMessage() for record in records]

    return get


class TestWhatIsSaid:
    def test_template_line_and_remedy(self, debug_app: MakeApp, warnings: Warnings) -> None:
        [message] = warnings(debug_app({"/": lambda: render_template("cart.html")}))
        assert message.startswith("cart.html (line 3 of the page): ")
        assert "this inline script is blocked by script-src" in message
        assert " Give it {{ csp_nonce_attr() }}, or " in message

    def test_nothing_about_a_page_that_will_work(
        self, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        assert warnings(debug_app({"/": lambda: render_template("clean.html")})) == []

    def test_the_template_of_the_view_is_named_not_its_parent(
        self, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        [message] = warnings(debug_app({"/": lambda: render_template("child.html")}))
        assert message.startswith("child.html (line 1 of the page): ")
        assert "style-src" in message

    def test_page_without_a_template_is_named_by_its_route(
        self, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        app = debug_app()
        app.add_url_rule("/<int:number>", "page", lambda number: SCRIPT)
        [message] = warnings(app, "/17")
        assert message.startswith("/<int:number> (line 1 of the page): ")

    def test_a_template_from_a_string_is_named_by_its_route(
        self, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        [message] = warnings(debug_app({"/": lambda: render_template_string(SCRIPT)}))
        assert message.startswith("/ (line 1 of the page): ")

    def test_own_error_pages(self, debug_app: MakeApp, warnings: Warnings) -> None:
        app = debug_app()
        app.register_error_handler(404, lambda error: (render_template("cart.html"), 404))
        [message] = warnings(app, "/nowhere")
        assert message.startswith("cart.html (")

    def test_report_only_policies_count(
        self, strict: dict[str, Any], debug_app: MakeApp, warnings: Warnings
    ) -> None:
        app = debug_app({"/": lambda: SCRIPT}, policy={}, report_only=strict)
        [message] = warnings(app)
        assert "reported" in message

    def test_the_policy_of_the_response_decides(
        self, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        assert warnings(debug_app({"/": csp_exempt(lambda: SCRIPT)})) == []

    def test_a_mounted_app_is_checked_once(self, debug_app: MakeApp, warnings: Warnings) -> None:
        outer, inner = debug_app(), debug_app({"/": lambda: SCRIPT})
        middleware: Any = outer.wsgi_app
        middleware.app = DispatcherMiddleware(middleware.app, {"/in": inner})
        assert len(warnings(outer, "/in/")) == 1

    def test_blueprints(self, debug_app: MakeApp, warnings: Warnings) -> None:
        blueprint = Blueprint("shop", __name__)
        blueprint.add_url_rule("/shop/<name>", "shop", lambda name: SCRIPT)
        app = debug_app()
        app.register_blueprint(blueprint)
        [message] = warnings(app, "/shop/tea")
        assert message.startswith("/shop/<name> (")


class TestOnce:
    def test_the_same_place_is_named_once(self, debug_app: MakeApp, warnings: Warnings) -> None:
        app = debug_app({"/": lambda: render_template("cart.html")})
        assert len(warnings(app)) == 1
        assert warnings(app) == []


class TestWhatIsNotSaid:
    def test_nothing_in_production(self, debug_app: MakeApp, warnings: Warnings) -> None:
        app = debug_app({"/": lambda: SCRIPT})
        app.debug = False
        assert warnings(app) == []

    def test_nothing_where_the_configuration_says_so(
        self, strict: dict[str, Any], warnings: Warnings
    ) -> None:
        app = Flask("site")
        app.debug = True
        app.config["STOCKADE_CHECK_PAGES"] = False
        Stockade(app, strict)
        app.add_url_rule("/", "index", lambda: SCRIPT)
        assert warnings(app) == []

    def test_nothing_about_what_is_no_page(self, debug_app: MakeApp, warnings: Warnings) -> None:
        app = debug_app(
            {
                "/text": lambda: Response(SCRIPT, mimetype="text/plain"),
                "/redirect": lambda: redirect("/text"),
                "/empty": lambda: ("", 204),
            }
        )
        for address in ("/text", "/redirect", "/empty"):
            assert warnings(app, address) == []

    def test_a_stream_is_not_consumed(self, debug_app: MakeApp, warnings: Warnings) -> None:
        app = debug_app({"/": lambda: Response(iter([SCRIPT]))})
        assert warnings(app) == []
        assert Client(app).get("/").text == SCRIPT

    def test_nothing_about_the_pages_of_the_debugger(
        self, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        app = debug_app({"/": lambda: 1 / 0})
        assert warnings(DebuggedApplication(app)) == []


class TestBadPages:
    @pytest.mark.parametrize(
        "page", [b"", b"\x00\xff<script", b"<" * 5000, b"<img src='https://['>"]
    )
    def test_no_page_breaks(self, page: bytes, debug_app: MakeApp, warnings: Warnings) -> None:
        app = debug_app({"/": lambda: Response(page)})
        warnings(app)
        assert Client(app).get("/").data == page

    @pytest.mark.parametrize("evil", ["%1B[2J", "%0Aforged", "%E2%80%AE", "%C2%9B31m"])
    def test_no_visitor_steers_the_terminal_or_forges_a_line(
        self, evil: str, debug_app: MakeApp, warnings: Warnings
    ) -> None:
        app = debug_app()
        app.register_error_handler(404, lambda error: (SCRIPT, 404))
        [message] = warnings(app, f"/nowhere/{evil}")
        assert message.startswith("/nowhere/\\")
        assert message.isprintable()


@pytest.mark.parametrize("value", ["no", 0, None])
def test_a_setting_that_is_neither_true_nor_false_is_refused(
    value: Any, strict: dict[str, Any]
) -> None:
    app = Flask("site")
    app.config["STOCKADE_CHECK_PAGES"] = value
    with pytest.raises(TypeError, match="STOCKADE_CHECK_PAGES must be True or False"):
        Stockade(app, strict)
