"""What the hosts of the pages answer, whatever they are called: the address alone decides.

A page needs no set-up for its resources, so that any number of pages can be loaded at a time:

=========================  ==========================================================
`/any/name.js`             the smallest resource of the kind that the ending stands for
`/redirect?to=ADDRESS`     302 to ADDRESS
`/any/none`                204, so that whoever navigates there stays where they are
`/anything-else`           an empty page
=========================  ==========================================================
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Answer:
    """A response."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK
    headers: tuple[tuple[str, str], ...] = ()


_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><g id="part"><path d="M0 0"/></g></svg>'
_SILENCE = base64.b64decode("UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=")

#: Anybody may read them: what is tested is the policy, not whether servers share.
_SHARED = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "no-store"))

_BY_ENDING = {
    ".css": Answer(b"", "text/css"),
    ".gif": Answer(_PIXEL, "image/png"),
    ".html": Answer(b"<!doctype html><title>Empty</title>"),
    ".ico": Answer(_PIXEL, "image/png"),
    ".js": Answer(b"", "text/javascript"),
    ".json": Answer(b"{}", "application/json"),
    ".mjs": Answer(b"export default 1", "text/javascript"),
    ".png": Answer(_PIXEL, "image/png"),
    ".svg": Answer(_DRAWING, "image/svg+xml"),
    ".txt": Answer(b"text", "text/plain"),
    ".vtt": Answer(b"WEBVTT\n\n", "text/vtt"),
    ".wav": Answer(_SILENCE, "audio/wav"),
    ".webmanifest": Answer(b"{}", "application/manifest+json"),
    ".woff2": Answer(b"", "font/woff2"),
}


def answer(target: str) -> Answer:
    """What is answered to a request for `target`, a path with its query."""
    address = urlsplit(target)
    if address.path.startswith("/redirect"):
        return _redirect(parse_qs(address.query)["to"][0])
    if address.path.endswith("/none"):
        return Answer(status=HTTPStatus.NO_CONTENT, headers=_SHARED)
    found = _BY_ENDING.get(PurePosixPath(address.path).suffix, _BY_ENDING[".html"])
    return Answer(found.body, found.content_type, found.status, _SHARED)


def _redirect(address: str) -> Answer:
    headers = (("Location", address), *_SHARED)
    return Answer(status=HTTPStatus.FOUND, headers=headers)
