"""What a response gets: the part of serving that Django and Flask share."""

from __future__ import annotations

from typing import NamedTuple

from stockade._core import CompiledPolicy

__all__ = ["CSP_HEADERS", "Policies", "can_hold_markup", "private_cache_control"]

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
REPORTING_ENDPOINTS = "Reporting-Endpoints"
CSP_HEADERS = (ENFORCE, REPORT_ONLY)

_MARKUP_TYPES = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})


class Policies(NamedTuple):
    """The enforced and the report-only policy of one kind of response."""

    enforce: CompiledPolicy
    report_only: CompiledPolicy

    @property
    def uses_nonce(self) -> bool:
        return self.enforce.uses_nonce or self.report_only.uses_nonce


def can_hold_markup(content_type: str) -> bool:
    """Whether a browser may run what it finds in a body of this type, so that a nonce makes sense.

    >>> can_hold_markup("text/html; charset=utf-8"), can_hold_markup("application/json")
    (True, False)
    """
    return content_type.partition(";")[0].strip().lower() in _MARKUP_TYPES


def private_cache_control(value: str) -> str:
    """A `Cache-Control` value that keeps a page with a nonce out of shared caches, and otherwise
    says what `value` said.

    >>> private_cache_control("public, max-age=60, s-maxage=600")
    'max-age=60, private'
    >>> private_cache_control("no-store")
    'no-store'
    """
    kept = []
    for part in map(str.strip, value.split(",")):
        name, _, argument = part.lower().partition("=")
        # `private="X-Header"` keeps only that header out of shared caches, not the page.
        if name and name not in {"public", "s-maxage"} and not (name == "private" and argument):
            kept.append(part)
    if not {"private", "no-store"} & {part.lower() for part in kept}:
        kept.append("private")
    return ", ".join(kept)
