"""What scripts ask for: every way of doing it, under every kind of source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from oracle.attempts.attempt import Attempt
from oracle.case import Headers, enforce, report_only


def element(tag: str, properties: str, parent: str = "document.body") -> str:
    """JavaScript that adds an element to the page and waits for what it loads."""
    return f"await loaded(document.createElement('{tag}'), {{{properties}}}, {parent});"


#: How it is done, and what the command is told beside the address.
_KINDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "fetch": ("await fetch(URL, { mode: 'no-cors' });", {"destination": ""}),
    "xml-http-request": (
        "const request = new XMLHttpRequest(); request.open('GET', URL);"
        "await new Promise((done) => { request.onloadend = done; request.send(); });",
        {"destination": ""},
    ),
    "beacon": ("navigator.sendBeacon(URL);", {"destination": ""}),
    "event-source": (
        "const source = new EventSource(URL); await loaded(source); source.close();",
        {"destination": ""},
    ),
    "image": ("await loaded(new Image(), { src: URL });", {"destination": "image"}),
    "audio": (element("audio", "src: URL"), {"destination": "audio"}),
    "video": (element("video", "src: URL"), {"destination": "video"}),
    "font": ("await new FontFace('f', `url(${URL})`).load();", {"destination": "font"}),
    "style-sheet": (element("link", "rel: 'stylesheet', href: URL"), {"destination": "style"}),
    "frame": (element("iframe", "src: URL"), {"destination": "iframe"}),
    "script": (
        element("script", "src: URL"),
        {"destination": "script", "parser_inserted": False, "attributes": {}},
    ),
    "module": (
        element("script", "type: 'module', src: URL"),
        {"destination": "script", "parser_inserted": False, "attributes": {}},
    ),
    "import": ("await import(URL);", {"destination": "script", "parser_inserted": False}),
    "preload-image": (
        element("link", "rel: 'preload', as: 'image', href: URL"),
        {"destination": "image", "initiator": "preload"},
    ),
}
_WORKERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "worker": ("new Worker(URL).terminate();", {"destination": "worker"}),
    "shared-worker": ("new SharedWorker(URL);", {"destination": "sharedworker"}),
    "service-worker": (
        "await navigator.serviceWorker.register(URL);",
        {"destination": "serviceworker"},
    ),
}
_SOCKET = ("await loaded(new WebSocket(URL));", {"destination": "websocket"})

_URLS = {
    "cdn": "https://cdn.test/a.js",
    "cdn-folder": "https://cdn.test/folder/a.js",
    "cdn-port": "https://cdn.test:8443/a.js",
    "cdn-sub": "https://sub.cdn.test/a.js",
    "own": "https://site.test/a.js",
    "data": "data:text/javascript,1",
}
_SOCKETS = {
    "wss-cdn": "wss://cdn.test/socket",
    "wss-cdn-port": "wss://cdn.test:8443/socket?query",
    "wss-own": "wss://site.test/socket",
    "wss-sub": "wss://sub.cdn.test/socket",
}
_PLAIN_SOCKETS = {
    **_SOCKETS,
    "ws-cdn": "ws://cdn.test/socket",
    "ws-cdn-port": "ws://cdn.test:8000/socket",
    "ws-own": "ws://site.test/socket",
    "ws-own-port": "ws://site.test:8000/socket",
}
_SOURCES = {
    "none": "'none'",
    "self": "'self'",
    "star": "*",
    "https": "https:",
    "http": "http:",
    "data": "data:",
    "host": "cdn.test",
    "host-https": "https://cdn.test",
    "host-http": "http://cdn.test",
    "host-star": "*.cdn.test",
    "host-port": "cdn.test:8443",
    "host-port-star": "cdn.test:*",
    "host-folder": "cdn.test/folder/",
    "star-port-star": "*:*",
    "wss": "wss:",
    "ws": "ws:",
    "wss-host": "wss://cdn.test",
    "ws-host": "ws://cdn.test",
    "ws-host-port": "ws://cdn.test:8000",
    "ws-host-443": "ws://cdn.test:443",
}


def attempts() -> Iterator[Attempt]:
    """All of them."""
    for source_name, source in _SOURCES.items():
        headers = enforce(f"default-src {source}")
        for url_name, url in _URLS.items():
            for kind in _kinds(url_name):
                yield _attempt(f"requests/{source_name}/{kind}/{url_name}", headers, kind, url)
        yield from _sockets(source_name, source)
    yield from _reported()
    yield from _worker_chains()


def _sockets(source_name: str, source: str) -> Iterator[Attempt]:
    headers = enforce(f"connect-src {source}")
    script, question = _SOCKET
    origins = {
        "https": ("https://site.test", _SOCKETS),
        "http": ("http://site.test", _PLAIN_SOCKETS),
        "http-port": ("http://site.test:8000", _PLAIN_SOCKETS),
    }
    for origin_name, (origin, urls) in origins.items():
        for url_name, url in urls.items():
            yield Attempt(
                f"sockets/{origin_name}/{source_name}/{url_name}",
                headers,
                script.replace("URL", repr(url)),
                {"type": "request", "url": url, **question},
                origin,
            )


def _reported() -> Iterator[Attempt]:
    headers = report_only("default-src 'none'")
    for url_name, url in _URLS.items():
        for kind in _kinds(url_name):
            yield _attempt(f"requests/reported/{kind}/{url_name}", headers, kind, url)


def _kinds(url_name: str) -> Iterator[str]:
    """A beacon is refused before any policy is asked where the address is not HTTP's."""
    return (kind for kind in _KINDS if (kind, url_name) != ("beacon", "data"))


def _worker_chains() -> Iterator[Attempt]:
    chain = ("worker-src", "child-src", "script-src", "default-src")
    for values in product((None, "'self'", "'none'"), repeat=len(chain)):
        directives = zip(chain, values, strict=True)
        policy = "; ".join(f"{name} {value}" for name, value in directives if value)
        words = {None: "absent", "'none'": "blocks", "'self'": "allows"}
        slug = "-".join(words[value] for value in values)
        for kind, (script, question) in _WORKERS.items():
            url = "https://site.test/a.js"
            yield Attempt(
                f"workers/{kind}/{slug}",
                enforce(policy),
                script.replace("URL", repr(url)),
                {"type": "request", "url": url, **question},
            )
    for name, source in {
        "strict-dynamic": "'strict-dynamic'",
        "nonce": "'nonce-abc'",
        "path": "site.test/b.js",
        "data": "data:",
    }.items():
        for directive, (kind, (script, question)) in product(chain, _WORKERS.items()):
            url = "https://site.test/a.js"
            yield Attempt(
                f"workers/{kind}/{name}-in-{directive}",
                enforce(f"{directive} {source}"),
                script.replace("URL", repr(url)),
                {"type": "request", "url": url, **question},
            )


def _attempt(name: str, headers: Headers, kind: str, url: str) -> Attempt:
    script, question = _KINDS[kind]
    # A module is loaded once, whoever asks for it: each kind has addresses of its own.
    url += f"//{kind}" if url.startswith("data:") else f"?{kind}"
    return Attempt(
        name,
        headers,
        script.replace("URL", repr(url)),
        {"type": "request", "url": url, **question},
    )
