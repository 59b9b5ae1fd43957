"""All attempts, by family."""

from __future__ import annotations

from collections.abc import Sequence

from oracle.attempts import code, navigation, redirects, requests, trusted_types
from oracle.attempts.attempt import Attempt
from oracle.case import unique

_FAMILIES = (requests, redirects, code, trusted_types, navigation)


def all_attempts() -> Sequence[Attempt]:
    """Every attempt there is, in the same order on every run."""
    return unique(attempt for family in _FAMILIES for attempt in family.attempts())
