"""Taking steps on a site, and writing down what the browser objected to at each."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    StorageState,
    WebError,
    expect,
)

from admin.servers import OFF, Site, serving_library
from admin.steps.step import Step
from admin.visitor import Visitor
from observing import Violation, settle, watch_for_violations
from reports import Collector, Report, collecting

ADMINISTRATOR = "librarian"
#: Far above what anything takes, also on a busy machine.
PATIENCE_MILLISECONDS = 30_000


@dataclass
class Outcome:
    """What one step came to."""

    #: Why the function did not do what it should.
    failure: str = ""
    #: What scripts on the pages can hear of: all but what happens in the first page of a popup.
    events: list[Violation] = field(default_factory=list)
    #: What the browser posted: all, but only one of those in a page that look alike.
    reports: list[Report] = field(default_factory=list)
    #: What the page check foresaw for the pages, before the browser had them.
    predictions: list[Report] = field(default_factory=list)
    #: Exceptions that no script caught.
    page_errors: list[str] = field(default_factory=list)
    failed_requests: list[str] = field(default_factory=list)

    def problems(self, step: Step) -> list[str]:
        """Everything that is not as it should be after `step`."""
        found = [self.failure] if self.failure else []
        found += [f"{event} on {event.page}" for event in self.events]
        found += map(str, self.reports)
        found += [f"foreseen: {prediction}" for prediction in self.predictions]
        found += self.failed_requests
        if self.page_errors != list(step.page_errors):
            found.append(f"page errors: {self.page_errors}, expected: {list(step.page_errors)}")
        return found


class Crawl:
    """Steps on one site, each in a new tab."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        address: str,
        collector: Collector,
        patience: float = PATIENCE_MILLISECONDS,
    ) -> None:
        self._browser = browser
        self.site = site
        self._address = address
        self._collector = collector
        self._patience = patience
        self._outcome = Outcome()
        self._administrator = self._new_profile()
        self._visitor(self._administrator.new_page()).log_in(ADMINISTRATOR)

    def take(self, step: Step) -> Outcome:
        """Take one step, and return what it came to."""
        outcome = self._outcome = Outcome()
        with self._profile(step) as profile:
            page = profile.new_page()
            try:
                step.run(self._visitor(page))
            except (AssertionError, Error) as error:
                # An assertion says nothing itself: its line does.
                outcome.failure = "".join(traceback.format_exception(error))
            self._hear_the_end(page, step)
            page.close()
        return outcome

    def _visitor(self, page: Page) -> Visitor:
        return Visitor(page, self._address, self.site.django)

    @contextmanager
    def _profile(self, step: Step) -> Iterator[BrowserContext]:
        if not step.own_profile:
            yield self._administrator
            return
        cookies = self._administrator.storage_state() if step.logged_in else None
        profile = self._new_profile(step.language, cookies)
        try:
            yield profile
        finally:
            profile.close()

    def _new_profile(
        self, language: str = "en", cookies: StorageState | None = None
    ) -> BrowserContext:
        profile = self._browser.new_context(
            locale=language, timezone_id="UTC", storage_state=cookies
        )
        profile.set_default_timeout(self._patience)
        profile.set_default_navigation_timeout(PATIENCE_MILLISECONDS)
        watch_for_violations(profile, lambda violation: self._outcome.events.append(violation))
        profile.on("weberror", self._on_error)
        profile.on("requestfailed", self._on_failed_request)
        return profile

    def _hear_the_end(self, page: Page, step: Step) -> None:
        """Go to a page that always violates the policy, and wait until that has been told.

        By then everything before it has been told, and it is sure that violations are heard of.
        """
        last = f"{self._address}/blocked/{step}/"
        page.goto(last)
        settle(page)
        if self.site.policy == OFF:
            return
        told = self._collector.take_until(last)
        self._outcome.reports = [report for report in told if not report.is_predicted]
        foreseen = [report for report in told if report.is_predicted]
        # The page check foresees the violation of the last page, and should foresee no other.
        assert last in [prediction.predicted_page for prediction in foreseen]
        self._outcome.predictions = [
            prediction for prediction in foreseen if prediction.predicted_page != last
        ]
        assert last in [event.page for event in self._outcome.events]
        self._outcome.events = [event for event in self._outcome.events if event.page != last]

    def _on_error(self, error: WebError) -> None:
        self._outcome.page_errors.append(str(error.error))

    def _on_failed_request(self, request: Request) -> None:
        # What a page was still loading when the visitor left it is aborted.
        if request.failure not in ("net::ERR_ABORTED", "csp"):
            self._outcome.failed_requests.append(f"{request.url}: {request.failure}")


@contextmanager
def crawling(
    browser: Browser, site: Site, patience: float = PATIENCE_MILLISECONDS
) -> Iterator[Crawl]:
    """Serve `site`, and log in there. Nothing but a page is waited for longer than `patience`."""
    expect.set_options(timeout=patience)
    try:
        with collecting() as collector, serving_library(site, collector.address) as address:
            yield Crawl(browser, site, address, collector, patience)
    finally:
        expect.set_options(timeout=None)
