"""What was found in a test run. It can be sent from a worker to its controller, and added up."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from stockade import PredictedViolation
from stockade.testing.judgement import Judgement

__all__ = ["Blocked", "Findings", "Note", "Place", "Seen", "Source"]

Data = dict[str, Any]
Key = TypeVar("Key", bound=Hashable)

#: The most different things of a kind that are kept. What is beyond them is counted.
_KEPT = 10_000
#: The most tests that are named for one thing.
_TESTS = 10
# What differs on each page would keep things apart that are the same, and is nobody's business.
_NONCE = re.compile(r"'nonce-[^']*'")


@dataclass(frozen=True, order=True)
class Source:
    """Where a page comes from."""

    view: str
    template: str
    #: "" where the view is known: one view answers at many paths.
    path: str

    def __str__(self) -> str:
        name = self.view or self.path
        return f"{name} ({self.template})" if self.template else name


@dataclass(frozen=True)
class Blocked:
    """Something on the pages of one source that is blocked, or only reported."""

    source: Source
    document: str
    when: str
    effective_directive: str
    blocked_uri: str
    disposition: str
    element: str
    code: str
    message: str
    help: str | None


@dataclass(frozen=True)
class Note:
    """Something about a page as a whole: that it is not protected, or not checked."""

    text: str
    source: Source


@dataclass(frozen=True)
class Place:
    """Where something was first."""

    url: str
    line: int = 0
    column: int = 0
    span: tuple[int, int] = (0, 0)
    sample: str = ""
    original_policy: str = ""


@dataclass
class Seen:
    """How often something was found, where first, and in which tests."""

    first: Place
    count: int = 0
    tests: list[str] = field(default_factory=list)

    def add(self, count: int, tests: Iterable[str]) -> None:
        self.count += count
        for test in tests:
            if len(self.tests) < _TESTS and test not in self.tests:
                self.tests.append(test)


@dataclass
class Findings:
    """All that a run has found."""

    pages: int = 0
    #: How many of them have something that is blocked or reported, allowed or not; and how many are
    #: as they are because a mark or a setting allows it.
    pages_with_violations: int = 0
    pages_allowed: int = 0
    blocked: dict[Blocked, Seen] = field(default_factory=dict)
    unprotected: dict[Note, Seen] = field(default_factory=dict)
    unchecked: dict[Note, Seen] = field(default_factory=dict)
    #: What went wrong in the plugin, and how often.
    problems: dict[str, int] = field(default_factory=dict)
    #: The views of the project, and those of them that have answered with what they are for.
    views: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    #: How many pages have a nonce that another one had before.
    repeated_nonces: int = 0
    #: How many pages would fail, and were asked for outside of any test.
    failed_outside: int = 0
    #: How many things were too many to be kept.
    dropped: int = 0

    def add_violations(self, source: Source, url: str, judgement: Judgement, test: str) -> None:
        for violation in judgement.violations:
            seen = Seen(_place(url, violation), 1, [test])
            self._add(self.blocked, _blocked(source, violation), seen)

    def add_unprotected(self, source: Source, url: str, kind: str, test: str) -> None:
        self._add(self.unprotected, Note(kind, source), Seen(Place(url), 1, [test]))

    def add_unchecked(self, source: Source, url: str, reason: str, test: str) -> Note:
        note = Note(reason, source)
        self._add(self.unchecked, note, Seen(Place(url), 1, [test]))
        return note

    def take_back(self, note: Note) -> None:
        """A page has been checked after all."""
        if seen := self.unchecked.get(note):
            seen.count -= 1
            if not seen.count:
                del self.unchecked[note]

    def add_problem(self, problem: str) -> None:
        if problem in self.problems or len(self.problems) < _KEPT:
            self.problems[problem] = self.problems.get(problem, 0) + 1

    def merge(self, other: Findings) -> None:
        """Add what another worker has found."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for blocked, seen in other.blocked.items():
            self._add(self.blocked, blocked, seen)
        for note, seen in other.unprotected.items():
            self._add(self.unprotected, note, seen)
        for note, seen in other.unchecked.items():
            self._add(self.unchecked, note, seen)
        for problem, count in other.problems.items():
            self.problems[problem] = self.problems.get(problem, 0) + count
        self.views |= other.views
        self.answered |= other.answered

    def _add(self, all_seen: dict[Key, Seen], key: Key, seen: Seen) -> None:
        known = all_seen.get(key)
        if known is None and len(all_seen) >= _KEPT:
            self.dropped += seen.count
            return
        known = all_seen.setdefault(key, Seen(seen.first))
        known.add(seen.count, seen.tests)

    def to_data(self) -> Data:
        """As plain values."""
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            "blocked": _rows(self.blocked),
            "unprotected": _rows(self.unprotected),
            "unchecked": _rows(self.unchecked),
            "problems": self.problems,
            "views": [*self.views],
            "answered": [*self.answered],
        }

    @classmethod
    def from_data(cls, data: Data) -> Findings:
        """What `to_data` has made."""
        return cls(
            **{name: data[name] for name in _NUMBERS},
            blocked={_key(Blocked, row): _seen(row) for row in data["blocked"]},
            unprotected={_key(Note, row): _seen(row) for row in data["unprotected"]},
            unchecked={_key(Note, row): _seen(row) for row in data["unchecked"]},
            problems=data["problems"],
            views={*data["views"]},
            answered={*data["answered"]},
        )


_NUMBERS = (
    "pages",
    "pages_with_violations",
    "pages_allowed",
    "repeated_nonces",
    "failed_outside",
    "dropped",
)


def _blocked(source: Source, violation: PredictedViolation) -> Blocked:
    return Blocked(
        source,
        violation.document,
        violation.when,
        violation.effective_directive,
        violation.blocked_uri,
        violation.disposition,
        violation.element,
        violation.code,
        _NONCE.sub("'nonce-…'", violation.message),
        _NONCE.sub("'nonce-…'", violation.help) if violation.help else None,
    )


def _place(url: str, violation: PredictedViolation) -> Place:
    return Place(
        url,
        violation.line,
        violation.column,
        violation.span,
        violation.sample,
        _NONCE.sub("'nonce-…'", violation.original_policy),
    )


def _rows(all_seen: dict[Any, Seen]) -> list[Data]:
    return [{"key": asdict(key), "seen": asdict(seen)} for key, seen in all_seen.items()]


def _key(kind: type[Key], row: Data) -> Key:
    values = row["key"]
    return kind(**{**values, "source": Source(**values["source"])})


def _seen(row: Data) -> Seen:
    values = row["seen"]
    return Seen(Place(**values["first"]), values["count"], values["tests"])
