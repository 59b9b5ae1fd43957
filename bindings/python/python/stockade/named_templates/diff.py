"""The edits that Stockade makes to templates, as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from stockade.named_templates.listing import shown_path
from stockade.named_templates.reviewing import ReviewedPackage, ReviewedTemplate
from stockade.terminal import Terminal, printable

__all__ = ["diff_packages"]


def diff_packages(packages: Iterable[ReviewedPackage], terminal: Terminal) -> Iterator[str]:
    """The lines of the diff of every template that is edited."""
    for package in packages:
        for template in package.templates:
            yield from _diff(template, terminal)


def _diff(template: ReviewedTemplate, terminal: Terminal) -> Iterator[str]:
    path = shown_path(template.review.path)
    lines = difflib.unified_diff(
        _lines(template.source),
        _lines(template.review.rewritten),
        fromfile=path,
        tofile=path,
        fromfiledate="as it is written",
        tofiledate="as it is used",
        lineterm="",
    )
    for line in lines:
        yield terminal.style(line, *_styles(line))


def _lines(text: str) -> list[str]:
    # Only what every tool takes for the end of a line: others would be lines that no editor shows.
    return [printable(line.removesuffix("\r")) for line in text.split("\n")]


def _styles(line: str) -> tuple[str, ...]:
    match line[:3]:
        case "---" | "+++":
            return ("bold",)
        case "@@ ":
            return ("cyan",)
    return {"+": ("green",), "-": ("red",)}.get(line[:1], ())
