"""Each hostile template with each payload for the place that it prints data in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from hostile.payloads import PAYLOADS, filled_in
from hostile.site import folders


class Case(NamedTuple):
    """A page with a payload in it."""

    number: int
    #: The template's name, whose first part says what kind of place it has.
    template: str
    payload: str

    @property
    def path(self) -> str:
        """Where the site shows it."""
        query = {"value": filled_in(self.payload, self.number), "case": str(self.number)}
        return f"/page/{self.template}?{urlencode(query)}"


def templates(dialect: str) -> Sequence[str]:
    """The names of the pages that there are for "django" or for "jinja"."""
    names = (
        path.relative_to(folder).as_posix()
        for folder in folders(dialect)
        for path in folder.glob("*/*.html")
    )
    return sorted(name for name in names if _place(name) in PAYLOADS)


def cases(dialect: str) -> Sequence[Case]:
    """Every page of a dialect, with every payload for it."""
    pairs = [
        (template, payload)
        for template in templates(dialect)
        for payload in PAYLOADS[_place(template)]
    ]
    return [Case(number, *pair) for number, pair in enumerate(pairs)]


def _place(template: str) -> str:
    return template.partition("/")[0]
