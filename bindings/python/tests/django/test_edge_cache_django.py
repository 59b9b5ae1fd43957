"""`STOCKADE["EDGE_CACHE_KEY"]`: a cache in front of the site that replaces nonces."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.cache import cache_control
from testproject.headers import nonce_of

from stockade.django.cache import cache_page
from stockade.django.conf import configuration, read_settings

KEY = "0123456789abcdefghijklmnop"


@cache_control(public=True, s_maxage=600)
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<script nonce={request.csp_nonce}></script>")


urlpatterns = [path("", page), path("cached/", cache_page(60)(page))]


@pytest.fixture(autouse=True)
def site():
    with override_settings(ROOT_URLCONF=__name__, STOCKADE={"EDGE_CACHE_KEY": KEY}):
        yield


@pytest.mark.parametrize("address", ["/", "/cached/"])
def test_an_edge_with_the_key_may_store_the_page_and_learns_what_to_replace(address):
    for _ in range(2):
        response = Client().get(address, HTTP_CSP_EDGE_KEY=KEY)
        assert response.headers["CSP-Nonce-Placeholder"] == nonce_of(response)
        assert "s-maxage=600" in response.headers["Cache-Control"]
        assert "private" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("sent", ["", KEY[:-1], KEY + "q", KEY.upper(), "\udcff", "ü" * 26])
def test_everybody_else_gets_a_private_page(sent):
    response = Client().get("/", HTTP_CSP_EDGE_KEY=sent)
    assert "CSP-Nonce-Placeholder" not in response.headers
    assert response.headers["Cache-Control"] == "private"


@override_settings(DEBUG=True)
def test_public_is_no_mistake_where_it_is_meant_for_the_edge():
    assert Client().get("/").headers["Cache-Control"] == "private"


def test_a_page_that_an_edge_has_asked_for_is_stored_for_all_without_a_placeholder():
    Client().get("/cached/", HTTP_CSP_EDGE_KEY=KEY)
    response = Client().get("/cached/")
    assert "CSP-Nonce-Placeholder" not in response.headers
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "key", ["", "short", "with spaces in it, and more", "ü" * 30, 7, b"x" * 30]
)
def test_a_key_that_can_be_guessed_or_sent_by_nobody_is_an_error(key):
    with override_settings(STOCKADE={"EDGE_CACHE_KEY": key}):
        _, [error] = read_settings()
        assert error.id == "stockade.E014"
        assert "EDGE_CACHE_KEY" in error.msg
        assert not key or str(key) not in error.msg
        with pytest.raises(ImproperlyConfigured):
            configuration()


def test_the_key_is_not_shown():
    assert KEY not in repr(configuration().edge_cache_key)
