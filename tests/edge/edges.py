"""A recipe that runs in front of the application, as visitors see it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from answers import Answer, ask, is_refused
from recipes import Recipe

KEY = "the-key-of-the-edge-cache-in-these-tests"
WRONG_KEY = "a-key-that-the-application-does-not-know"


@dataclass
class Edge:
    """A running recipe."""

    recipe: Recipe
    address: str
    #: The application's own address, which visitors do not reach.
    application: str

    def ask(
        self, target: str, headers: dict[str, str] | None = None, *, method: str = "GET"
    ) -> Answer:
        return ask(self.address, target, headers, method=method)

    def refuses(self, target: str, headers: dict[str, str] | None = None) -> bool:
        return is_refused(self.address, target, headers)

    def comment(self, page: str, markup: bytes) -> None:
        """Store a comment, as any visitor may."""
        answer = ask(self.address, f"/comments/{name_of(page)}", method="POST", body=markup)
        assert answer.status == 204

    def requests(self, page: str) -> list[dict[str, str]]:
        """The requests for a page that reached the application."""
        answer = ask(self.application, f"/requests/{name_of(page)}")
        found: list[dict[str, str]] = answer.json()
        return found


def with_lines(page: str, *lines: str) -> str:
    """The address of a page that is sent with more lines of headers."""
    return f"{page}?{urlencode([('line', line) for line in lines])}"


def name_of(page: str) -> str:
    return page.split("?")[0].rsplit("/", 1)[1]


def require(recipe: Recipe) -> None:
    """Skip where a server is missing. On the project's own machines it may not be."""
    if recipe.missing:
        message = f"the recipe {recipe.name} is not tested: apt-get install {recipe.missing}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
