"""Policies of whole blueprints."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Blueprint, Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from stockade import PolicyError
from stockade.flask import CSP, csp_exempt, csp_override, csp_update

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"


def blueprint(name: str) -> Blueprint:
    made = Blueprint(name, __name__, url_prefix=f"/{name}")
    made.add_url_rule("/", "index", lambda: "page")
    made.add_url_rule("/missing", "missing", lambda: abort(404))
    return made


def test_blueprint_has_its_own_policy(make_app: Any) -> None:
    admin = blueprint("admin")
    csp_override({"default-src": [CSP.SELF]})(admin)
    app = make_app(pages={"/": lambda: "page"})
    app.register_blueprint(admin)
    client = app.test_client()
    assert client.get("/admin/").headers[ENFORCE] == "default-src 'self'"
    assert client.get("/admin/missing").headers[ENFORCE] == "default-src 'self'"
    assert "default-src 'none'" in client.get("/").headers[ENFORCE]
    assert "default-src 'none'" in client.get("/admin/unknown").headers[ENFORCE]


def test_decorator_returns_the_blueprint() -> None:
    made = Blueprint("admin", __name__)
    assert csp_override({"default-src": [CSP.SELF]})(made) is made
    assert csp_exempt(made) is made


def test_innermost_blueprint_wins_and_a_view_has_the_last_word(
    make_app: Any, directives: Any
) -> None:
    outer, inner = blueprint("outer"), blueprint("inner")
    csp_override({"img-src": ["https://outer.example"]})(outer)
    csp_override({"img-src": ["https://inner.example"]})(inner)
    view = csp_update({"img-src": ["https://view.example"]})(lambda: "page")
    inner.add_url_rule("/view", "view", view)
    outer.register_blueprint(inner)
    app = make_app()
    app.register_blueprint(outer)

    client = app.test_client()
    for path, sources in [
        ("/outer/", "https://outer.example"),
        ("/outer/inner/", "https://inner.example"),
        ("/outer/inner/view", "https://inner.example https://view.example"),
    ]:
        assert directives(client.get(path).headers) == {"img-src": sources}


def test_nested_blueprints_add_up(make_app: Any, directives: Any) -> None:
    outer, inner = blueprint("outer"), blueprint("inner")
    csp_update({"img-src": ["https://outer.example"]})(outer)
    csp_update({"img-src": ["https://inner.example"]})(inner)
    outer.register_blueprint(inner)
    app = make_app()
    app.register_blueprint(outer)
    sent = directives(app.test_client().get("/outer/inner/").headers)
    assert sent["img-src"] == "https://outer.example https://inner.example"


def test_decorators_of_a_blueprint_stack_in_the_order_of_calling(
    make_app: Any, directives: Any
) -> None:
    admin = blueprint("admin")
    csp_override({"img-src": [CSP.SELF]})(admin)
    csp_update({"img-src": ["data:"]})(admin)
    csp_override({"default-src": [CSP.SELF]})  # not applied to anything
    app = make_app()
    app.register_blueprint(admin)
    assert directives(app.test_client().get("/admin/").headers) == {"img-src": "'self' data:"}


def test_blueprint_registered_twice_keeps_its_policy_under_both_names(make_app: Any) -> None:
    admin = blueprint("admin")
    csp_override({"default-src": [CSP.SELF]})(admin)
    app = make_app()
    app.register_blueprint(admin)
    app.register_blueprint(admin, name="second", url_prefix="/second")
    client = app.test_client()
    assert client.get("/admin/").headers[ENFORCE] == "default-src 'self'"
    assert client.get("/second/").headers[ENFORCE] == "default-src 'self'"


def test_policy_from_a_function_can_look_at_the_request(make_app: Any) -> None:
    admin = blueprint("admin")
    csp_override(lambda: {"img-src": [f"https://{request.args['host']}"]})(admin)
    app = make_app()
    app.register_blueprint(admin)
    headers = app.test_client().get("/admin/?host=a.example").headers
    assert headers[ENFORCE] == "img-src https://a.example"


def test_request_cannot_inject_through_a_function(make_app: Any) -> None:
    """G11: what a function makes of a visitor's input is checked like a setting."""
    admin = blueprint("admin")
    csp_override(lambda: {"img-src": [request.args["host"]]})(admin)
    app = make_app()
    app.register_blueprint(admin)
    with pytest.raises(PolicyError):
        app.test_client().get("/admin/?host=a.example;script-src%20*")


def test_crash_in_a_blueprint_keeps_the_blueprints_policy(make_app: Any) -> None:
    admin = blueprint("admin")
    admin.add_url_rule("/crash", "crash", csp_exempt(lambda: "page"))
    csp_override({"default-src": [CSP.NONE]})(admin)
    app = make_app(production=True)
    app.register_blueprint(admin)

    @app.after_request
    def broken(response: Response) -> Response:
        raise ZeroDivisionError

    response = app.test_client().get("/admin/crash")
    assert response.status_code == 500
    assert response.headers[ENFORCE] == "default-src 'none'"


def test_hook_that_answers_for_the_blueprint_has_its_policy(make_app: Any) -> None:
    admin = blueprint("admin")
    admin.before_request(lambda: ("please log in", 401))
    csp_override({"default-src": [CSP.NONE]})(admin)
    app = make_app()
    app.register_blueprint(admin)
    response = app.test_client().get("/admin/")
    assert response.status_code == 401
    assert response.headers[ENFORCE] == "default-src 'none'"


def test_middleware_that_answers_late_does_not_lose_the_blueprints_policy(strict: Any) -> None:
    """It calls start_response when Flask's request is over already."""
    from stockade.flask import Stockade

    app = Flask("site")
    answer = app.wsgi_app

    def buffered(environ: Any, start_response: Any) -> Any:
        started: list[Any] = []
        body = list(answer(environ, lambda *args: started.append(args)))
        start_response(*started[-1])
        return body

    app.wsgi_app = ProxyFix(buffered)
    Stockade(app, strict)
    admin = blueprint("admin")
    csp_override({"default-src": [CSP.SELF]})(admin)
    app.register_blueprint(admin)
    assert app.test_client().get("/admin/").headers[ENFORCE] == "default-src 'self'"


def test_policy_comes_before_the_blueprint_is_registered(make_app: Any) -> None:
    admin = blueprint("admin")
    make_app().register_blueprint(admin)
    with pytest.raises(AssertionError, match="can no longer be called on the blueprint"):
        csp_exempt(admin)
