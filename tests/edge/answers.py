"""What a visitor does and gets."""

from __future__ import annotations

import http.client
import json
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

NONCE = re.compile(r"'nonce-([^']+)'")
SCRIPT = re.compile(rb'<script nonce="([^"]+)">')
SECONDS = 30.0


@dataclass
class Answer:
    """A response, as it was on the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """The values of a header, one a line."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """All values of a header as one; None where it is not there."""
        return ", ".join(self.all(name)) or None

    @property
    def allowed(self) -> set[str]:
        """The nonces that the policies allow."""
        policies = (
            value
            for name, value in self.headers
            if name.lower().startswith("content-security-policy")
        )
        return {nonce for policy in policies for nonce in NONCE.findall(policy)}

    @property
    def nonce(self) -> str:
        """The one nonce that the policies allow."""
        (nonce,) = self.allowed
        return nonce

    @property
    def printed(self) -> list[str]:
        """The nonces in the page's scripts, the comments' among them."""
        return [nonce.decode() for nonce in SCRIPT.findall(self.body)]

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def everything(self) -> bytes:
        """All that the visitor sees, to be searched."""
        head = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return head.encode() + b"\n\n" + self.body


def is_refused(address: str, target: str, headers: dict[str, str] | None = None) -> bool:
    """Whether nothing of the application's response arrives: a bare error, or no answer at all."""
    lines = {"Host": "localhost", "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    host, port = urlsplit(address).netloc.split(":")
    with socket.create_connection((host, int(port)), SECONDS) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\n{head}\r\n".encode())
        with connection.makefile("rb") as answers:
            everything = answers.read().lower()
    is_bare = b"<script" not in everything and b"\ncontent-security-policy" not in everything
    return is_bare and (not everything or everything.startswith(b"http/1.1 502 "))


def ask(
    address: str,
    target: str,
    headers: dict[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()
