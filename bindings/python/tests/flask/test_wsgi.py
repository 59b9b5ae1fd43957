"""The app among other WSGI applications and middlewares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask, Response, render_template_string, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client, create_environ

from stockade.flask import CSP, Stockade, csp_nonce

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"


def nonce_page() -> str:
    return str(csp_nonce)


def plain_wsgi_app(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"plain"]


def test_app_behind_a_dispatcher_and_a_proxy(make_app: Any, directives: Any) -> None:
    app = make_app(pages={"/": nonce_page})
    client = Client(ProxyFix(DispatcherMiddleware(plain_wsgi_app, {"/notes": app})))
    response = client.get("/notes/", headers={"X-Forwarded-For": "192.0.2.1"})
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"
    assert ENFORCE not in client.get("/").headers


def test_everything_mounted_in_the_app_has_its_policy(strict: Any) -> None:
    app = Flask("site")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/plain": plain_wsgi_app})
    Stockade(app, strict)
    response = app.test_client().get("/plain")
    assert response.text == "plain"
    assert "default-src 'none'" in response.headers[ENFORCE]


def test_mounted_app_with_its_own_policy_has_one_header_and_one_nonce(
    strict: Any, directives: Any, caplog: pytest.LogCaptureFixture
) -> None:
    inner = Flask("inner")
    inner.testing = True
    Stockade(inner, {"script-src": [CSP.SELF, CSP.NONCE], "base-uri": [CSP.SELF]})
    inner.add_url_rule("/", "index", nonce_page)
    outer = Flask("outer")
    outer.testing = True
    outer.wsgi_app = DispatcherMiddleware(outer.wsgi_app, {"/inner": inner})
    Stockade(outer, strict, report_only={"default-src": [CSP.NONE]})
    outer.add_url_rule("/", "index", nonce_page)

    response = outer.test_client().get("/inner/")
    assert directives(response.headers) == {
        "script-src": f"'self' 'nonce-{response.text}'",
        "base-uri": "'self'",
    }
    assert REPORT_ONLY not in response.headers
    assert not caplog.records
    response = outer.test_client().get("/")
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"


def test_view_that_answers_with_another_wsgi_app(make_app: Any, directives: Any) -> None:
    inner = make_app(pages={"/": nonce_page})
    app = make_app(pages={"/": lambda: Response.from_app(inner, request.environ)})
    response = app.test_client().get("/")
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"


def test_environment_used_again_gives_a_new_nonce(make_app: Any) -> None:
    app = make_app(pages={"/": nonce_page})
    environ = create_environ("/")
    bodies = {b"".join(app(environ, lambda *args: None)) for _ in range(3)}
    assert len(bodies) == 3


def test_middleware_that_tries_again_does_not_lose_the_policy(
    make_app: Any, directives: Any
) -> None:
    attempts: list[int] = []

    def fails_first() -> str:
        attempts.append(1)
        if len(attempts) == 1:
            raise ZeroDivisionError
        return str(csp_nonce)

    app = make_app(pages={"/": fails_first})

    def retried(environ: Any, start_response: Any) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except ZeroDivisionError:
            return app(environ, start_response)

    response = Client(retried).get("/")
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"


def test_nothing_but_the_documented_arguments_reaches_the_server(make_app: Any) -> None:
    """Servers may take just two arguments, and the list that an app passes stays its own."""
    app = make_app()
    headers = [("Content-Type", "text/html")]

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        write = start_response("200 OK", headers)
        write(b"written")
        return [b""]

    app.wsgi_app.app = answer
    started: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, sent: list[tuple[str, str]]) -> Any:
        started.append((status, sent))
        return written.append

    app.wsgi_app(create_environ("/"), start_response)
    assert written == [b"written"]
    assert headers == [("Content-Type", "text/html")]
    assert ENFORCE in dict(started[0][1])


def test_error_page_that_replaces_a_started_response_has_its_own_nonce(make_app: Any) -> None:
    app = make_app()
    failure = (ValueError, ValueError("test"), None)

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        start_response("500 Oops", [("Content-Type", "text/html")], failure)
        return (str(csp_nonce).encode() for _ in range(1))

    app.wsgi_app.app = answer
    started: list[Any] = []
    environ = create_environ("/")
    body = app.wsgi_app(environ, lambda *args: started.append(args))
    assert [args[0] for args in started] == ["200 OK", "500 Oops"]
    assert started[1][2] is failure
    with app.request_context(environ):
        nonce = b"".join(body).decode()
    assert "script-src 'none'" in dict(started[0][1])[ENFORCE]
    assert f"script-src 'nonce-{nonce}'" in dict(started[1][1])[ENFORCE]


def test_line_breaks_in_a_path_do_not_reach_the_log(
    make_app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(production=True)
    app.register_error_handler(404, lambda error: (str(csp_nonce), {"Cache-Control": "public"}))
    app.test_client().get("/a%0AERROR%20forged")
    assert "GET /a%0AERROR%20forged printed" in caplog.text


def test_stockade_does_not_touch_an_app_that_does_not_use_it() -> None:
    app = Flask("site")
    app.add_url_rule("/", "index", lambda: render_template_string("{{ csp_nonce }}"))
    response = app.test_client().get("/")
    assert response.text == ""
    assert ENFORCE not in response.headers
