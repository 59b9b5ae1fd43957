"""Putting a function in the place of a method, and the method back in its place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any

__all__ = ["Patches"]

Method = Callable[..., Any]


class Patches(ExitStack):
    """What was put in the place of something else. Closing it undoes everything."""

    def wrap(self, owner: type, name: str, wrap: Callable[[Method], Method]) -> None:
        """Replace a method by what `wrap` makes of it. It may be one that `owner` inherits."""
        original = getattr(owner, name)
        is_own = name in vars(owner)
        setattr(owner, name, wraps(original)(wrap(original)))
        if is_own:
            self.callback(setattr, owner, name, original)
        else:
            self.callback(delattr, owner, name)
