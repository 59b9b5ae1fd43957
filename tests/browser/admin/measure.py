"""Count what a policy blocks on each version of Django, and list the functions that it breaks:

python -m admin.measure                            the templates as they are
python -m admin.measure --named                    with nonces in them
python -m admin.measure --policy strict-dynamic    with 'strict-dynamic' in script-src
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from admin.crawl import Crawl, Outcome, crawling
from admin.servers import POLICIES, STRICT, Site, Version, versions
from admin.steps import STEPS
from admin.steps.step import Step
from chromium import launched

#: A function that is broken is waited for in vain, and there are many.
_PATIENCE_MILLISECONDS = 5_000
_ROW = "{:<8}{:>11}{:>9}{:>9}{:>9}"


def main() -> int:
    """Crawl the chosen versions and print the tables."""
    options = _parser().parse_args()
    results = {}
    with launched() as browser:
        for version in options.versions:
            site = Site(version, options.policy, options.named)
            print(f"crawling on Django {site} …", file=sys.stderr, flush=True)
            with crawling(browser, site, _PATIENCE_MILLISECONDS) as crawl:
                results[str(site)] = dict(_take_all(crawl, version))
    _print_counts(results)
    _print_broken(results)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m admin.measure", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "versions", nargs="*", type=_version, default=list(versions()), help="of Django: 4.2"
    )
    parser.add_argument("--policy", choices=POLICIES, default=STRICT)
    parser.add_argument("--named", action="store_true", help="name the templates in the settings")
    return parser


def _version(text: str) -> Version:
    major, _, minor = text.partition(".")
    return (int(major), int(minor))


def _take_all(crawl: Crawl, version: Version) -> Iterable[tuple[Step, Outcome]]:
    return ((step, crawl.take(step)) for step in STEPS if version >= step.since)


def _print_counts(results: dict[str, dict[Step, Outcome]]) -> None:
    print(_ROW.format("Django", "functions", "broken", "events", "reports"))
    for site, outcomes in results.items():
        events = sum(len(outcome.events) for outcome in outcomes.values())
        reports = sum(len(outcome.reports) for outcome in outcomes.values())
        print(_ROW.format(site, len(outcomes), len(_broken(outcomes)), events, reports))


def _print_broken(results: dict[str, dict[Step, Outcome]]) -> None:
    """Each function that is broken anywhere, with the versions."""
    print("\nbroken functions")
    for step in STEPS:
        sites = [site for site, outcomes in results.items() if step in _broken(outcomes)]
        if sites:
            print(f"{step}: {', '.join(sites)}")


def _broken(outcomes: dict[Step, Outcome]) -> list[Step]:
    return [step for step, outcome in outcomes.items() if outcome.failure]


if __name__ == "__main__":
    sys.exit(main())
