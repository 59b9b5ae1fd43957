"""In a browser, what carries the response's nonce runs, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from observing import ObservedPage
from serving import serving_application


@pytest.fixture(scope="module", params=["django_app", "flask_app"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each framework's application in turn."""
    with serving_application(request.param) as address:
        yield f"{address}/page/"


def test_an_inline_script_with_the_nonce_runs(page: ObservedPage, address: str) -> None:
    page.visit(address)
    assert page.attribute("nonced") == "ran"


def test_a_style_element_with_the_nonce_applies(page: ObservedPage, address: str) -> None:
    page.visit(address)
    colour = page.page.locator("p").evaluate("(element) => getComputedStyle(element).color")
    assert colour == "rgb(0, 128, 0)"


def test_an_inline_script_without_a_nonce_is_blocked(page: ObservedPage, address: str) -> None:
    visit = page.visit(address)
    assert page.attribute("plain") is None
    assert "script-src-elem" in {violation.directive for violation in visit.violations}


def test_an_inline_script_with_another_nonce_is_blocked(page: ObservedPage, address: str) -> None:
    page.visit(address)
    assert page.attribute("guessed") is None


def test_an_event_handler_is_blocked(page: ObservedPage, address: str) -> None:
    visit = page.visit(address)
    page.page.locator("p").click()
    page.settle()
    assert page.attribute("handler") is None
    assert "script-src-attr" in {violation.directive for violation in visit.violations}


def test_nothing_but_what_was_meant_is_blocked(page: ObservedPage, address: str) -> None:
    visit = page.visit(address)
    directives = sorted(violation.directive for violation in visit.violations)
    assert directives == ["script-src-attr", "script-src-elem", "script-src-elem"]


def test_each_visit_has_another_nonce(page: ObservedPage, address: str) -> None:
    policies = {page.visit(address).policy for _ in range(3)}
    assert len(policies) == 3
    assert page.attribute("nonced") == "ran"
