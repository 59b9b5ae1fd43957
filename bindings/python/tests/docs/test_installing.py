"""The crates that pages say to add exist, and so do their features."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from pages import ROOT, pages

if sys.version_info < (3, 11):
    pytest.skip("the standard library reads no TOML here", allow_module_level=True)

import tomllib

_ADDED = re.compile(
    r"cargo add (?P<crates>[\w -]*stockade[\w-]*)(?: --features (?P<features>[\w,-]+))?"
)


def additions() -> Iterator[tuple[str, str]]:
    """Each of our crates that is added, and each of its features."""
    for page in pages():
        for added in _ADDED.finditer(page.path.read_text(encoding="utf-8")):
            for crate in added["crates"].split():
                if crate.startswith("stockade"):
                    yield from ((crate, name) for name in (added["features"] or "").split(","))


@pytest.mark.parametrize(("crate", "feature"), sorted(set(additions())))
def test_there_is_what_is_added(crate: str, feature: str) -> None:
    manifest = tomllib.loads((ROOT / "crates" / crate / "Cargo.toml").read_text(encoding="utf-8"))
    assert not feature or feature in manifest["features"]
