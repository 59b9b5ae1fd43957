"""Everything in Django's admin works under a strict policy, and nothing is blocked there."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from admin.crawl import Crawl, crawling
from admin.servers import STRICT, STRICT_DYNAMIC, Site, Version, versions
from admin.steps import STEPS, changelist, maps
from admin.steps.step import Step

#: For what is not expected to come.
SHORT_PATIENCE_MILLISECONDS = 5_000


def _sites() -> list[Site]:
    """Every Django under every policy, when there is time. Otherwise the oldest and the newest
    Django, each of which takes two to four minutes, and without 'strict-dynamic', which nothing
    needs."""
    found: list[Version] = list(versions())
    if os.environ.get("STOCKADE_ALL"):
        return [Site(version, policy) for policy in (STRICT, STRICT_DYNAMIC) for version in found]
    return [Site(version) for version in sorted({*found[:1], *found[-1:]})]


@pytest.fixture(scope="module", params=_sites(), ids=str)
def crawl(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Crawl]:
    """Each site in turn, with the administrator logged in."""
    with crawling(browser, request.param) as crawl:
        yield crawl


def test_there_is_a_django_to_crawl() -> None:
    assert versions(), "make the environments first: cargo xtask wheel"


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_the_function_works_and_nothing_is_blocked(crawl: Crawl, step: Step) -> None:
    if crawl.site.django < step.since:
        pytest.skip(f"Django {crawl.site} does not have it")
    outcome = crawl.take(step)
    if crawl.site.policy == STRICT_DYNAMIC and step == maps.foreign_map_from_the_documented_address:
        # With 'strict-dynamic' browsers ignore the hosts in the policy, as they should.
        assert [report.directive for report in outcome.reports] == ["script-src-elem"]
    else:
        assert outcome.problems(step) == []


def test_without_nonces_a_function_breaks(browser: Browser) -> None:
    """The control: were nothing blocked in any case, the other tests would prove nothing."""
    site = Site(min(versions()), named=False)
    with crawling(browser, site, SHORT_PATIENCE_MILLISECONDS) as crawl:
        outcome = crawl.take(changelist.select_all)
    assert outcome.failure
    assert {report.directive for report in outcome.reports} == {"script-src-elem", "style-src-elem"}
