"""What test clients tell of the responses that they return."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from stockade.pages import Head
from stockade.pytest_plugin.origin import Origin
from stockade.pytest_plugin.recording import Recording

__all__ = ["Observer"]


class Observer(Protocol):
    """Is told of each response, and makes nothing of those that are no pages."""

    def saw(self, head: Head, body: bytes, origin: Origin) -> None:
        """A response, whole."""

    def will_see(self, head: Head, origin: Origin) -> Recording | None:
        """A response whose body comes later, if the test reads it. None: it is of no interest."""

    def guarded(self) -> AbstractContextManager[None]:
        """Whatever goes wrong in here is told at the end, and breaks no test."""
