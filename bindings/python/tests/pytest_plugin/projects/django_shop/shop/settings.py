from pathlib import Path

from stockade import CSP

ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["stockade.django"]
MIDDLEWARE = ["stockade.django.middleware.ContentSecurityPolicyMiddleware"]
ROOT_URLCONF = "shop.urls"
SECRET_KEY = "only for tests"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[1] / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "stockade.django.context_processors.csp",
            ],
            "builtins": ["stockade.django.templatetags.csp"],
        },
    },
]
