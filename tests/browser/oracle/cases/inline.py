"""Inline code under every combination of keywords, nonces and hashes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from oracle.case import Case, document, enforce


def digest(text: str, algorithm: str = "sha256") -> str:
    """What stands between the dash and the quotation mark of a hash source."""
    return base64.b64encode(hashlib.new(algorithm, text.encode()).digest()).decode()


_SCRIPT = "window.first = 'a+b/c'"
_HANDLER = "window.second = 2"
_STYLE = "p { color: green }"
_ATTRIBUTE = "color: green"
_NAVIGATION = "javascript:window.third"

_PAGE = document(
    f"<script>{_SCRIPT}</script>"
    f'<script nonce="abc">{_SCRIPT}</script>'
    '<script nonce="abc">2</script>'
    '<script nonce="other">3</script>'
    '<script nonce="">4</script>'
    "<script>5</script>"
    f"<script> {_SCRIPT}</script>"
    '<script type="module">6</script>'
    '<script type="module" nonce="abc">7</script>'
    '<script src="https://cdn.test/a.js"></script>'
    '<script nonce="abc" src="https://cdn.test/b.js"></script>'
    '<script nonce="other" src="https://cdn.test/c.js"></script>'
    f'<p onclick="{_HANDLER}" nonce="abc">x</p>'
    '<p onclick="other">x</p>'
    f"<style>{_STYLE}</style>"
    '<style nonce="abc">p { margin: 1px }</style>'
    '<style nonce="other">p { margin: 2px }</style>'
    "<style>p { margin: 3px }</style>"
    '<link rel="stylesheet" href="https://cdn.test/a.css">'
    '<link rel="stylesheet" nonce="abc" href="https://cdn.test/b.css">'
    f'<p style="{_ATTRIBUTE}" nonce="abc">x</p>'
    '<p style="margin: 4px">x</p>'
    f'<iframe src="{_NAVIGATION}"></iframe>'
    '<iframe src="javascript:4"></iframe>'
)

_HASHES = {
    "script": digest(_SCRIPT),
    "handler": digest(_HANDLER),
    "style": digest(_STYLE),
    "attribute": digest(_ATTRIBUTE),
    "navigation": digest(_NAVIGATION),
}
_ALL_HASHES = " ".join(f"'sha256-{value}'" for value in _HASHES.values())
_SCRIPT_HASH = f"'sha256-{_HASHES['script']}'"
_URL_SAFE = _SCRIPT_HASH.replace("+", "-").replace("/", "_").replace("sha256_", "sha256-")

_LISTS = {
    "nothing": "",
    "none": "'none'",
    "self": "'self'",
    "unsafe-inline": "'unsafe-inline'",
    "unsafe-inline-upper-case": "'UNSAFE-INLINE'",
    "unsafe-inline-unquoted": "unsafe-inline",
    "nonce": "'nonce-abc'",
    "nonce-upper-case-prefix": "'NONCE-abc'",
    "nonce-upper-case-value": "'nonce-ABC'",
    "nonce-two": "'nonce-other' 'nonce-abc'",
    "nonce-empty": "'nonce-'",
    "nonce-invalid-character": "'nonce-a$c'",
    "nonce-too-many-equals": "'nonce-abc==='",
    "nonce-unquoted": "nonce-abc",
    "nonce-and-unsafe-inline": "'unsafe-inline' 'nonce-abc'",
    "nonce-empty-and-unsafe-inline": "'unsafe-inline' 'nonce-'",
    "nonce-invalid-and-unsafe-inline": "'unsafe-inline' 'nonce-a$c'",
    "hashes": _ALL_HASHES,
    "hashes-and-unsafe-hashes": f"'unsafe-hashes' {_ALL_HASHES}",
    "hashes-and-unsafe-inline": f"'unsafe-inline' {_ALL_HASHES}",
    "unsafe-hashes-alone": "'unsafe-hashes'",
    "unsafe-hashes-and-unsafe-inline": "'unsafe-hashes' 'unsafe-inline'",
    "unsafe-hashes-and-nonce": "'unsafe-hashes' 'nonce-abc'",
    "hash-script": _SCRIPT_HASH,
    "hash-handler-and-unsafe-hashes": f"'unsafe-hashes' 'sha256-{_HASHES['handler']}'",
    "hash-navigation-and-unsafe-hashes": f"'unsafe-hashes' 'sha256-{_HASHES['navigation']}'",
    "hash-navigation": f"'sha256-{_HASHES['navigation']}'",
    "hash-attribute-and-unsafe-hashes": f"'unsafe-hashes' 'sha256-{_HASHES['attribute']}'",
    "hash-sha384": f"'sha384-{digest(_SCRIPT, 'sha384')}'",
    "hash-sha512": f"'sha512-{digest(_SCRIPT, 'sha512')}'",
    "hash-upper-case-algorithm": _SCRIPT_HASH.replace("sha256", "SHA256"),
    "hash-dashed-algorithm": _SCRIPT_HASH.replace("sha256", "sha-256"),
    "hash-sha1": "'sha1-abcd'",
    "hash-url-safe": _URL_SAFE,
    "hash-no-padding": _SCRIPT_HASH.replace("=", ""),
    "hash-more-padding": _SCRIPT_HASH.replace("='", "=='"),
    "hash-too-short-and-unsafe-inline": "'unsafe-inline' 'sha256-abcd'",
    "hash-invalid-and-unsafe-inline": "'unsafe-inline' 'sha256-$'",
    "hash-empty-and-unsafe-inline": "'unsafe-inline' 'sha256-'",
    "hash-wrong-length-for-algorithm": _SCRIPT_HASH.replace("sha256", "sha512"),
    "strict-dynamic": "'strict-dynamic'",
    "strict-dynamic-and-nonce": "'strict-dynamic' 'nonce-abc'",
    "strict-dynamic-and-hash": f"'strict-dynamic' {_SCRIPT_HASH}",
    "strict-dynamic-and-unsafe-inline": "'strict-dynamic' 'unsafe-inline'",
    "strict-dynamic-and-host": "'strict-dynamic' https://cdn.test 'self'",
    "strict-dynamic-and-everything": (
        f"'strict-dynamic' 'nonce-abc' 'unsafe-inline' 'unsafe-hashes' https: {_ALL_HASHES}"
    ),
    "strict-dynamic-upper-case": "'STRICT-DYNAMIC' 'nonce-abc'",
    "unsafe-eval": "'unsafe-eval'",
    "wasm-unsafe-eval": "'wasm-unsafe-eval'",
    "report-sample": "'report-sample'",
    "report-sample-upper-case": "'REPORT-SAMPLE'",
    "report-sample-and-nonce": "'report-sample' 'nonce-abc'",
    "report-sha256": "'report-sha256'",
    "inline-speculation-rules": "'inline-speculation-rules'",
    "host": "https://cdn.test",
    "star": "*",
    "https": "https:",
    "javascript": "javascript:",
    "unknown-keyword": "'unsafe-nothing' 'unsafe-inline'",
}
_DIRECTIVES = [
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
]


def cases() -> Iterator[Case]:
    """Each list in each directive that decides about inline code, on the same page."""
    for directive in _DIRECTIVES:
        for name, sources in _LISTS.items():
            policy = f"{directive} {sources}".strip()
            yield Case(f"inline/{directive}/{name}", _PAGE, enforce(policy))
