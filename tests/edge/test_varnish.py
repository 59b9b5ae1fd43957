"""Varnish itself, reached past the nginx that fills its pages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from edges import KEY, Edge, require
from recipes import VARNISH, Recipe, varnish

ALONE = Recipe("varnish", {"varnish": VARNISH}, lambda at, _key, folder: varnish(at, folder))


@pytest.fixture(scope="module")
def store(application: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    require(ALONE)
    with ALONE.start(application, KEY, tmp_path_factory.mktemp("varnish")) as address:
        yield Edge(ALONE, address, application)


@pytest.mark.parametrize("headers", [{}, {"CSP-Edge-Key": "forged"}])
def test_what_is_stored_for_the_key_is_handed_out_to_nobody_else(
    store: Edge, page: str, headers: dict[str, str]
) -> None:
    stored = [store.ask(page, {"CSP-Edge-Key": KEY}) for _ in range(2)]
    assert stored[0].nonce == stored[1].nonce == stored[0].header("CSP-Nonce-Placeholder")
    others = [store.ask(page, headers) for _ in range(2)]
    assert len({answer.nonce for answer in [stored[0], *others]}) == 3
    for answer in others:
        assert answer.header("CSP-Nonce-Placeholder") is None
        assert "private" in (answer.header("Cache-Control") or "")


def test_varnish_cannot_be_made_to_fill_pages_itself(tmp_path: Path) -> None:
    """Its language has no way into a body, and code in C, the last resort, is switched off."""
    require(ALONE)
    language = "vcl 4.1; backend default none; sub vcl_deliver { C{ int nonce = 0; }C }"
    (tmp_path / "inline.vcl").write_text(language)
    compiled = subprocess.run(  # noqa: S603 (the path is our own)
        [VARNISH, "-C", "-j", "none", "-n", str(tmp_path), "-f", str(tmp_path / "inline.vcl")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert compiled.returncode != 0
    assert "Inline-C not allowed" in compiled.stderr
