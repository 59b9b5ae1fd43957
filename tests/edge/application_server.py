"""A WSGI server that answers requests at the same time, sends what it gets at once, and lets a
connection be upgraded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BufferedReader
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Handler(WSGIRequestHandler):
    def handle(self) -> None:
        """Echo what follows a request for an upgrade; hand everything else to the application."""
        assert isinstance(self.rfile, BufferedReader)
        if not self.rfile.peek().startswith(b"GET /socket "):
            super().handle()
            return
        while self.rfile.readline().strip():
            pass
        self.wfile.write(SWITCHING)
        self.wfile.write(self.rfile.readline())

    def log_message(self, format: str, *arguments: object) -> None:
        """Write no log: the tests look at what is answered."""


def serve(
    application: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], port: int
) -> None:
    with Server((HOST, port), Handler) as server:
        server.set_app(application)
        server.serve_forever()
