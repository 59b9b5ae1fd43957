"""Werkzeug's test client, and with it Flask's."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from stockade.pages import is_page
from stockade.pytest_plugin.observer import Observer
from stockade.pytest_plugin.origin import Origin, request_made
from stockade.pytest_plugin.patching import Method, Patches
from stockade.testing.responses import werkzeug_head

__all__ = ["watch"]


def watch(module: ModuleType, observer: Observer, patches: Patches) -> None:
    """Look at what `open` returns, through which every method of a client goes.

    `module` is `werkzeug.test`.
    """

    def client(original: Method) -> Method:
        def open(*args: Any, **kwargs: Any) -> Any:
            with request_made() as origin:
                response = original(*args, **kwargs)
            # For each redirect it calls itself, so that this response has been seen.
            if not response.history:
                with observer.guarded():
                    _look_at(response, origin, observer)
            return response

        return open

    patches.wrap(module.Client, "open", client)


def _look_at(response: Any, origin: Origin, observer: Observer) -> None:
    head = werkzeug_head(response)
    if response.is_sequence:
        observer.saw(head, b"".join(response.response), origin)
        return
    parts, close = response.response, getattr(response.response, "close", None)
    if origin.has_whole_body and is_page(head):
        # The client calls this a stream, too. Most tests never read it, and it may be read now.
        body = [*parts]
        response.response = _Body(body, close)
        observer.saw(head, b"".join(body), origin)
    elif recording := observer.will_see(head, origin):
        response.response = _Body(recording.of(parts), close)


class _Body:
    """A body that can be read once, and is closed as the one whose place it takes."""

    def __init__(self, parts: Any, close: Any) -> None:
        self._parts = iter(parts)
        self._close = close

    def __iter__(self) -> _Body:
        return self

    def __next__(self) -> bytes:
        part: bytes = next(self._parts)
        return part

    def close(self) -> None:
        if self._close is not None:
            self._close()
