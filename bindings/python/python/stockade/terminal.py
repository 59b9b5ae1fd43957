"""Text for a terminal: colours where they are wanted, and nothing raw from the files that it shows.

A template that somebody else wrote may hold escape sequences, which would move the cursor and hide
a line from the person who is to review it. So may a file's name.
"""

from __future__ import annotations

import os
from typing import Protocol

__all__ = ["Terminal", "printable", "shortened", "wants_colour"]

_CODES = {"bold": 1, "dim": 2, "reverse": 7, "red": 31, "green": 32, "yellow": 33, "cyan": 36}


class Terminal:
    """How to print: with colours or without, and on how many columns. 0 is as many as it takes."""

    def __init__(self, *, colour: bool = False, width: int = 0) -> None:
        self.colour = colour
        self.width = width

    def style(self, text: str, *styles: str) -> str:
        """`text` in the given colours. It must be `printable` already."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(str(_CODES[style]) for style in styles)}m{text}\x1b[0m"


class _Stream(Protocol):
    def isatty(self) -> bool: ...


def wants_colour(stream: _Stream) -> bool:
    """Whether whoever reads `stream` wants colours: a terminal that can, and no NO_COLOR."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def printable(text: str) -> str:
    """One line of text in which all that is not to be seen is written as an escape: `\\x1b`.

    These are control characters, but also what changes the direction of writing, takes no space, or
    looks like a space. Tabs become four spaces.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else _escaped(character)
        for character in text.replace("\t", "    ")
    )


def shortened(text: str, width: int) -> str:
    """`text` on `width` columns at most, if that is not 0."""
    if not width or len(text) <= width:
        return text
    return f"{text[: max(width - 1, 0)]}…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
