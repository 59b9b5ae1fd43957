"""Rewritten templates are templates."""

from __future__ import annotations

import pytest

from trees import MODES, Mode, Tree


@pytest.mark.parametrize("mode", MODES)
def test_what_compiles_still_compiles(tree: Tree, mode: Mode) -> None:
    broken = {}
    for review in tree.reviews(mode):
        if review.rewritten == tree.sources[review.path]:
            continue
        tree.compile(tree.sources[review.path], review.name)
        try:
            tree.compile(review.rewritten, review.name)
        except Exception as error:
            broken[review.path] = error
    assert broken == {}
