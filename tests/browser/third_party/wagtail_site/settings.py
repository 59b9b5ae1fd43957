"""A site whose pages are edited with wagtail."""

from __future__ import annotations

from third_party.common_settings import *  # noqa: F403
from third_party.common_settings import DJANGO_APPS, IS_NAMED

ROOT_URLCONF = "third_party.wagtail_site.urls"
INSTALLED_APPS = [
    "third_party.wagtail_site.apps.PagesConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
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
    "django_filters",
    *DJANGO_APPS,
]
WAGTAIL_SITE_NAME = "Example"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

STOCKADE = {"TEMPLATES": {"wagtail": "own-static"} if IS_NAMED else {}}
