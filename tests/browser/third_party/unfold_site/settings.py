"""Django's admin, as Unfold shows it."""

from __future__ import annotations

from third_party.common_settings import *  # noqa: F403
from third_party.common_settings import DJANGO_APPS, IS_NAMED

ROOT_URLCONF = "third_party.unfold_site.urls"
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "third_party.unfold_site.apps.ShelfConfig",
    *DJANGO_APPS,
]
STOCKADE = {
    "TEMPLATES": {"unfold": "own-static", "django.contrib.admin": "own-static"} if IS_NAMED else {}
}
