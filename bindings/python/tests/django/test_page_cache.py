"""`stockade.django.cache`: pages with nonces in Django's caches."""

from __future__ import annotations

import asyncio
import gzip
import logging
from typing import NamedTuple

import pytest
from django.core.cache import cache
from django.test import AsyncClient, Client, override_settings
from testproject.caches import OPEN_CACHE, entries
from testproject.headers import enforced, nonce_of

from stockade import CSP

PAGES = "testproject.cached_pages"
OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
UPDATE = "stockade.django.cache.UpdateCacheMiddleware"
FETCH = "stockade.django.cache.FetchFromCacheMiddleware"
CACHE = "stockade.django.cache.CacheMiddleware"
DJANGO_UPDATE = "django.middleware.cache.UpdateCacheMiddleware"
DJANGO_FETCH = "django.middleware.cache.FetchFromCacheMiddleware"
GZIP = "django.middleware.gzip.GZipMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
CONDITIONAL = "django.middleware.http.ConditionalGetMiddleware"
SITE = [OWN, UPDATE, FETCH]


@pytest.fixture(autouse=True)
def site():
    with override_settings(ROOT_URLCONF=PAGES, MIDDLEWARE=[OWN], CACHES=OPEN_CACHE):
        cache.clear()
        yield


@pytest.fixture(params=["site", "view"])
def cached(request):
    """A client, and a function that says where a view is: below a site cache, or `cache_page`."""
    if request.param == "view":
        yield Client(), lambda name: f"/cached/{name}/"
        return
    with override_settings(MIDDLEWARE=SITE):
        yield Client(), lambda name: f"/{name}/"


def twice(cached, name: str, **headers: str):
    client, address = cached
    return client.get(address(name), **headers), client.get(address(name), **headers)


def without_nonce(response) -> str:
    return response.content.decode().replace(nonce_of(response) or "nothing", "…")


def is_one_page(first, second) -> bool:
    """Whether two responses are the same page, made once, each with its own nonce."""
    assert nonce_of(first) != nonce_of(second)
    for response in (first, second):
        assert response.content.decode().count(nonce_of(response)) >= 1
    return without_nonce(first) == without_nonce(second)


