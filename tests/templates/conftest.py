"""Every template of the packages that this environment has, one test each property and template."""

from __future__ import annotations

import pytest

import django_settings

django_settings.configure()

# They need the settings.
from django_trees import django_trees  # noqa: E402
from jinja_trees import jinja_trees  # noqa: E402
from trees import Tree  # noqa: E402

_TREES: list[Tree] = [*django_trees(), *jinja_trees()]


@pytest.fixture(params=_TREES, ids=lambda tree: f"{tree.name}-{tree.dialect}")
def tree(request: pytest.FixtureRequest) -> Tree:
    """The templates of each package in turn."""
    tree: Tree = request.param
    return tree


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was seen of each package, besides what was tested."""
    terminalreporter.section("templates")
    for tree in _TREES:
        terminalreporter.line(f"{tree.name} ({tree.dialect}): {'; '.join(tree.notes)}")
