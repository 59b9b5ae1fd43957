"""Whatever Django's admin prints at any point of its templates: nothing of it runs.

Named, the admin's templates print nonces. Here each point of each template that prints data prints
what an attacker would put there: as the engine escapes it, and as it is, as if that had been marked
as safe. The pages have the enforced policy that the documentation recommends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from admin.servers import Site, Version, serving_library, versions
from hostile.admin_cases import AdminCase, admin_cases
from hostile.admin_pages import NOT_PRINTED
from hostile.judge import Judge, Traces, judging

#: The map widget's script prints what the author of a form has chosen, and nothing else. It has a
#: nonce because people have read it. Only a value that is marked as safe could leave its string…
APPROVED = {
    (4, 2): {"gis/openlayers.html", "gis/openlayers-osm.html"},
    (5, 2): {"gis/openlayers.html", "gis/openlayers-osm.html"},
}
#: …and these are no strings: the widget's class has them as numbers.
NUMBERS = {
    "default_lat|unlocalize",
    "default_lon|unlocalize",
    "default_zoom|unlocalize",
    "map_srid|unlocalize",
}

_FOLDER = Path(__file__).resolve().parent
_PROGRAM = ("-m", "hostile.admin_site")


def _versions() -> list[Version]:
    """All of them only on request: each takes a minute."""
    found = list(versions())
    return found if os.environ.get("STOCKADE_ALL") else found[:1]


@pytest.fixture(scope="module")
def judge(browser: Browser) -> Iterator[Judge]:
    with judging(browser) as judge:
        yield judge


@dataclass(frozen=True)
class Admin:
    """The library's admin, served in one version."""

    version: Version
    address: str
    cases: Sequence[AdminCase]
    #: The points of rewritten templates that no page prints: template, line and expression.
    unprinted: Sequence[str]


@pytest.fixture(scope="module", params=_versions(), ids=lambda version: "{}.{}".format(*version))
def admin(request: pytest.FixtureRequest) -> Iterator[Admin]:
    """Each version in turn."""
    site = Site(request.param)
    with serving_library(site, "", program=_PROGRAM, folder=_FOLDER) as address:
        cases = admin_cases(_get(f"{address}/points"))
        yield Admin(site.django, address, cases, _get(f"{address}/unprinted"))


def _get(address: str) -> Any:
    with urlopen(address) as answer:  # noqa: S310 (our own)
        return json.load(answer)


def test_payloads_do_nothing_but_in_the_scripts_that_people_have_approved(
    judge: Judge, admin: Admin
) -> None:
    traces = traces_of(judge, admin, {case.number: case.path for case in admin.cases})
    working = [case for case in admin.cases if traces[case.number]]
    assert {_template(case) for case in working} == APPROVED.get(admin.version, set())
    assert {case.place for case in working} <= {"script"}
    escaped = {_expression(case) for case in working if not case.is_markup}
    assert escaped <= NUMBERS


def test_the_pages_print_every_point_of_the_rewritten_templates(admin: Admin) -> None:
    points = [name.split(":", 2) for name in admin.unprinted]
    assert {f"{template}:{expression}" for template, _, expression in points} <= NOT_PRINTED


def test_without_a_policy_payloads_work_in_every_kind_of_place(judge: Judge, admin: Admin) -> None:
    """The control: did nothing work here either, the other test would prove nothing."""
    cases = [case for case in admin.cases if _is_telling(case)]
    traces = traces_of(judge, admin, {case.number: case.path_without_policy for case in cases})
    working = {case.place for case in cases if traces[case.number]}
    assert working == {"address", "attribute", "markup", "script"}


def traces_of(judge: Judge, admin: Admin, paths: Mapping[int, str]) -> Mapping[int, Traces]:
    """What the payload of each case has done."""
    pages = {number: f"{admin.address}{path}" for number, path in paths.items()}
    return judge.traces(f"{admin.address}/frames", pages)


def _is_telling(case: AdminCase) -> bool:
    """Whether it is one of a few that are enough to see that payloads can work."""
    return case.is_markup and _template(case) in ("admin/login.html", "gis/openlayers.html")


def _template(case: AdminCase) -> str:
    return case.point.partition(":")[0]


def _expression(case: AdminCase) -> str:
    return case.point.split(":", 2)[2]
