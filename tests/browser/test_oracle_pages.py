"""What `stockade check` says about a page is what Chromium does when it loads it.

`python -m oracle.observe` shows what the browser says about a case, and `python -m oracle.compare`
where the two differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from oracle.agreement import Agreement
from oracle.browser import Results
from oracle.case import Case
from oracle.cases import all_cases
from oracle.choice import chosen
from oracle.comparison import differences, is_of_the_page
from oracle.observe import Violations, observe
from oracle.prediction import Prediction, predict_all

_QUICK_RUN = 300


@dataclass(frozen=True)
class Run:
    """Both sides' answers about the cases of this run."""

    cases: Sequence[Case]
    observed: Results[Violations]
    predicted: Mapping[str, Sequence[Prediction]]

    @property
    def agreement(self) -> Agreement:
        """Where they differ."""
        found = {
            case.name: differences(
                self.observed.seen[case.name],
                self.predicted[case.name],
                case.actions,
            )
            for case in self.cases
        }
        return Agreement(self.observed.major_version, found)


@pytest.fixture(scope="module")
def run() -> Run:
    """The command first: it is the one that may be missing."""
    cases = chosen(all_cases(), _QUICK_RUN)
    predicted = predict_all(cases)
    return Run(cases, observe(cases), predicted)


def test_every_page_loads(run: Run) -> None:
    assert run.observed.failures == {}


def test_what_is_predicted_is_what_the_browser_does(run: Run) -> None:
    run.agreement.check()


def test_no_known_difference_has_gone(run: Run) -> None:
    assert run.agreement.gone == []


def test_a_page_without_a_prediction_has_no_violation(run: Run) -> None:
    clean = [case.name for case in run.cases if not run.predicted[case.name]]
    assert clean
    violated = [name for name in clean if any(map(is_of_the_page, run.observed.seen[name]))]
    assert set(violated) <= run.agreement.known.keys()
