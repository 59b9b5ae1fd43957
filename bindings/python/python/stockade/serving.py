"""What a response gets: the part of serving that Django and Flask share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stockade._core import CompiledPolicy

__all__ = [
    "CSP_HEADERS",
    "Policies",
    "PolicyHeader",
    "can_hold_markup",
    "private_cache_control",
]

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
REPORTING_ENDPOINTS = "Reporting-Endpoints"
CSP_HEADERS = (ENFORCE, REPORT_ONLY)

_MARKUP_TYPES = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})


class PolicyHeader(NamedTuple):
    """A header with a policy in it, ready but for the nonce."""

    key: str
    name: str
    #: The value is these, joined by the nonce …
    segments: tuple[str, ...]
    #: … or this, where the response printed none.
    without_nonce: str
    #: Whether the policy names a reporting endpoint.
    reports: bool


class Policies:
    """The enforced and the report-only policy of one kind of response. Not to be changed.

    What every response needs of them is worked out here, once.
    """

    __slots__ = ("enforce", "headers", "report_only", "uses_nonce")

    def __init__(self, enforce: CompiledPolicy, report_only: CompiledPolicy) -> None:
        self.enforce = enforce
        self.report_only = report_only
        #: One for each policy that is not empty.
        self.headers = tuple(
            PolicyHeader(
                name.lower(),
                name,
                policy.segments,
                policy.without_nonce,
                policy.report_to is not None,
            )
            for name, policy in zip(CSP_HEADERS, (enforce, report_only), strict=True)
            if not policy.is_empty
        )
        self.uses_nonce = enforce.uses_nonce or report_only.uses_nonce

    def __iter__(self) -> Iterator[CompiledPolicy]:
        """The two, in the order of `CSP_HEADERS`."""
        return iter((self.enforce, self.report_only))

    def replace(
        self, *, enforce: CompiledPolicy | None = None, report_only: CompiledPolicy | None = None
    ) -> Policies:
        """The same but for what is given."""
        return Policies(enforce or self.enforce, report_only or self.report_only)


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
