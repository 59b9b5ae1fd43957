"""`{% csp_cache %}`: stored fragments that print the nonce of each response."""

from __future__ import annotations

import logging
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.utils import make_template_fragment_key
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import Client, override_settings
from django.urls import path
from testproject.caches import OPEN_CACHE, entries
from testproject.headers import enforced, nonce_of

from stockade import LazyNonce
from stockade.django.cache import cache_page
from stockade.django.fragment_cache import CachedNonceError

FRAGMENT = Template(
    "{% csp_cache 500 menu %}{{ made }}<script {% csp_nonce_attr %}>{% endcsp_cache %}"
)
BLOCK = "{% csp_script %}start(){% endcsp_script %}"


@pytest.fixture(autouse=True)
def site():
    with override_settings(ROOT_URLCONF=__name__, CACHES=OPEN_CACHE):
        cache.clear()
        yield


def render(template: Template | str, nonce: object | None, **context: Any) -> str:
    if isinstance(template, str):
        template = Template(template)
    return template.render(Context({"csp_nonce": nonce, **context}))


def fragment(content: str, tag: str = "csp_cache", arguments: str = "500 menu") -> str:
    return f"{{% load cache %}}{{% {tag} {arguments} %}}{content}{{% end{tag} %}}"


class TestAFragment:
    def test_is_made_once_and_prints_each_responses_nonce(self) -> None:
        first, second = LazyNonce(), LazyNonce()
        assert render(FRAGMENT, first, made=1) == f'1<script nonce="{first}">'
        assert render(FRAGMENT, second, made=2) == f'1<script nonce="{second}">'

    def test_is_stored_without_any_nonce(self) -> None:
        nonce = LazyNonce()
        render(FRAGMENT, nonce)
        assert entries
        assert not any(str(nonce).encode() in entry for entry in entries.values())

    def test_makes_the_response_have_a_nonce_each_time(self) -> None:
        render(FRAGMENT, LazyNonce())
        nonce = LazyNonce()
        render(FRAGMENT, nonce)
        assert nonce

    @pytest.mark.parametrize(
        "content",
        [
            "{{ csp_nonce }}",
            "{% csp_nonce %}",
            "{% script %}go(){% endscript %}",
            "{% csp_media media %}",
            "{{ media|with_nonce:csp_nonce }}",
            "{{ csp_nonce }}{{ csp_nonce }}",
        ],
    )
    def test_may_print_the_nonce_with_every_helper(self, content: str) -> None:
        from django.forms import Media

        media = Media(js=["/a.js", "/b.js"], css={"all": ["/a.css"]})
        first, second = LazyNonce(), LazyNonce()
        made = render(fragment("{{ made }}" + content), first, media=media, made=1)
        found = render(fragment("{{ made }}" + content), second, media=media, made=2)
        assert made.replace(str(first), "…") == found.replace(str(second), "…")
        assert made.startswith("1")
        assert str(second) in found

    def test_without_a_nonce_is_stored_as_ever(self) -> None:
        nonce = LazyNonce()
        assert render(fragment("{{ made }}"), nonce, made=1) == "1"
        assert render(fragment("{{ made }}"), nonce, made=2) == "1"
        assert not nonce

    def test_allows_its_inline_blocks_in_each_response(self) -> None:
        first, second = LazyNonce(), LazyNonce()
        assert render(fragment(BLOCK), first) == render(fragment(BLOCK), second)
        assert first.inline_hashes == second.inline_hashes != ()

    def test_allows_its_inline_blocks_although_the_page_had_them_before(self) -> None:
        render(BLOCK + fragment(BLOCK), LazyNonce())
        nonce = LazyNonce()
        render(fragment(BLOCK), nonce)
        assert len(nonce.inline_hashes) == 1

    def test_allows_no_blocks_but_its_own(self) -> None:
        other = "{% csp_style %}a{}{% endcsp_style %}"
        render(other + fragment(BLOCK), LazyNonce())
        nonce = LazyNonce()
        render(fragment(BLOCK), nonce)
        assert [inline.kind for inline in nonce.inline_hashes] == ["script"]

    def test_inside_another_one_prints_the_nonce_too(self) -> None:
        inner = fragment("{{ made }}{{ csp_nonce }}", arguments="500 inner")
        outer = fragment("{{ csp_nonce }}" + inner, arguments="500 outer")
        render(inner, LazyNonce(), made=1)
        for made in (2, 3):
            nonce = LazyNonce()
            assert render(outer, nonce, made=made) == f"{nonce}1{nonce}"

    def test_inside_djangos_own_keeps_that_from_being_stored(self) -> None:
        inner = fragment("{{ csp_nonce }}", arguments="500 inner")
        outer = fragment("{{ made }}" + inner, tag="cache", arguments="500 outer")
        for made in (1, 2):
            nonce = LazyNonce()
            assert render(outer, nonce, made=made) == f"{made}{nonce}"


