"""The settings. What a run of the crawl varies, it says in the environment:

- `LIBRARY_POLICY`: "strict", "strict-dynamic", or "off" for no policy at all.
- `LIBRARY_NAMED`: "no" leaves the templates as they are, to see what naming them changes.
- `LIBRARY_REPORTS`: where browsers send their reports.
- `LIBRARY_DATABASE`: the database file.
- `LIBRARY_GDAL`: the shared library that `django.contrib.gis` calls, which has GEOS in it too.
"""

from __future__ import annotations

import os

from stockade import CSP

SECRET_KEY = "only for tests"  # noqa: S105 (it is one)
# The debug pages are part of what is tested, and the static files are served as they are.
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "library.urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.admindocs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.flatpages",
    "django.contrib.gis",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "stockade.django",
    "library",
]
MIDDLEWARE = [
    "library.foreseeing.foreseeing",
    "stockade.django.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
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

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE, CSP.REPORT_SAMPLE],
    "style-src": [CSP.NONCE, CSP.REPORT_SAMPLE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "report-uri": [os.environ.get("LIBRARY_REPORTS", "/no-reports/")],
}
STOCKADE = {"TEMPLATES": {"django.contrib.admin": "own-static", "library": "all"}}

match os.environ.get("LIBRARY_POLICY", "strict"):
    case "strict-dynamic":
        SECURE_CSP["script-src"].append(CSP.STRICT_DYNAMIC)
    case "off":
        SECURE_CSP = {}
if os.environ.get("LIBRARY_NAMED") == "no":
    STOCKADE = {}

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("LIBRARY_DATABASE", "library.sqlite3"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Logging in is not what is measured here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GDAL_LIBRARY_PATH = GEOS_LIBRARY_PATH = os.environ.get("LIBRARY_GDAL")
SITE_ID = 1
STATIC_URL = "/static/"
TIME_ZONE = "UTC"
USE_TZ = True
