"""The template tags in the templates of forms and widgets, without a `{% load %}`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.renderers import EngineMixin, TemplatesSetting, get_default_renderer
from django.template import engines
from django.template.backends.base import BaseEngine
from django.template.backends.django import DjangoTemplates
from django.template.library import import_library
from django.utils.functional import cached_property

__all__ = ["install_in_form_renderers"]

_LIBRARY = "stockade.django.templatetags.csp"


def install_in_form_renderers() -> None:
    """Add the tags to the template engines that form renderers use.

    Renderers that make an engine of their own, as Django's default one does, get them with that
    engine. The renderer `TemplatesSetting` uses the engines of `TEMPLATES`, so these get them.
    """
    renderer_class: Any = EngineMixin
    if not isinstance(renderer_class.engine, _EngineWithTags):
        renderer_class.engine = _EngineWithTags(renderer_class.engine.func)
        renderer_class.engine.__set_name__(EngineMixin, "engine")
    if isinstance(get_default_renderer(), TemplatesSetting):
        for configured in engines.all():
            _add_tags(configured)


class _EngineWithTags(cached_property):  # type: ignore[type-arg]
    """The engine of a form renderer, made as Django makes it, then given the tags."""

    def __init__(self, make: Callable[[EngineMixin], BaseEngine]) -> None:
        def make_with_tags(renderer: EngineMixin) -> BaseEngine:
            engine = make(renderer)
            _add_tags(engine)
            return engine

        super().__init__(make_with_tags)


def _add_tags(backend: BaseEngine) -> None:
    if isinstance(backend, DjangoTemplates):
        engine = backend.engine
        if _LIBRARY not in engine.builtins:
            engine.builtins.append(_LIBRARY)
            engine.template_builtins.append(import_library(_LIBRARY))
    else:
        _add_functions(backend)


def _add_functions(backend: BaseEngine) -> None:
    try:
        from django.template.backends.jinja2 import Jinja2

        from stockade.django.jinja2 import NonceExtension
    except ImportError:  # Jinja is not installed, so this is an engine of a third kind.
        return
    if isinstance(backend, Jinja2):
        backend.env.add_extension(NonceExtension)
