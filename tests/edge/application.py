"""A small site whose pages have nonces, as an edge cache sees it: the origin of the tests.

    GET  /page/NAME       a page with two scripts and NAME's comments, printed as they are: this
                          site lets its visitors store markup
    POST /comments/NAME   stores one more comment
    GET  /paused/NAME     a page that is sent as far as its nonce, and goes on when a comment comes
    GET  /socket          echoes what is sent to it, once the connection has been upgraded
    GET  /requests/NAME   the requests for a page so far, as JSON

What is to be special about a page stands in its query: see `Wish`.

Run as a program: `python application.py PORT`, with the edge cache's key in the environment.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from stockade import CSP
from stockade.serving.edge_cache import PLACEHOLDER_HEADER
from stockade.wsgi import ContentSecurityPolicyMiddleware, csp_nonce

from application_server import serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]
Write = Callable[[bytes], object]

POLICY = {"script-src": [CSP.NONCE], "object-src": [CSP.NONE], "base-uri": [CSP.NONE]}
AS_IT_IS = "as it is"
PAUSE_SECONDS = 20.0
#: More than any of the caches holds back before it begins to send.
A_LOT = b"<!-- " + b"far more than any buffer " * 20_000 + b"-->"


@dataclass
class Wish:
    """How a page is to differ from an ordinary one."""

    status: str = "200 OK"
    type: str = "text/html; charset=utf-8"
    cache: str = "public, max-age=600"
    #: How often the nonce is printed, one after the other with nine letters between them.
    repeat: int = 0
    #: Whether the nonce is the last that is printed.
    ends: bool = False
    #: How many bytes are sent at a time. 0: the whole page at once.
    step: int = 0
    #: Whether the page has a nonce at all.
    nonce: bool = True
    #: Whether a text that is always the same stands where the nonce would be.
    fixed: bool = False
    #: Whether it is compressed, whatever the request allows.
    compressed: bool = False
    #: Whether it is under a second policy, in a header line of its own.
    second_policy: bool = False
    cookie: bool = False
    etag: str = ""
    #: What is sent as the placeholder, if not the middleware's.
    placeholder: str = AS_IT_IS
    #: More lines of headers. `{nonce}` in them is the page's.
    line: tuple[str, ...] = ()
    #: Whether the names of headers are sent in lower case, as servers in Rust do.
    lower: bool = False

    @classmethod
    def of(cls, query: str) -> Wish:
        wish = cls()
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name == "line":
                wish.line += (value,)
            elif hasattr(wish, name):
                setattr(wish, name, type(getattr(wish, name))(value))
        return wish


class Site:
    """What the site keeps: comments, and the requests that reached it."""

    def __init__(self) -> None:
        self.comments: defaultdict[str, list[bytes]] = defaultdict(list)
        self.requests: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self.changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        _, kind, name = environ["PATH_INFO"].split("/", 2)
        answer: Callable[[str, WSGIEnvironment, StartResponse], Iterable[bytes]]
        answer = getattr(self, f"answer_{kind}")
        return answer(name, environ, start)

    def answer_page(
        self, name: str, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        self.note_request(name, environ)
        wish = Wish.of(environ["QUERY_STRING"])
        body = self.page(name, wish, environ)
        headers = [
            ("Content-Type", wish.type),
            ("Cache-Control", wish.cache),
            ("Accept-Ranges", "bytes"),
        ]
        if wish.compressed:
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        if wish.etag:
            headers.append(("ETag", wish.etag))
        if wish.cookie:
            headers.append(("Set-Cookie", f"visit={len(self.requests[name])}"))
        for line in wish.line:
            key, _, value = line.partition(": ")
            headers.append((key, value.replace("{nonce}", str(csp_nonce(environ)))))
        if not wish.step:
            headers.append(("Content-Length", str(len(body))))
        start(wish.status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        if not wish.step:
            return [body]
        return (body[at : at + wish.step] for at in range(0, len(body), wish.step))

    def page(self, name: str, wish: Wish, environ: WSGIEnvironment) -> bytes:
        if not wish.nonce:
            return b"<!doctype html><title>No scripts</title>" + b"".join(self.comments[name])
        nonce = b"CSP-NONCE" if wish.fixed else str(csp_nonce(environ)).encode()
        script = b'<script nonce="%b">document.documentElement.dataset.%b = "ran"</script>\n'
        return b"".join(
            [
                b"<!doctype html>\n<title>A page</title>\n",
                script % (nonce, b"first"),
                b"<p>Gr\xc3\xbc\xc3\x9fe</p>\n",
                *self.comments[name],
                b"<!-- nonces: " + (b"ninebytes" + nonce) * wish.repeat + b" -->\n",
                script % (nonce, b"second"),
                nonce * wish.ends,
            ]
        )

    def answer_paused(
        self, name: str, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterator[bytes]:
        self.note_request(name, environ)
        nonce = str(csp_nonce(environ)).encode()
        start("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=600")])
        yield b'<!doctype html><title>A page</title><script nonce="%b"></script>' % nonce
        yield A_LOT
        with self.changed:
            self.changed.wait_for(lambda: self.comments[name], PAUSE_SECONDS)
        yield b"".join(self.comments[name])

    def answer_comments(
        self, name: str, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        comment = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        with self.changed:
            self.comments[name].append(comment)
            self.changed.notify_all()
        start("204 No Content", [])
        return []

    def answer_requests(
        self, name: str, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        return [json.dumps(self.requests[name]).encode()]

    def note_request(self, name: str, environ: WSGIEnvironment) -> None:
        headers = {
            key.removeprefix("HTTP_").replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        self.requests[name].append({"method": environ["REQUEST_METHOD"], **headers})


class WithOddHeaders:
    """The site under its policy, but for the headers that a page wishes to be otherwise."""

    def __init__(self, site: Site, key: str) -> None:
        self.protected = ContentSecurityPolicyMiddleware(site, POLICY, edge_cache_key=key)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        wish = Wish.of(environ["QUERY_STRING"])

        def start_oddly(status: str, headers: Headers, exc_info: Any = None, /) -> Write:
            if wish.placeholder != AS_IT_IS:
                headers = [header for header in headers if header[0] != PLACEHOLDER_HEADER]
                headers.append((PLACEHOLDER_HEADER, wish.placeholder))
            if wish.second_policy:
                headers = [*headers, *second_policy(headers)]
            if wish.lower:
                headers = [(name.lower(), value) for name, value in headers]
            return start(status, headers, exc_info)

        return self.protected(environ, start_oddly)


def second_policy(headers: Headers) -> Headers:
    """A policy for styles with the same nonce, one that only reports, and a Link with it too."""
    nonce = dict(headers)[PLACEHOLDER_HEADER]
    return [
        ("Content-Security-Policy", f"style-src 'nonce-{nonce}'"),
        ("Content-Security-Policy-Report-Only", f"img-src 'none'; script-src 'nonce-{nonce}'"),
        ("Link", f"</start.js>; rel=preload; as=script; nonce={nonce}"),
    ]


if __name__ == "__main__":
    serve(WithOddHeaders(Site(), os.environ["EDGE_CACHE_KEY"]), int(sys.argv[1]))
