"""A Django site of hostile templates."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Origin
from django.template.loaders.filesystem import Loader
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.static import serve

from hostile.site import (
    POLICY,
    REWRITER,
    STATIC,
    TEMPLATES,
    context,
    folders,
    naively_rewritten,
    upload,
)


class NaiveLoader(Loader):
    """Reads templates from folders, and puts a nonce tag wherever it seems to belong."""

    def get_contents(self, origin: Origin) -> str:
        return naively_rewritten(super().get_contents(origin), "{% csp_nonce_attr %}")


_MIDDLEWARE = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
_FILE_LOADER = "django.template.loaders.filesystem.Loader"
_LOADER = f"{__name__}.NaiveLoader" if REWRITER == "naive" else _FILE_LOADER

settings.configure(
    DEBUG=True,
    SECRET_KEY="only for tests",  # noqa: S106 (it is one)
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["stockade.django"],
    MIDDLEWARE=[] if REWRITER == "nobody" else [_MIDDLEWARE],
    SECURE_CSP=POLICY,
    STOCKADE={"TEMPLATES": {TEMPLATES: "own-static"} if REWRITER == "stockade" else {}},
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": folders("django"),
            "OPTIONS": {
                "context_processors": ["stockade.django.context_processors.csp"],
                "builtins": ["stockade.django.templatetags.csp"],
                "loaders": [("django.template.loaders.cached.Loader", [_LOADER])],
            },
        }
    ],
)
django.setup()


def page(request: HttpRequest, template: str) -> HttpResponse:
    """`template` with what the address has for it."""
    value, case = request.GET["value"], int(request.GET["case"])
    return render(request, template, context(value, case))


def uploaded(request: HttpRequest, case: int) -> HttpResponse:
    """A file that an attacker has uploaded."""
    return HttpResponse(upload(case), content_type="text/javascript")


urlpatterns = [
    path("media/<int:case>.js", uploaded),
    path("static/<path:path>", cache_control(max_age=600)(serve), {"document_root": STATIC}),
    path("page/<path:template>", page),
]
application = get_wsgi_application()
