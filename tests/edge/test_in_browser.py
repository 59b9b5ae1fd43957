"""What Chromium runs of a page that an edge cache has filled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from chromium import launched
from edges import Edge
from observing import Visit, observed_page
from test_stored_data import attack_with


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def test_scripts_run_for_two_visitors_and_an_attack_for_neither(
    edge: Edge, page: str, browser: Browser
) -> None:
    """The attack carries the nonce that the attacker got on an earlier visit to the same page."""
    edge.comment(page, attack_with(edge.ask(page).nonce))
    target = f"{edge.address}{page}?renewed="
    policies = []
    for _ in range(2):
        with observed_page(browser) as tab:
            visit = tab.visit(target)
            policies.append(visit.policy)
            assert tab.attribute("first") == tab.attribute("second") == "ran"
            assert tab.attribute("attack") is None
            assert [violation.directive for violation in visit.violations] == ["script-src-elem"]
    assert policies[0] != policies[1]
    assert len(edge.requests(page)) == 2


def test_a_page_that_the_browser_has_kept_still_works(
    edge: Edge, page: str, browser: Browser
) -> None:
    target = f'{edge.address}{page}?etag="one"&cache=public,+s-maxage=600,+max-age=0'
    with observed_page(browser) as tab:
        first = tab.visit(target)
        tab.page.goto("about:blank")
        second: Visit = tab.visit(target)
        assert "content-security-policy" not in second.sent_headers, "this was no 304"
        assert second.policy == first.policy
        assert tab.attribute("first") == tab.attribute("second") == "ran"
        assert not second.violations
