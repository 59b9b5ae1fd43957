"""Each point of the admin's templates with each payload for its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from hostile.payloads import FEW_DANGLING, FEW_PAYLOADS, filled_in
from hostile.places import place_after


class AdminCase(NamedTuple):
    """A page of the admin with a payload at one point."""

    number: int
    #: Where the payload is: the template, the line, and what stands there.
    point: str
    place: str
    page: int
    payload: str
    #: Whether the payload is printed as it is. Otherwise the engine escapes it.
    is_markup: bool

    @property
    def path(self) -> str:
        """Where the site shows it."""
        return f"/case/{self._page_and_text}"

    @property
    def path_without_policy(self) -> str:
        """Where it shows it with nothing to stop the payload."""
        return f"/without-policy/{self._page_and_text}"

    @property
    def _page_and_text(self) -> str:
        query = {
            "point": self.point,
            "text": filled_in(self.payload, self.number),
            "markup": "yes" if self.is_markup else "no",
        }
        return f"{self.number}/{self.page}?{urlencode(query)}"


def admin_cases(points: Mapping[str, Any]) -> Sequence[AdminCase]:
    """Every case there is, of what the site has at `/points`."""
    cases: list[AdminCase] = []
    for point, found in points.items():
        place = place_after(found["before"])
        for payload, is_markup in _payloads(place, is_rewritten=found["rewritten"]):
            number = len(cases)
            cases.append(AdminCase(number, point, place, found["page"], payload, is_markup))
    return cases


def _payloads(place: str, *, is_rewritten: bool) -> Iterator[tuple[str, bool]]:
    """What is tried in a place, and whether it is printed as it is.

    In a template that is as it was, there is no nonce to reach but that of an element around it, or
    of the next one.
    """
    if not is_rewritten and place not in ("script", "style"):
        yield from ((payload, True) for payload in FEW_DANGLING if place == "markup")
        return
    yield from ((payload, True) for payload in FEW_PAYLOADS[place])
    if place != "markup":  # there nothing is left of them when they are escaped
        yield from ((payload, False) for payload in FEW_PAYLOADS[place])