class TestAStoredPage:
    @pytest.mark.parametrize("name", ["page", "public", "lazily", "varied", "modified"])
    def test_gives_each_visitor_the_nonce_of_his_own_response(self, cached, name):
        assert is_one_page(*twice(cached, name))

    def test_has_its_nonces_where_the_first_response_had_them(self, cached):
        first, second = twice(cached, "page")
        assert len(first.content) == len(second.content)
        assert second.content.decode().count(nonce_of(second)) == 2
        assert nonce_of(first) not in second.content.decode()

    def test_takes_no_more_room_than_itself(self, cached):
        client, address = cached
        first = client.get(address("page"))
        stored = b"".join(entry for entry in entries.values() if b"Response" in entry)
        assert stored.count(b"<script") == first.content.count(b"<script") > 0

    def test_is_private_on_its_way_as_every_page_with_a_nonce(self, cached):
        for response in twice(cached, "public"):
            assert "private" in response.headers["Cache-Control"]
            assert "public" not in response.headers["Cache-Control"]
            assert "Expires" in response.headers

    def test_gets_the_policy_of_today(self, cached):
        client, address = cached
        first = client.get(address("page"))
        today = {"script-src": [CSP.NONCE], "base-uri": [CSP.SELF]}
        with override_settings(SECURE_CSP=today):
            second = client.get(address("page"))
        assert is_one_page(first, second)
        assert enforced(second)["base-uri"] == ["'self'"]

    @pytest.mark.parametrize(
        ("name", "directive", "sources"),
        [
            ("overridden", "default-src", None),
            ("updated", "img-src", ["'self'", "https://tiles.example"]),
        ],
    )
    def test_keeps_the_policy_of_its_view(self, cached, name, directive, sources):
        first, second = twice(cached, name)
        assert is_one_page(first, second)
        assert enforced(first).get(directive) == enforced(second).get(directive) == sources

    def test_keeps_the_hashes_of_its_inline_blocks(self, cached):
        first, second = twice(cached, "with-block")
        assert first.content == second.content
        assert enforced(first) == enforced(second)
        assert any(source.startswith("'sha256-") for source in enforced(second)["script-src"])
        assert nonce_of(second) is None

    def test_is_answered_to_head_without_its_body(self, cached):
        client, address = cached
        first = client.get(address("page"))
        head = client.head(address("page"))
        assert head.content == b""
        assert nonce_of(head) not in (None, nonce_of(first))
        assert head.headers["ETag"] == first.headers["ETag"]

    def test_is_answered_whole_to_whoever_asks_for_a_range(self, cached):
        client, address = cached
        first = client.get(address("page"))
        response = client.get(address("page"), HTTP_RANGE="bytes=0-9")
        assert response.status_code == 200
        assert is_one_page(first, response)

    def test_varies_as_it_says(self, cached):
        client, address = cached
        sweet = client.get(address("varied"), HTTP_X_FLAVOUR="sweet")
        sour = client.get(address("varied"), HTTP_X_FLAVOUR="sour")
        assert not is_one_page(sweet, sour)
        assert is_one_page(sweet, client.get(address("varied"), HTTP_X_FLAVOUR="sweet"))

    def test_without_a_nonce_is_stored_as_ever(self, cached):
        first, second = twice(cached, "plain")
        assert first.content == second.content
        assert nonce_of(second) is None
        assert "ETag" not in second.headers

    def test_may_lie_in_files(self, cached, tmp_path):
        backend = "django.core.cache.backends.filebased.FileBasedCache"
        files = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
        with override_settings(CACHES=files):
            assert is_one_page(*twice(cached, "page"))
        assert [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "name",
    [
        "streamed",
        "json",
        "missing",
        "part",
        "with-cookie",
        "with-a-cookie-for-all",
        "nonce-in-header",
        "compressed",
        "in-another-form",
        "copied",
        "with-imports",
        "never",
        "no-store",
        "varied-by-everything",
        "private",
    ],
)
class TestNotStored:
    def test_is_a_response_that_the_next_visitor_cannot_have(self, cached, name):
        first, second = map(content, twice(cached, name))
        assert first.nonce not in second.text
        assert first.text.replace(first.nonce, "") != second.text.replace(second.nonce, "")

    def test_leaves_nothing_in_the_cache(self, cached, name):
        client, address = cached
        response = client.get(address(name))
        assert not any(b"Response" in entry for entry in entries.values())
        assert not any(nonce_of(response).encode() in entry for entry in entries.values())


class Content(NamedTuple):
    nonce: str
    text: str


def content(response) -> Content:
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    if "Content-Encoding" in response.headers:
        whole = gzip.decompress(whole)
    return Content(nonce_of(response), whole.decode())


def test_development_says_why_a_page_is_not_stored(cached, caplog):
    client, address = cached
    with override_settings(DEBUG=True), caplog.at_level(logging.WARNING, "stockade"):
        response = client.get(address("compressed"))
        client.get(address("compressed"))
    said = [record.getMessage() for record in caplog.records if "is compressed" in record.message]
    assert len(said) == 1
    assert said[0].startswith(f"{address('compressed')} has a CSP nonce")
    assert nonce_of(response) not in said[0]


@pytest.mark.parametrize("name", ["never", "private", "with-a-cookie-for-all", "streamed"])
def test_development_says_nothing_of_pages_that_are_meant_for_one_visitor(cached, caplog, name):
    client, address = cached
    with override_settings(DEBUG=True):
        client.get(address(name))
    assert "is not stored" not in caplog.text


class TestCompression:
    def test_outside_of_both_compresses_pages_that_are_filled(self):
        with override_settings(MIDDLEWARE=[GZIP, *SITE]):
            first, second = twice_compressed("/page/")
        assert is_one_page(first, second)

    def test_between_stockade_and_the_cache_compresses_pages_that_are_filled(self):
        with override_settings(MIDDLEWARE=[OWN, GZIP, UPDATE, FETCH]):
            first, second = twice_compressed("/page/")
        assert is_one_page(first, second)

    def test_inside_of_the_cache_keeps_pages_out_of_it(self):
        with override_settings(MIDDLEWARE=[OWN, UPDATE, GZIP, FETCH]):
            first, second = twice_compressed("/page/")
        assert not is_one_page(first, second)

    def test_above_cache_page_compresses_pages_that_are_filled(self):
        assert is_one_page(*twice_compressed("/gzip-outside/"))

    def test_below_cache_page_keeps_pages_out_of_it(self):
        assert not is_one_page(*twice_compressed("/gzip-inside/"))


