"""What a policy costs each request: Stockade beside what else there is, in one run.

    python benches/serving.py                        all frameworks that are installed here
    python benches/serving.py --framework django     only this one
    python benches/serving.py --quick                a minute less, and rougher
    python benches/serving.py --json results.json    keep the numbers

Run it with the interpreter of an environment that has Stockade, a framework, and what
`benches/requirements.txt` lists. `docs/performance.md` explains what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pages import BrokenSetUpError
from report import LEGEND, Comparison, as_json, as_text
from rounds import FULL, QUICK, Effort, Subject, measure

#: What is compared in each framework's run, as it is called on PyPI.
PACKAGES = {
    "django": ("django", "stockade", "django-csp"),
    "flask": ("flask", "stockade", "flask-talisman"),
}


def main() -> None:
    arguments = _read_arguments()
    chosen = [arguments.framework] if arguments.framework else list(filter(find_spec, PACKAGES))
    if not chosen:
        sys.exit("Neither Django nor Flask is installed for this interpreter. Install one of them.")
    try:
        results = [_run(framework, QUICK if arguments.quick else FULL) for framework in chosen]
    except ModuleNotFoundError as error:
        sys.exit(f"{error}. Install Stockade, and what benches/requirements.txt lists.")
    except BrokenSetUpError as error:
        sys.exit(str(error))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def _run(framework: str, effort: Effort) -> dict[str, Any]:
    """Measure with one framework, showing each comparison as soon as it is done."""
    environment = _describe_environment(framework)
    print(f"{environment}\n\n{LEGEND}\n", flush=True)
    comparisons = []
    for comparison in _comparisons(framework, effort):
        print(as_text(comparison), flush=True)
        comparisons.append(as_json(comparison))
    return {"environment": environment, "comparisons": comparisons}


def _read_arguments() -> argparse.Namespace:
    description, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=description,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--framework", choices=PACKAGES, help="measure with this one only")
    parser.add_argument("--quick", action="store_true", help="measure for a shorter time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers to FILE")
    return parser.parse_args()


def _describe_environment(framework: str) -> str:
    versions = [f"{package} {metadata.version(package)}" for package in PACKAGES[framework]]
    programs = ", ".join([*versions, f"Python {platform.python_version()}"])
    return f"{programs}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def _comparisons(framework: str, effort: Effort) -> Iterator[Comparison]:
    for title, subjects in _pages(framework):
        yield Comparison(title, measure(subjects, effort), ratios_of_additions=True)
    if framework == "django":
        import form_media

        timings = measure(form_media.comparison(), effort)
        yield Comparison("form media of eleven assets", timings, ratios_of_additions=False)


def _pages(framework: str) -> list[tuple[str, list[Subject]]]:
    if framework == "django":
        import django_site

        return django_site.comparisons()
    import flask_site

    return flask_site.comparisons()


if __name__ == "__main__":
    main()
