"""The examples are clean under their strict policies, and the policies are what stops an attack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from check_examples import check_attack_pages, check_pages
from examples import EXAMPLES, PWNED, Example, running
from observing import observed_page


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Example:
    """Each example in turn."""
    return EXAMPLES[request.param]


@pytest.fixture(scope="module")
def address(example: Example) -> Iterator[str]:
    """Where the example is served, with its policy."""
    with running(example) as address:
        yield address


def test_every_page_is_free_of_violations(browser: Browser, example: Example, address: str) -> None:
    checked = list(check_pages(browser, example, address))
    assert checked, "the example lists no pages"
    assert {check.page: check.problems for check in checked if check.problems} == {}


def test_an_injected_script_does_not_run(browser: Browser, example: Example, address: str) -> None:
    checked = list(check_attack_pages(browser, example, address))
    assert checked, "the example lists no attack pages"
    assert {check.page: check.problems for check in checked if check.problems} == {}


def test_both_an_inline_script_and_a_handler_were_blocked(
    browser: Browser, example: Example, address: str
) -> None:
    blocked: set[str] = set()
    for check in check_attack_pages(browser, example, address):
        blocked |= {violation.directive for violation in check.visit.violations}
    assert {"script-src-elem", "script-src-attr"} <= blocked


def test_without_the_policy_the_injected_script_runs(browser: Browser, example: Example) -> None:
    """The control: were the attack harmless in itself, its being blocked would prove nothing."""
    with running(example, policy=False) as address:
        for attack in example.attack_pages:
            with observed_page(browser) as page:
                visit = page.visit(address + attack.path)
                assert visit.policy is None
                assert page.attribute(PWNED) is not None
