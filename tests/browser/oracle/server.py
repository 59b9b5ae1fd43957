"""Every web server of the world, on one port of the loopback address."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from oracle.case import Case
from oracle.certificate import server_context
from oracle.resources import Answer, answer

_TLS_HANDSHAKE = 0x16
_BROWSER_LEFT = (ConnectionError, ssl.SSLError, TimeoutError)


class World(ThreadingHTTPServer):
    """Answers for all hosts, over TLS where the browser begins with it, and plainly where not."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, cases: Mapping[str, Case]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._cases = cases
        self._tls = server_context()

    def answer(self, target: str) -> Answer:
        """The page of the case that `target` names, or else a resource."""
        case = self._cases.get(target.partition("?")[0])
        if case is None:
            return answer(target)
        headers = (("Cache-Control", "no-store"), *case.headers)
        return Answer(case.body, case.content_type, headers=headers)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection. Browsers open more than they use, and drop them as they like."""
        with suppress(*_BROWSER_LEFT), self._decrypted(request) as connection:
            super().finish_request(connection, client_address)

    def _decrypted(self, connection: socket.socket) -> socket.socket:
        first = connection.recv(1, socket.MSG_PEEK)
        if first and first[0] == _TLS_HANDSHAKE:
            return self._tls.wrap_socket(connection, server_side=True)
        return connection


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: World

    def do_GET(self) -> None:
        self._send(self.server.answer(self.path))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_OPTIONS(self) -> None:
        allow = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*"))
        self._send(Answer(headers=allow))

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the browser is looked at, not the log."""


@contextmanager
def serving_world(cases: Mapping[str, Case]) -> Iterator[int]:
    """Serve the pages of `cases`, by their paths, and all resources. Yields the port."""
    with World(cases) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
