"""What form media print, in Django as in Rust: the cases of `tests/behaviour/media.json`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.forms import Media
from django.forms.widgets import MediaOrderConflictWarning
from django.template import Context, Template
from media_cases import MediaCase, media_cases

from stockade import LazyNonce
from stockade.django.media import Script, Stylesheet


@pytest.mark.parametrize("case", media_cases(), ids=str)
def test_media_print_the_same_in_every_language(case: MediaCase) -> None:
    media = sum((part_media(part) for part in case.parts), Media())
    nonce = LazyNonce() if case.has_nonce else None

    with warns_of_conflict(case):
        html = Template("{% load csp %}{% csp_media media %}").render(
            Context({"media": media, "csp_nonce": nonce})
        )

    is_printed = "{nonce}" in case.html
    assert (nonce is not None and nonce.reads > 0) == is_printed
    assert html == (case.html.replace("{nonce}", str(nonce)) if is_printed else case.html)


def is_known_to_django(case: MediaCase) -> bool:
    """Whether no asset refuses the nonce, which only Stockade lets it do."""
    return not any("nonce" in asset for part in case.parts for asset in objects(part))


def objects(part: dict[str, Any]) -> list[dict[str, Any]]:
    lists = [*part.get("css", {}).values(), part.get("js", [])]
    return [asset for assets in lists for asset in assets if isinstance(asset, dict)]


@pytest.mark.parametrize(
    "case", [case for case in media_cases() if is_known_to_django(case)], ids=str
)
def test_without_a_nonce_django_prints_the_same_itself(case: MediaCase) -> None:
    media = sum((part_media(part) for part in case.parts), Media())

    with warns_of_conflict(case):
        html = str(media)

    assert html == case.html.replace(' nonce="{nonce}"', "")


def part_media(part: dict[str, Any]) -> Media:
    return Media(
        css={
            medium: [entry(Stylesheet, asset) for asset in assets]
            for medium, assets in part.get("css", {}).items()
        },
        js=[entry(Script, asset) for asset in part.get("js", [])],
    )


def entry(kind: type[Script | Stylesheet], asset: str | dict[str, Any]) -> Any:
    if isinstance(asset, str):
        return asset
    refusal = {} if asset.get("nonce", True) else {"nonce": False}
    return kind(asset["path"], **asset["attributes"], **refusal)


def warns_of_conflict(case: MediaCase) -> AbstractContextManager[object]:
    return pytest.warns(MediaOrderConflictWarning) if case.is_conflict else nullcontext()
