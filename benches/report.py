"""From timings to tables: what each subject adds to the first, and how Stockade compares."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from operator import sub, truediv
from statistics import median
from typing import Any, NamedTuple

from rounds import Timings

__all__ = ["LEGEND", "Comparison", "as_json", "as_text"]

LEGEND = """\
The first line of a table has microseconds, the others what they add to it. The ratio is what
Stockade adds, divided by what this line adds: below 1, Stockade is the cheaper one. In the table
of form media it is this line's whole time, divided by the first line's. In brackets stand the
lowest and the highest ratio among the starts of the processes."""

#: Its name begins with this, in each comparison.
_OURS = "Stockade"


class Comparison(NamedTuple):
    """Timings of subjects that do the same job, and how to weigh them. The first subject does
    without a policy."""

    title: str
    timings: Timings
    #: True: ratios are of what is added to the first subject, Stockade's to each other's.
    #: False: ratios are of the whole time, each subject's to the first's.
    ratios_of_additions: bool


@dataclass(frozen=True)
class Ratio:
    """A ratio, and its lowest and highest value among the starts of the processes."""

    middle: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.lowest:.2f}-{self.highest:.2f})"


@dataclass(frozen=True)
class Row:
    """One subject at one level. Times are in microseconds."""

    subject: str
    time: float
    added: float | None
    ratio: Ratio | None


def as_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "title": comparison.title,
        "levels": {
            level: [asdict(row) for row in _rows(comparison, level)] for level in comparison.timings
        },
    }


def as_text(comparison: Comparison) -> str:
    """A table: a line for each subject, a column for each level."""
    columns = [(level, _rows(comparison, level)) for level in comparison.timings]
    subjects = [row.subject for row in columns[0][1]]
    width = max(map(len, subjects))
    lines = [comparison.title, " " * width + "".join(f"   {level:28}" for level, _ in columns)]
    for number, subject in enumerate(subjects):
        cells = (f"   {_cell(rows[number]):28}" for _, rows in columns)
        lines.append(f"{subject:{width}}{''.join(cells)}".rstrip())
    return "\n".join([*lines, ""])


def _cell(row: Row) -> str:
    time = f"{row.time:7.2f}" if row.added is None else f"{row.added:+7.2f}"
    return f"{time}   {row.ratio or ''}"


def _rows(comparison: Comparison, level: str) -> list[Row]:
    (first, base), *others = comparison.timings[level].items()
    additions = {name: list(map(sub, times, base)) for name, times in others}
    ours = next(added for name, added in additions.items() if name.startswith(_OURS))
    rows = [Row(first, _microseconds(base), added=None, ratio=None)]
    for name, times in others:
        ratio = None
        if not comparison.ratios_of_additions:
            ratio = _ratio(times, base)
        elif not name.startswith(_OURS):
            ratio = _ratio(ours, additions[name])
        rows.append(Row(name, _microseconds(times), _microseconds(additions[name]), ratio))
    return rows


def _microseconds(nanoseconds: list[float]) -> float:
    return median(nanoseconds) / 1000


def _ratio(dividends: list[float], divisors: list[float]) -> Ratio:
    ratios = list(map(truediv, dividends, divisors))
    return Ratio(median(ratios), min(ratios), max(ratios))
