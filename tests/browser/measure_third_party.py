"""Count what a strict policy blocks in the admins of wagtail and of Unfold, without and with nonces
in their templates, and print the tables as Markdown::

    python measure_third_party.py wagtail unfold

The environment has to have wagtail and Unfold.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version

from chromium import launched
from observing import Violation
from third_party.crawl import Crawl, Variant, crawl, prepared
from third_party.steps import STEPS

_SITES = {"wagtail": "wagtail", "unfold": "django-unfold"}
_VARIANTS = [
    Variant(is_named, is_enforced) for is_named in (False, True) for is_enforced in (False, True)
]


def main() -> int:
    """Crawl the chosen sites and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sites", nargs="*", choices=[*_SITES, []], default=list(_SITES))
    options = parser.parse_args()
    with launched() as browser:
        for name in options.sites:
            site = f"{name}_site"
            with prepared(site) as folder:
                crawls = {}
                for variant in _VARIANTS:
                    print(f"{name}: {variant} …", file=sys.stderr, flush=True)
                    crawls[variant] = crawl(browser, site, folder, variant)
            _print_site(name, crawls)
    return 0


def _print_site(name: str, crawls: Mapping[Variant, Crawl]) -> None:
    print(f"\n## {name} {version(_SITES[name])} on Django {version('django')}\n")
    print("| templates | policy | events | reports | broken functions |")
    print("|---|---|---|---|---|")
    for variant, result in crawls.items():
        named = "named" if variant.is_named else "as they are"
        policy = "enforced" if variant.is_enforced else "report-only"
        broken = f"{len(result.broken)} of {len(STEPS[f'{name}_site'])}"
        print(f"| {named} | {policy} | {len(result.events)} | {len(result.reports)} | {broken} |")
    for variant, result in crawls.items():
        if variant.is_enforced and result.broken:
            print(f"\nBroken, templates {'named' if variant.is_named else 'as they are'}:\n")
            for step, reason in result.broken.items():
                print(f"- {step}: {' '.join(reason.split())[:160]}")
    _print_remaining(crawls[Variant(is_named=True, is_enforced=False)].events)


def _print_remaining(events: Iterable[Violation]) -> None:
    """What nonces in the templates leave, by directive and by what was blocked."""
    print("\n| directive | blocked | sample | events |")
    print("|---|---|---|---|")
    remaining = Counter((event.directive, _path(event), event.sample) for event in events)
    for (directive, blocked, sample), count in sorted(remaining.items()):
        text = " ".join(sample.split()).replace("|", "\\|")
        print(f"| {directive} | {blocked} | {f'`{text}`' if text else ''} | {count} |")


def _path(event: Violation) -> str:
    """The blocked address without its host and query."""
    blocked = event.blocked.partition("?")[0]
    return "/" + blocked.split("/", 3)[3] if blocked.startswith("http://127.0.0.1") else blocked


if __name__ == "__main__":
    sys.exit(main())
