"""Serving the library on each version of Django that there is an environment for."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

from serving import free_port, serving

#: `cargo xtask` makes them: 3.12-django6.0 has Django 6.0 on Python 3.12.
_ENVIRONMENTS = Path(__file__).resolve().parents[3] / "target" / "venv"
_NAME = re.compile(r"3\.(?P<python>\d+)-django(?P<major>\d+)\.(?P<minor>\d+)")
_SITE = Path(__file__).resolve().parent / "site"

#: The policies that the library knows. The second lets scripts with a nonce load others.
POLICIES = STRICT, STRICT_DYNAMIC, OFF = ("strict", "strict-dynamic", "off")

#: 4.2 as (4, 2).
Version = tuple[int, int]


@dataclass(frozen=True)
class Site:
    """How the library is served."""

    django: Version
    #: One of POLICIES.
    policy: str = STRICT
    #: Whether its settings name the templates that get nonces.
    named: bool = True

    def __str__(self) -> str:
        version = f"{self.django[0]}.{self.django[1]}"
        return version if self.policy == STRICT else f"{version}-{self.policy}"


def versions() -> dict[Version, Path]:
    """The interpreter for each version of Django, on the newest Python that has it."""
    found: dict[tuple[Version, int], Path] = {}
    for environment in _ENVIRONMENTS.glob("*-django*"):
        if match := _NAME.fullmatch(environment.name):
            version = (int(match["major"]), int(match["minor"]))
            found[version, int(match["python"])] = environment / "bin" / "python"
    return {version: found[version, python] for version, python in sorted(found)}


@contextmanager
def serving_library(
    site: Site, reports: str, *, program: Sequence[str] = ("serve.py",), folder: Path = _SITE
) -> Iterator[str]:
    """Serve `site` with a new database, and yield its address. Browsers report to `reports`.

    `program` is what Python runs in `folder`, with the port behind it.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            "LIBRARY_POLICY": site.policy,
            "LIBRARY_NAMED": "yes" if site.named else "no",
            "LIBRARY_REPORTS": reports,
            "LIBRARY_DATABASE": str(Path(scratch) / "library.sqlite3"),
            "LIBRARY_GDAL": str(_gdal()),
            "DJANGO_RUNSERVER_HIDE_WARNING": "true",
        }
        with serving(
            [*program, str(port)],
            port=port,
            folder=folder,
            environment=environment,
            program=versions()[site.django],
        ) as address:
            yield address


def _gdal() -> Path:
    """The shared library in pyogrio's wheel, which spares the machine a system package of its own.

    GeoDjango calls it without any Python between, so it need not be in the server's environment.
    """
    inside = [file for file in files("pyogrio") or [] if file.name.startswith("libgdal")]
    return Path(os.fspath(inside[0].locate()))
