"""Servers for the tests of the WSGI and the ASGI middleware: one request, and all of its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

__all__ = ["Answer", "Headers", "answer_asgi", "answer_wsgi", "environ_of", "scope_of"]

Headers = list[tuple[str, str]]


@dataclass
class Answer:
    """What a server would send."""

    status: int
    headers: Headers
    body: str

    def header(self, name: str) -> str | None:
        """The value of a header, of which there is at most one."""
        found = self.all_of(name)
        assert len(found) <= 1, f"{len(found)} {name} headers"
        return found[0] if found else None

    def all_of(self, name: str) -> list[str]:
        return [value for found, value in self.headers if found.lower() == name.lower()]


def environ_of(
    method: str = "GET", path: str = "/", headers: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
    }
    setup_testing_defaults(environ)
    for name, value in headers:
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def answer_wsgi(
    app: Any,
    method: str = "GET",
    path: str = "/",
    headers: Iterable[tuple[str, str]] = (),
    environ: dict[str, Any] | None = None,
) -> Answer:
    """Ask a WSGI application, and hold it to the letter of the specification."""
    started: list[tuple[str, Headers]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
        started.append((status, headers))
        return written.append

    environ = environ_of(method, path, headers) if environ is None else environ
    parts = validator(app)(environ, start_response)
    try:
        written += parts
    finally:
        parts.close()
    status, sent = started[-1]
    body = "" if method == "HEAD" else b"".join(written).decode()
    return Answer(int(status[:3]), sent, body)


def scope_of(
    method: str = "GET", path: str = "/", headers: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("192.0.2.1", 1234),
        "server": ("shop.example", 80),
    }


def answer_asgi(
    app: Any,
    method: str = "GET",
    path: str = "/",
    headers: Iterable[tuple[str, str]] = (),
    scope: dict[str, Any] | None = None,
) -> Answer:
    """Ask an ASGI application."""
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    asyncio.run(app(scope_of(method, path, headers) if scope is None else scope, receive, send))
    start, *rest = messages
    assert start["type"] == "http.response.start"
    body = b"".join(message.get("body", b"") for message in rest)
    return Answer(
        start["status"],
        [(name.decode(), value.decode()) for name, value in start.get("headers", [])],
        "" if method == "HEAD" else body.decode(),
    )
