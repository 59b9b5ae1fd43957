"""An application behind a real server, asked over a socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from clients import ENFORCE, NO_NONCE, STRICT, script_src
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn import Config, Server

from stockade.starlette import ContentSecurityPolicyMiddleware, csp_nonce


async def page(request: Request) -> Response:
    return HTMLResponse(str(csp_nonce(request)))


async def stream(request: Request) -> Response:
    nonce = csp_nonce(request)

    async def parts() -> AsyncIterator[str]:
        yield "<p>"
        yield str(nonce)

    return StreamingResponse(parts(), media_type="text/html")


async def data(request: Request) -> Response:
    return Response("{}", media_type="application/json")


@contextmanager
def served(app: Any) -> Iterator[int]:
    """Serves an application; the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(Config(app, log_level="error", lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]  # Connections wait in the listener until it serves.
    finally:
        server.should_exit = True
        thread.join()


def test_responses_over_a_socket() -> None:
    routes = [Route("/", page), Route("/stream", stream), Route("/data", data)]
    app = ContentSecurityPolicyMiddleware(Starlette(routes=routes), STRICT)
    with served(app) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        response, body = ask(connection, "GET", "/")
        assert response.headers.get_all(ENFORCE) == [script_src(body)]
        response, body = ask(connection, "GET", "/stream")
        assert response.headers.get_all(ENFORCE) == [script_src(body.removeprefix("<p>"))]
        assert response.headers["Transfer-Encoding"] == "chunked"
        response, body = ask(connection, "HEAD", "/")
        assert response.headers[ENFORCE].startswith("script-src 'nonce-")
        response, body = ask(connection, "GET", "/data")
        assert response.headers.get_all(ENFORCE) == [NO_NONCE]
        connection.close()


def ask(connection: HTTPConnection, method: str, path: str) -> tuple[HTTPResponse, str]:
    connection.request(method, path)
    response = connection.getresponse()
    return response, response.read().decode()
