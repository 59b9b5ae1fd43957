"""Flask-Admin's templates, and those that Django has for Jinja."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path

from jinja2 import ChainableUndefined, DictLoader, Environment
from stockade._core import TemplateSet
from stockade.named_templates import jinja

from django_settings import is_installed
from everything import EVERYTHING, Everything
from trees import Tree, files_in, template_folders


class EverythingUndefined(ChainableUndefined):
    """What is not there is `Everything`."""

    def __new__(cls, *args: object, **kwargs: object) -> Everything:  # type: ignore[misc]
        return EVERYTHING


class _ViewWithoutMenu(Everything):
    """A view of a Flask-Admin site: menus may have menus, and so on."""

    def menu(self) -> list[object]:
        return []

    menu_links = menu


_FLASK_ADMIN_NEEDS = {
    "admin_base_template": "admin/base.html",
    "admin_view": _ViewWithoutMenu("a view"),
}


class JinjaTree(Tree):
    """The templates of one package, in an environment as that package is used with."""

    dialect = "jinja"

    def __init__(
        self,
        name: str,
        folders: Sequence[Path],
        environment: Environment,
        needed: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(name, folders)
        self._environment = environment
        self._needed = needed or {}
        jinja.install(environment, lambda: None)

    def read_templates(self) -> TemplateSet:
        files = [
            (name, path, Path(path).read_text(encoding="utf-8"))
            for name, path in files_in(self.folders)
        ]
        delimiters = {name: getattr(self._environment, name) for name in jinja.DELIMITERS}
        return TemplateSet(files, dialect="jinja", delimiters=delimiters)

    def compile(self, source: str, name: str) -> object:
        return self._environment.compile(source, name)

    def rendered(self, name: str, *, rewritten: bool, everything: bool) -> str:
        environment = self._environments[rewritten, everything]
        return environment.get_template(name).render(self._needed)

    @cached_property
    def _environments(self) -> Mapping[tuple[bool, bool], Environment]:
        """By whether it has the rewritten templates, and by whether it has everything."""
        texts = {
            False: {review.name: self.sources[review.path] for review in self.reviews()},
            True: {review.name: review.rewritten for review in self.reviews()},
        }
        return {
            (rewritten, everything): self._environment.overlay(
                loader=DictLoader(texts[rewritten]),
                undefined=EverythingUndefined if everything else ChainableUndefined,
            )
            for rewritten in (False, True)
            for everything in (False, True)
        }


def jinja_trees() -> Iterator[JinjaTree]:
    """A tree for each package, and for each look that Flask-Admin has."""
    yield JinjaTree("django", template_folders("django", "jinja2"), _django_environment())
    if is_installed("flask_admin"):
        for templates in template_folders("flask_admin"):
            for look in sorted(templates.iterdir()):
                name = f"flask-admin-{look.name}"
                yield JinjaTree(name, [look], _flask_environment(), _FLASK_ADMIN_NEEDS)


def _django_environment() -> Environment:
    from django.forms.renderers import Jinja2
    from django.template.backends import jinja2 as backend

    engine = Jinja2().engine
    assert isinstance(engine, backend.Jinja2)
    return engine.env


def _flask_environment() -> Environment:
    from flask import Flask

    application = Flask(__name__)
    import_module("flask_admin").Admin(application)
    application.test_request_context().push()
    return application.jinja_env
