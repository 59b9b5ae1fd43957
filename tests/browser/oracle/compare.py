"""Compare the command with what the browser said before, and print where they differ.

$ python -m oracle.observe --out observations.json
$ python -m oracle.compare observations.json --match images/
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from oracle.attempts import all_attempts
from oracle.attempts.attempt import pages
from oracle.cases import all_cases
from oracle.comparison import differences
from oracle.observation import Violation
from oracle.prediction import explain_all, predict_all

Observed = Mapping[str, Sequence[Violation]]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Exits with 1 where there is a difference."""
    parser = argparse.ArgumentParser(prog="oracle.compare", description=__doc__)
    parser.add_argument(
        "file", type=Path, nargs="+", help="what `oracle.observe --out` has written"
    )
    parser.add_argument("--match", action="append", help="only what has a name that begins so")
    options = parser.parse_args(arguments)
    observed = _read(options.file, tuple(options.match or [""]))
    found = dict(chain(_pages(observed), _attempts(observed)))
    for name, (shown, lines) in found.items():
        if lines:
            print("\n".join([f"{name}: {shown}", *(f"  - {line}" for line in lines)]))
    differing = sum(1 for _, lines in found.values() if lines)
    print(f"{len(found) - differing} of {len(found)} agree", file=sys.stderr)
    return 1 if differing else 0


def _pages(observed: Observed) -> Iterator[tuple[str, tuple[str, Sequence[str]]]]:
    cases = [case for case in all_cases() if case.name in observed]
    predicted = predict_all(cases)
    for case in cases:
        shown = f"{list(case.headers)}\n    {case.body.decode(errors='replace')}"
        lines = differences(observed[case.name], predicted[case.name], case.actions)
        yield case.name, (shown, lines)


def _attempts(observed: Observed) -> Iterator[tuple[str, tuple[str, Sequence[str]]]]:
    attempt_pages = pages(attempt for attempt in all_attempts() if attempt.name in observed)
    predicted = explain_all(attempt_pages)
    for page in attempt_pages:
        for attempt in page.attempts:
            shown = f"{list(attempt.headers)}\n    {attempt.question}"
            lines = differences(observed[attempt.name], predicted[page.name][attempt.name])
            yield attempt.name, (shown, lines)


def _read(files: Sequence[Path], prefixes: tuple[str, ...]) -> Observed:
    return {
        name: [Violation(**violation) for violation in case["violations"]]
        for file in files
        for name, case in json.loads(file.read_text()).items()
        if case["failure"] is None and name.startswith(prefixes)
    }


if __name__ == "__main__":
    sys.exit(main())
