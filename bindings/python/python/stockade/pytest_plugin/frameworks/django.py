"""Django's views and templates."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from stockade.pytest_plugin.origin import current_origin
from stockade.pytest_plugin.patching import Method, Patches

__all__ = ["all_views", "watch_templates", "watch_views"]


def watch_views(module: ModuleType, patches: Patches) -> None:
    """Note which view answers. `module` is `django.core.handlers.base`.

    `resolve_request` is documented nowhere. Nothing else tells the view of a request that comes
    from another client than Django's own; without it pages go by their paths.
    """

    def handler(original: Method) -> Method:
        def resolve_request(*args: Any, **kwargs: Any) -> Any:
            match = original(*args, **kwargs)
            if origin := current_origin():
                origin.view = _view(match.namespaces, match.url_name, match.func)
            return match

        return resolve_request

    if hasattr(module.BaseHandler, "resolve_request"):
        patches.wrap(module.BaseHandler, "resolve_request", handler)


def watch_templates(module: ModuleType, patches: Patches) -> None:
    """Note which templates are rendered. `module` is `django.test.signals`."""

    def note(template: Any, **kwargs: Any) -> None:
        if origin := current_origin():
            origin.add_template(template.name)

    module.template_rendered.connect(note, weak=False)
    patches.callback(module.template_rendered.disconnect, note)


def all_views() -> set[str]:
    """Every view of the project; none where no project has been set up."""
    if "django.core.handlers.base" not in sys.modules:
        return set()
    from django.conf import settings
    from django.urls import get_resolver

    if not settings.configured or not hasattr(settings, "ROOT_URLCONF"):
        return set()
    return {*_views_in(get_resolver().url_patterns, [])}


def _views_in(patterns: Iterable[Any], namespaces: list[str]) -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = [pattern.namespace] if pattern.namespace else []
            yield from _views_in(pattern.url_patterns, [*namespaces, *inner])
        else:
            yield _view(namespaces, pattern.name, pattern.callback)


def _view(namespaces: Iterable[str], name: str | None, function: Any) -> str:
    """`shop:tea`, or the function's place where the address has no name."""
    return ":".join([*namespaces, name or _path_of(function)])


def _path_of(function: Any) -> str:
    while isinstance(function, functools.partial):
        function = function.func
    function = getattr(function, "view_class", function)
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"
