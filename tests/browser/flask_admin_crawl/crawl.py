"""Taking the steps on a Flask-Admin site, and writing down what the browser blocked."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import stockade
from playwright.sync_api import Browser, Error

from flask_admin_crawl.steps import STEPS, Step
from observing import ObservedPage, Visit, observed_page
from reports import Collector, collecting
from serving import free_port, serving

_SITE = Path(__file__).resolve().parent / "site"
#: For what a script does, as long as Playwright waits for what it expects: far above what it takes,
#: and soon over if it never comes.
_PATIENCE_MILLISECONDS = 5_000
_LOAD_MILLISECONDS = 30_000


@dataclass(frozen=True, order=True)
class Blocked:
    """What the policy did not allow."""

    directive: str
    #: The path of a file, or how a script, a style or an attribute begins.
    what: str

    @property
    def is_element(self) -> bool:
        """Whether it is a script, a style or a stylesheet. The browser counts links to
        `javascript:` among the scripts, but no nonce could allow those."""
        return self.directive.endswith("-elem") and not self.what.startswith("javascript:")

    def __str__(self) -> str:
        return f"{self.directive}: {' '.join(self.what.split())}"


@dataclass
class Crawl:
    """What the steps came to."""

    taken: int = 0
    #: The functions that did not work, each with the reason.
    broken: dict[str, str] = field(default_factory=dict)
    #: What scripts on the pages can hear of.
    events: list[Blocked] = field(default_factory=list)
    #: What the browser posted: only one of those on a page that look alike.
    reports: list[Blocked] = field(default_factory=list)
    #: What the page check foresees for the pages that the steps begin with.
    predictions: list[Blocked] = field(default_factory=list)

    @property
    def elements(self) -> list[Blocked]:
        """The scripts, styles and stylesheets that were blocked, by either account."""
        return [blocked for blocked in self.events + self.reports if blocked.is_element]


def crawl(
    browser: Browser,
    *options: str,
    steps: Sequence[Step] = STEPS,
    interpreter: Path = Path(sys.executable),
) -> Crawl:
    """Serve the site with `options` of its command line, and take the steps in one profile."""
    result = Crawl()
    with (
        collecting() as collector,
        _serving_site(interpreter, "--reports", collector.address, *options) as address,
        observed_page(browser) as observed,
    ):
        observed.page.set_default_timeout(_PATIENCE_MILLISECONDS)
        observed.page.set_default_navigation_timeout(_LOAD_MILLISECONDS)
        for step in steps:
            _take(step, observed, address, result)
        result.reports.extend(_reports(collector, observed, f"{address}/blocked"))
    return result


@contextmanager
def _serving_site(interpreter: Path, *options: str) -> Iterator[str]:
    port = free_port()
    arguments = ["bookshelf.py", str(port), *options]
    with serving(
        arguments, port=port, folder=_SITE, environment={}, program=interpreter
    ) as address:
        yield address


def _take(step: Step, observed: ObservedPage, address: str, result: Crawl) -> None:
    visit = observed.visit(f"{address}/{step.path}")
    result.predictions.extend(_predictions(visit))
    try:
        step.use(observed.page)
    except (AssertionError, Error) as error:
        result.broken[str(step)] = str(error)
    observed.settle()
    result.taken += 1
    result.events.extend(
        _blocked(event.directive, event.blocked, event.sample) for event in visit.violations
    )


def _predictions(visit: Visit) -> Iterable[Blocked]:
    assert visit.response is not None
    headers = visit.headers.items()
    for violation in stockade.check(visit.response.body(), headers, visit.url):
        if violation.when == "load":
            yield _blocked(violation.effective_directive, violation.blocked_uri, violation.sample)


def _reports(collector: Collector, observed: ObservedPage, last: str) -> Iterable[Blocked]:
    """Violate the policy for certain. When that is reported, so is everything before it."""
    observed.visit(last)
    for report in collector.take_until(last):
        yield _blocked(report.directive, report.blocked, report.sample)


def _blocked(directive: str, address: str, sample: str) -> Blocked:
    what = sample if address == "inline" else address.partition("?")[0].rpartition("/static/")[2]
    return Blocked(directive, what)
