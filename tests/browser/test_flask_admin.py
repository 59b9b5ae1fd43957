"""Flask-Admin's scripts and styles all work under a strict policy; inline handlers do not yet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from flask_admin_crawl import steps
from flask_admin_crawl.crawl import Blocked, Crawl, crawl

#: What is left to `flask_admin_crawl/measure.py`: it uses no other scripts than the rest, or none.
_LEFT_OUT = {
    steps.searches,
    steps.sorts,
    steps.changes_page_size,
    steps.asks_before_deleting,
    steps.asks_before_deleting_file,
}
_STEPS = [step for step in steps.STEPS if step.use not in _LEFT_OUT]

#: What waits for other fixes than nonces: code in attributes. The functions that it is for break.
_HANDLERS = {
    Blocked("script-src-attr", "faForm.addInlineField(this, 'books');"),
    Blocked("script-src-attr", "return confirm('Are you sure you want to"),
    Blocked("script-src-attr", "return faHelpers.safeConfirm('Are you su"),
    Blocked("script-src-attr", "return false;"),
    Blocked("script-src-attr", "return modelActions.execute('bind');"),
    Blocked("script-src-attr", "return modelActions.execute('delete');"),
    Blocked("script-src-elem", "javascript:void(0)"),
}
_NEED_HANDLERS = {"runs_action", "adds_inline_form"}


@pytest.fixture(scope="module")
def crawled(browser: Browser) -> Crawl:
    """A site with nonces: Flask-Admin prints some, and the others come from Stockade."""
    return crawl(browser, "--generator", "--named", "--dialog-hashes", steps=_STEPS)


def test_no_script_or_style_is_blocked(crawled: Crawl) -> None:
    assert crawled.elements == []


def test_everything_works_but_what_needs_inline_handlers(crawled: Crawl) -> None:
    assert crawled.broken.keys() == _NEED_HANDLERS, crawled.broken


def test_nothing_is_blocked_but_inline_handlers(crawled: Crawl) -> None:
    assert set(crawled.events) == _HANDLERS
    assert set(crawled.reports) == _HANDLERS


def test_what_the_page_check_foresees_is_blocked(crawled: Crawl) -> None:
    foreseen = set(crawled.predictions)
    assert foreseen
    assert foreseen <= set(crawled.events)


def test_without_nonces_scripts_and_styles_are_blocked(browser: Browser) -> None:
    """The control: were nothing blocked in any case, the other tests would prove nothing."""
    crawled = crawl(browser, steps=_STEPS[:1])
    assert {"script-src-elem", "style-src-elem"} <= {
        blocked.directive for blocked in crawled.events
    }
    assert crawled.broken.keys() == {"has_style"}
    assert set(crawled.predictions) == set(crawled.events)
