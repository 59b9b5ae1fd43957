"""In a browser, a hash block runs without a nonce, and what differs from it by a space does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from observing import ObservedPage
from serving import serving_application


@pytest.fixture(scope="module", params=["django_app", "flask_app"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each framework's application in turn."""
    with serving_application(request.param) as address:
        yield address


def test_scripts_of_every_kind_run(page: ObservedPage, address: str) -> None:
    page.visit(f"{address}/hash-blocks/")
    assert page.attribute("hashed") == "ran"
    assert page.attribute("module") == "ran"


def test_newlines_and_letters_are_hashed_as_browsers_do(page: ObservedPage, address: str) -> None:
    page.visit(f"{address}/hash-blocks/")
    assert page.attribute("lines") == "ran"


def test_a_style_applies(page: ObservedPage, address: str) -> None:
    page.visit(f"{address}/hash-blocks/")
    colour = page.page.locator("p").evaluate("(element) => getComputedStyle(element).color")
    assert colour == "rgb(0, 128, 0)"


def test_nothing_else_does(page: ObservedPage, address: str) -> None:
    visit = page.visit(f"{address}/hash-blocks/")
    assert page.attribute("changed") is None
    assert page.attribute("hashed") == "ran"
    assert [violation.directive for violation in visit.violations] == ["script-src-elem"] * 2


def test_each_visit_has_the_same_policy(page: ObservedPage, address: str) -> None:
    policies = {page.visit(f"{address}/hash-blocks/").policy for _ in range(2)}
    assert len(policies) == 1
    assert "nonce" not in str(policies)


def test_a_text_that_parsers_change_is_allowed_as_they_read_it(
    page: ObservedPage, address: str
) -> None:
    visit = page.visit(f"{address}/raw-script/")
    assert visit.violations == []
    assert page.attribute("raw") == "ran\N{REPLACEMENT CHARACTER}"
