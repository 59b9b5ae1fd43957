"""Links between the pages lead somewhere, also to the right heading."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import ROOT, Page, pages, read

PAGES = {
    path: read(path)
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "examples/*/*.md",
        "recipes/**/*.md",
        "bindings/python/*.md",
    )
    for path in sorted(ROOT.glob(pattern))
}


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Page) -> None:
    problems = [
        f"{page.name}:{line}: {target} leads nowhere"
        for line, target in page.links
        if "://" not in target and not exists(page, target)
    ]
    assert not problems, "\n".join(problems)


def exists(page: Page, target: str) -> bool:
    """Whether a relative link leads to a file, and its anchor to a heading there."""
    name, _, anchor = target.partition("#")
    path = Path(page.path.parent, name).resolve() if name else page.path
    if not anchor:
        return path.exists()
    return path in PAGES and anchor in PAGES[path].anchors


def test_every_page_is_linked_from_the_readme() -> None:
    readme, *others = pages()
    linked = {target.partition("#")[0] for _, target in readme.links}
    assert {page.name for page in others} <= linked
