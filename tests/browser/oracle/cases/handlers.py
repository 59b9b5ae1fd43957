"""Which attributes are event handlers: every name that a specification or engine ever had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from oracle.case import Case, document, enforce

_NAMES = Path(__file__).with_name("handler_names.txt").read_text().split()

_PLACES = {
    "p": "<p {}>x</p>",
    "body": "</body><body {}>",
    "img": "<img {}>",
    "input": "<input {}>",
    "form": "<form {}></form>",
    "script": '<script type="text/plain" {}></script>',
    "iframe": "<iframe {}></iframe>",
    "video": "<video {}></video>",
    "svg": "<svg {}></svg>",
    "svg-animate": "<svg><animate {}/></svg>",
    "svg-image": "<svg><image {}/></svg>",
    "math": "<math {}></math>",
    "math-mi": "<math><mi {}></mi></math>",
    "marquee": "<marquee {}></marquee>",
    "dialog": "<dialog {}></dialog>",
    "canvas": "<canvas {}></canvas>",
    "unknown": "<x-unknown {}></x-unknown>",
    "template": "<template {}></template>",
}


def cases() -> Iterator[Case]:
    """All names on one element of each kind. The sample says which one was an event handler."""
    attributes = " ".join(f'on{name}="/*{name}*/"' for name in _NAMES)
    policy = enforce("script-src-attr 'report-sample'")
    for name, html in _PLACES.items():
        yield Case(f"handlers/{name}", document(html.format(attributes)), policy)
    frameset = f"<!doctype html><html><head></head><frameset {attributes}></frameset></html>"
    yield Case("handlers/frameset", frameset, policy)
