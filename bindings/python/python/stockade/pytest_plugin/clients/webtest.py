"""WebTest's `TestApp`, and django-webtest's."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from stockade.pytest_plugin.observer import Observer
from stockade.pytest_plugin.origin import request_made
from stockade.pytest_plugin.patching import Method, Patches
from stockade.testing.responses import webtest_head

__all__ = ["watch"]


def watch(module: ModuleType, observer: Observer, patches: Patches) -> None:
    """Look at what `do_request` returns, through which every method of a client goes. It has read
    and decompressed the body.

    `module` is `webtest.app`.
    """

    def client(original: Method) -> Method:
        def do_request(*args: Any, **kwargs: Any) -> Any:
            with request_made() as origin:
                response = original(*args, **kwargs)
            with observer.guarded():
                observer.saw(webtest_head(response), response.body, origin)
            return response

        return do_request

    patches.wrap(module.TestApp, "do_request", client)
