"""Which pages the crates have in their documentation, so that rustdoc runs the Rust in them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pages import ROOT

__all__ = ["is_run_by_rustdoc"]

_INCLUDED = re.compile(r'#\[doc = include_str!\("(?P<path>[^"]+\.md)"\)\]')


def is_run_by_rustdoc(page: Path) -> bool:
    """Whether a crate includes the page."""
    return page.resolve() in _included_pages()


@cache
def _included_pages() -> frozenset[Path]:
    return frozenset(
        (source.parent / included["path"]).resolve()
        for source in (ROOT / "crates").rglob("*.rs")
        for included in _INCLUDED.finditer(source.read_text(encoding="utf-8"))
    )
