"""What a response gets: the part of serving that all frameworks share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from stockade._core import (
    CompiledPolicy,
    can_hold_markup,
    overruling_cache_control,
    private_cache_control,
)
from stockade.serving.inline_hashes import InlineHash, Kind

__all__ = [
    "CSP_HEADERS",
    "Policies",
    "PolicyHeader",
    "can_hold_markup",
    "overruling_cache_control",
    "private_cache_control",
]

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
REPORTING_ENDPOINTS = "Reporting-Endpoints"
INTEGRITY_POLICY = "Integrity-Policy"
INTEGRITY_POLICY_REPORT_ONLY = "Integrity-Policy-Report-Only"
CSP_HEADERS = (ENFORCE, REPORT_ONLY)


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

    def with_inline_hashes(self, hashes: tuple[InlineHash, ...]) -> Policies:
        """The same, with these inline scripts and styles allowed as well.

        A list that allows everything inline stays as it is: a hash in it would end that.
        """
        return _with_inline_hashes(self, hashes) if hashes else self


# Every rendering of a page has the same blocks.
@lru_cache(maxsize=512)
def _with_inline_hashes(policies: Policies, hashes: tuple[InlineHash, ...]) -> Policies:
    def allowing_them(policy: CompiledPolicy) -> CompiledPolicy:
        for kind in _INLINE_KINDS:
            policy = policy.with_inline_hashes(
                kind, [inline.source for inline in hashes if inline.kind == kind]
            )
        return policy

    return Policies(allowing_them(policies.enforce), allowing_them(policies.report_only))


_INLINE_KINDS: tuple[Kind, ...] = ("script", "style")
