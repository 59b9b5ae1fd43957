"""The hook: what Django's file loaders read of a named package gets its nonces before it is
compiled.

The one method is wrapped that every file loader reads with. So it covers all engines, also those of
form renderers, and what they compile stays in their own caches.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any
from weakref import WeakSet

from django.core.signals import setting_changed
from django.template import Engine, Origin
from django.template.library import import_library
from django.template.loaders import filesystem
from django.template.loaders.base import Loader
from django.utils.autoreload import file_changed

from stockade._core import TemplateSet
from stockade.django.named_templates.current import (
    RELATED_SETTINGS,
    is_dangerous,
    named_templates,
    package_of_origin,
    template_settings,
)
from stockade.django.named_templates.files import (
    TemplateFile,
    configured_engines,
    read_template_set,
)
from stockade.django.named_templates.settings import names_packages
from stockade.django.named_templates.stylesheet_imports import with_imports
from stockade.faults import logger
from stockade.named_templates.rewriting import KnownTemplates

__all__ = ["install"]

_LIBRARY = "stockade.django.named_templates.tags"

#: How many templates are kept that are no files.
_LIMIT = 256

GetContents = Callable[[Any, Origin], str]


def install() -> None:
    """Let Django's loaders add nonces to the templates of named packages. Does nothing the second
    time."""
    _wrap(filesystem.Loader)
    _wrap_dangerous_loaders()


def _wrap_dangerous_loaders() -> None:
    if names_packages():
        for loader_class in template_settings().danger_loaders:
            _wrap(loader_class)


def _wrap(loader_class: Any) -> None:
    if not hasattr(loader_class.get_contents, "_stockade"):
        loader_class.get_contents = _adding_nonces(loader_class.get_contents)


def _adding_nonces(get_contents: GetContents) -> GetContents:
    @wraps(get_contents)
    def get_contents_with_nonces(loader: Loader, origin: Origin) -> str:
        source = get_contents(loader, origin)
        _remember(loader.engine)
        try:
            rewritten = _with_nonces(origin, source)
        except Exception:
            logger.exception("%s: no nonces are added to this template.", origin.name)
            return source
        if rewritten != source:
            _provide_tags(loader.engine)
        return rewritten

    wrapper: Any = get_contents_with_nonces
    wrapper._stockade = True
    return get_contents_with_nonces


def _remember(engine: Engine) -> None:
    if engine not in _engines:
        with _lock:
            _engines.add(engine)


def _with_nonces(origin: Origin, source: str) -> str:
    named = named_templates()
    if named is None:
        return source
    package = package_of_origin(named, origin)
    if package is None:
        return source
    path = _path_among_known(origin, source)
    templates = _known.holding(path, source)
    if templates is None:
        return source
    return named.rewrite_as(package, templates, path, source, finish=with_imports)


def _path_among_known(origin: Origin, source: str) -> str:
    if origin.loader is not None and not is_dangerous(origin.loader):
        return os.path.realpath(origin.name)
    # No file: so this template is not known before it is first asked for. Its path begins as no
    # file's does.
    loader = type(origin.loader)
    path = f":{loader.__module__}.{loader.__qualname__}:{origin.name}"
    with _lock:
        if len(_no_files) >= _LIMIT and path not in _no_files:
            _no_files.pop(next(iter(_no_files)))
        _no_files[path] = TemplateFile(str(origin.template_name), path, source)
    return path


def _provide_tags(engine: Engine) -> None:
    """Let the engine compile what is written into templates. `{% load %}` could not do that:
    nothing may stand before `{% extends %}`."""
    library = import_library(_LIBRARY)
    if library not in engine.template_builtins:
        engine.template_builtins.append(library)


def _read_all() -> TemplateSet:
    with _lock:
        engines, no_files = list(_engines), list(_no_files.values())
    return read_template_set([*configured_engines(), *engines], no_files)


def _forget_templates(*, setting: str, **kwargs: Any) -> None:
    """In tests: compile every template again, because the settings have changed."""
    if setting not in RELATED_SETTINGS:
        return
    _known.forget()
    if setting == "STOCKADE":
        _wrap_dangerous_loaders()
    with _lock:
        _no_files.clear()
        for engine in tuple(_engines):
            for loader in engine.template_loaders:
                loader.reset()
        # Those that are still used come back with the next template that they read.
        _engines.clear()


def _forget_known(**kwargs: Any) -> None:
    """In development: a file has changed, and Django resets the loaders itself if it has to."""
    _known.forget()


#: Every engine that has read a template: some are made by form renderers, or by the site's code.
_engines: WeakSet[Engine] = WeakSet()
_no_files: dict[str, TemplateFile] = {}
#: Held while one of these two is changed or gone through.
_lock = Lock()

_known = KnownTemplates(_read_all)

setting_changed.connect(_forget_templates, dispatch_uid=__name__)
file_changed.connect(_forget_known, dispatch_uid=__name__)
