"""Code that scripts make at run time: elements, attributes, strings, WebAssembly, styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oracle.attempts.attempt import Attempt
from oracle.case import Headers, enforce, report_only
from oracle.cases.inline import digest

_CODE = "window.first = 1"
_STYLE = "p { color: green }"
_LONG = "window.second = 'a text that is longer than forty letters'"
# The smallest module there is.
_MODULE = "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])"


def _inline(inline_type: str, element: str, source: str, **attributes: str) -> Mapping[str, Any]:
    return {
        "type": "inline",
        "inline_type": inline_type,
        "element": element,
        "source": source,
        "attributes": attributes,
        "parser_inserted": False,
    }


def _append(tag: str, properties: str) -> str:
    return (
        f"document.body.append(Object.assign(document.createElement('{tag}'), {{{properties}}}));"
    )


_KINDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "script": (_append("script", f"text: {_CODE!r}"), _inline("script", "script", _CODE)),
    "script-long": (_append("script", f'text: "{_LONG}"'), _inline("script", "script", _LONG)),
    "script-with-nonce": (
        _append("script", f"nonce: 'abc', text: {_CODE!r}"),
        _inline("script", "script", _CODE, nonce="abc"),
    ),
    "script-with-other-nonce": (
        _append("script", f"nonce: 'other', text: {_CODE!r}"),
        _inline("script", "script", _CODE, nonce="other"),
    ),
    "module": (
        _append("script", f"type: 'module', text: {_CODE!r}"),
        _inline("script", "script", _CODE, type="module"),
    ),
    "style": (_append("style", f"textContent: {_STYLE!r}"), _inline("style", "style", _STYLE)),
    "style-with-nonce": (
        _append("style", f"nonce: 'abc', textContent: {_STYLE!r}"),
        _inline("style", "style", _STYLE, nonce="abc"),
    ),
    "handler": (
        f"document.createElement('p').setAttribute('onclick', {_CODE!r});",
        _inline("script attribute", "p", _CODE),
    ),
    "style-attribute": (
        "document.createElement('p').setAttribute('style', 'color: green');",
        _inline("style attribute", "p", "color: green"),
    ),
    "navigation": (
        f"location.href = 'javascript:{_CODE}';await new Promise((done) => setTimeout(done));",
        _inline("navigation", "", f"javascript:{_CODE}"),
    ),
    "eval": (f"eval({_CODE!r});", {"type": "eval", "source": _CODE}),
    "eval-long": (f'eval("{_LONG}");', {"type": "eval", "source": _LONG}),
    "eval-indirect": (f"(0, eval)({_CODE!r});", {"type": "eval", "source": _CODE}),
    "timer": (f"setTimeout({_CODE!r});", {"type": "eval", "source": _CODE}),
    "interval": (f"clearInterval(setInterval({_CODE!r}));", {"type": "eval", "source": _CODE}),
    "web-assembly": (f"new WebAssembly.Module({_MODULE});", {"type": "wasm"}),
    "web-assembly-later": (f"await WebAssembly.compile({_MODULE});", {"type": "wasm"}),
    "css-text": ("document.createElement('p').style.cssText = 'color: red';", {"type": "cssom"}),
    "style-property": ("document.createElement('p').style.color = 'red';", {"type": "cssom"}),
    "constructed-style-sheet": ("new CSSStyleSheet().replaceSync('p {}');", {"type": "cssom"}),
}
_LISTS = {
    "none": "'none'",
    "self": "'self'",
    "unsafe-inline": "'unsafe-inline'",
    "unsafe-eval": "'unsafe-eval'",
    "wasm-unsafe-eval": "'wasm-unsafe-eval'",
    "wasm-eval": "'wasm-eval'",
    "unsafe-eval-upper-case": "'UNSAFE-EVAL'",
    "unsafe-eval-unquoted": "unsafe-eval",
    "trusted-types-eval": "'trusted-types-eval'",
    "nonce": "'nonce-abc'",
    "nonce-and-unsafe-inline": "'nonce-abc' 'unsafe-inline'",
    "nonce-and-unsafe-eval": "'nonce-abc' 'unsafe-eval'",
    "hash": f"'sha256-{digest(_CODE)}' 'sha256-{digest(_STYLE)}' 'sha256-{digest('color: green')}'",
    "hash-and-unsafe-hashes": (
        f"'unsafe-hashes' 'sha256-{digest(_CODE)}' 'sha256-{digest('color: green')}' "
        f"'sha256-{digest(f'javascript:{_CODE}')}'"
    ),
    "strict-dynamic": "'strict-dynamic'",
    "strict-dynamic-and-nonce": "'strict-dynamic' 'nonce-abc'",
    "strict-dynamic-and-unsafe-inline": "'strict-dynamic' 'unsafe-inline'",
    "strict-dynamic-and-unsafe-eval": "'strict-dynamic' 'unsafe-eval'",
    "report-sample": "'report-sample'",
    "report-sample-and-unsafe-inline": "'report-sample' 'unsafe-inline'",
    "star": "*",
}
#: Enough to see which directive decides.
_FEW = ("none", "unsafe-inline", "unsafe-eval", "nonce", "strict-dynamic", "report-sample")


def attempts() -> Iterator[Attempt]:
    """Each kind under each list, in each directive that may decide about it."""
    for directive in ("default-src", "script-src"):
        for name, sources in _LISTS.items():
            yield from _all_kinds(f"{directive}/{name}", enforce(f"{directive} {sources}"))
    for directive in ("script-src-elem", "script-src-attr", "style-src"):
        for name in _FEW:
            yield from _all_kinds(f"{directive}/{name}", enforce(f"{directive} {_LISTS[name]}"))
    for name in _FEW:
        headers = report_only(f"script-src {_LISTS[name]}; style-src {_LISTS[name]}")
        yield from _all_kinds(f"reported/{name}", headers)


def _all_kinds(name: str, headers: Headers) -> Iterator[Attempt]:
    for kind, (script, question) in _KINDS.items():
        yield Attempt(f"code/{name}/{kind}", headers, script, question)
