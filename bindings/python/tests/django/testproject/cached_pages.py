"""Pages with nonces, each made anew whenever its view is called: for tests of caches.

Every view answers at an address of its own name, and below `/cached/` through `cache_page`.
"""

from __future__ import annotations

import gzip
import itertools
from base64 import b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.cache import cache_page as django_cache_page
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import last_modified
from django.views.decorators.vary import vary_on_headers

from stockade import CSP
from stockade.django.cache import cache_page
from stockade.django.decorators import csp_override, csp_update

numbers = itertools.count()


def body(request: HttpRequest) -> str:
    """A page of its own each time, with the nonce twice."""
    return (
        f"<p>{next(numbers)}<script nonce={request.csp_nonce}></script>"
        f"<style nonce={request.csp_nonce}></style>{'filling ' * 100}"
    )


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(request))


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{next(numbers)}")


async def in_a_coroutine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(request))


def lazily(request: HttpRequest) -> HttpResponse:
    """Prints the nonce when the response is rendered, after the view."""
    return TemplateResponse(request, "nonce.html")


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([body(request)])


def json(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"number": next(numbers), "nonce": str(request.csp_nonce)})


def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(request), status=404)


def part(request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(request), status=206, headers={"Content-Range": "bytes 0-9/10"})


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{body(request)}<input value={get_token(request)}>")


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(body(request), headers={"Vary": "Cookie"})
    response.set_cookie("who", "you")
    return response


def with_a_cookie_for_all(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(body(request))
    response.set_cookie("who", "you")
    return response


def nonce_in_header(request: HttpRequest) -> HttpResponse:
    nonce = str(request.csp_nonce)
    return HttpResponse(f"{next(numbers)} {nonce}", headers={"Link": f"</a.js>; nonce={nonce}"})


def compressed(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(gzip.compress(body(request).encode()))
    response.headers["Content-Encoding"] = "gzip"
    return response


def in_another_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(request) + b64encode(str(request.csp_nonce).encode()).decode())


def copied(request: HttpRequest) -> HttpResponse:
    nonce = str(request.csp_nonce)
    return HttpResponse(f"{next(numbers)} {nonce} {nonce}")


def with_imports(request: HttpRequest) -> HttpResponse:
    request.csp_nonce.imported_styles = ("shop/imported.css",)
    return page(request)


def with_block(request: HttpRequest) -> HttpResponse:
    request.csp_nonce.allow_inline("script", "start()")
    return HttpResponse(f"{next(numbers)}<script>start()</script>")


def with_etag(request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(request), headers={"ETag": '"of the author"'})


class ClassBased(View):
    @method_decorator(cache_page(60))
    def get(self, request: HttpRequest) -> HttpResponse:
        return page(request)


OVERRIDDEN = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}
UPDATED = {"img-src": ["https://tiles.example"]}

views = {
    view.__name__.replace("_", "-"): view
    for view in (
        page,
        plain,
        in_a_coroutine,
        lazily,
        streamed,
        json,
        missing,
        part,
        with_token,
        with_cookie,
        with_a_cookie_for_all,
        nonce_in_header,
        compressed,
        in_another_form,
        copied,
        with_imports,
        with_block,
        with_etag,
    )
}
views |= {
    "never": never_cache(page),
    "no-store": cache_control(no_store=True)(page),
    "varied-by-everything": vary_on_headers("*")(page),
    "private": cache_control(private=True)(page),
    "public": cache_control(public=True, max_age=60)(page),
    "varied": vary_on_headers("X-Flavour")(page),
    "overridden": csp_override(OVERRIDDEN)(page),
    "updated": csp_update(UPDATED)(page),
    "modified": last_modified(lambda request: None)(page),
}
urlpatterns = [path(f"{name}/", view) for name, view in views.items()]
urlpatterns += [path(f"cached/{name}/", cache_page(60)(view)) for name, view in views.items()]
urlpatterns += [
    path("class-based/", ClassBased.as_view()),
    path("decorated-outside/", csp_override(OVERRIDDEN)(cache_page(60)(page))),
    path("gzip-outside/", gzip_page(cache_page(60)(page))),
    path("gzip-inside/", cache_page(60)(gzip_page(page))),
    path("inner/", cache_page(60, key_prefix="inner")(page)),
    path("djangos-own/", django_cache_page(60)(page)),
    path("arguments/", cache_page(60, cache="other", key_prefix="shop")(page)),
]
