"""The attacker's hosts: a proxy that hears of every request that leaves the site, and answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from hostile.payloads import FOREIGN_DOMAIN

_CASE = re.compile(rf"^case(\d+)\.{re.escape(FOREIGN_DOMAIN)}$")

_STYLE = "html { --applied: yes }"
_SCRIPT = "alert({case})"


class ForeignHosts(ThreadingHTTPServer):
    """Stands in for every host but the loopback address, as the browser's proxy.

    A request that is let through by interception in the browser would not do: that turns its cache
    off, and a thousand pages take minutes.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        #: The cases whose host was asked for something.
        self.asked: set[int] = set()
        #: Other hosts that were asked for something.
        self.others: set[str] = set()

    @property
    def address(self) -> str:
        """What a browser is told."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a browser hangs up when it leaves a page."""

    def note(self, host: str | None) -> int | None:
        """Remember that `host` was asked. Its case, if it is one of an attacker's."""
        match = _CASE.match(host or "")
        if match is None:
            self.others.add(str(host))
            return None
        self.asked.add(int(match[1]))
        return int(match[1])


class _Handler(BaseHTTPRequestHandler):
    server: ForeignHosts

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        case = self.server.note(address.hostname)
        is_style = address.path.endswith(".css")
        self.send_response(200 if case is not None else 404)
        self.send_header("Content-Type", "text/css" if is_style else "text/javascript")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write((_STYLE if is_style else _SCRIPT.format(case=case)).encode())

    do_POST = do_GET

    def do_CONNECT(self) -> None:
        """HTTPS: that it was asked for is all there is to know."""
        self.server.note(urlsplit(f"//{self.path}").hostname)
        self.send_error(502)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what is asked is remembered, not printed."""


@contextmanager
def foreign_hosts() -> Iterator[ForeignHosts]:
    """The attacker's hosts, for the time of a `with` block."""
    with ForeignHosts() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
