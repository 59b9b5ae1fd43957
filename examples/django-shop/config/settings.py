"""Settings of the demo shop. What Stockade needs is marked (1) to (4); the rest is plain Django.

Environment variables, all optional:

SHOP_DEBUG=off         production behaviour: the shop's own error pages, templates that fail quietly
SHOP_CSP=off           no policy at all, to see what it prevents (never do this anywhere else)
SHOP_DATABASE=<file>   another SQLite file than db.sqlite3
SHOP_SECRET_KEY=<key>  another secret key than the demo's
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from stockade import CSP

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("SHOP_DEBUG") != "off"
# Loopback only: the demo has a superuser with a published password.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = os.environ.get("SHOP_SECRET_KEY") or (
    # Fixed while developing, so that carts outlive the reloads of the development server.
    "django-insecure-known-to-every-reader-of-this-file" if DEBUG else get_random_secret_key()
)

INSTALLED_APPS = [
    "shop",
    "stockade.django",  # (1)
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "stockade.django.middleware.ContentSecurityPolicyMiddleware",  # (2)
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stockade.django.context_processors.csp",  # (3)
                "shop.context_processors.cart",
            ],
            "builtins": ["stockade.django.templatetags.csp"],  # (4)
        },
    },
]

# The strictest policy that this shop can run. Nothing is allowed but what is listed: scripts and
# style sheets that carry the response's own nonce, and pictures from this site. No script may write
# HTML from a string (Trusted Types), and no host is trusted for code, this one included.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],  # as default-src says already; kept for whoever changes that line
    "require-trusted-types-for": ["'script'"],
    "trusted-types": [CSP.NONE],
}

# The admin's jQuery writes HTML from strings, so /admin/ does without Trusted Types, and its search
# for related objects asks the server. Its templates get their nonces when they are loaded: (5)
ADMIN_CSP = {
    **{name: value for name, value in SECURE_CSP.items() if "trusted-types" not in name},
    "connect-src": [CSP.SELF],
}
STOCKADE = {
    "PATHS": [("/admin/", {"enforce": ADMIN_CSP})],
    "TEMPLATES": {"django.contrib.admin": "own-static"},  # (5)
}

if os.environ.get("SHOP_CSP") == "off":
    # !!! ONLY TO SHOW WHAT THE POLICY PREVENTS !!!
    # Without the middleware no policy is sent, and the script in the seeded review really runs on
    # the page /unescaped/1/. Nothing else in the shop needs to change, which is the point.
    MIDDLEWARE.remove("stockade.django.middleware.ContentSecurityPolicyMiddleware")

ROOT_URLCONF = "config.urls"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("SHOP_DATABASE") or BASE_DIR / "db.sqlite3",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
