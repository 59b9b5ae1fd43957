"""Named templates in Jinja, whatever framework the environment belongs to.

    install(app.jinja_env, lambda: named_templates)

puts a loader around the environment's own. What that one finds stays found; only the source of a
file that lies in a named package changes on its way to the compiler.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from typing import Any

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from stockade import jinja
from stockade._core import TemplateSet
from stockade.faults import logger
from stockade.named_templates.rewriting import (
    LARGEST_TEMPLATE,
    KnownTemplates,
    NamedTemplates,
    is_unicode,
)
from stockade.nonce import current_nonce

__all__ = ["DELIMITERS", "NamedTemplatesLoader", "add_functions", "install", "nonce_for"]

#: What the settings say now, or None where they name nothing.
FindNamedTemplates = Callable[[], NamedTemplates | None]
PrintMedia = Callable[..., object]

Source = tuple[str, str | None, Callable[[], bool] | None]

#: The options of an environment that say where template syntax begins and ends.
DELIMITERS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
)


def install(
    environment: Environment, find: FindNamedTemplates, *, media: PrintMedia | None = None
) -> None:
    """Let `environment` add nonces to the templates that `find` says. A second time does nothing.

    `media` is that of `add_functions`.
    """
    add_functions(environment, media=media)
    if environment.loader is None or isinstance(environment.loader, NamedTemplatesLoader):
        return
    environment.loader = NamedTemplatesLoader(environment.loader, find)
    if environment.cache is not None:
        environment.cache.clear()


def add_functions(environment: Environment, *, media: PrintMedia | None = None) -> None:
    """Give `environment` the functions that rewritten templates call.

    `media` prints what a named template has as `{{ form.media }}`; it is called with the context,
    the value, the package's mode and its name. Without it the value is printed as it is.
    """
    environment.globals["stockade_nonce"] = stockade_nonce
    environment.globals["stockade_media"] = pass_context(media or _as_it_is)


@pass_context
def stockade_nonce(context: Context) -> str:
    """` nonce="…"`, or nothing where there is no nonce. What rewritten templates call."""
    nonce = nonce_for(context)
    return "" if nonce is None else Markup(' nonce="{}"').format(nonce)


def nonce_for(context: Context) -> object | None:
    """The nonce that a template prints, in environments without the global `csp_nonce`, too."""
    return jinja.nonce_for(context) if "csp_nonce" in context else current_nonce.get()


def _as_it_is(context: Context, value: object, *arguments: object) -> object:
    return value


class NamedTemplatesLoader(BaseLoader):
    """Finds templates through another loader, and adds nonces to those of named packages.

    A loader can say of any text that it comes from any file. So the file is read, and the text is
    changed only if it is the file's.
    """

    def __init__(self, loader: BaseLoader, find: FindNamedTemplates) -> None:
        self.loader = loader
        self._find = find
        # By the delimiters of the environment: an overlay shares its loader and may have others.
        self._known: dict[tuple[str | None, ...], KnownTemplates] = {}

    @property
    def has_source_access(self) -> bool:  # type: ignore[override]
        return self.loader.has_source_access

    def list_templates(self) -> list[str]:
        return self.loader.list_templates()

    def get_source(self, environment: Environment, template: str) -> Source:
        try:
            source, filename, is_current = self.loader.get_source(environment, template)
        except RuntimeError as error:
            raise _NoSource(*error.args) from error
        if filename is not None:
            source = self._rewritten(environment, source, filename)
        return source, filename, is_current

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        try:
            return super().load(environment, name, globals)
        except _NoSource:  # compiled beforehand: there is nothing to add to
            return self.loader.load(environment, name, globals)

    def forget(self) -> None:
        """Read all templates again when the next one is asked for."""
        self._known.clear()

    def _rewritten(self, environment: Environment, source: str, filename: str) -> str:
        try:
            return self._with_nonces(environment, source, filename)
        except Exception:
            logger.exception("%s: no nonces are added to this template.", filename)
            return source

    def _with_nonces(self, environment: Environment, source: str, filename: str) -> str:
        named = self._find()
        if named is None or named.package_of(filename) is None:
            return source
        if not _is_text_of(filename, source):
            return source
        path = os.path.realpath(filename)
        templates = self._known_to(environment).holding(path, source)
        return source if templates is None else named.rewrite(templates, path, source)

    def _known_to(self, environment: Environment) -> KnownTemplates:
        delimiters = tuple(getattr(environment, name) for name in DELIMITERS)
        known = self._known.get(delimiters)
        if known is None:
            known = KnownTemplates(partial(self.read_all, environment))
            known = self._known.setdefault(delimiters, known)
        return known

    def read_all(self, environment: Environment) -> TemplateSet:
        """Every template that the loader can list and read, as `environment` reads it."""
        delimiters = {name: getattr(environment, name) for name in DELIMITERS}
        return TemplateSet(self._sources(environment), dialect="jinja", delimiters=delimiters)

    def _sources(self, environment: Environment) -> Iterator[tuple[str, str, str]]:
        """Name, path and source of every template that the loader can list and read."""
        try:
            names = self.loader.list_templates()
        except TypeError:
            logger.warning(
                "%s cannot list its templates, so it is not known where their blocks and includes "
                "end up: no nonces are added to them.",
                type(self.loader).__qualname__,
            )
            return
        for name in names:
            try:
                source, filename, _ = self.loader.get_source(environment, name)
            except (TemplateNotFound, OSError, RuntimeError, UnicodeError):
                continue
            # A colon first, where no real path has one: a name may look like the path of a file.
            path = os.path.realpath(filename) if filename else f":{name}"
            if len(source) > LARGEST_TEMPLATE:
                logger.warning("%s is too large a template to be looked at.", path)
            elif is_unicode(name, path, source):
                yield name, path, source


class _NoSource(RuntimeError):
    """A loader has only compiled templates."""


def _is_text_of(filename: str, source: str) -> bool:
    try:
        with open(filename, "rb") as file:
            content = file.read(4 * len(source) + 1024).decode()
    except (OSError, UnicodeError):
        return False
    return _with_plain_newlines(content) == _with_plain_newlines(source)


def _with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
