"""A Django site with every package whose templates are looked at, as far as it is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

# GIS is left out: the app needs libraries of the system, and its templates do not.
_DJANGO = [
    *(
        f"django.contrib.{name}"
        for name in (
            "admin",
            "admindocs",
            "auth",
            "contenttypes",
            "flatpages",
            "humanize",
            "messages",
            "redirects",
            "sessions",
            "sitemaps",
            "sites",
            "staticfiles",
        )
    ),
    "django.forms",
]

_WAGTAIL = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.styleguide",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]

# Its templates for another package use that package's tags.
_WITH_UNFOLD = ["import_export"]

# Before the admin, whose templates it replaces.
_UNFOLD = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.guardian",
    "unfold.contrib.import_export",
    "unfold.contrib.inlines",
    "unfold.contrib.simple_history",
]


def is_installed(package: str) -> bool:
    """Whether this environment has `package`."""
    return find_spec(package) is not None


def configure() -> None:
    """Set Django up."""
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=_installed_apps(),
        ROOT_URLCONF="django_urls",
        SECRET_KEY="only for tests",  # noqa: S106 (it is one)
        SITE_ID=1,
        STATIC_URL="/static/",
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        USE_TZ=True,
        WAGTAILADMIN_BASE_URL="https://example.com",
        WAGTAIL_SITE_NAME="Example",
        **_oscar_settings(),
    )
    django.setup()
    # What the admin's index looks up.
    call_command("migrate", "admin", verbosity=0)


def _installed_apps() -> list[str]:
    apps = list(_DJANGO)
    if is_installed("wagtail"):
        apps += _WAGTAIL
    if is_installed("unfold"):
        apps = [*_UNFOLD, *apps, *_WITH_UNFOLD]
    if is_installed("oscar"):
        apps += [app for app in import_module("oscar").INSTALLED_APPS if app not in apps]
        apps.append("sorl.thumbnail")
    return apps


def _oscar_settings() -> dict[str, Any]:
    if not is_installed("oscar"):
        return {}
    defaults = vars(import_module("oscar.defaults"))
    own = {name: value for name, value in defaults.items() if name.startswith("OSCAR_")}
    haystack = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
    return {**own, "HAYSTACK_CONNECTIONS": haystack}
