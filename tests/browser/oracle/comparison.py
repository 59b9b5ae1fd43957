"""Where the browser and a prediction differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from oracle.case import Action
from oracle.observation import Violation
from oracle.prediction import Prediction

#: Chromium tells of one attempt more than once where it looks at the policy more than once: for
#: each candidate of a picture, whenever a base is looked up, in its preload scanner. How often
#: depends on timing. What is only reported on goes on, and is looked at again at the response or
#: when it runs.
_TOLD_AGAIN = {"base-uri", "block-all-mixed-content", "frame-src", "img-src", "media-src"}


def differences(
    observed: Iterable[Violation], predicted: Iterable[Prediction], actions: Iterable[Action] = ()
) -> Sequence[str]:
    """A line for each violation that one of the two sides does not have.

    `actions` is what somebody did on the page.
    """
    acted_upon = {action.element for action in actions}
    predictions = list(predicted)
    due = _count(entry.violation for entry in predictions if _is_due(entry, acted_upon))
    predictable = _count(entry.violation for entry in predictions)
    seen = _count(violation for violation in observed if is_of_the_page(violation))
    return [
        *(f"only predicted: {violation}" for violation in (due - seen).elements()),
        *(
            f"only in the browser: {violation}"
            for violation in (seen - predictable).elements()
            if violation not in predictable or not _told_again(violation)
        ),
    ]


def _is_due(prediction: Prediction, acted_upon: Container[str]) -> bool:
    if prediction.when == "interaction":
        return prediction.element in acted_upon
    return prediction.when == "load"


def is_of_the_page(violation: Violation) -> bool:
    """Whether a page check is about it: the page itself and its `srcdoc` frames are.

    The icon that a page does not mention is the browser's own wish.
    """
    is_icon = violation.blocked_uri.endswith("/favicon.ico")
    return not violation.document.startswith("frame ") and not is_icon


def _count(violations: Iterable[Violation]) -> Counter[Violation]:
    return Counter(map(_comparable, violations))


def _told_again(violation: Violation) -> bool:
    return violation.disposition == "report" or violation.effective_directive in _TOLD_AGAIN


def _comparable(violation: Violation) -> Violation:
    """Without what a prediction cannot know, or print."""
    # Reports, too, have U+FFFD where the browser has cut a character in two.
    sample = violation.sample.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    address = violation.blocked_uri
    if violation.effective_directive == "form-action":
        # What somebody writes into a form stands in its query.
        address = address.partition("?")[0]
    return replace(violation, sample=sample, blocked_uri=address)
