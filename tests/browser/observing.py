"""Visiting pages and writing down everything that a browser objects to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

# The binding is installed by the browser itself, so no policy of a page can keep it out. Capturing
# on the document hears of every element, also of those that a script has since removed.
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  window.reportViolation({
    directive: event.effectiveDirective,
    blocked: event.blockedURI,
    sample: event.sample,
    disposition: event.disposition,
    page: event.documentURI,
  });
}, true);
"""

# Violations are told in tasks of their own, some only when a frame is painted. When this promise is
# kept, what the page did while it loaded has been told.
_SETTLE = (
    "() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))))"
)


@dataclass(frozen=True)
class Violation:
    """What a `securitypolicyviolation` event said."""

    directive: str
    blocked: str
    sample: str
    disposition: str
    #: The address of the document.
    page: str

    def __str__(self) -> str:
        return f"{self.directive} blocked {self.blocked or 'nothing named'}"


@dataclass
class Visit:
    """One page load, and what went wrong in it."""

    url: str
    #: As the page sees it: a kept page that the server answered 304 for still has its own 200.
    status: int = 0
    #: Those that the browser applies to the page.
    headers: dict[str, str] = field(default_factory=dict)
    #: Those that the server has just sent.
    sent_headers: dict[str, str] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    failed_requests: list[str] = field(default_factory=list)
    #: What the server answered.
    response: Response | None = None

    @property
    def policy(self) -> str | None:
        """The enforced policy that the page runs under."""
        return self.headers.get("content-security-policy")


class ObservedPage:
    """A tab that remembers what the browser blocked, printed as an error, or failed to load.

    >>> visit = observed.visit("http://127.0.0.1:8000/")
    >>> visit.violations
    []
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._visit = Visit(url="about:blank")
        self._visited: set[str] = set()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._visit.console_errors.append(str(error)))
        page.on("requestfailed", self._on_request_failed)

    def visit(self, url: str) -> Visit:
        """Load `url` and wait until the page has settled."""
        self._visit = Visit(url=url)
        self._visited.add(url)
        return self._finish(self.page.goto(url))

    def reload(self) -> Visit:
        """Load the same page again, as a person who presses the button does."""
        self._visit = Visit(url=self.page.url)
        return self._finish(self.page.reload())

    def attribute(self, name: str) -> str | None:
        """A `data-` attribute of the root element: how pages say which of their scripts ran."""
        value = self.page.evaluate("(name) => document.documentElement.dataset[name] ?? null", name)
        return None if value is None else str(value)

    def settle(self) -> None:
        """Wait for what the page has begun, so that `Visit` is complete."""
        settle(self.page)

    def on_violation(self, violation: Violation) -> None:
        """Write an event down."""
        self._visit.violations.append(violation)

    def _finish(self, response: Response | None) -> Visit:
        self.settle()
        if response is not None:
            self._visit.response = response
            self._visit.status = response.status
            self._visit.headers = response.headers
            self._visit.sent_headers = response.all_headers()
        return self._visit

    def _on_console(self, message: ConsoleMessage) -> None:
        # A page that is answered with 404 "fails to load": its status says so already. The browser
        # may say so late, when the next page is being visited.
        about_a_page = message.location["url"] in self._visited
        is_status = about_a_page and message.text.startswith("Failed to load resource")
        if message.type == "error" and not is_status:
            self._visit.console_errors.append(message.text)

    def _on_request_failed(self, request: Request) -> None:
        # What the page before was still loading, when this visit left it, is aborted.
        if request.failure != "net::ERR_ABORTED":
            self._visit.failed_requests.append(f"{request.url}: {request.failure}")


@contextmanager
def observed_page(browser: Browser) -> Iterator[ObservedPage]:
    """A fresh profile (no cookies, an empty cache) with one observed tab."""
    context: BrowserContext = browser.new_context()
    try:
        observed = ObservedPage(context.new_page())
        watch_for_violations(context, observed.on_violation)
        yield observed
    finally:
        context.close()


def settle(page: Page) -> None:
    """Wait for what `page` has begun: then its violations have been told."""
    page.evaluate(_SETTLE)


def watch_for_violations(context: BrowserContext, tell: Callable[[Violation], None]) -> None:
    """Call `tell` for each event on the pages of `context` that are opened from now on.

    The first page of a window that a script opens is an exception: the browser loads it before
    anybody can listen to it.
    """

    def on_event(source: object, event: dict[str, Any]) -> None:
        tell(Violation(**event))

    context.expose_binding("reportViolation", on_event)
    context.add_init_script(_REPORT_VIOLATIONS)
