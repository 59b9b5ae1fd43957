"""The policy that every candidate sends, and the cases in which it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

__all__ = ["CASES", "ENFORCE", "REPORT_ONLY", "Case", "directives"]

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"

Source = TypeVar("Source")


def directives(*nonce: Source) -> dict[str, list[str | Source]]:
    """A usual starter policy of ten directives, with `nonce` in `script-src`: a nonce source, or
    whatever stands for one in a candidate's settings. Without an argument there is none."""
    return {
        "default-src": ["'self'"],
        "script-src": ["'self'", *nonce],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "https:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }


@dataclass(frozen=True)
class Case:
    """One kind of page, answered by all candidates."""

    title: str
    #: The headers that carry the policy.
    headers: tuple[str, ...] = (ENFORCE,)
    #: Whether the page has a script with the nonce.
    prints_nonce: bool = True
    #: Whether the template writes `{% csp_nonce_attr %}` instead of naming the variable.
    by_tag: bool = False

    @property
    def sends_both(self) -> bool:
        return REPORT_ONLY in self.headers


CASES = (
    Case("nonce printed"),
    Case("nonce never printed", prints_nonce=False),
    Case("nonce printed, enforced and report-only header", headers=(ENFORCE, REPORT_ONLY)),
    Case("nonce printed by {% csp_nonce_attr %}", by_tag=True),
)
