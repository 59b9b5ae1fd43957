"""An attempt: what a script does on a page, and the same as a question to `stockade explain`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oracle.case import SITE, Case, Headers, document


@dataclass(frozen=True)
class Attempt:
    """One thing that a script of a page tries, under the policies of that page."""

    name: str
    headers: Headers
    #: JavaScript that makes the attempt, and no other. It may use `await`, and `loaded`.
    script: str
    #: What stands under `attempt` in the line for the command.
    question: Mapping[str, Any]
    origin: str = SITE

    @property
    def program(self) -> str:
        """The script as an expression that ends when the attempt has."""
        return _PROGRAM.replace("SCRIPT", self.script)


# What a blocked attempt throws is no news.
_PROGRAM = """
(async () => {
  const loaded = (element, properties = {}, parent = document.body) =>
    new Promise((done) => {
      for (const end of ["load", "error", "loadedmetadata", "close", "open"])
        element.addEventListener(end, done);
      Object.assign(element, properties);
      if (element instanceof Node) parent.append(element);
    });
  try {
    SCRIPT
  } catch {}
  document.body.replaceChildren();
})()
"""


@dataclass(frozen=True)
class AttemptPage:
    """An empty page, and what is attempted on it, in this order."""

    case: Case
    attempts: Sequence[Attempt]

    @property
    def name(self) -> str:
        """The name of the first attempt: there is no other page for it."""
        return self.attempts[0].name


def pages(attempts: Iterable[Attempt]) -> Sequence[AttemptPage]:
    """One page for all attempts of one origin under the same policies."""
    groups: dict[tuple[str, Headers], list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        groups[attempt.origin, tuple(attempt.headers)].append(attempt)
    return [
        AttemptPage(Case(f"attempts/{group[0].name}", document(), headers, origin), group)
        for (origin, headers), group in groups.items()
    ]
