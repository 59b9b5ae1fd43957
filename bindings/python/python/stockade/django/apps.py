"""The Django app."""

from __future__ import annotations

from importlib.util import find_spec

from django.apps import AppConfig

__all__ = ["StockadeConfig"]


class StockadeConfig(AppConfig):
    """Registers the system checks, and does what Django leaves to be done when it starts."""

    name = "stockade.django"
    label = "stockade"
    verbose_name = "Stockade"

    def ready(self) -> None:
        # They import what may only be imported when the apps are loaded.
        from django.conf import settings

        from stockade.django import checks, csrf_page, debug_pages, development, fragment_cache
        from stockade.django.form_renderers import install_in_form_renderers
        from stockade.django.named_templates import loading

        checks.register_all()
        debug_pages.exempt_all()
        fragment_cache.install()
        install_in_form_renderers()
        csrf_page.install()
        loading.install()
        if find_spec("jinja2"):
            from stockade.django.named_templates import jinja2_loading

            jinja2_loading.install()
        if settings.DEBUG:
            development.install()
