"""Ask the browser about pages and attempts, and write down what it says.

$ python -m oracle.observe --out observations.json
$ python -m oracle.observe --match images/ --match code/
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from oracle.attempts import all_attempts
from oracle.attempts.attempt import AttemptPage, pages
from oracle.browser import Results, work_through
from oracle.case import Case
from oracle.cases import all_cases
from oracle.framing import Framing
from oracle.observation import Violation
from oracle.tab import Tab

Violations = Sequence[Violation]


def observe(cases: Sequence[Case]) -> Results[Violations]:
    """What the browser objects to when it loads each page."""
    return work_through(cases, cases, lambda tab, case: tab.observe(case))


def observe_attempts(attempt_pages: Sequence[AttemptPage]) -> Results[Mapping[str, Violations]]:
    """What the browser objects to when scripts make attempts: by page, then by attempt."""
    cases = [page.case for page in attempt_pages]
    return work_through(attempt_pages, cases, _try_out)


def observe_framings(framings: Sequence[Framing]) -> Results[bool]:
    """Whether the browser shows each page in its frame."""
    cases = [case for framing in framings for case in framing.pages]
    return work_through(framings, cases, _is_shown)


async def _is_shown(tab: Tab, framing: Framing) -> bool:
    framed, *_, outermost = framing.pages
    return await tab.innermost_address(outermost.url) == framed.url


async def _try_out(tab: Tab, page: AttemptPage) -> Mapping[str, Violations]:
    programs = [attempt.program for attempt in page.attempts]
    names = [attempt.name for attempt in page.attempts]
    return dict(zip(names, await tab.try_out(page.case.url, programs), strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="oracle.observe", description=__doc__)
    parser.add_argument("--out", type=Path, help="write JSON there instead of text to the screen")
    parser.add_argument("--match", action="append", help="only what has a name that begins so")
    options = parser.parse_args(arguments)
    prefixes = tuple(options.match or [""])
    started = time.monotonic()
    found = dict(_observed_pages(prefixes))
    found |= dict(_observed_attempts(prefixes))
    print(f"{len(found)} observations in {time.monotonic() - started:.0f} s", file=sys.stderr)
    if options.out:
        options.out.write_text(json.dumps(found, indent=1))
    else:
        print("\n".join(_as_text(found)))
    return 0


def _observed_pages(prefixes: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    cases = [case for case in all_cases() if case.name.startswith(prefixes)]
    results = observe(cases)
    for case in cases:
        what = {"url": case.url, "html": case.body.decode(errors="replace")}
        failure = results.failures.get(case.name)
        yield case.name, _entry(what, case, results.seen.get(case.name), failure)


def _observed_attempts(prefixes: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    matching = [attempt for attempt in all_attempts() if attempt.name.startswith(prefixes)]
    attempt_pages = pages(matching)
    results = observe_attempts(attempt_pages)
    for page in attempt_pages:
        seen = results.seen.get(page.name, {})
        failure = results.failures.get(page.name)
        for attempt in page.attempts:
            what = {"script": attempt.script, "question": attempt.question}
            yield attempt.name, _entry(what, page.case, seen.get(attempt.name), failure)


def _entry(
    what: Mapping[str, Any], case: Case, seen: Violations | None, failure: str | None
) -> Mapping[str, Any]:
    violations = [violation.as_json() for violation in seen or []]
    return {**what, "headers": case.headers, "violations": violations, "failure": failure}


def _as_text(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, entry in found.items():
        yield f"{name}: {list(entry['headers'])}"
        yield f"    {entry.get('html') or entry['script']}"
        if entry["failure"]:
            yield f"  ! {entry['failure']}"
        yield from (f"  - {Violation(**violation)}" for violation in entry["violations"])


if __name__ == "__main__":
    sys.exit(main())
