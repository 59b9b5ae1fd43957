"""The templates of a Django site, for those who review and pin them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.template import engines

from stockade._core import TemplateSet
from stockade.django.named_templates.discoverable_media import discover_media
from stockade.django.named_templates.files import configured_engines, read_template_set
from stockade.django.named_templates.settings import TemplateSettings
from stockade.django.named_templates.static_files import read_static_file, static_name
from stockade.named_templates.command import Site
from stockade.named_templates.lock import Lock

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["site_to_review", "template_sets"]


def site_to_review(found: TemplateSettings) -> Site | None:
    """What the settings name, None if they name nothing."""
    if found.named is None:
        return None
    return Site(
        named=found.named,
        template_sets=list(template_sets()),
        media=discover_media,
        read_asset=read_static_file,
        lock=None if found.lock is None else Lock.read(found.lock),
        lock_setting='STOCKADE["TEMPLATES_LOCK"]',
        asset_name=static_name,
    )


def template_sets() -> Iterator[TemplateSet]:
    """All templates of the engines in TEMPLATES, and of the form renderer's."""
    yield read_template_set(configured_engines())
    environments = (getattr(backend, "env", None) for backend in engines.all())
    for environment in environments:
        if environment is not None:
            yield from _jinja2_templates(environment)


def _jinja2_templates(environment: Environment) -> Iterator[TemplateSet]:
    # Jinja2 is there only if a site uses it.
    from stockade.named_templates.jinja import NamedTemplatesLoader

    if isinstance(environment.loader, NamedTemplatesLoader):
        yield environment.loader.read_all(environment)
