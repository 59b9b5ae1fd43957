"""The application, and each recipe in front of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from edges import KEY, WRONG_KEY, Edge, require
from recipes import RECIPES, Recipe, serving_the_application


@pytest.fixture(scope="session")
def application() -> Iterator[str]:
    with serving_the_application(KEY) as address:
        yield address


@pytest.fixture(scope="session")
def stranger() -> Iterator[str]:
    """A server that is not the application's, such as an attacker's."""
    with serving_the_application(WRONG_KEY) as address:
        yield address


@pytest.fixture(scope="session", params=RECIPES, ids=lambda recipe: recipe.name)
def edge(
    request: pytest.FixtureRequest, application: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edge]:
    recipe: Recipe = request.param
    require(recipe)
    folder = tmp_path_factory.mktemp(recipe.name)
    with recipe.start(application, KEY, folder) as address:
        yield Edge(recipe, address, application)


@pytest.fixture(scope="session")
def edge_with_wrong_key(
    edge: Edge, application: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edge]:
    """The same recipe, whose key the application does not know."""
    folder: Path = tmp_path_factory.mktemp(f"{edge.recipe.name}-wrong-key")
    with edge.recipe.start(application, WRONG_KEY, folder) as address:
        yield Edge(edge.recipe, address, application)


@pytest.fixture
def page() -> str:
    """The address of a page that nobody has asked for yet."""
    return f"/page/{uuid.uuid4()}"
