"""Why nginx's sub_filter with a fixed text and $request_id is not among the recipes.

Each test shows a fault, and the tests of the recipes show that they do not have it.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from edges import Edge, require
from recipes import HERE, NGINX, Recipe, adapted, netloc, nginx
from test_stored_data import attack_with

FIXED = "CSP-NONCE"


@pytest.fixture(scope="module")
def edge(application: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    recipe = Recipe("sub_filter", {"nginx": NGINX}, with_sub_filter)
    require(recipe)
    with recipe.start(application, "", tmp_path_factory.mktemp("sub_filter")) as address:
        yield Edge(recipe, address, application)


def with_sub_filter(application: str, _key: str, folder: Path) -> AbstractContextManager[str]:
    site = adapted(
        (HERE / "counterexamples" / "sub_filter.conf").read_text(),
        {"127.0.0.1:8000": netloc(application), "/var/cache/nginx/pages": str(folder / "pages")},
    )
    return nginx(site, [], folder)


def test_it_works_as_long_as_nobody_attacks(edge: Edge, page: str) -> None:
    first, second = (edge.ask(f"{page}?fixed=yes") for _ in range(2))
    assert first.printed == [first.nonce, first.nonce]
    assert second.printed == [second.nonce, second.nonce]
    assert first.nonce != second.nonce


def test_a_comment_that_contains_the_fixed_text_gets_a_valid_nonce(edge: Edge, page: str) -> None:
    """The text is the same on every page and for ever, and one look at a page that slipped through
    unreplaced, such as a compressed one, tells it."""
    edge.comment(page, attack_with(FIXED))
    answer = edge.ask(f"{page}?fixed=yes")
    assert attack_with(answer.nonce) in answer.body


def test_the_text_is_even_found_in_other_letters(edge: Edge, page: str) -> None:
    edge.comment(page, attack_with("csp-Nonce"))
    answer = edge.ask(f"{page}?fixed=yes")
    assert attack_with(answer.nonce) in answer.body


def test_a_compressed_page_is_silently_left_as_it_is(edge: Edge, page: str) -> None:
    answer = edge.ask(f"{page}?fixed=yes&compressed=yes")
    assert answer.status == 200
    assert answer.allowed
    assert gzip.decompress(answer.body).count(b'nonce="CSP-NONCE"') == 2


def test_other_types_than_html_are_silently_left_as_they_are(edge: Edge, page: str) -> None:
    answer = edge.ask(f"{page}?fixed=yes&type=image/svg%2Bxml")
    assert answer.allowed
    assert answer.printed == [FIXED, FIXED]


def test_an_error_page_has_nonces_and_no_policy(edge: Edge, page: str) -> None:
    """The header does not come from where the page comes from, and add_header leaves errors out."""
    answer = edge.ask(f"{page}?fixed=yes&status=404+Not+Found")
    assert len(set(answer.printed)) == 1
    assert not answer.allowed


def test_a_page_that_the_browser_has_kept_gets_a_new_policy(edge: Edge, page: str) -> None:
    target = f'{page}?fixed=yes&etag="one"'
    kept = edge.ask(target)
    answer = edge.ask(target, {"If-None-Match": '"one"'})
    assert answer.status == 304
    assert answer.nonce != kept.nonce
