"""A Flask app with policies of its own, mounted in an application behind the WSGI middleware."""

from __future__ import annotations

from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from stockade import CSP
from stockade.flask import csp_nonce
from stockade.wsgi import ContentSecurityPolicyMiddleware
from stockade.wsgi import csp_nonce as nonce_of

ENFORCE = "Content-Security-Policy"
POLICY = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}


def plain_page(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/html")])
    return [str(nonce_of(environ)).encode()]


def test_each_has_its_policy_and_both_share_the_nonce(make_app: Any, directives: Any) -> None:
    app = make_app(pages={"/": lambda: str(csp_nonce)})
    seen: list[str] = []

    def reading(environ: dict[str, Any], start_response: Any) -> Any:
        seen.append(str(nonce_of(environ)))
        return app(environ, start_response)

    mounted = DispatcherMiddleware(plain_page, {"/notes": reading})
    client = Client(ContentSecurityPolicyMiddleware(mounted, POLICY, development=True))
    response = client.get("/notes/")
    assert directives(response.headers)["default-src"] == "'none'"
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"
    assert seen == [response.text]
    response = client.get("/")
    assert response.headers[ENFORCE] == f"script-src 'nonce-{response.text}'; base-uri 'none'"


def test_middleware_inside_of_an_app_has_the_last_word(make_app: Any, directives: Any) -> None:
    app = make_app()
    inner = ContentSecurityPolicyMiddleware(plain_page, POLICY, development=True)
    app.wsgi_app.app = DispatcherMiddleware(app.wsgi_app.app, {"/plain": inner})
    response = app.test_client().get("/plain")
    assert response.headers[ENFORCE] == f"script-src 'nonce-{response.text}'; base-uri 'none'"
