"""How long a review takes: told, and not judged, since the machine may be busy."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

from stockade._core import OwnAddresses, Trust

from trees import Tree


def test_the_time_of_a_first_review_is_told(tree: Tree) -> None:
    reviewed, seconds = [], []
    start = perf_counter()
    templates, trust = tree.read_templates(), Trust("own-static", OwnAddresses())
    reading = perf_counter() - start
    for path in tree.sources:
        start = perf_counter()
        reviewed.append(templates.review(path, trust))
        seconds.append(perf_counter() - start)
    outcomes = Counter(tag.outcome for review in reviewed for tag in review.tags)
    changed = sum(review.rewritten != tree.sources[review.path] for review in reviewed)
    tree.notes += [
        f"{changed} rewritten",
        ", ".join(f"{count} tags {outcome}" for outcome, count in sorted(outcomes.items())),
        f"all read in {reading * 1000:.0f} ms",
        f"{sum(seconds) / len(seconds) * 1000:.2f} ms a review, {max(seconds) * 1000:.1f} at most",
    ]
