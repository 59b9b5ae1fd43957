"""Checks the pages that test clients return."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from stockade.pages import Head, NotCheckedError, is_page
from stockade.pytest_plugin.findings import Findings, Source
from stockade.pytest_plugin.origin import Origin
from stockade.pytest_plugin.recording import Recording
from stockade.pytest_plugin.settings import Settings
from stockade.terminal import printable
from stockade.testing.judgement import complaint, judge
from stockade.testing.protection import Protection

__all__ = ["Checker", "RunningTest"]

_UNREAD = "streamed, and not read to its end by a test"


@dataclass
class RunningTest:
    """The test that sends requests, and what is wrong with the pages that it gets."""

    name: str
    allow_violations: bool = False
    allow_unprotected: bool = False
    complaints: list[str] = field(default_factory=list)


class Checker:
    """The observer of the test clients."""

    def __init__(self, settings: Settings) -> None:
        self.findings = Findings()
        self.outside = self.test = RunningTest("(outside of any test)")
        self._settings = settings

    def saw(self, head: Head, body: bytes, origin: Origin) -> None:
        self._note_answer(head, origin)
        if body and is_page(head):
            self._check(head, body, origin, self.test)

    def will_see(self, head: Head, origin: Origin) -> Recording | None:
        self._note_answer(head, origin)
        if not is_page(head):
            return None
        test = self.test
        unread = self.findings.add_unchecked(_source(head, origin), head.url, _UNREAD, test.name)

        def finish(body: bytes) -> None:
            with self.guarded():
                self.findings.take_back(unread)
                if body:
                    self._check(head, body, origin, test)

        return Recording(finish)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.findings.add_problem(
                f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
            )

    def _note_answer(self, head: Head, origin: Origin) -> None:
        if origin.view and 200 <= head.status < 300 and head.method.upper() != "HEAD":
            self.findings.answered.add(origin.view)

    def _check(self, head: Head, body: bytes, origin: Origin, test: RunningTest) -> None:
        source = _source(head, origin)
        try:
            judgement = judge(head, body, self._settings.policy)
        except NotCheckedError as error:
            self.findings.add_unchecked(source, head.url, str(error), test.name)
            return
        findings = self.findings
        findings.pages += 1
        findings.pages_with_violations += bool(judgement.violations)
        is_protected = judgement.protection is Protection.ENFORCED
        allows_unprotected = test.allow_unprotected or self._settings.allows_unprotected(
            origin.view, urlsplit(head.url).path
        )
        if not is_protected and not allows_unprotected:
            findings.add_unprotected(source, head.url, judgement.protection.value, test.name)
        if not test.allow_violations:
            findings.add_violations(source, head.url, judgement, test.name)
        wrong = complaint(
            judgement,
            allow_violations=test.allow_violations,
            allow_unprotected=allows_unprotected,
        )
        if not wrong and (judgement.blocked or not is_protected):
            findings.pages_allowed += 1
        if wrong and self._settings.is_strict:
            test.complaints.append(f"{head.method} {printable(head.url)}, {source}:\n{wrong}")


def _source(head: Head, origin: Origin) -> Source:
    is_known = origin.view or origin.template
    path = "" if is_known else urlsplit(head.url).path
    return Source(printable(origin.view), printable(origin.template), printable(path))
