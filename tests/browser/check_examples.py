"""Load every page of every example in Chromium, and print what the browser blocked: what
`cargo xtask demo --check` runs. Ends with status 1 if that is not what should be blocked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser

from chromium import launched
from examples import EXAMPLES, PWNED, Example, Listed, running
from observing import ObservedPage, Visit, observed_page
from serving import ServerError

_HEADINGS = ("page", "status", "violations", "console errors", "verdict")
_RED, _GREEN, _PLAIN = "\033[31m", "\033[32m", "\033[0m"


@dataclass(frozen=True)
class Checked:
    """One page load, and what is wrong with it."""

    page: str
    visit: Visit
    problems: list[str]

    @property
    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        counts = (self.visit.status, len(self.visit.violations), len(self.visit.console_errors))
        return (self.page, *map(str, counts), "; ".join(self.problems) or "ok")


def main() -> int:
    """Check everything and print the table."""
    try:
        with launched() as browser:
            checked = [check for example in EXAMPLES.values() for check in _check(browser, example)]
    except (FileNotFoundError, ServerError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(_table(checked)))
    bad = sum(1 for check in checked if check.problems)
    print(f"\n{len(checked)} pages, {bad} with problems")
    return 1 if bad else 0


def _check(browser: Browser, example: Example) -> Iterator[Checked]:
    print(f"checking {example.name} …", file=sys.stderr, flush=True)
    with running(example) as address:
        yield from check_pages(browser, example, address)
        yield from check_attack_pages(browser, example, address)


def check_pages(browser: Browser, example: Example, address: str) -> Iterator[Checked]:
    """The pages that must load without a violation, one after the other in one profile."""
    with observed_page(browser) as page:
        for listed in example.pages:
            visit = page.visit(address + listed.path)
            yield Checked(example.name + listed.path, visit, list(_page_problems(listed, visit)))


def check_attack_pages(browser: Browser, example: Example, address: str) -> Iterator[Checked]:
    """The pages on which something must be blocked, each in a profile of its own."""
    for listed in example.attack_pages:
        with observed_page(browser) as page:
            visit = page.visit(address + listed.path)
            problems = list(_attack_problems(listed, visit, page))
            yield Checked(f"{example.name}{listed.path} (attack)", visit, problems)


def _page_problems(listed: Listed, visit: Visit) -> Iterator[str]:
    yield from _wrong_status(listed, visit)
    # Without a policy there is nothing to violate.
    if not visit.policy:
        yield "sent without an enforced policy"
    yield from map(str, visit.violations)
    # The browser prints a violation as an error too: it has been named already.
    yield from (error for error in visit.console_errors if not visit.violations)
    yield from visit.failed_requests


def _attack_problems(listed: Listed, visit: Visit, page: ObservedPage) -> Iterator[str]:
    yield from _wrong_status(listed, visit)
    if not visit.violations:
        yield "nothing was blocked"
    if page.attribute(PWNED) is not None:
        yield "the injected script ran"


def _wrong_status(listed: Listed, visit: Visit) -> Iterator[str]:
    if visit.status != listed.status:
        yield f"answered {visit.status}, and {listed.status} was expected"


def _table(checked: list[Checked]) -> Iterator[str]:
    """The rows, with columns as wide as their longest cell."""
    rows = [_HEADINGS, *(check.cells for check in checked)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    colours = ["", *(_RED if check.problems else _GREEN for check in checked)]
    for (page, *counts, verdict), colour in zip(rows, colours, strict=True):
        numbers = "  ".join(
            f"{cell:>{width}}" for cell, width in zip(counts, widths[1:], strict=False)
        )
        yield f"{page:<{widths[0]}}  {numbers}  {_coloured(verdict, colour)}"


def _coloured(text: str, colour: str) -> str:
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty() or not colour
    return text if plain else f"{colour}{text}{_PLAIN}"


if __name__ == "__main__":
    sys.exit(main())
