"""Requests that are sent elsewhere: paths no longer count, and the first address is reported."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

from oracle.attempts.attempt import Attempt
from oracle.attempts.requests import element
from oracle.case import enforce, report_only

_KINDS = {
    "fetch": ("await fetch(URL, { mode: 'no-cors' });", "", "connect-src"),
    "image": ("await loaded(new Image(), { src: URL });", "image", "img-src"),
    "style-sheet": (element("link", "rel: 'stylesheet', href: URL"), "style", "style-src"),
    "frame": (element("iframe", "src: URL"), "iframe", "frame-src"),
    "script": (element("script", "src: URL"), "script", "script-src"),
    "audio": (element("audio", "src: URL"), "audio", "media-src"),
}
_TARGETS = {
    "allowed": ["https://cdn.test/folder/b.js"],
    "other-path": ["https://cdn.test/elsewhere/b.js"],
    "other-host": ["https://other.test/folder/b.js"],
    "other-port": ["https://cdn.test:8443/folder/b.js"],
    "own": ["https://site.test/b.js"],
    "two-hops": ["https://site.test/hop", "https://cdn.test/elsewhere/b.js"],
    "two-hops-other": ["https://other.test/hop", "https://cdn.test/folder/b.js"],
}
_SOURCES = {
    "self-and-folder": "'self' https://cdn.test/folder/",
    "self": "'self'",
    "none": "'none'",
    "path-of-redirect": "https://site.test/redirect https://cdn.test",
    "other-path-of-own": "https://site.test/elsewhere/ https://cdn.test",
    "https": "https:",
    "hosts": "site.test cdn.test other.test",
}


def attempts() -> Iterator[Attempt]:
    """Each kind of request, to each chain of addresses, under each list."""
    for (kind, (script, destination, directive)), (target, hops) in product(
        _KINDS.items(), _TARGETS.items()
    ):
        url, redirects = _chain(hops)
        question = {
            "type": "request",
            "url": url,
            "destination": destination,
            "redirects": redirects,
            **({"parser_inserted": False} if destination == "script" else {}),
        }
        for name, source in _SOURCES.items():
            policy = f"{directive} {source}"
            dispositions = {"enforced": enforce(policy), "reported": report_only(policy)}
            if kind == "frame":
                # Of a frame that goes on, the browser tells each hop; the command names the first.
                del dispositions["reported"]
            for disposition, headers in dispositions.items():
                yield Attempt(
                    f"redirects/{kind}/{target}/{name}/{disposition}",
                    headers,
                    script.replace("URL", repr(url)),
                    question,
                )


def _chain(hops: list[str]) -> tuple[str, list[str]]:
    """The address that leads to the hops in turn, and where each redirect really goes."""
    addresses = [hops[-1]]
    for hop in reversed(hops[:-1]):
        host = hop.rpartition("/")[0]
        addresses.insert(0, f"{host}/redirect?to={quote(addresses[0], safe='')}")
    first = f"https://site.test/redirect?to={quote(addresses[0], safe='')}"
    return first, addresses
