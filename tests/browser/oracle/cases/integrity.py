"""External scripts that hashes allow, by what their `integrity` promises."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, document, enforce
from oracle.cases.inline import digest

#: The resource behind the address is empty.
_RIGHT = f"sha256-{digest('')}"
_LONG = f"sha384-{digest('', 'sha384')}"
_OTHER = f"sha256-{digest('other')}"

_INTEGRITY = {
    "absent": None,
    "empty": "",
    "right": _RIGHT,
    "long": _LONG,
    "other": _OTHER,
    "right-and-long": f"{_RIGHT} {_LONG}",
    "right-and-other": f"{_RIGHT} {_OTHER}",
    "right-twice": f"{_RIGHT} {_RIGHT}",
    "right-with-option": f"{_RIGHT}?option",
    "right-and-unknown": f"{_RIGHT} md5-abcd",
    "right-and-rubbish": f"{_RIGHT} rubbish",
    "upper-case-algorithm": _RIGHT.replace("sha256", "SHA256"),
    "no-padding": _RIGHT.replace("=", ""),
    "url-safe": _RIGHT.replace("+", "-").replace("/", "_"),
    "tab-between": f"{_RIGHT}\t{_LONG}",
    "space-around": f"  {_RIGHT}  ",
    "dashed": _RIGHT.replace("sha256", "sha-256"),
}
_POLICIES = {
    "right": f"script-src '{_RIGHT}'",
    "right-in-default": f"default-src '{_RIGHT}'",
    "right-and-long": f"script-src '{_RIGHT}' '{_LONG}'",
    "right-no-padding": f"script-src '{_RIGHT.replace('=', '')}'",
    "right-and-strict-dynamic": f"script-src '{_RIGHT}' 'strict-dynamic'",
    "right-and-host": f"script-src '{_RIGHT}' https://cdn.test",
    "nonce": "script-src 'nonce-abc'",
}
_ELEMENTS = {
    "script": '<script{integrity} crossorigin src="https://cdn.test/a.js"></script>',
    "script-same-origin": '<script{integrity} src="/a.js"></script>',
    "module": '<script type="module"{integrity} src="https://cdn.test/a.js"></script>',
    "style": '<link rel="stylesheet"{integrity} crossorigin href="https://cdn.test/a.css">',
    "preload": '<link rel="preload" as="script"{integrity} crossorigin href="https://cdn.test/a.js">',
    "modulepreload": '<link rel="modulepreload"{integrity} href="https://cdn.test/a.js">',
}


def cases() -> Iterator[Case]:
    """Each kind of element with each promise under each policy."""
    for policy_name, policy in _POLICIES.items():
        for integrity_name, integrity in _INTEGRITY.items():
            attribute = "" if integrity is None else f' integrity="{integrity}"'
            page = "".join(
                html.format(integrity=attribute).replace("cdn.test/a", f"cdn.test/{name}")
                for name, html in _ELEMENTS.items()
            )
            name = f"integrity/{policy_name}/{integrity_name}"
            yield Case(name, document(page), enforce(policy))
