"""The small Django site that every test in this folder uses.

There is no `__init__.py` beside this file on purpose: as a package, this folder would be imported
as `django` and hide the real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from stockade import CSP

STRICT_POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.SELF, CSP.NONCE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "testproject" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stockade.django.context_processors.csp",
            ],
            "builtins": ["stockade.django.templatetags.csp"],
        },
    },
]

SETTINGS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["*"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "DEBUG": False,
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "INSTALLED_APPS": [
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "stockade.django",
        "testproject",
    ],
    "MEDIA_URL": "/media/",
    "MIDDLEWARE": [
        "stockade.django.middleware.ContentSecurityPolicyMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "ROOT_URLCONF": "testproject.urls",
    "SECRET_KEY": "only for tests",
    "SECURE_CSP": STRICT_POLICY,
    "STATIC_URL": "/static/",
    "TEMPLATES": TEMPLATES,
    "USE_TZ": True,
}


def pytest_configure() -> None:
    settings.configure(**SETTINGS)
    django.setup()
    setup_test_environment()


@pytest.fixture(scope="session")
def database() -> Iterator[None]:
    """The tables of the installed apps, for tests that log in or use the admin."""
    created = setup_databases(verbosity=0, interactive=False)
    yield
    teardown_databases(created, verbosity=0)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    from django.core.cache import cache

    cache.clear()
