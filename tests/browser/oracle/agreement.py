"""Whether the browser and the command agree, but for the differences that are known."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oracle.known import known_differences


@dataclass(frozen=True)
class Agreement:
    """The differences of a run, by the name of the case or attempt. Those that agree have none."""

    major_version: int
    found: Mapping[str, Sequence[str]]

    @property
    def known(self) -> Mapping[str, str]:
        """The differences that somebody has explained, for this version of the browser."""
        return known_differences().get(self.major_version, {})

    @property
    def new(self) -> Sequence[str]:
        """A line for each difference that nobody has explained."""
        return [
            f"{name}: {line}"
            for name, lines in self.found.items()
            if name not in self.known
            for line in lines
        ]

    @property
    def gone(self) -> Sequence[str]:
        """The known differences that are none any more."""
        return [name for name, lines in self.found.items() if name in self.known and not lines]

    def check(self) -> None:
        """Fail where there is a new difference.

        An upgrade of the browser is looked at by a person and does not break anybody's build: of
        a version that is not in the list, they are only printed.
        """
        if not self.new:
            return
        heading = f"Chromium {self.major_version} differs in {len(self.new)} places:"
        message = "\n".join([heading, *self.new])
        if self.major_version in known_differences():
            raise AssertionError(message)
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn(message, stacklevel=2)
