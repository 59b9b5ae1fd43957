"""httpx, Starlette's client and WebTest under `pytest --csp`."""

from __future__ import annotations

import pytest
from suites import Suite

STARLETTE_SITE = """
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, RedirectResponse, StreamingResponse
from starlette.routing import Route

POLICY = {"Content-Security-Policy": "script-src 'self'"}
PAGE = "<!DOCTYPE html>\\n<p onclick=run()>" + "long" * 200

async def page(request):
    return HTMLResponse(PAGE, headers=POLICY)

async def moved(request):
    return RedirectResponse("/page/")

async def streamed(request):
    async def parts():
        for part in PAGE[:20], PAGE[20:]:
            yield part
    return StreamingResponse(parts(), media_type="text/html", headers=POLICY)

app = Starlette(
    routes=[Route("/page/", page), Route("/moved/", moved), Route("/streamed/", streamed)],
    middleware=[Middleware(GZipMiddleware)],
)
"""


@pytest.fixture(params=["httpx", "httpx2"])
def httpx(request: pytest.FixtureRequest) -> str:
    """The name of either module."""
    pytest.importorskip(request.param)
    return str(request.param)


def test_starlettes_client_is_seen(empty_folder: Suite) -> None:
    pytest.importorskip("starlette")
    pytest.importorskip("httpx2")
    empty_folder.write("site_app.py", STARLETTE_SITE)
    tests = """
def test_page():
    from starlette.testclient import TestClient
    from site_app import app
    response = TestClient(app).get("/moved/")
    assert response.text.startswith("<!DOCTYPE html>")
    assert response.headers["Content-Encoding"] == "gzip"

def test_stream():
    from starlette.testclient import TestClient
    from site_app import app
    with TestClient(app).stream("GET", "/streamed/") as response:
        assert "".join(response.iter_text()).startswith("<!DOCTYPE html>")

def test_unread():
    from starlette.testclient import TestClient
    from site_app import app
    with TestClient(app).stream("GET", "/page/"):
        pass
"""
    found = empty_folder.run(tests, "--csp")
    assert found.status == 0, found.text
    assert found.summary.startswith("2 HTML pages checked against the response's own headers\n")
    assert "  /page/\n    1x <p>: " in found.summary
    assert "  /streamed/\n    1x <p>: " in found.summary
    assert "streamed, and not read to its end by a test: 1 page of /page/" in found.summary


def test_starlettes_templates_are_named(empty_folder: Suite) -> None:
    pytest.importorskip("starlette")
    pytest.importorskip("httpx2")
    pytest.importorskip("jinja2")
    empty_folder.write("page.html", "<p onclick=run()>")
    tests = """
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from starlette.testclient import TestClient

templates = Jinja2Templates(directory=".")

def page(request):
    policy = {"Content-Security-Policy": "script-src 'self'"}
    return templates.TemplateResponse(request, "page.html", headers=policy)

def test_it():
    TestClient(Starlette(routes=[Route("/", page)])).get("/")
"""
    assert " (page.html)\n    1x <p>: " in empty_folder.run(tests, "--csp").summary


def test_an_asgi_transport_is_seen(empty_folder: Suite, httpx: str) -> None:
    pytest.importorskip("starlette")
    empty_folder.write("site_app.py", STARLETTE_SITE)
    tests = f"""
import asyncio
from site_app import app

def test_it():
    import {httpx} as httpx

    async def ask():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            response = await client.get("/moved/", follow_redirects=True)
            assert response.text.startswith("<!DOCTYPE html>")
            async with client.stream("GET", "/streamed/") as response:
                pass

    asyncio.run(ask())
"""
    found = empty_folder.run(tests, "--csp")
    assert found.status == 0, found.text
    assert found.summary.startswith("1 HTML page checked")
    assert "  /page/\n    1x <p>: " in found.summary
    assert "not read to its end by a test: 1 page of /streamed/" in found.summary


def test_a_wsgi_transport_is_seen(flask_notes: Suite, httpx: str) -> None:
    tests = f"""
import {httpx} as httpx
from notes import app

def test_it():
    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://site") as client:
        assert "onclick" in client.get("/blocked/1/").text
        assert client.get("/packed/").headers["Content-Encoding"] == "gzip"
"""
    found = flask_notes.run(tests, "--csp")
    assert found.status == 0, found.text
    assert found.summary.startswith("2 HTML pages checked")
    assert "  site:blocked (blocked.html)\n    1x <button>: " in found.summary
    assert "  site:packed\n    1x <script>: " in found.summary


def test_django_is_known_by_its_views_in_other_clients_too(django_shop: Suite, httpx: str) -> None:
    tests = f"""
import {httpx} as httpx

def test_it():
    from django.core.wsgi import get_wsgi_application
    transport = httpx.WSGITransport(app=get_wsgi_application())
    with httpx.Client(transport=transport, base_url="http://site") as client:
        client.get("/blocked/1/")
"""
    found = django_shop.run(tests, "--csp")
    assert "  site:blocked (blocked.html)\n    1x <button>: " in found.summary, found.text


def test_webtest_is_seen(flask_notes: Suite) -> None:
    pytest.importorskip("webtest")
    tests = """
from webtest import TestApp as Browser
from notes import app

def test_it():
    browser = Browser(app)
    assert "onclick" in browser.get("/blocked/1/").text
    browser.get("/moved/").follow()
    browser.get("/packed/", headers={"Accept-Encoding": "gzip"})
"""
    found = flask_notes.run(tests, "--csp")
    assert found.status == 0, found.text
    assert found.summary.startswith("3 HTML pages checked")
    assert "  site:blocked (blocked.html)\n    1x <button>: " in found.summary
    assert "  site:packed\n    1x <script>: " in found.summary
