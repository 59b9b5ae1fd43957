"""A folder with tests, and what pytest says when it runs them in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SITES", "Result", "Suite", "copy_of", "visits"]

PROJECTS = Path(__file__).parent / "projects"
SITES = {"django_shop": "django", "flask_notes": "flask"}


@dataclass(frozen=True)
class Result:
    """What a run of pytest has printed."""

    status: int
    text: str
    errors: str

    def outcome(self, test: str) -> str:
        """`PASSED`, `FAILED`, …: what `-rA` says of a test."""
        found = re.findall(rf"^([A-Z]+) test_site\.py::(?:\w+::)?{test}\b", self.text, re.MULTILINE)
        return " ".join(found)

    def said_of(self, test: str) -> str:
        """The message with which a test has failed."""
        return re.split(r"\n_+ .*\n|\n=+ ", self.text.partition(f" {test} __")[2])[0]

    @property
    def summary(self) -> str:
        """What stands below the title of the summary, with the names of views as Django has them:
        `site:blocked`, where Flask has `site.blocked`."""
        _, title, after = self.text.partition(" Content Security Policy ")
        assert title, f"{self.text}\n{self.errors}"
        text = after.partition("\n")[2].partition("\n===")[0]
        return re.sub(r"\bsite\.", "site:", text)


@dataclass(frozen=True)
class Suite:
    """A folder with a site, and a place for its tests."""

    folder: Path

    def run(self, tests: str, *options: str, ini: str = "", django: bool = False) -> Result:
        """Run pytest on a file of tests. pytest-django, which may be here, stays out otherwise."""
        header = "from __future__ import annotations\n\nimport pytest\n\n"
        self.write("test_site.py", header + tests)
        self.write("pytest.ini", f"[pytest]\n{ini}")
        plugins = [] if django else ["-p", "no:django"]
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", *plugins, *options],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env=_environment(),
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def write(self, name: str, text: str) -> None:
        self.folder.joinpath(name).write_text(text, encoding="utf-8")


def _environment() -> dict[str, str]:
    """What this process was asked for is not meant for that one; and no file of tests that is
    written again within a second is to be taken for the one before."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    return environment


def copy_of(site: str, folder: Path) -> Suite:
    for name in (site, "shared"):
        shutil.copytree(PROJECTS / name, folder, dirs_exist_ok=True)
    return Suite(folder)


def visits(*paths: str) -> str:
    """Tests that do nothing but ask for a page, one for each path."""
    return "from site_client import get\n" + "".join(
        f"\ndef test_{number}():\n    get({path!r})\n" for number, path in enumerate(paths, 1)
    )
