"""What `stockade explain` says about an attempt is what Chromium does when a script makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from oracle.agreement import Agreement
from oracle.attempts import all_attempts
from oracle.attempts.attempt import AttemptPage, pages
from oracle.browser import Results
from oracle.case import Named
from oracle.cases import all_cases
from oracle.choice import chosen
from oracle.comparison import differences
from oracle.framing import framings
from oracle.known import known_differences
from oracle.observe import Violations, observe_attempts
from oracle.prediction import Prediction, explain_all

#: Each with all its attempts, a dozen or two.
_PAGES_OF_QUICK_RUN = 60


@dataclass(frozen=True)
class Run:
    """Both sides' answers about the attempts of this run."""

    attempt_pages: Sequence[AttemptPage]
    observed: Results[Mapping[str, Violations]]
    predicted: Mapping[str, Mapping[str, Sequence[Prediction]]]

    @property
    def agreement(self) -> Agreement:
        """Where they differ."""
        found = {
            attempt.name: differences(
                self.observed.seen[page.name][attempt.name],
                self.predicted[page.name][attempt.name],
            )
            for page in self.attempt_pages
            for attempt in page.attempts
        }
        return Agreement(self.observed.major_version, found)


@pytest.fixture(scope="module")
def run() -> Run:
    attempt_pages = chosen(pages(all_attempts()), _PAGES_OF_QUICK_RUN)
    predicted = explain_all(attempt_pages)
    return Run(attempt_pages, observe_attempts(attempt_pages), predicted)


def test_every_attempt_is_made(run: Run) -> None:
    assert run.observed.failures == {}


def test_what_is_explained_is_what_the_browser_does(run: Run) -> None:
    run.agreement.check()


def test_no_known_difference_of_an_attempt_has_gone(run: Run) -> None:
    assert run.agreement.gone == []


def test_every_known_difference_names_something_that_is_compared() -> None:
    compared: list[Sequence[Named]] = [all_cases(), all_attempts(), list(framings())]
    names = {item.name for items in compared for item in items}
    known = {name for version in known_differences().values() for name in version}
    assert known <= names
