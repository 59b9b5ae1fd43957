"""What is put into a template is all that is changed in it, and nothing is forgotten."""

from __future__ import annotations

import pytest

import naive_scan
from trees import MODES, Mode, Tree
from undoing import undone


@pytest.mark.parametrize("mode", MODES)
def test_without_what_was_put_in_a_template_is_the_file_again(tree: Tree, mode: Mode) -> None:
    for review in tree.reviews(mode):
        source = tree.sources[review.path]
        assert undone(review.rewritten, source, tree.dialect) == source, review.path


def test_something_was_put_in(tree: Tree) -> None:
    changed = [review for review in tree.reviews() if review.rewritten != tree.sources[review.path]]
    assert bool(changed) == any(
        tag.outcome == "added" for review in tree.reviews() for tag in review.tags
    )


def test_no_script_style_or_stylesheet_is_missing_in_the_review(tree: Tree) -> None:
    missing = []
    for review in tree.reviews():
        reviewed = {tag.start for tag in review.tags}
        starts = naive_scan.tags(tree.sources[review.path])
        missing += [(review.path, start) for start in starts if start not in reviewed]
    assert missing == []


def test_every_tag_says_where_it_is(tree: Tree) -> None:
    for review in tree.reviews():
        source = tree.sources[review.path]
        for tag in review.tags:
            assert source.encode()[tag.start : tag.end].decode() == tag.source
            before = source.encode()[: tag.start].decode()
            assert tag.line == before.count("\n") + 1
            assert tag.column == len(before) - (before.rfind("\n") + 1) + 1


def test_a_second_review_says_the_same(tree: Tree) -> None:
    for path in tree.sources:
        first, second = tree.review(path), tree.review(path)
        assert first.rewritten == second.rewritten
        assert [repr(tag) for tag in first.tags] == [repr(tag) for tag in second.tags]
