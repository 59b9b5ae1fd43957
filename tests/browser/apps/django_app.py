"""A Django project in one file, behind Stockade's middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import condition

from pages import HASH_BLOCKS, PAGE, POLICY, RAW_SCRIPT

_MIDDLEWARE = "stockade.django.middleware.ContentSecurityPolicyMiddleware"

settings.configure(
    DEBUG=True,
    SECRET_KEY="only for tests",  # noqa: S106 (it is one)
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["stockade.django"],
    MIDDLEWARE=[f"{__name__}.tell_status", f"{__name__}.policy_on_not_modified", _MIDDLEWARE],
    SECURE_CSP=POLICY,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["stockade.django.context_processors.csp"],
                "builtins": ["stockade.django.templatetags.csp"],
            },
        }
    ],
)
django.setup()

GetResponse = Callable[[HttpRequest], HttpResponse]


def tell_status(get_response: GetResponse) -> GetResponse:
    """The status again, in a header: a browser hides a 304 from whoever looks at the page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["X-Status"] = str(response.status_code)
        return response

    return middleware


def policy_on_not_modified(get_response: GetResponse) -> GetResponse:
    """The mistake that Stockade avoids, for one path: a policy on a 304.

    It has the nonce of this answer, and the page that the browser has kept has another.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 304 and request.path == "/mistaken/":
            response["Content-Security-Policy"] = "script-src 'nonce-of-another-answer'"
        return response

    return middleware


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


def hash_blocks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(HASH_BLOCKS).render({}, request))


def raw_script(request: Any) -> HttpResponse:  # The middleware has added `csp_nonce` to it.
    request.csp_nonce.allow_inline("script", RAW_SCRIPT)
    return HttpResponse(f"<!doctype html><title>Raw</title><script>{RAW_SCRIPT}</script>")


@condition(etag_func=lambda request: '"unchanged"')
def conditional(request: HttpRequest) -> HttpResponse:
    return page(request)


urlpatterns = [
    path("page/", page),
    path("hash-blocks/", hash_blocks),
    path("raw-script/", raw_script),
    path("conditional/", conditional),
    path("mistaken/", conditional),
]
application = get_wsgi_application()
