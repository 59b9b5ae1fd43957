"""What somebody who can read a cache, or put data into what is cached, can do: nothing.

Each test is named for a claim of docs/caching.md.
"""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.utils import make_template_fragment_key
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import RequestContext, Template
from django.test import Client, override_settings
from django.urls import path
from testproject.caches import OPEN_CACHE, entries, open_files
from testproject.headers import nonce_of

from stockade.django.cache import cache_page

OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
BLANK = "(nonce-is-filled-here)"
SCRIPT = '<script nonce="{}">run()</script>'
#: As long as what middleware adds.
ATTACK = SCRIPT.format(BLANK)
PAGE = Template(
    """{% load cache %}<script nonce="{{ csp_nonce }}">start()</script>
<p>{{ comment }}</p><input value="{{ comment }}">
{% csp_cache 60 menu %}
<i>{{ comment }}</i><script nonce="{{ csp_nonce }}"></script>
{% endcsp_cache %}
{{ comment|json_script:"data" }}<div>{{ comment|safe }}</div>"""
)

#: What visitors have written, as if in a database.
comments: list[str] = []


@cache_page(60)
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(RequestContext(request, {"comment": " ".join(comments)})))


@cache_page(60)
def data(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"comment": " ".join(comments)})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        nonce = str(request.csp_nonce)
        yield nonce
        # The fragment prints the nonce twice, but once in vain. So the count is right.
        template = Template(
            "{% csp_cache 60 menu %}{% csp_nonce_attr as unused %}{{ comment }}{{ csp_nonce }}"
            "{% endcsp_cache %}"
        )
        yield template.render(RequestContext(request, {"comment": nonce}))

    return StreamingHttpResponse(parts())


@cache_page(60)
def attacked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(comments) + SCRIPT.format(request.csp_nonce))


@cache_page(60)
def in_vain(request: HttpRequest) -> HttpResponse:
    str(request.csp_nonce)
    return HttpResponse("".join(comments))


urlpatterns = [
    path("", page),
    path("attacked/", attacked),
    path("data/", data),
    path("in-vain/", in_vain),
    path("stream/", stream),
]


@pytest.fixture(autouse=True, params=["memory", "files"])
def site(request, tmp_path):
    caches = OPEN_CACHE if request.param == "memory" else open_files(tmp_path)
    with override_settings(ROOT_URLCONF=__name__, CACHES=caches):
        cache.clear()
        comments.clear()
        yield


def stored_page() -> tuple[str, Any]:
    """The page in the cache, and its key."""
    key = next(key for key, entry in entries.items() if b"Response" in entry)
    return key, pickle.loads(entries[key])  # noqa: S301


def texts(response: Any) -> str:
    return str(response.content.decode())


def make_anew(*, with_comment: str) -> None:
    """Let the page be made again, with what an attacker has written."""
    cache.clear()
    comments.append(with_comment)


@pytest.mark.parametrize("requests", [1, 2, 3])
def test_a_known_earlier_nonce_in_a_body_form_field_fragment_or_json_is_never_valid(requests):
    known = nonce_of(Client().get("/"))
    attack = f'<script nonce="{known}">evil()</script>'
    make_anew(with_comment=attack)

    for _ in range(requests):
        response = Client().get("/")
        nonce = nonce_of(response)
        assert known != nonce
        assert attack in texts(response)  # It stays the text that it is.
        assert texts(response).count(f'nonce="{nonce}"') == 2
        assert texts(response).count(nonce) == 2


@pytest.mark.parametrize("requests", [1, 2])
def test_a_known_earlier_nonce_in_cached_json_stays_what_it_is(requests):
    known = nonce_of(Client().get("/"))
    make_anew(with_comment=known)

    for _ in range(requests):
        assert json.loads(Client().get("/data/").content) == {"comment": known}


def test_a_blank_that_somebody_writes_is_never_filled():
    make_anew(with_comment=f'<script nonce="{BLANK}">evil()</script>')

    for _ in range(3):
        response = Client().get("/")
        assert texts(response).count(BLANK) == 5
        assert texts(response).count(nonce_of(response)) == 2


