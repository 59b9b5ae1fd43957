"""The Django app of the site's models."""

from __future__ import annotations

from django.apps import AppConfig


class ShelfConfig(AppConfig):
    name = "third_party.unfold_site"
    label = "shelf"
    default_auto_field = "django.db.models.BigAutoField"