class TestArguments:
    def test_vary_the_fragment(self) -> None:
        template = fragment("{{ made }}{{ csp_nonce }}", arguments="500 menu user")
        nonce = LazyNonce()
        assert render(template, nonce, made=1, user="ann") == f"1{nonce}"
        assert render(template, nonce, made=2, user="ben") == f"2{nonce}"
        assert render(template, nonce, made=3, user="ann") == f"1{nonce}"

    def test_make_the_key_that_django_makes(self) -> None:
        render(fragment("{{ csp_nonce }}", arguments="500 menu user"), LazyNonce(), user="ann")
        assert cache.get(make_template_fragment_key("menu", ["ann"])) is not None

    def test_name_a_cache(self) -> None:
        dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        with override_settings(CACHES={"default": dummy, "other": OPEN_CACHE["default"]}):
            nonce = LazyNonce()
            template = fragment("{{ made }}{{ csp_nonce }}", arguments='500 menu using="other"')
            assert render(template, nonce, made=1) == render(template, nonce, made=2)

    @pytest.mark.parametrize("arguments", ["", "500"])
    def test_that_are_missing_are_an_error(self, arguments: str) -> None:
        with pytest.raises(TemplateSyntaxError, match=r"csp_cache 500 menu"):
            Template(fragment("", arguments=arguments))

    def test_that_are_no_time_are_djangos_error(self) -> None:
        with pytest.raises(TemplateSyntaxError):
            render(fragment("", arguments='"soon" menu'), LazyNonce())


class TestNotStored:
    @override_settings(DEBUG=True)
    def test_is_a_nonce_in_another_form_and_development_says_so(self) -> None:
        template = fragment("{% csp_nonce_attr as attribute %}{{ attribute }}{{ attribute }}")
        with pytest.raises(CachedNonceError, match=r"menu.*printed once.*stands in it 2 times"):
            render(template, LazyNonce())

    @override_settings(DEBUG=True)
    def test_is_a_nonce_that_a_view_handed_over_as_text(self) -> None:
        with pytest.raises(CachedNonceError, match="a view or another package"):
            render(FRAGMENT, "text of a nonce")

    def test_is_what_production_makes_anew(self, caplog: pytest.LogCaptureFixture) -> None:
        nonce = LazyNonce()
        template = fragment("{{ made }}{{ text }}")
        for made in (1, 2):
            assert render(template, nonce, made=made, text=str(nonce)) == f"{made}{nonce}"
        assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
        assert str(nonce) not in caplog.text
        assert not entries

    def test_is_what_is_made_for_no_response(self) -> None:
        assert render(FRAGMENT, None, made=1) == "1<script >"
        nonce = LazyNonce()
        assert render(FRAGMENT, nonce, made=2) == f'2<script nonce="{nonce}">'

    def test_is_used_for_no_response(self) -> None:
        render(FRAGMENT, LazyNonce(), made=1)
        assert render(FRAGMENT, None, made=2) == "2<script >"

    def test_is_what_a_streamed_body_makes(self) -> None:
        for _ in range(2):
            response = Client().get("/streamed/")
            body = b"".join(response.streaming_content).decode()
            assert f'nonce="{nonce_of(response)}"' in body
        assert not entries

    def test_is_used_in_a_streamed_body(self) -> None:
        Client().get("/fragment/")
        response = Client().get("/streamed/")
        body = b"".join(response.streaming_content).decode()
        assert body == f'1<script nonce="{nonce_of(response)}">'