def twice_compressed(address: str):
    client = Client(headers={"Accept-Encoding": "gzip"})
    for _ in range(2):
        response = client.get(address)
        assert response.headers["Content-Encoding"] == "gzip"
        response.content = gzip.decompress(response.content)
        yield response


class TestETag:
    def test_is_weak_and_describes_the_page_without_its_nonce(self, cached):
        first, second = twice(cached, "page")
        assert first.headers["ETag"] == second.headers["ETag"]
        assert first.headers["ETag"].startswith('W/"')
        assert second.headers["ETag"] != twice(cached, "public")[0].headers["ETag"]

    def test_of_the_author_becomes_weak(self, cached):
        for response in twice(cached, "with-etag"):
            assert response.headers["ETag"] == 'W/"of the author"'

    @pytest.mark.parametrize(
        "middleware",
        [
            [CONDITIONAL, *SITE],
            [OWN, CONDITIONAL, UPDATE, FETCH],
            [OWN, UPDATE, CONDITIONAL, FETCH],
            [OWN, UPDATE, FETCH, CONDITIONAL],
        ],
    )
    def test_is_answered_with_304_and_no_policy(self, middleware):
        with override_settings(MIDDLEWARE=middleware):
            client = Client()
            first, second = client.get("/page/"), client.get("/page/")
            assert is_one_page(first, second)
            assert first.headers["ETag"] == second.headers["ETag"]
            third = client.get("/page/", HTTP_IF_NONE_MATCH=first.headers["ETag"])
        if middleware[-1] == CONDITIONAL:  # It never sees what comes out of the cache.
            assert third.status_code == 200
            return
        assert third.status_code == 304
        assert "Content-Security-Policy" not in third.headers

    def test_is_the_same_where_a_page_is_made_anew_and_only_its_nonce_is_another(self):
        for middleware in ([CONDITIONAL, *SITE], [OWN, UPDATE, CONDITIONAL, FETCH]):
            with override_settings(MIDDLEWARE=middleware):
                first = Client().get("/lazily/")
                cache.clear()
                second = Client().get("/lazily/")
            assert first.headers["ETag"] == second.headers["ETag"]

    def test_is_not_given_to_error_pages(self, cached):
        client, address = cached
        assert "ETag" not in client.get(address("missing")).headers

    def test_of_another_page_is_answered_with_the_page(self):
        with override_settings(MIDDLEWARE=[CONDITIONAL, *SITE]):
            client = Client()
            client.get("/page/")
            assert client.get("/page/", HTTP_IF_NONE_MATCH='W/"other"').status_code == 200


