"""The probe: a second report-only policy, which only some responses carry."""

from __future__ import annotations

from functools import lru_cache

from stockade import CompiledPolicy
from stockade.serving.inline_hashes import InlineHash
from stockade.serving.policies import Policies, PolicyHeader
from stockade.serving.turns import Turns

__all__ = ["ServedProbe"]


class ServedProbe:
    """What the next, stricter policy would block is heard of without a report from every page."""

    def __init__(self, policy: CompiledPolicy, one_in: int) -> None:
        self._policy = Policies(CompiledPolicy.from_mapping({}), policy)
        #: Says which responses carry it.
        self.turns = Turns(one_in)
        self.beside = lru_cache(maxsize=256)(self._beside)

    def _beside(
        self, policies: Policies, hashes: tuple[InlineHash, ...]
    ) -> tuple[PolicyHeader, ...]:
        """The headers of `policies` and of the probe, which may share one: several policies in a
        header stand between commas."""
        [probe] = self._policy.with_inline_hashes(hashes).headers
        others = tuple(header for header in policies.headers if header.key != probe.key)
        for header in policies.headers:
            if header.key == probe.key:
                return (*others, _joined(header, probe))
        return (*others, probe)


def _joined(first: PolicyHeader, second: PolicyHeader) -> PolicyHeader:
    *before, last = first.segments
    after = second.segments
    return second._replace(
        segments=(*before, f"{last}, {after[0]}", *after[1:]),
        without_nonce=f"{first.without_nonce}, {second.without_nonce}",
        reports=first.reports or second.reports,
    )