def with_fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse(FRAGMENT.render(RequestContext(request, {"made": 1})))


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    context = RequestContext(request, {"made": 2})
    return StreamingHttpResponse(FRAGMENT.render(context) for _ in range(1))


def with_block(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Template(fragment(BLOCK)).render(RequestContext(request)))


urlpatterns = [
    path("fragment/", with_fragment),
    path("cached/", cache_page(60)(with_fragment)),
    path("streamed/", streamed),
    path("block/", with_block),
]


class TestInPages:
    @pytest.mark.parametrize("address", ["/fragment/", "/cached/"])
    def test_the_nonce_of_a_fragment_is_that_of_the_header(self, address: str) -> None:
        seen = set()
        for _ in range(3):
            response = Client().get(address)
            assert response.content.decode() == f'1<script nonce="{nonce_of(response)}">'
            seen.add(nonce_of(response))
        assert len(seen) == 3

    def test_a_page_made_of_a_stored_fragment_is_stored_itself(self) -> None:
        Client().get("/fragment/")
        Client().get("/cached/")
        cache.delete(make_template_fragment_key("menu"))
        response = Client().get("/cached/")
        assert response.content.decode() == f'1<script nonce="{nonce_of(response)}">'
        assert not cache.get(make_template_fragment_key("menu"))

    def test_the_header_allows_the_blocks_of_a_stored_fragment(self) -> None:
        first, second = Client().get("/block/"), Client().get("/block/")
        assert enforced(first) == enforced(second)
        assert any("sha256" in source for source in enforced(second)["script-src"])

    def test_a_fragment_that_somebody_has_changed_is_made_anew(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        render(FRAGMENT, LazyNonce(), made=1)
        key = make_template_fragment_key("menu")
        name, value, pieces, hashes = cache.get(key)
        for entry in (
            (name, value, (), hashes),
            (name, value, (0, 1), hashes),
            (name, value, "no", hashes),
            (name, value, tuple(map(str.encode, pieces)), hashes),
            (name,),
        ):
            cache.set(key, entry)
            nonce = LazyNonce()
            assert render(FRAGMENT, nonce, made=2) == f'2<script nonce="{nonce}">'
        assert caplog.text.count("'menu' in the cache is not used") == 5


def test_djangos_own_tag_fills_what_the_other_has_stored_under_the_same_name() -> None:
    render(FRAGMENT, LazyNonce(), made=1)
    nonce = LazyNonce()
    own = fragment("{{ made }}", tag="cache")
    assert render(own, nonce, made=2) == f'1<script nonce="{nonce}">'


def test_what_djangos_own_tag_has_stored_is_used_as_it_is() -> None:
    render(fragment("{{ made }}", tag="cache"), LazyNonce(), made=1)
    assert render(FRAGMENT, LazyNonce(), made=2) == "1"


def test_a_stored_fragment_can_be_read_by_any_version() -> None:
    render(fragment("{{ csp_nonce }}" + BLOCK), LazyNonce())
    assert b"stockade.serving.inline_hashes" not in pickle.dumps(
        cache.get(make_template_fragment_key("menu"))
    )


def test_threads_print_their_own_nonces() -> None:
    def is_its_own(_: int) -> bool:
        nonce = LazyNonce()
        return render(FRAGMENT, nonce, made=1) == f'1<script nonce="{nonce}">'

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(is_its_own, range(400)))
