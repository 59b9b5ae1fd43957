"""`django.test.Client` and `AsyncClient`, and what is made of them (REST framework's, for one)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from stockade.pytest_plugin.observer import Observer
from stockade.pytest_plugin.origin import Origin, request_made
from stockade.pytest_plugin.patching import Method, Patches
from stockade.testing.responses import django_head

__all__ = ["watch"]


def watch(module: ModuleType, observer: Observer, patches: Patches) -> None:
    """Look at what `request` returns, through which every method of a client goes.

    `module` is `django.test.client`.
    """

    def sync_client(original: Method) -> Method:
        def request(*args: Any, **kwargs: Any) -> Any:
            with request_made() as origin:
                response = original(*args, **kwargs)
            with observer.guarded():
                _look_at(response, origin, observer)
            return response

        return request

    def async_client(original: Method) -> Method:
        async def request(*args: Any, **kwargs: Any) -> Any:
            with request_made() as origin:
                response = await original(*args, **kwargs)
            with observer.guarded():
                _look_at(response, origin, observer)
            return response

        return request

    patches.wrap(module.Client, "request", sync_client)
    patches.wrap(module.AsyncClient, "request", async_client)


def _look_at(response: Any, origin: Origin, observer: Observer) -> None:
    head = django_head(response)
    if not response.streaming:
        observer.saw(head, response.content, origin)
        return
    if recording := observer.will_see(head, origin):
        record = recording.of_async if response.is_async else recording.of
        response.streaming_content = record(response.streaming_content)
