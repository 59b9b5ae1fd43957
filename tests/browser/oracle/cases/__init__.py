"""All cases, by family."""

from __future__ import annotations

from collections.abc import Sequence

from oracle.case import Case, unique
from oracle.cases import (
    everything,
    fallback,
    handlers,
    inline,
    integrity,
    interaction,
    metas,
    mixtures,
    nonces,
    pages,
    parsing,
    samples,
    several,
    urls,
)

_FAMILIES = (
    everything,
    parsing,
    fallback,
    handlers,
    urls,
    inline,
    nonces,
    integrity,
    metas,
    mixtures,
    several,
    samples,
    pages,
    interaction,
)


def all_cases() -> Sequence[Case]:
    """Every case there is, in the same order on every run."""
    return unique(case for family in _FAMILIES for case in family.cases())
