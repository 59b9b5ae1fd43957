"""What the sites' settings have in common. What a run varies, it says in the environment:

- `THIRD_PARTY_POLICY`: "enforced" or "report-only".
- `THIRD_PARTY_NAMED`: "no" leaves the templates as they are, to see what naming them changes.
- `THIRD_PARTY_REPORTS`: where browsers send their reports.
- `THIRD_PARTY_FOLDER`: for the database and for uploads.
"""

from __future__ import annotations

import os
from pathlib import Path

from stockade import CSP

FOLDER = Path(os.environ.get("THIRD_PARTY_FOLDER", "."))

SECRET_KEY = "only for tests"  # noqa: S105 (it is one)
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1"]
MIDDLEWARE = [
    "stockade.django.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DJANGO_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "stockade.django",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stockade.django.context_processors.csp",
            ],
        },
    }
]

POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE, CSP.REPORT_SAMPLE],
    "style-src": [CSP.NONCE, CSP.REPORT_SAMPLE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "report-uri": [os.environ.get("THIRD_PARTY_REPORTS", "/no-reports/")],
}
IS_ENFORCED = os.environ.get("THIRD_PARTY_POLICY", "enforced") == "enforced"
IS_NAMED = os.environ.get("THIRD_PARTY_NAMED", "yes") == "yes"
SECURE_CSP = POLICY if IS_ENFORCED else {}
SECURE_CSP_REPORT_ONLY = {} if IS_ENFORCED else POLICY

DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "database.sqlite3"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = FOLDER / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
USE_TZ = True
