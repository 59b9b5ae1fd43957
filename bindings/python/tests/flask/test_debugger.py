"""Werkzeug's debugger has inline scripts and styles: its own pages get no policy."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.debug import DebuggedApplication
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from stockade.flask import Stockade, csp_nonce

ENFORCE = "Content-Security-Policy"


def debugged(wsgi_app: Any) -> DebuggedApplication:
    return DebuggedApplication(wsgi_app, evalex=True, pin_security=False)


def make_debug_app() -> Flask:
    app = Flask("site")
    app.debug = True

    @app.get("/crash")
    def crash() -> str:
        raise ZeroDivisionError("crashed on purpose")

    @app.get("/late")
    def late() -> Any:
        yield "started"
        raise ZeroDivisionError("crashed on purpose")

    app.add_url_rule("/", "index", lambda: str(csp_nonce))
    return app


def debugger_outside(strict: Any) -> Any:
    """What `flask run --debug` does."""
    app = make_debug_app()
    Stockade(app, strict)
    return debugged(app)


def debugger_between(strict: Any) -> Any:
    app = make_debug_app()
    Stockade(app, strict)
    app.wsgi_app = debugged(app.wsgi_app)
    return app


def debugger_inside(strict: Any) -> Any:
    app = make_debug_app()
    app.wsgi_app = debugged(app.wsgi_app)
    Stockade(app, strict)
    return app


def debugger_deep_inside(strict: Any) -> Any:
    app = make_debug_app()
    app.wsgi_app = ProxyFix(debugged(app.wsgi_app))
    Stockade(app, strict)
    return app


NESTINGS = [debugger_outside, debugger_between, debugger_inside, debugger_deep_inside]


@pytest.mark.parametrize("make", NESTINGS)
def test_traceback_console_and_their_files_have_no_policy(make: Any, strict: Any) -> None:
    client = Client(make(strict))
    traceback = client.get("/crash")
    assert traceback.status_code == 500
    assert "crashed on purpose" in traceback.text
    assert "__debugger__" in traceback.text
    console = client.get("/console")
    assert "Interactive Console" in console.text
    script = client.get("/?__debugger__=yes&cmd=resource&f=debugger.js")
    assert script.status_code == 200
    for response in (traceback, console, script):
        assert ENFORCE not in response.headers


@pytest.mark.parametrize("make", NESTINGS)
def test_the_apps_own_pages_keep_their_policy(make: Any, strict: Any) -> None:
    client = Client(make(strict))
    page = client.get("/")
    assert f"script-src 'nonce-{page.text}'" in page.headers[ENFORCE]
    missing = client.get("/missing")
    assert missing.status_code == 404
    assert ENFORCE in missing.headers
    assert ENFORCE in client.get("/late").headers


def test_error_page_without_the_debugger_keeps_its_policy(strict: Any) -> None:
    """Debug mode alone does not lift the policy."""
    app = make_debug_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    Stockade(app, strict)
    response = app.test_client().get("/crash")
    assert response.status_code == 500
    assert ENFORCE in response.headers


def test_page_that_looks_like_the_debugger_keeps_its_policy(strict: Any) -> None:
    app = make_debug_app()
    Stockade(app, strict)
    app.add_url_rule("/console", "console", lambda: "<title>Console // Werkzeug Debugger</title>")
    client = app.test_client()
    assert ENFORCE in client.get("/console").headers
    assert ENFORCE in client.get("/?__debugger__=yes&cmd=resource&f=debugger.js").headers