def test_stored_entries_hold_no_nonce_that_was_ever_sent():
    sent = {nonce_of(Client().get("/")) for _ in range(5)}

    assert len(sent) == 5
    stored = b"".join(entries.values())
    assert b"start()" in stored
    assert not any(nonce.encode() in stored for nonce in sent)


def test_what_is_read_in_a_cache_is_no_nonce_of_anybody():
    Client().get("/")
    _, response = stored_page()

    assert response.content.decode().count(BLANK) == 2
    assert "Content-Security-Policy" not in response.headers
    assert "CSP-Nonce-Placeholder" not in response.headers
    assert BLANK not in texts(Client().get("/"))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda name, value, holes, hashes: (name, value, (0, 30), hashes),
        lambda name, value, holes, hashes: (name, value, (10**9,), hashes),
        lambda name, value, holes, hashes: (name, value, ("a", None), hashes),
        lambda name, value, holes, hashes: (name, value, holes, (("script", "'unsafe-inline'"),)),
        lambda name, value, holes, hashes: (name, value),
    ],
    ids=["holes elsewhere", "holes out of range", "no numbers", "no hash", "parts missing"],
)
def test_a_tampered_page_is_made_anew(tamper, caplog):
    Client().get("/")
    key, stored = stored_page()
    [attribute] = [name for name in vars(stored) if "holes" in name]
    setattr(stored, attribute, tamper(*getattr(stored, attribute)))
    comments.append("made anew")
    cache.delete(make_template_fragment_key("menu"))
    cache.set(key, stored)

    with caplog.at_level(logging.ERROR, "stockade"):
        response = Client().get("/")

    assert "made anew" in texts(response)
    assert texts(response).count(nonce_of(response)) == 2
    assert BLANK not in texts(response)
    assert "in the cache is not used" in caplog.text


def test_text_that_was_changed_beside_its_holes_is_not_served():
    Client().get("/")
    key, stored = stored_page()
    stored.content = b"<!-- longer -->" + stored.content
    cache.set(key, stored)

    response = Client().get("/")
    assert texts(response).startswith("<script")
    assert texts(response).count(nonce_of(response)) == 2


def moving(get_response):
    """Middleware that moves what stands on a page, by as much as the attacker has foreseen."""

    def middleware(request):
        response = get_response(request)
        response.content = b"-" * len(ATTACK) + response.content
        return response

    return middleware


@pytest.mark.parametrize("requests", [1, 2])
def test_a_blank_that_middleware_moves_to_where_a_hole_was_is_never_filled(requests, caplog):
    """Where Django's own middleware fetches the page, others see it before Stockade's fills it."""
    make_anew(with_comment=ATTACK)
    Client().get("/attacked/")
    django_s = "django.middleware.cache."
    middleware = [OWN, f"{django_s}UpdateCacheMiddleware", f"{__name__}.moving"]
    with override_settings(MIDDLEWARE=[*middleware, f"{django_s}FetchFromCacheMiddleware"]):
        for _ in range(requests):
            response = Client().get("/attacked/")
            assert ATTACK in texts(response)
            assert nonce_of(response) is None
    assert "middleware has changed it" in caplog.text


def telling(get_response):
    """Middleware that prints the nonce before the page is made, and tells it to somebody."""

    def middleware(request):
        comments[:] = [str(request.csp_nonce)]
        return get_response(request)

    return middleware


def test_a_nonce_that_was_printed_before_the_page_was_asked_for_is_not_stored():
    """Not even where it stands in the page as often as it was printed."""
    with override_settings(MIDDLEWARE=[OWN, f"{__name__}.telling"]):
        response = Client().get("/in-vain/")
        assert texts(response) == nonce_of(response)
        assert not entries


def test_a_nonce_that_came_back_while_a_page_was_streamed_is_not_stored():
    """Somebody reads the beginning of a stream, and sends its nonce as a comment before the rest
    is made."""
    response = Client().get("/stream/")
    body = b"".join(response.streaming_content).decode()

    assert body.count(nonce_of(response)) == 3
    assert not entries
