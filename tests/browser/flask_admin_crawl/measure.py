"""Print what a strict policy blocks on a Flask-Admin site, and what that breaks::

    python -m flask_admin_crawl.measure --generator --named --dialog-hashes
    python -m flask_admin_crawl.measure --python OTHER_ENVIRONMENT/bin/python --named

The options are those of `site/bookshelf.py`. The Python must have Flask-Admin and Stockade.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from chromium import launched
from flask_admin_crawl.crawl import Blocked, Crawl, crawl


def main() -> None:
    """Crawl the site and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    known, options = parser.parse_known_args()
    with launched() as browser:
        result = crawl(browser, *options, interpreter=known.python)
    print(" ".join([str(known.python), *options]))
    _print_counts("events", result.events)
    _print_counts("reports", result.reports)
    _print_broken(result)
    for blocked, count in sorted(Counter(result.events).items()):
        print(f"{count:5} {blocked}")


def _print_counts(title: str, blocked: list[Blocked]) -> None:
    elements = sum(one.is_element for one in blocked)
    print(f"{title}: {len(blocked)}, of them {elements} for scripts, styles and stylesheets")


def _print_broken(result: Crawl) -> None:
    print(f"broken: {len(result.broken)} of {result.taken}")
    for step, reason in result.broken.items():
        print(f"      {step}: {reason.splitlines()[0]}")


if __name__ == "__main__":
    main()
