"""Where a page comes from: which view has answered, with which templates.

The client that sends a request makes an `Origin`, and the framework that answers fills it in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

__all__ = ["Origin", "current_origin", "request_made"]

#: The most templates that are remembered of one page.
_TEMPLATES = 20


@dataclass
class Origin:
    """What a framework knows of one of its responses. "" where it has not said."""

    view: str = ""
    templates: list[str] = field(default_factory=list)
    #: Whether the framework has the whole body at hand, so that reading it early changes nothing.
    has_whole_body: bool = False

    @property
    def template(self) -> str:
        """The template that was rendered for the page; those that it uses come after it."""
        return self.templates[0] if self.templates else ""

    def add_template(self, name: object) -> None:
        if isinstance(name, str) and len(self.templates) < _TEMPLATES:
            self.templates.append(name)


_current: ContextVar[Origin | None] = ContextVar("stockade_test_origin", default=None)


@contextmanager
def request_made() -> Iterator[Origin]:
    """A client sends a request now, and gets its response before this ends."""
    origin = Origin()
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


def current_origin() -> Origin | None:
    """The origin of the response that is being made; None outside of a client's request."""
    return _current.get()
