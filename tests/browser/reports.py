"""The address to which browsers report violations, and what has arrived there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Sites put it in front of the address of a page that they foresee a violation for.
PREDICTED = "predicted: "

_WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class Report:
    """What a browser posted about one violation."""

    page: str
    directive: str
    blocked: str
    sample: str

    @property
    def is_predicted(self) -> bool:
        """Whether no browser has seen it, but the page check foresees it."""
        return self.page.startswith(PREDICTED)

    @property
    def predicted_page(self) -> str:
        """The page that it was foreseen for."""
        return self.page.removeprefix(PREDICTED)

    def __str__(self) -> str:
        sample = f" ({self.sample})" if self.sample else ""
        return f"reported: {self.directive} blocked {self.blocked}{sample} on {self.page}"


class Collector:
    """Keeps reports until somebody takes them."""

    def __init__(self) -> None:
        self.address = ""
        self._reports: list[Report] = []
        self._changed = threading.Condition()

    def take_until(self, page: str) -> list[Report]:
        """Wait for the report of a violation on `page`, and return those that came before it.

        Raises TimeoutError where it does not come.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: page in self._pages(), _WAIT_SECONDS):
                raise TimeoutError(f"no violation on {page} was reported")
            reports, self._reports = self._reports, []
        return [report for report in reports if report.page != page]

    def take_all(self) -> list[Report]:
        """Return those that have come, whatever may still be on its way."""
        with self._changed:
            reports, self._reports = self._reports, []
        return reports

    def add(self, report: Report) -> None:
        """Keep `report`. Called by the server's threads."""
        with self._changed:
            self._reports.append(report)
            self._changed.notify_all()

    def _pages(self) -> set[str]:
        return {report.page for report in self._reports}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that listens for the time of the `with` block."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            # Before the answer: a site that has it serves its page next, and that page is reported.
            collector.add(_read(body["csp-report"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the reports are looked at, not the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.address = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


def _read(report: dict[str, str]) -> Report:
    return Report(
        page=report["document-uri"],
        directive=report["effective-directive"],
        blocked=report["blocked-uri"],
        sample=report.get("script-sample", ""),
    )
