"""Real sites, of which each test gets a copy.

A site's tests import what they need from its `site_client`, which is the same for both frameworks.
A run takes a second or two, so tests that only look at what was said share one.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from suites import SITES, Suite, copy_of

collect_ignore = ["projects"]


@pytest.fixture(
    scope="module",
    params=[name for name, framework in SITES.items() if find_spec(framework)],
)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """The site of either framework."""
    return copy_of(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def django_shop(tmp_path: Path) -> Suite:
    pytest.importorskip("django")
    return copy_of("django_shop", tmp_path)


@pytest.fixture
def flask_notes(tmp_path: Path) -> Suite:
    pytest.importorskip("flask")
    return copy_of("flask_notes", tmp_path)


@pytest.fixture
def empty_folder(tmp_path: Path) -> Suite:
    return Suite(tmp_path)
