"""The Django app of the site's pages."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "third_party.wagtail_site"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
