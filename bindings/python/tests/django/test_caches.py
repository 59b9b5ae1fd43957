"""A page that holds a nonce is stored nowhere. G3: in neither order of the middleware."""

from __future__ import annotations

import itertools

import pytest
from asgiref.sync import iscoroutinefunction
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.cache import cache_control, cache_page
from testproject.headers import enforced, nonce_of

from stockade import CSP
from stockade.django.middleware import ContentSecurityPolicyMiddleware

OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
UPDATE = "django.middleware.cache.UpdateCacheMiddleware"
FETCH = "django.middleware.cache.FetchFromCacheMiddleware"
CACHE = "django.middleware.cache.CacheMiddleware"
EARLY = f"{__name__}.early_reader"
SAVING = f"{__name__}.saving_reader"

numbers = itertools.count()


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{next(numbers)} {request.csp_nonce}")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{next(numbers)}")


def lazily(request: HttpRequest) -> HttpResponse:
    """Reads the nonce when the response is rendered, after the view."""
    return TemplateResponse(request, "nonce.html")


@cache_control(public=True, max_age=60, s_maxage=600)
def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


@cache_control(max_age=60, s_maxage=600)
def shared(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


@cache_control(no_store=True)
def not_stored(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


urlpatterns = [
    path("page/", page),
    path("plain/", plain),
    path("lazily/", lazily),
    path("public/", public),
    path("shared/", shared),
    path("not-stored/", not_stored),
    path("cached/page/", cache_page(60)(page)),
    path("cached/plain/", cache_page(60)(plain)),
    path("cached/lazily/", cache_page(60)(lazily)),
]


def early_reader(get_response):
    """Reads the nonce before the cache middleware has said anything, and again afterwards."""

    def middleware(request):
        str(request.csp_nonce)
        response = get_response(request)
        response.content += f" {request.csp_nonce}".encode()
        return response

    return middleware


def saving_reader(get_response):
    """Reads the nonce before the cache middleware has said anything, and keeps the text."""

    def middleware(request):
        saved = str(request.csp_nonce)
        response = get_response(request)
        response.content += f" {saved}".encode()
        return response

    return middleware


@pytest.fixture(autouse=True)
def urls():
    with override_settings(ROOT_URLCONF=__name__):
        yield


STACKS = {
    "no cache": [OWN],
    "outside": [OWN, UPDATE, FETCH],
    "inside": [UPDATE, OWN, FETCH],
    "innermost": [UPDATE, FETCH, OWN],
    "outside of one": [OWN, CACHE],
    "inside of one": [CACHE, OWN],
}
SITE_CACHES = [name for name in STACKS if name != "no cache"]


@pytest.fixture
def client(request):
    with override_settings(MIDDLEWARE=STACKS[request.param]):
        yield Client()


@pytest.mark.parametrize("client", STACKS, indirect=True)
@pytest.mark.parametrize("url", ["/page/", "/lazily/", "/cached/page/", "/cached/lazily/"])
def test_a_page_with_a_nonce_is_made_anew_for_each_visitor(client, url):
    first, second = client.get(url), client.get(url)

    assert nonce_of(first) != nonce_of(second)
    for response in (first, second):
        assert response.content.decode().split()[-1] == nonce_of(response)
        assert response.headers["Cache-Control"] == "private"


@pytest.mark.parametrize("client", SITE_CACHES, indirect=True)
def test_a_page_without_a_nonce_is_stored(client):
    first, second = client.get("/plain/"), client.get("/plain/")

    assert first.content == second.content
    assert enforced(first) == enforced(second)
    assert enforced(second)["script-src"] == ["'strict-dynamic'"]


@pytest.mark.parametrize("client", STACKS, indirect=True)
def test_a_page_without_a_nonce_is_stored_by_its_decorator(client):
    first, second = client.get("/cached/plain/"), client.get("/cached/plain/")

    assert first.content == second.content
    assert enforced(first) == enforced(second)


@pytest.mark.parametrize("reader", [EARLY, SAVING])
@pytest.mark.parametrize("order", [[OWN, UPDATE], [UPDATE, OWN]])
def test_a_nonce_that_middleware_reads_before_the_view_counts(reader, order):
    with override_settings(MIDDLEWARE=[*order, reader, FETCH]):
        client = Client()
        first, second = client.get("/plain/"), client.get("/plain/")

    assert first.content.split()[0] != second.content.split()[0]
    assert second.content.decode().split()[-1] == nonce_of(second)


def test_a_nonce_that_middleware_has_read_before_counts_within_cache_page():
    with override_settings(MIDDLEWARE=[OWN, EARLY]):
        client = Client()
        first, second = client.get("/cached/page/"), client.get("/cached/page/")

    assert set(second.content.decode().split()[1:]) == {nonce_of(second)}
    assert nonce_of(first) != nonce_of(second)


@override_settings(MIDDLEWARE=STACKS["outside"])
def test_no_thread_is_used_for_that_in_an_async_stack():
    async def get_response(request):
        return HttpResponse()

    assert iscoroutinefunction(ContentSecurityPolicyMiddleware(get_response).process_view)


@pytest.mark.parametrize("client", ["outside", "outside of one"], indirect=True)
def test_a_stored_page_gets_the_policy_of_today(client):
    first = client.get("/plain/")
    with override_settings(SECURE_CSP={"default-src": [CSP.NONE]}):
        second = client.get("/plain/")

    assert first.content == second.content
    assert enforced(second) == {"default-src": ["'none'"]}


class TestCacheControl:
    def test_loses_what_would_let_shared_caches_store_the_page(self):
        assert Client().get("/shared/").headers["Cache-Control"] == "max-age=60, private"

    def test_stays_as_strict_as_it_was(self):
        assert Client().get("/not-stored/").headers["Cache-Control"] == "no-store"

    @override_settings(DEBUG=True)
    def test_that_says_public_is_an_error_in_development(self):
        with pytest.raises(ImproperlyConfigured, match=r"/public/.*public.*nonce"):
            Client().get("/public/")

    def test_that_says_public_is_corrected_and_logged_in_production(self, caplog):
        response = Client().get("/public/")

        assert response.headers["Cache-Control"] == "max-age=60, private"
        assert "/public/" in caplog.text
        assert nonce_of(response) not in caplog.text

    @override_settings(SECURE_CSP={"default-src": [CSP.SELF]})
    def test_is_left_alone_where_no_nonce_was_read(self):
        assert "Cache-Control" not in Client().get("/plain/").headers
