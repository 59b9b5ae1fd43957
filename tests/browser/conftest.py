"""One browser for the whole run, a fresh profile for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from chromium import launched
from observing import ObservedPage, observed_page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[ObservedPage]:
    """A tab in a fresh profile that writes down what the browser objects to."""
    with observed_page(browser) as page:
        yield page
