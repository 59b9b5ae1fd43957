"""Starlette's `TestClient`, which FastAPI's is."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from stockade.pytest_plugin.clients.httpx import record_stream
from stockade.pytest_plugin.observer import Observer
from stockade.pytest_plugin.origin import Origin, request_made
from stockade.pytest_plugin.patching import Method, Patches
from stockade.testing.responses import httpx_head, without_coding

__all__ = ["watch"]


def watch(module: ModuleType, observer: Observer, patches: Patches) -> None:
    """Look at what `send` returns, through which every method of a client goes. The responses that
    it has passed on the way there are redirects, and no pages.

    `module` is `starlette.testclient`.
    """

    def client(original: Method) -> Method:
        def send(*args: Any, **kwargs: Any) -> Any:
            with request_made() as origin:
                response = original(*args, **kwargs)
            with observer.guarded():
                _look_at(module, response, origin, observer)
            return response

        return send

    patches.wrap(module.TestClient, "send", client)


def _look_at(module: ModuleType, response: Any, origin: Origin, observer: Observer) -> None:
    # Templates say so themselves, by Starlette's extension for tests.
    origin.add_template(getattr(getattr(response, "template", None), "name", None))
    head = httpx_head(response.request, response)
    if response.is_closed:
        observer.saw(without_coding(head), response.content, origin)
    elif recording := observer.will_see(head, origin):
        record_stream(module.httpx, response, recording)
