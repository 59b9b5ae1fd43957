"""Which responses carry the probe."""

from __future__ import annotations

from itertools import count

__all__ = ["Turns"]


class Turns:
    """One response in so many, the first one among them.

    >>> turns = Turns(one_in=3)
    >>> [turns.comes_up() for response in range(4)]
    [True, False, False, True]
    """

    __slots__ = ("_one_in", "_responses")

    def __init__(self, one_in: int) -> None:
        self._one_in = one_in
        self._responses = count()

    def comes_up(self) -> bool:
        """Whether it is this response's turn."""
        return next(self._responses) % self._one_in == 0
