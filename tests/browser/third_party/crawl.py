"""Taking the steps on a site, and writing down what the browser objected to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Error

from observing import Violation, observed_page
from reports import Collector, Report, collecting
from serving import free_port, serving
from third_party.prepare import SESSION_FILE
from third_party.steps import STEPS

_FOLDER = Path(__file__).resolve().parents[1]
#: For what a script does: far above what it takes, and soon over if it never comes.
_PATIENCE_MILLISECONDS = 5_000.0
_LOAD_MILLISECONDS = 60_000.0


class Variant(NamedTuple):
    """How a site is served."""

    is_named: bool
    is_enforced: bool

    def environment(self) -> Mapping[str, str]:
        """What the site's settings read of it."""
        return {
            "THIRD_PARTY_NAMED": "yes" if self.is_named else "no",
            "THIRD_PARTY_POLICY": "enforced" if self.is_enforced else "report-only",
        }


@dataclass
class Crawl:
    """What the steps came to."""

    #: The name of each step that did not have its effect, with the reason.
    broken: dict[str, str] = field(default_factory=dict)
    events: list[Violation] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


@contextmanager
def prepared(site: str) -> Iterator[Path]:
    """A folder with the database of `site`, which is made once: wagtail's takes a minute."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-m", "third_party.prepare", site],
            cwd=_FOLDER,
            env={**os.environ, "THIRD_PARTY_FOLDER": folder},
            check=True,
        )
        yield Path(folder)


def crawl(browser: Browser, site: str, prepared: Path, variant: Variant) -> Crawl:
    """Serve a copy of the prepared site, and take all steps in one profile."""
    result = Crawl()
    with (
        tempfile.TemporaryDirectory() as scratch,
        collecting() as collector,
    ):
        folder = shutil.copytree(prepared, Path(scratch) / "site")
        with _serving(site, folder, collector, variant) as address:
            session = (folder / SESSION_FILE).read_text()
            _take_steps(browser, site, address, session, result)
        result.reports = collector.take_all()
    return result


@contextmanager
def _serving(site: str, folder: Path, collector: Collector, variant: Variant) -> Iterator[str]:
    port = free_port()
    environment = {
        **variant.environment(),
        "THIRD_PARTY_FOLDER": str(folder),
        "THIRD_PARTY_REPORTS": collector.address,
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
    }
    arguments = ["-m", "third_party.serve", site, str(port)]
    with serving(arguments, port=port, folder=_FOLDER, environment=environment) as address:
        yield address


def _take_steps(browser: Browser, site: str, address: str, session: str, result: Crawl) -> None:
    with observed_page(browser) as observed:
        # On narrow screens the menus are hidden.
        observed.page.set_viewport_size({"width": 1600, "height": 900})
        observed.page.set_default_timeout(_PATIENCE_MILLISECONDS)
        observed.page.set_default_navigation_timeout(_LOAD_MILLISECONDS)
        observed.page.on("dialog", lambda dialog: dialog.accept())
        for step in STEPS[site]:
            visit = observed.visit(f"{address}/{step.path}")
            if visit.status != 200:
                result.broken[step.name] = f"answered with {visit.status}"
                continue
            try:
                step.use(observed.page)
            except (AssertionError, Error) as error:
                result.broken[step.name] = str(error)
            observed.settle()
            result.events += visit.violations
            # Whether or not that step was to log in, and could.
            cookies = observed.page.context
            cookies.add_cookies([{"name": "sessionid", "value": session, "url": address}])
