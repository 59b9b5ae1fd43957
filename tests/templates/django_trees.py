"""Django's own templates and those of packages for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Origin, Template
from django.template.backends.django import get_installed_libraries
from django.template.loaders.filesystem import Loader
from stockade._core import TemplateSet
from stockade.django.named_templates.files import read_template_set

from django_settings import is_installed
from everything import Everything, EverythingContext
from trees import Tree, template_folders

_PACKAGES = ("django", "oscar", "unfold", "wagtail")
_TAGS = "stockade.django.named_templates.tags"


class _PlainList(Everything):
    """What the admin shows of a model."""

    formset = None
    has_filters = False
    list_display = ()


#: What templates need that cannot be just anything.
_NEEDED: Mapping[str, dict[str, object]] = {
    "admin/change_list.html": {"action_index": 0, "cl": _PlainList("a list")},
    "admin/object_history.html": {"action_list": []},
}


class RewritingEngine(Engine):
    """An engine whose loader hands out what has been made of the files."""

    rewritten: Mapping[str, str]


class RewritingLoader(Loader):
    """Finds files, and hands out the engine's text for them instead of their own."""

    engine: RewritingEngine

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return self.engine.rewritten.get(os.path.realpath(origin.name), contents)


class DjangoTree(Tree):
    """The templates of one package, before Django's own, which they extend and include."""

    dialect = "django"

    def __init__(self, name: str, folders: Sequence[Path]) -> None:
        super().__init__(name, folders)
        own = [folder for folder in template_folders("django") if folder not in folders]
        self._options: dict[str, Any] = {
            "dirs": [*folders, *own],
            "libraries": get_installed_libraries(),
            "builtins": [_TAGS],
        }

    def read_templates(self) -> TemplateSet:
        return read_template_set([self._engine])

    def compile(self, source: str, name: str) -> Template:
        return Template(source, Origin(name, name), name, self._engine)

    def rendered(self, name: str, *, rewritten: bool, everything: bool) -> str:
        engine = self._rewriting_engine if rewritten else self._engine
        context = EverythingContext(_NEEDED.get(name)) if everything else Context()
        return str(engine.get_template(name).render(context))

    @cached_property
    def _engine(self) -> Engine:
        return Engine(**self._options)

    @cached_property
    def _rewriting_engine(self) -> Engine:
        loader = f"{RewritingLoader.__module__}.{RewritingLoader.__qualname__}"
        engine = RewritingEngine(**self._options, loaders=[loader])
        engine.rewritten = {review.path: review.rewritten for review in self.reviews()}
        return engine


def django_trees() -> Iterator[DjangoTree]:
    """A tree for each package that is installed."""
    for package in _PACKAGES:
        if is_installed(package):
            yield DjangoTree(package, template_folders(package))
