"""The middleware among what Starlette's applications are made of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from clients import ENFORCE, NO_NONCE, STRICT, client_of, script_src
from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.templating import Jinja2Templates
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from stockade import CSP, PolicyError
from stockade.jinja import NonceExtension
from stockade.nonce import current_nonce
from stockade.serving.exchange import MissingMiddlewareError
from stockade.starlette import (
    ContentSecurityPolicyMiddleware,
    csp_context,
    csp_exempt,
    csp_nonce,
    csp_update,
)


async def nonce_page(request: Request) -> Response:
    return HTMLResponse(str(csp_nonce(request)))


def page_in_a_thread(request: Request) -> Response:
    return HTMLResponse(str(current_nonce.get()))


async def stream(request: Request) -> Response:
    async def parts() -> AsyncIterator[str]:
        yield "<p>" * 300
        yield str(current_nonce.get())

    return StreamingResponse(parts(), media_type="text/html")


async def pass_on(request: Request, call_next: Any) -> Response:
    return await call_next(request)  # type: ignore[no-any-return]


async def read_nonce_then_pass_on(request: Request, call_next: Any) -> Response:
    str(csp_nonce(request))
    return await call_next(request)  # type: ignore[no-any-return]


ROUTES = [Route("/", nonce_page), Route("/thread", page_in_a_thread), Route("/stream", stream)]


@pytest.mark.parametrize(
    "others",
    [
        [],
        [Middleware(BaseHTTPMiddleware, dispatch=pass_on)],
        [Middleware(GZipMiddleware, minimum_size=1)],
        [Middleware(BaseHTTPMiddleware, dispatch=pass_on), Middleware(GZipMiddleware)],
    ],
    ids=["nothing", "BaseHTTPMiddleware", "GZipMiddleware", "both"],
)
@pytest.mark.parametrize("is_outermost", [True, False])
@pytest.mark.parametrize("path", ["/", "/thread", "/stream"])
def test_page_has_the_nonce_of_its_header_among(
    others: list[Middleware], is_outermost: bool, path: str
) -> None:
    own = Middleware(ContentSecurityPolicyMiddleware, policy=STRICT, development=True)
    middleware = [own, *others] if is_outermost else [*others, own]
    app = Starlette(routes=ROUTES, middleware=middleware)
    client = client_of(app, {})  # One more around it changes nothing.
    response = client.get(path)
    assert response.headers[ENFORCE] == script_src(response.text[-22:])
    assert response.headers["Cache-Control"] == "private"


def test_middleware_inside_may_print_the_nonce_first() -> None:
    inner = Middleware(BaseHTTPMiddleware, dispatch=read_nonce_then_pass_on)
    client = client_of(Starlette(routes=ROUTES, middleware=[inner]))
    response = client.get("/thread")
    assert response.headers[ENFORCE] == script_src(response.text)


def test_file_gets_no_nonce(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>" * 100_000)
    client = client_of(Starlette(routes=[Route("/", lambda request: FileResponse(file))]))
    response = client.get("/")
    assert response.headers[ENFORCE] == NO_NONCE
    assert "Cache-Control" not in response.headers
    assert len(response.text) == 300_000


def test_pages_of_errors_have_the_policy() -> None:
    async def refuse(request: Request) -> Response:
        raise HTTPException(403)

    async def refused(request: Request, error: Exception) -> Response:
        return HTMLResponse(str(csp_nonce(request)), 403)

    client = client_of(Starlette(routes=[Route("/", refuse)], exception_handlers={403: refused}))
    response = client.get("/")
    assert response.status_code == 403
    assert response.headers[ENFORCE] == script_src(response.text)
    assert client.get("/missing").headers[ENFORCE] == NO_NONCE


def test_around_the_whole_application_it_reaches_the_page_of_a_crash() -> None:
    """Starlette answers crashes outside of every middleware that is added to it."""

    async def crash(request: Request) -> Response:
        raise ZeroDivisionError

    async def crashed(request: Request, error: Exception) -> Response:
        return HTMLResponse(str(csp_nonce(request)), 500)

    app = Starlette(routes=[Route("/", crash)], exception_handlers={500: crashed})
    whole = ContentSecurityPolicyMiddleware(app, STRICT)
    response = TestClient(whole, raise_server_exceptions=False).get("/")
    assert response.status_code == 500
    assert response.headers[ENFORCE] == script_src(response.text)


def test_mounted_application_has_its_own_policy_and_the_same_nonce() -> None:
    inner = Starlette(
        routes=[Route("/", nonce_page)],
        middleware=[
            Middleware(read_nonce_in_scope, seen := []),
            Middleware(ContentSecurityPolicyMiddleware, policy={**STRICT, "img-src": [CSP.SELF]}),
        ],
    )
    client = client_of(Starlette(routes=[Mount("/inner", inner), Route("/", nonce_page)]))
    response = client.get("/inner/")
    assert response.headers[ENFORCE] == f"{script_src(response.text)}; img-src 'self'"
    assert seen == [response.text]
    assert "img-src" not in client.get("/").headers[ENFORCE]


def read_nonce_in_scope(app: Any, seen: list[str]) -> Any:
    async def middleware(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)
        seen.append(str(csp_nonce(Request(scope))))

    return middleware


def test_policy_can_be_changed_where_the_response_is_made() -> None:
    allow_tiles = csp_update({"img-src": ["https://tiles.example"]})

    async def map_page(request: Request) -> Response:
        allow_tiles.apply(request)
        return await nonce_page(request)

    client = client_of(Starlette(routes=[Route("/map", map_page), Route("/", nonce_page)]))
    response = client.get("/map")
    assert response.headers[ENFORCE] == (
        f"{script_src(response.text)}; img-src https://tiles.example"
    )
    assert "img-src" not in client.get("/").headers[ENFORCE]


def test_change_that_makes_no_valid_policy_changes_nothing_in_production(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = csp_update(lambda: {"img-src": ["self"]})

    async def page(request: Request) -> Response:
        broken.apply(request)
        return HTMLResponse("page")

    app = Starlette(routes=[Route("/", page)])
    assert client_of(app, development=False).get("/").headers[ENFORCE] == NO_NONCE
    assert "write \"'self'\"" in caplog.text
    with pytest.raises(PolicyError):
        client_of(Starlette(routes=[Route("/", page)])).get("/")


def test_templates_print_the_nonce(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ csp_nonce }}{{ csp_nonce_attr() }}")
    templates = Jinja2Templates(tmp_path, context_processors=[csp_context])

    def page(request: Request) -> Response:
        return templates.TemplateResponse(request, "page.html")

    protected = client_of(Starlette(routes=[Route("/", page)]))
    response = protected.get("/")
    nonce = response.text[:22]
    assert response.text == f'{nonce}nonce="{nonce}"'
    assert response.headers[ENFORCE] == script_src(nonce)

    assert TestClient(Starlette(routes=[Route("/", page)])).get("/").text == ""


def test_extension_reaches_macros_that_are_imported_without_context() -> None:
    sources = {
        "macros.html": "{% macro script() %}<script {{ csp_nonce_attr() }}>{% endmacro %}",
        "page.html": '{% from "macros.html" import script %}{{ script() }}',
    }
    environment = Environment(
        autoescape=True, extensions=[NonceExtension], loader=DictLoader(sources)
    )
    templates = Jinja2Templates(env=environment)
    client = client_of(
        Starlette(routes=[Route("/", lambda it: templates.TemplateResponse(it, "page.html"))])
    )
    responses = [client.get("/") for _ in range(2)]
    for response in responses:
        assert response.headers[ENFORCE] == script_src(response.text.split('"')[1])
    assert responses[0].text != responses[1].text


def test_background_task_runs_after_the_response() -> None:
    done: list[str] = []

    async def page(request: Request) -> Response:
        nonce = csp_nonce(request)
        return HTMLResponse(str(nonce), background=BackgroundTask(lambda: done.append(str(nonce))))

    response = client_of(Starlette(routes=[Route("/", page)])).get("/")
    assert done == [response.text]


def test_background_task_may_render_templates_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """A mail that shares a base template with the pages: there is nothing to be late for."""
    environment = Environment(autoescape=True, extensions=["stockade.jinja.NonceExtension"])
    mail = environment.from_string(
        "<p {{ csp_nonce_attr() }}>{% csp_script %}a(){% endcsp_script %}"
    )
    done: list[str] = []

    async def send_mail() -> None:
        done.append(mail.render())

    async def page(request: Request) -> Response:
        return HTMLResponse("<p>page", background=BackgroundTask(send_mail))

    async def stream(request: Request) -> Response:
        return StreamingResponse(iter(["page"]), background=BackgroundTask(send_mail))

    client = client_of(Starlette(routes=[Route("/", page), Route("/stream", stream)]))
    for path in ("/", "/stream"):
        assert client.get(path).headers[ENFORCE] == NO_NONCE
    assert len(done) == 2
    assert not caplog.records


def test_websocket_is_left_alone() -> None:
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())
        await websocket.close()

    client = client_of(Starlette(routes=[WebSocketRoute("/echo", echo)]))
    with client.websocket_connect("/echo") as websocket:
        websocket.send_text("hello")
        assert websocket.receive_text() == "hello"


@pytest.mark.parametrize(
    ("use", "missing"),
    [(csp_nonce, "there is no CSP nonce"), (csp_exempt().apply, "sent without any policy")],
)
def test_without_the_middleware_is_an_error_that_says_what_to_do(use: Any, missing: str) -> None:
    with pytest.raises(MissingMiddlewareError, match=rf"{missing}.*Put the middleware around"):
        use(Request({"type": "http"}))
