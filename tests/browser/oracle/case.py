"""A case: a page, the policies it is served with, and what a person does on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

#: Where pages are served, unless a case says otherwise.
SITE = "https://site.test"

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Action:
    """What a person does on the page once it has loaded: only then does the attempt take place."""

    kind: Literal["click", "submit"]
    #: A CSS selector of the element to click, or of the form to submit.
    selector: str
    #: The element that says what happens then: of a button without an action of its own, the form.
    element: str


@dataclass(frozen=True)
class Case:
    """One page load.

    The name is what a case is known by for ever: it stands in the list of known differences, and
    in the address of the page.
    """

    name: str
    #: Markup. As bytes where the encoding matters.
    html: str | bytes
    headers: Headers = ()
    origin: str = SITE
    actions: Sequence[Action] = ()
    content_type: str = "text/html; charset=utf-8"

    @property
    def path(self) -> str:
        """The path of the page's address."""
        return f"/{self.name}"

    @property
    def url(self) -> str:
        """The page's address."""
        return f"{self.origin}{self.path}"

    @property
    def body(self) -> bytes:
        """The bytes of the page."""
        return self.html if isinstance(self.html, bytes) else self.html.encode()


def enforce(*policies: str) -> Headers:
    """One header line for each enforced policy."""
    return [(ENFORCE, policy) for policy in policies]


def report_only(*policies: str) -> Headers:
    """One header line for each policy that is only reported on."""
    return [(REPORT_ONLY, policy) for policy in policies]


def document(body: str = "", *, head: str = "") -> str:
    """A whole page around `body`, so that the parser has nothing to repair."""
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


class Named(Protocol):
    """What has a name that it is known by."""

    @property
    def name(self) -> str:
        """Stable, and nobody else's."""


T = TypeVar("T", bound=Named)


def unique(cases: Iterable[T]) -> Sequence[T]:
    """All cases, in order.

    Raises ValueError where two of them have one name.
    """
    by_name: dict[str, T] = {}
    for case in cases:
        if case.name in by_name:
            raise ValueError(f"two cases are named {case.name}")
        by_name[case.name] = case
    return list(by_name.values())
