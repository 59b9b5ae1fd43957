"""Pages and policies put together by chance, always the same: what nobody would think of."""

from __future__ import annotations

import random
from collections.abc import Iterator

from oracle.case import Case, Headers, document, enforce, report_only
from oracle.catalogue import BODY

_COUNT = 500
#: They would swallow what follows, are known to differ, depend on how the parser cuts its work
#: (an image in front of a base), or have the address of a `srcdoc` without being one.
_LEFT_OUT = {
    "background-empty",
    "base-after",
    "base-invalid",
    "element-unfinished",
    "embed-type-only",
    "external-unfinished",
    "iframe-about-srcdoc",
    "iframe-unfinished",
    "img-invalid",
    "inline-module-import",
    "inline-unfinished",
    "object-param-movie",
    "type-webbundle",
}
_FRAGMENTS = [
    fragment
    for fragments in BODY.values()
    for name, fragment in fragments.items()
    if name not in _LEFT_OUT
]
_DIRECTIVES = [
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
    "img-src",
    "font-src",
    "media-src",
    "connect-src",
    "object-src",
    "frame-src",
    "child-src",
    "upgrade-insecure-requests",
    "sandbox allow-scripts",
]
_SOURCES = [
    "'self'",
    "'none'",
    "*",
    "https:",
    "http:",
    "data:",
    "blob:",
    "https://cdn.test",
    "http://cdn.test",
    "cdn.test:8443",
    "one.test two.test",
    "*.test",
    "cdn.test/a.png",
    "'unsafe-inline'",
    "'unsafe-hashes'",
    "'nonce-abc'",
    "'strict-dynamic'",
    "'report-sample'",
    "'nothing'",
]
_ORIGINS = ["https://site.test", "https://site.test", "http://site.test", "https://cdn.test"]


def cases() -> Iterator[Case]:
    """A few fragments of the catalogue under one, two or three policies."""
    for number in range(_COUNT):
        generator = random.Random(f"mixture {number}")  # noqa: S311 (nothing secret)
        body = "".join(generator.sample(_FRAGMENTS, generator.randint(2, 7)))
        headers = [header for _ in range(generator.randint(1, 3)) for header in _header(generator)]
        origin = generator.choice(_ORIGINS)
        yield Case(f"mixtures/{number}", document(body), headers, origin)


def _header(generator: random.Random) -> Headers:
    directives = generator.sample(_DIRECTIVES, generator.randint(1, 5))
    policy = "; ".join(f"{name} {_sources(generator)}".strip() for name in directives)
    return generator.choice([enforce, enforce, report_only])(policy)


def _sources(generator: random.Random) -> str:
    return " ".join(generator.sample(_SOURCES, generator.randint(0, 4)))
