"""Which libraries are watched, each as soon as the tests have imported it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType

from stockade.pytest_plugin.clients import django as django_client
from stockade.pytest_plugin.clients import httpx, starlette, webtest, werkzeug
from stockade.pytest_plugin.frameworks import django, flask
from stockade.pytest_plugin.imports import Action, ImportWatcher
from stockade.pytest_plugin.observer import Observer
from stockade.pytest_plugin.patching import Patches

__all__ = ["watch"]

Watch = Callable[[ModuleType, Observer, Patches], None]

_CLIENTS: dict[str, Watch] = {
    "django.test.client": django_client.watch,
    "httpx": httpx.watch,
    "httpx2": httpx.watch,
    "starlette.testclient": starlette.watch,
    "webtest.app": webtest.watch,
    "werkzeug.test": werkzeug.watch,
}


def watch(observer: Observer, views: set[str]) -> Callable[[], None]:
    """Tell `observer` of every response from now on, and collect in `views` what a Flask app has.

    Returns what ends it, and leaves no trace.
    """
    patches = Patches()

    def action(watch_client: Watch) -> Action:
        return lambda module: watch_client(module, observer, patches)

    actions = {name: action(watch_client) for name, watch_client in _CLIENTS.items()}
    actions |= {
        "django.core.handlers.base": partial(django.watch_views, patches=patches),
        "django.test.signals": partial(django.watch_templates, patches=patches),
        "flask.signals": partial(flask.watch, views=views, patches=patches),
    }
    imports = ImportWatcher(actions)
    imports.start()
    patches.callback(imports.stop)
    return patches.close
