"""A page that the browser has kept goes on working when the server says that it has not changed.

A browser replaces the headers of the page that it has kept with those of a 304 answer. A policy
there, with the nonce of that answer, would block every script of the page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from observing import ObservedPage, Visit
from serving import serving_application


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving_application("django_app") as address:
        yield address


def revisit(page: ObservedPage, url: str) -> Visit:
    """Load a page, leave it, and come back to what the browser has kept."""
    page.visit(url)
    assert page.attribute("nonced") == "ran"
    page.page.goto("about:blank")
    visit = page.visit(url)
    assert visit.sent_headers["x-status"] == "304", "the browser did not ask about the kept page"
    return visit


def test_not_modified_has_no_policy_and_the_page_still_works(
    page: ObservedPage, address: str
) -> None:
    visit = revisit(page, f"{address}/conditional/")
    assert "content-security-policy" not in visit.sent_headers
    assert page.attribute("nonced") == "ran"


def test_the_kept_page_is_still_under_its_own_policy(page: ObservedPage, address: str) -> None:
    visit = revisit(page, f"{address}/conditional/")
    assert visit.policy is not None
    assert page.attribute("plain") is None


def test_a_policy_on_not_modified_would_break_the_page(page: ObservedPage, address: str) -> None:
    """The control: this is what leaving the header out prevents."""
    revisit(page, f"{address}/mistaken/")
    assert page.attribute("nonced") is None
