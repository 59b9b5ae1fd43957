"""Which cases a run takes."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from oracle.case import Named

#: Another seed would be another quick run; this one is the same everywhere.
_SEED = 3


T = TypeVar("T", bound=Named)


def chosen(cases: Sequence[T], count: int) -> Sequence[T]:
    """All cases with `STOCKADE_ALL`, else `count` of them: as many of one family as of another."""
    if os.environ.get("STOCKADE_ALL"):
        return cases
    families: dict[str, list[T]] = defaultdict(list)
    for case in cases:
        families[case.name.partition("/")[0]].append(case)
    generator = random.Random(_SEED)  # noqa: S311 (nothing secret)
    for family in families.values():
        generator.shuffle(family)
    in_turn = chain.from_iterable(zip_longest(*families.values()))
    return [case for case in in_turn if case is not None][:count]
