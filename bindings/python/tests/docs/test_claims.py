"""A claim of the documentation that names its test names one that there is."""

from __future__ import annotations

import re

import pytest
from pages import ROOT

NAMED = re.compile(r"`(?P<file>\w+\.py)::(?P<test>test_\w+)`")
PAGES = sorted((ROOT / "docs").glob("*.md"))
CLAIMS = [
    (page.name, found["file"], found["test"])
    for page in PAGES
    for found in NAMED.finditer(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "file", "test"), CLAIMS)
def test_the_named_test_is_there(page: str, file: str, test: str) -> None:
    folders = (ROOT / "tests", ROOT / "bindings" / "python" / "tests")
    files = [path for folder in folders for path in folder.rglob(file)]
    assert files, f"{page} names {file}, and there is no such file"
    assert any(re.search(rf"def {test}\b", path.read_text(encoding="utf-8")) for path in files), (
        f"{page} names {test}, which is not in {file}"
    )


def test_there_are_claims() -> None:
    assert CLAIMS
