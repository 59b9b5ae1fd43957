"""Pages in which marks say what each point has printed, so that something else can be put there.

A page is made once, and then attacked at all its points.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# No page has these characters.
_OPEN, _NAME_END, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}([^{_NAME_END}]*){_NAME_END}|({_CLOSE})")
_ESCAPED, _PLAIN = "e", "p"


def marked(point: str, output: str, *, escaped: bool) -> str:
    """`output` with the name of the point that has printed it, and whether its engine escapes."""
    return f"{_OPEN}{_ESCAPED if escaped else _PLAIN}{point}{_NAME_END}{output}{_CLOSE}"


class _Piece(NamedTuple):
    """A stretch of the page, and the points that it is printed by, from the outside in."""

    text: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class MarkedPage:
    """A page with marks, and the policy that it came with."""

    text: str
    policy: str | None

    @property
    def points(self) -> Iterator[tuple[str, str]]:
        """The name of each point, and the page before it."""
        before = ""
        known: set[str] = set()
        for piece in self._pieces:
            for point in piece.points:
                if point not in known:
                    known.add(point)
                    yield point[1:], before
            before += piece.text

    def attacked(self, point: str, text: str, *, is_markup: bool) -> str:
        """The page with `text` wherever `point` prints something, escaped unless `is_markup`."""
        names = {_ESCAPED + point, _PLAIN + point}
        page: list[str] = []
        is_replaced = False
        for piece in self._pieces:
            found = next((name for name in piece.points if name in names), None)
            if found is None:
                page.append(piece.text)
            elif not is_replaced:
                is_plain = is_markup or found[0] == _PLAIN
                page.append(text if is_plain else html.escape(text))
            is_replaced = found is not None
        return "".join(page)

    @cached_property
    def _pieces(self) -> list[_Piece]:
        pieces: list[_Piece] = []
        points: list[str] = []
        end = 0
        for mark in _MARK.finditer(self.text):
            pieces.append(_Piece(self.text[end : mark.start()], tuple(points)))
            end = mark.end()
            if mark[2] is None:
                points.append(mark[1])
            else:
                points.pop()
        return [*pieces, _Piece(self.text[end:], tuple(points))]
