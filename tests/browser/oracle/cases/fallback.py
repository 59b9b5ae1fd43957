"""Which directive decides: every chain, with each link absent, allowing, or blocking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from oracle.case import Case, document, enforce


@dataclass(frozen=True)
class _Kind:
    """Something that a chain of directives decides about."""

    chain: Sequence[str]
    html: str
    #: What allows it.
    source: str = "https://cdn.test"


_SCRIPTS = ("script-src-elem", "script-src", "default-src")
_HANDLERS = ("script-src-attr", "script-src", "default-src")
_STYLES = ("style-src-elem", "style-src", "default-src")
_STYLE_ATTRIBUTES = ("style-src-attr", "style-src", "default-src")

_KINDS = {
    "script": _Kind(_SCRIPTS, '<script src="https://cdn.test/a.js"></script>'),
    "inline-script": _Kind(_SCRIPTS, "<script>1</script>", "'unsafe-inline'"),
    "javascript-frame": _Kind(
        _SCRIPTS, '<iframe src="javascript:1"></iframe>', "'unsafe-inline' javascript:"
    ),
    "modulepreload": _Kind(_SCRIPTS, '<link rel="modulepreload" href="https://cdn.test/a.js">'),
    "handler": _Kind(_HANDLERS, '<p onclick="1">x</p>', "'unsafe-inline'"),
    "style-sheet": _Kind(_STYLES, '<link rel="stylesheet" href="https://cdn.test/a.css">'),
    "import": _Kind(
        _STYLES, "<style>@import 'https://cdn.test/a.css'</style>", "'unsafe-inline' cdn.test"
    ),
    "style-element": _Kind(_STYLES, "<style>p { margin: 0 }</style>", "'unsafe-inline'"),
    "style-attribute": _Kind(_STYLE_ATTRIBUTES, '<p style="margin: 0">x</p>', "'unsafe-inline'"),
    "frame": _Kind(
        ("frame-src", "child-src", "default-src"), '<iframe src="https://cdn.test/a.html"></iframe>'
    ),
    "object": _Kind(("object-src", "default-src"), '<object data="https://cdn.test/a.html">'),
    "object-under-frame-src": _Kind(
        ("frame-src", "child-src", "object-src"), '<object data="https://cdn.test/a.html">'
    ),
    "embed": _Kind(("object-src", "default-src"), '<embed src="https://cdn.test/a.html">'),
    "embed-under-frame-src": _Kind(
        ("frame-src", "child-src", "object-src"), '<embed src="https://cdn.test/a.html">'
    ),
    "image": _Kind(("img-src", "default-src"), '<img src="https://cdn.test/a.png">'),
    "poster": _Kind(("img-src", "default-src"), '<video poster="https://cdn.test/a.png"></video>'),
    "audio": _Kind(("media-src", "default-src"), '<audio src="https://cdn.test/a.wav"></audio>'),
    "track": _Kind(
        ("media-src", "default-src"),
        '<video><track default src="https://cdn.test/a.vtt"></video>',
    ),
    "font": _Kind(
        ("font-src", "default-src"),
        "<link rel=preload as=font crossorigin href='https://cdn.test/a.woff2'>",
    ),
    "fetch": _Kind(
        ("connect-src", "default-src"),
        "<link rel=preload as=fetch crossorigin href='https://cdn.test/a.json'>",
    ),
}


def cases() -> Iterator[Case]:
    """Each kind under each combination."""
    for name, kind in _KINDS.items():
        for values in product((None, kind.source, "'none'"), repeat=len(kind.chain)):
            policy = _policy(kind.chain, values)
            yield Case(f"fallback/{name}/{_slug(values)}", document(kind.html), enforce(policy))


def _policy(chain: Sequence[str], values: Sequence[str | None]) -> str:
    directives = zip(chain, values, strict=True)
    return "; ".join(f"{name} {value}" for name, value in directives if value is not None)


def _slug(values: Sequence[str | None]) -> str:
    words = {None: "absent", "'none'": "blocks"}
    return "-".join(words.get(value, "allows") for value in values)
