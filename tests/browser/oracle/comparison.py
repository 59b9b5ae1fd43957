"""Where the browser and a prediction differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from oracle.observation import Violation
from oracle.prediction import Prediction

#: Chromium tells of one attempt more than once where it looks at the policy more than once: at the
#: request and at the response, for each candidate of a picture, whenever a base is looked up. How
#: often depends on timing.
_TOLD_AGAIN = {"base-uri", "block-all-mixed-content", "frame-src", "img-src", "media-src"}
#: What is only reported on goes on, and is looked at again when it runs.
_TOLD_AGAIN_WHEN_REPORTED = {"form-action", "script-src-attr", "script-src-elem"}


def differences(
    observed: Iterable[Violation], predicted: Iterable[Prediction], *, acted: bool = False
) -> Sequence[str]:
    """A line for each violation that one of the two sides does not have.

    `acted` says that somebody did on the page whatever there was to do.
    """
    expected = {"load", "interaction"} if acted else {"load"}
    predictions = list(predicted)
    due = Counter(entry.violation for entry in predictions if entry.when in expected)
    possible = Counter(entry.violation for entry in predictions if entry.when == "conditional")
    seen = Counter(_readable(violation) for violation in observed if is_of_the_page(violation))
    missing = (due - seen).elements()
    unexpected = (seen - due - possible).elements()
    predictable = due + possible
    return [
        *(f"only predicted: {violation}" for violation in missing),
        *(
            f"only in the browser: {violation}"
            for violation in unexpected
            if violation not in predictable or not _told_again(violation)
        ),
    ]


def is_of_the_page(violation: Violation) -> bool:
    """Whether a page check is about it: the page itself and its `srcdoc` frames are.

    The icon that a page does not mention is the browser's own wish.
    """
    is_icon = violation.blocked_uri.endswith("/favicon.ico")
    return not violation.document.startswith("frame ") and not is_icon


def _told_again(violation: Violation) -> bool:
    directive = violation.effective_directive
    if directive in _TOLD_AGAIN:
        return True
    return violation.disposition == "report" and directive in _TOLD_AGAIN_WHEN_REPORTED


def _readable(violation: Violation) -> Violation:
    """With U+FFFD where the browser has cut a character in two, as in the reports it sends."""
    sample = violation.sample.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return replace(violation, sample=sample)
