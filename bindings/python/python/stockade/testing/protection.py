"""Whether the policies of a page keep a script out that somebody else has put there."""

from __future__ import annotations

from enum import Enum

from stockade import check, protects_scripts
from stockade.serving.policies import ENFORCE, REPORT_ONLY

__all__ = ["Protection", "protection_of"]

Headers = list[tuple[str, str]]

_META = b"content-security-policy"
# At the end of a page, where all its meta elements are in force.
_INJECTED = (
    b"<script>injected()</script>",
    b'<p onclick="injected()">',
    b'<script src="https://attacker.invalid/injected.js"></script>',
)


class Protection(Enum):
    """What a page's policies do against injected scripts."""

    ENFORCED = "enforced"
    #: A policy is enforced, and any script may run under it.
    ANY_SCRIPT = "any script may run"
    REPORT_ONLY = "report-only"
    NONE = "no policy"


def protection_of(page: bytes, headers: Headers, url: str) -> Protection:
    """What the policies of a page that is sent with `headers` do against injected scripts."""
    if protects_scripts(headers, url):
        return Protection.ENFORCED
    has_meta_policy = _META in page.lower()
    if has_meta_policy and _is_protected_at_its_end(page, headers, url):
        return Protection.ENFORCED
    names = {name.lower() for name, value in headers if value.strip()}
    if has_meta_policy or ENFORCE.lower() in names:
        return Protection.ANY_SCRIPT
    return Protection.REPORT_ONLY if REPORT_ONLY.lower() in names else Protection.NONE


def _is_protected_at_its_end(page: bytes, headers: Headers, url: str) -> bool:
    """Whether every script that is put there is blocked."""
    return all(
        any(
            violation.span[0] >= len(page) and violation.disposition == "enforce"
            for violation in check(page + injected, headers, url)
        )
        for injected in _INJECTED
    )
