"""What the end of a run says about the pages that it has seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from stockade.pytest_plugin.findings import Blocked, Findings, Note, Seen, Source
from stockade.terminal import printable, shortened
from stockade.testing.judgement import WHEN
from stockade.testing.policies import Policy

__all__ = ["NOT_COVERED", "summarize"]

Item = TypeVar("Item")

NOT_COVERED = (
    "Not covered: what scripts do once they run (what they insert, load or evaluate), "
    "and pages that no test asks for."
)

#: The most sources, things on the pages of one, and names in a list that are shown.
_SOURCES = 15
_PER_SOURCE = 8
_NAMES = 10
_WIDTH = 300


def summarize(findings: Findings, policy: Policy, report: Path | None) -> Iterator[str]:
    """The summary, line by line. `report` is the file that has been written."""
    pages = _count(findings.pages, "HTML page")
    yield f"{pages} checked against {policy.description}"
    blocked = {key: seen for key, seen in findings.blocked.items() if key.disposition == "enforce"}
    reported = {key: seen for key, seen in findings.blocked.items() if key not in blocked}
    yield from _sources("blocked by a browser", blocked)
    yield from _sources("reported by a browser, not blocked", reported)
    yield from _notes("injected scripts are not kept out of", findings.unprotected)
    yield from _notes("HTML not checked:", findings.unchecked)
    yield from _never_rendered(findings)
    yield from _remarks(findings, report)
    yield ""
    clean = findings.pages - findings.pages_with_violations
    if findings.pages:
        others = "the other " if findings.pages_with_violations else ""
        yield f"No load-time violation predicted on {others}{_count(clean, 'page')}."
    else:
        yield "No page was checked: no test client has returned HTML."
    yield NOT_COVERED


def _sources(title: str, all_seen: Mapping[Blocked, Seen]) -> Iterator[str]:
    """What was found, by where its pages come from; what was found most often comes first."""
    by_source: defaultdict[Source, list[tuple[Blocked, Seen]]] = defaultdict(list)
    for blocked, seen in all_seen.items():
        by_source[blocked.source].append((blocked, seen))
    if by_source:
        yield ""
        yield f"{title}:"
    ordered = sorted(by_source, key=lambda source: (-_total(by_source[source]), source))
    for source in ordered[:_SOURCES]:
        yield f"  {source}"
        found = sorted(by_source[source], key=lambda item: -item[1].count)
        for blocked, seen in found[:_PER_SOURCE]:
            yield from _thing(blocked, seen)
        yield from _more(found, _PER_SOURCE, "    ")
    yield from _more(ordered, _SOURCES, "  ")


def _thing(blocked: Blocked, seen: Seen) -> Iterator[str]:
    first = seen.first
    frame = "" if blocked.document == "page" else f" of {blocked.document}"
    yield _line(f"    {seen.count}x <{blocked.element}>: {blocked.message}{WHEN[blocked.when]}")
    place = f"line {first.line}, column {first.column}{frame}"
    yield _line(f"      at {first.url}, {place}, in {seen.tests[0]}")
    if blocked.help:
        yield _line(f"      help: {blocked.help}")


def _notes(title: str, all_seen: Mapping[Note, Seen]) -> Iterator[str]:
    """What is to be said about whole pages, by what it is."""
    by_text: defaultdict[str, list[tuple[Note, Seen]]] = defaultdict(list)
    for note, seen in all_seen.items():
        by_text[note.text].append((note, seen))
    if by_text:
        total = sum(seen.count for seen in all_seen.values())
        yield ""
        yield f"{title} {_count(total, 'page')}:"
    for text, found in by_text.items():
        names = sorted({str(note.source) for note, _ in found})
        yield _line(f"  {text}: {_count(_total(found), 'page')} of {_names(names)}")


def _never_rendered(findings: Findings) -> Iterator[str]:
    if missing := sorted(findings.views - findings.answered):
        views = f"{len(missing)} of {_count(len(findings.views), 'view')}"
        yield ""
        yield _line(f"never rendered: {views}: {_names(missing)}")


def _remarks(findings: Findings, report: Path | None) -> Iterator[str]:
    remarks = []
    if findings.pages_allowed:
        remarks.append(f"allowed by a mark or a setting: {_count(findings.pages_allowed, 'page')}")
    if findings.repeated_nonces:
        remarks.append(
            f"a nonce of another page: {_count(findings.repeated_nonces, 'page')} had one, "
            "and it did not count: it has to be a new one each time"
        )
    if findings.failed_outside:
        remarks.append(
            f"outside of any test: {_count(findings.failed_outside, 'page')} did not pass, "
            "and this run has failed for it"
        )
    if findings.dropped:
        remarks.append(f"too many to be kept: {findings.dropped} more findings")
    if report:
        remarks.append(f"everything that was found is in {report}")
    for problem, count in [*findings.problems.items()][:_NAMES]:
        remarks.append(f"problem of the check itself: {problem} ({count}x)")
    if remarks:
        yield ""
    yield from map(_line, remarks)


def _total(found: Iterable[tuple[object, Seen]]) -> int:
    return sum(seen.count for _, seen in found)


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _more(items: list[Item], shown: int, indentation: str) -> Iterator[str]:
    if len(items) > shown:
        yield f"{indentation}… and {len(items) - shown} more (--csp-report=FILE has all of them)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _line(text: str) -> str:
    """A page is quoted here, and that may be anything."""
    return shortened(printable(text), _WIDTH)
