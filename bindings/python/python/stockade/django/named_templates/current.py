"""What the settings say about a template, for whatever reads, compiles or prints it."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.template import Engine, Origin
from django.template.loaders import filesystem
from django.template.loaders.base import Loader

from stockade.django.named_templates.settings import TemplateSettings, read_template_settings
from stockade.faults import logger
from stockade.named_templates.packages import NamedPackage
from stockade.named_templates.rewriting import NamedTemplates

__all__ = [
    "RELATED_SETTINGS",
    "file_loaders",
    "is_dangerous",
    "named_templates",
    "package_of_origin",
    "template_settings",
]

#: On these it depends what a template becomes.
RELATED_SETTINGS = frozenset(
    {
        "BASE_DIR",
        "FORM_RENDERER",
        "INSTALLED_APPS",
        "MEDIA_URL",
        "STATIC_URL",
        "STOCKADE",
        "TEMPLATES",
    }
)


def named_templates() -> NamedTemplates | None:
    """What the current settings name, None if nothing."""
    return template_settings().named


@functools.cache
def template_settings() -> TemplateSettings:
    """What the current settings say about other people's templates.

    Wrong settings say nothing: no server starts with them, and a command that renders a template is
    not to fail for them. The policies are not looked at, because a template can be asked for before
    they can be evaluated: by a module that the URLs come from.
    """
    errors: list[str] = []
    found = read_template_settings(
        getattr(settings, "STOCKADE", {}), lambda _, message, __: errors.append(message)
    )
    if errors:
        logger.error("No template gets nonces: %s", " ".join(errors))
        return TemplateSettings(None, None, ())
    return found


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting in RELATED_SETTINGS:
        template_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid=__name__)


def package_of_origin(named: NamedTemplates, origin: Origin) -> NamedPackage | None:
    """The named package that a template belongs to, None if it is somebody else's.

    It is the package in whose directory the file lies, if a file loader has read it. What a loader
    under `danger_TEMPLATE_LOADERS` has read belongs to the package whose template it replaces.
    """
    if isinstance(origin.loader, filesystem.Loader):
        return named.package_of(origin.name)
    if origin.loader is None or not is_dangerous(origin.loader):
        return None
    return _package_replaced(named, origin, origin.loader.engine)


def is_dangerous(loader: Loader) -> bool:
    """Whether the settings say to treat the loader's templates as files, although they are none."""
    return type(loader) in template_settings().danger_loaders


def file_loaders(engine: Engine) -> Iterator[filesystem.Loader]:
    """The engine's loaders that read files, also those in a cached loader."""
    return _file_loaders_among(engine.template_loaders)


def _file_loaders_among(loaders: Iterable[Loader]) -> Iterator[filesystem.Loader]:
    for loader in loaders:
        if isinstance(loader, filesystem.Loader):
            yield loader
        yield from _file_loaders_among(getattr(loader, "loaders", ()))


def _package_replaced(named: NamedTemplates, origin: Origin, engine: Engine) -> NamedPackage | None:
    """The package with the first file that has the template's name, if it is a named one."""
    for loader in file_loaders(engine):
        for replaced in loader.get_template_sources(str(origin.template_name)):
            if os.path.isfile(replaced.name):
                return named.package_of(replaced.name)
    return None
