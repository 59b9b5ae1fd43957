"""The nonce and the policies of routes as dependencies of FastAPI."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from clients import ENFORCE, NO_NONCE, STRICT, client_of, script_src
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from stockade import CSP
from stockade.starlette import (
    CspNonce,
    csp_exempt,
    csp_override,
    csp_replace,
    csp_report_only_override,
    csp_update,
)

TILES = {"img-src": ["https://tiles.example"]}


def test_nonce_is_a_parameter_of_the_path_function() -> None:
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    async def page(nonce: CspNonce) -> str:
        return str(nonce)

    @app.get("/thread", response_class=HTMLResponse)
    def page_in_a_thread(nonce: CspNonce) -> str:
        return str(nonce)

    @app.get("/data")
    async def data(nonce: CspNonce) -> dict[str, bool]:
        return {"is_printed": bool(nonce)}

    client = client_of(app)
    for path in ("/", "/thread"):
        response = client.get(path)
        assert response.headers[ENFORCE] == script_src(response.text)
    response = client.get("/data")
    assert response.json() == {"is_printed": False}
    assert response.headers[ENFORCE] == NO_NONCE


def test_nonce_is_no_part_of_the_openapi_schema() -> None:
    app = FastAPI()

    @app.get("/", dependencies=[Depends(csp_update(TILES))])
    async def page(nonce: CspNonce) -> str:
        return ""

    assert "parameters" not in app.openapi()["paths"]["/"]["get"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (csp_update(TILES), f"{NO_NONCE}; img-src https://tiles.example"),
        (csp_update(lambda: TILES), f"{NO_NONCE}; img-src https://tiles.example"),
        (csp_replace({"script-src": [CSP.SELF]}), "script-src 'self'; base-uri 'none'"),
        (csp_override(TILES), "img-src https://tiles.example"),
        (csp_exempt(), None),
    ],
)
def test_policy_of_a_route(change: Any, expected: str | None) -> None:
    app = FastAPI()

    @app.get("/", dependencies=[Depends(change)])
    def page() -> str:
        return "page"

    assert client_of(app).get("/").headers.get(ENFORCE) == expected


def test_report_only_policy_of_a_route() -> None:
    app = FastAPI()

    @app.get("/", dependencies=[Depends(csp_report_only_override(TILES))])
    def page() -> str:
        return "page"

    headers = client_of(app).get("/").headers
    assert headers[ENFORCE] == NO_NONCE
    assert headers[f"{ENFORCE}-Report-Only"] == "img-src https://tiles.example"


def test_routes_add_to_the_policy_of_their_router() -> None:
    router = APIRouter(
        prefix="/maps", dependencies=[Depends(csp_override({"img-src": ["'self'"]}))]
    )

    @router.get("/world", dependencies=[Depends(csp_update(TILES))])
    def world() -> str:
        return "world"

    app = FastAPI()
    app.include_router(router)
    headers = client_of(app).get("/maps/world").headers
    assert headers[ENFORCE] == "img-src 'self' https://tiles.example"


def test_page_of_an_error_does_not_get_what_was_meant_for_the_page_that_failed() -> None:
    app = FastAPI()

    @app.get("/{kind}", dependencies=[Depends(csp_exempt()), Depends(csp_override(TILES))])
    def page(kind: str) -> str:
        raise HTTPException(403) if kind == "http" else LookupError

    @app.exception_handler(LookupError)
    async def failed(request: Any, error: Exception) -> Response:
        return JSONResponse({}, 500)

    client = client_of(app)
    assert client.get("/http").headers[ENFORCE] == NO_NONCE
    assert client.get("/other").headers[ENFORCE] == NO_NONCE


def test_invalid_input_is_answered_under_the_policy() -> None:
    app = FastAPI()

    @app.get("/", dependencies=[Depends(csp_exempt())])
    def page(number: int) -> str:
        return str(number)

    client = client_of(app)
    response = client.get("/?number=x")
    assert response.status_code == 422
    assert ENFORCE not in client.get("/?number=1").headers


def test_policy_reaches_the_pages_of_the_documentation() -> None:
    """They need a policy of their own, as the how-to says."""
    app = FastAPI()
    assert client_of(app, STRICT).get("/docs").headers[ENFORCE] == NO_NONCE


def test_starlette_alone_needs_no_fastapi() -> None:
    code = (
        "import sys; sys.modules['fastapi'] = None; "
        "import stockade.starlette as s; s.csp_nonce, s.csp_update; "
        "print(getattr(s, 'nothing', 'no such name'))"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "no such name\n"