class TestOrder:
    @pytest.mark.parametrize(
        "middleware", [SITE, [OWN, CACHE], [OWN, "testproject.middleware.silent", UPDATE, FETCH]]
    )
    def test_with_stockade_outside_stores(self, middleware):
        with override_settings(MIDDLEWARE=middleware):
            client = Client()
            assert is_one_page(client.get("/page/"), client.get("/page/"))

    @pytest.mark.parametrize(
        "middleware", [[UPDATE, OWN, FETCH], [UPDATE, FETCH, OWN], [CACHE, OWN]]
    )
    @pytest.mark.parametrize("name", ["page", "plain", "with-block"])
    def test_with_stockade_inside_stores_nothing(self, middleware, name):
        with override_settings(MIDDLEWARE=middleware):
            client = Client()
            first, second = client.get(f"/{name}/"), client.get(f"/{name}/")
        assert without_nonce(first) != without_nonce(second)
        assert not entries

    def test_a_page_stored_in_the_right_order_is_made_anew_in_the_wrong_one(self):
        with override_settings(MIDDLEWARE=SITE):
            first = Client().get("/page/")
        with override_settings(MIDDLEWARE=[UPDATE, FETCH, OWN]):
            second = Client().get("/page/")
        assert not is_one_page(first, second)

    def test_without_stockade_a_page_with_holes_is_made_anew(self):
        with override_settings(MIDDLEWARE=SITE):
            Client().get("/plain/")
            Client().get("/page/")
        with override_settings(MIDDLEWARE=[UPDATE, FETCH]), pytest.raises(AttributeError):
            Client().get("/page/")  # The view asks for `request.csp_nonce`.

    def test_what_djangos_own_middleware_fetches_is_filled_by_stockade(self):
        with override_settings(MIDDLEWARE=SITE):
            first = Client().get("/page/")
        with override_settings(MIDDLEWARE=[OWN, DJANGO_UPDATE, DJANGO_FETCH]):
            second = Client().get("/page/")
        assert is_one_page(first, second)

    @pytest.mark.parametrize(
        "middleware", [[OWN, UPDATE, DJANGO_FETCH], [OWN, DJANGO_UPDATE, FETCH]]
    )
    def test_half_a_pair_stores_no_page_with_a_nonce(self, middleware):
        with override_settings(MIDDLEWARE=middleware):
            client = Client()
            assert not is_one_page(client.get("/page/"), client.get("/page/"))


class TestTwoCaches:
    def test_both_store_the_page(self):
        with override_settings(MIDDLEWARE=SITE):
            client = Client()
            first = client.get("/cached/page/")
            assert is_one_page(first, client.get("/cached/page/"))
        assert is_one_page(first, Client().get("/cached/page/"))

    def test_djangos_own_around_cache_page_stores_no_nonce(self):
        with override_settings(MIDDLEWARE=[OWN, DJANGO_UPDATE, DJANGO_FETCH]):
            client = Client()
            first, second = client.get("/cached/page/"), client.get("/cached/page/")
        assert is_one_page(first, second)
        assert not any(nonce_of(first).encode() in entry for entry in entries.values())

    def test_a_page_out_of_the_inner_one_is_not_stored_in_the_outer_one(self):
        with override_settings(MIDDLEWARE=SITE):
            client = Client()
            first = client.get("/inner/")
            pages = [key for key, entry in entries.items() if b"Response" in entry]
            [outer] = [key for key in pages if ".inner." not in key]
            cache.delete(outer)
            del entries[outer]
            assert is_one_page(first, client.get("/inner/"))
        assert outer not in entries

    def test_djangos_own_cache_page_stores_nothing_inside_of_ours(self):
        client = Client()
        assert not is_one_page(client.get("/djangos-own/"), client.get("/djangos-own/"))


def test_decorators_of_class_based_views_store():
    client = Client()
    assert is_one_page(client.get("/class-based/"), client.get("/class-based/"))


def test_a_policy_decorator_above_cache_page_counts_for_each_response():
    client = Client()
    first, second = client.get("/decorated-outside/"), client.get("/decorated-outside/")
    assert is_one_page(first, second)
    assert "default-src" not in {**enforced(first), **enforced(second)}


def test_a_page_with_a_csrf_token_is_made_for_each_visitor():
    with override_settings(MIDDLEWARE=[OWN, UPDATE, CSRF, FETCH]):
        first, second = Client().get("/with-token/"), Client().get("/with-token/")
    assert not is_one_page(first, second)
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


@pytest.mark.parametrize("name", ["page", "in-a-coroutine"])
def test_async_stacks_store_too(name):
    async def get_both():
        client = AsyncClient()
        return await client.get(f"/{name}/"), await client.get(f"/{name}/")

    with override_settings(MIDDLEWARE=SITE):
        assert is_one_page(*asyncio.run(get_both()))


def test_arguments_of_cache_page_are_djangos():
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    with override_settings(CACHES={"default": dummy, "other": OPEN_CACHE["default"]}):
        client = Client()
        assert is_one_page(client.get("/arguments/"), client.get("/arguments/"))
    assert entries
    assert all("shop" in key for key in entries)
