"""Where templates find the nonce: in the context, on the request, or with the response."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, Engine, Library, RequestContext, Template
from django.template.loader import render_to_string
from django.test import AsyncClient, Client, RequestFactory, override_settings
from django.urls import path
from django.utils.html import format_html

from stockade import LazyNonce
from stockade.django.template_nonce import nonce_for
from stockade.nonce import current_nonce

ATTRIBUTE = "{% csp_nonce_attr %}"
NONCE = re.compile(r'nonce="([\w-]{22})"')

register = Library()


@register.inclusion_tag(
    Engine(builtins=["stockade.django.templatetags.csp"]).from_string(ATTRIBUTE)
)
def inclusion() -> dict[str, Any]:
    """An inclusion tag that hands its template nothing."""
    return {}


@register.simple_tag(takes_context=True)
def other_package(context: Context) -> str:
    """A tag that finds the nonce as django-htmx does."""
    nonce = context.get("csp_nonce")
    return format_html("<script{}>", "" if nonce is None else format_html(' nonce="{}"', nonce))


class NonceWidget(forms.TextInput):
    template_name = "widget_with_nonce.html"


class NonceForm(forms.Form):
    text = forms.CharField(widget=NonceWidget)


def engine(**options: Any) -> Engine:
    """An engine with the tags, but without the context processors of the test site."""
    partial = ("django.template.loaders.locmem.Loader", {"partial.html": ATTRIBUTE})
    return Engine(
        builtins=["stockade.django.templatetags.csp", __name__], loaders=[partial], **options
    )


def only_nonce(response: HttpResponse) -> str:
    """The one nonce that a page printed, which its header must have, too."""
    [nonce] = set(NONCE.findall(response.content.decode()))
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
    return nonce


def page(request: HttpRequest) -> HttpResponse:
    """Prints the nonce in each of the ways in which it used to get lost."""
    template = engine().from_string(
        '[{% csp_nonce_attr %}][{% inclusion %}][{% include "partial.html" only %}]'
    )
    in_context = template.render(Context({"request": request}))
    without = template.render(Context())
    widget = str(NonceForm()["text"])
    return HttpResponse(in_context + without + widget)


def page_with_other_package(request: HttpRequest) -> HttpResponse:
    template = engine(context_processors=["stockade.django.context_processors.csp"]).from_string(
        "{% other_package %}<script {% csp_nonce_attr %}>"
    )
    return HttpResponse(template.render(RequestContext(request)))


async def async_page(request: HttpRequest) -> HttpResponse:
    first = Template(ATTRIBUTE).render(Context())
    await asyncio.sleep(0)
    second = await sync_to_async(Template(ATTRIBUTE).render)(Context())
    await asyncio.sleep(0)
    return HttpResponse(first + second + Template(ATTRIBUTE).render(Context()))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def body() -> Iterator[str]:
        for _ in range(3):
            yield Template(ATTRIBUTE).render(Context())

    return StreamingHttpResponse(body())


async def async_stream(request: HttpRequest) -> StreamingHttpResponse:
    async def body() -> AsyncIterator[str]:
        for _ in range(3):
            await asyncio.sleep(0)
            yield Template(ATTRIBUTE).render(Context())

    return StreamingHttpResponse(body())


def broken(request: HttpRequest) -> HttpResponse:
    str(request.csp_nonce)  # type: ignore[attr-defined]
    raise RuntimeError("the view fails")


urlpatterns = [
    path("page/", page),
    path("other-package/", page_with_other_package),
    path("async/", async_page),
    path("stream/", stream),
    path("async-stream/", async_stream),
    path("broken/", broken),
]

on_this_site = override_settings(ROOT_URLCONF=__name__)


class TestLookup:
    def test_variable_of_the_context_comes_first(self) -> None:
        request = SimpleNamespace(csp_nonce="of the request")
        assert nonce_for(Context({"csp_nonce": "own", "request": request})) == "own"

    def test_none_in_the_context_means_none(self) -> None:
        """As Django's context processor leaves it, where no middleware made a nonce."""
        request = SimpleNamespace(csp_nonce="of the request")
        assert nonce_for(Context({"csp_nonce": None, "request": request})) is None

    @pytest.mark.parametrize("attribute", ["csp_nonce", "_csp_nonce"])
    def test_then_the_request_in_the_context(self, attribute: str) -> None:
        request = SimpleNamespace(**{attribute: "of the request"})
        assert nonce_for(Context({"request": request})) == "of the request"

    def test_request_of_the_context_needs_no_context_processor(self) -> None:
        request = RequestFactory().get("/")
        request.csp_nonce = "of the request"  # type: ignore[attr-defined]
        context = RequestContext(request)
        assert nonce_for(context) == "of the request"
        assert nonce_for(context.new({"other": 1})) == "of the request"

    def test_something_else_named_request_is_passed_over(self) -> None:
        nonce = LazyNonce()
        token = current_nonce.set(nonce)
        try:
            assert nonce_for(Context({"request": "a friend request"})) is nonce
        finally:
            current_nonce.reset(token)

    def test_finding_the_nonce_does_not_make_it(self) -> None:
        nonce = LazyNonce()
        assert nonce_for(Context({"csp_nonce": nonce})) is nonce
        assert not nonce


class TestWithoutRequest:
    """Management commands and background tasks render templates, too."""

    @pytest.mark.parametrize(
        "template",
        [
            "{% csp_nonce_attr %}",
            "{% csp_nonce %}",
            "{% inclusion %}",
            '{% include "partial.html" %}',
        ],
    )
    def test_attribute_tags_print_nothing(self, template: str) -> None:
        assert engine().from_string(template).render(Context()) == ""

    def test_media_is_printed_without_nonces(self) -> None:
        media = forms.Media(js=["/a.js"])
        html = Template("{% csp_media media %}").render(Context({"media": media}))
        assert html == '<script src="/a.js"></script>'

    def test_widgets_print_nothing(self) -> None:
        assert str(NonceForm()["text"]) == "[]"

    def test_a_request_without_middleware_prints_nothing(self) -> None:
        assert render_to_string("nonce_attribute.html", {}, RequestFactory().get("/")) == "[]\n"


@on_this_site
def test_templates_without_context_print_the_nonce_of_the_response() -> None:
    """Closes G5 (inclusion tags, `include … only`) and G6 (widget templates)."""
    response = Client().get("/page/")
    assert response.content.count(b"nonce=") == 7
    assert only_nonce(response)


@on_this_site
def test_tags_of_other_packages_print_the_same_nonce() -> None:
    response = Client().get("/other-package/")
    assert response.content.count(b"nonce=") == 2
    only_nonce(response)


def test_tags_of_other_packages_see_no_nonce_without_middleware() -> None:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        assert Client().get("/other-package/").content == b"<script><script >"


@on_this_site
def test_each_response_has_its_own_nonce() -> None:
    assert only_nonce(Client().get("/page/")) != only_nonce(Client().get("/page/"))


@on_this_site
def test_threads_print_the_nonces_of_their_own_responses() -> None:
    start = threading.Barrier(8)

    def nonce_of_a_response(_: int) -> str:
        start.wait()
        return only_nonce(Client().get("/page/"))

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(nonce_of_a_response, range(8)))) == 8


@on_this_site
def test_concurrent_tasks_print_the_nonces_of_their_own_responses() -> None:
    async def responses() -> list[Any]:
        return await asyncio.gather(*(AsyncClient().get("/async/") for _ in range(20)))

    nonces = {only_nonce(response) for response in async_to_sync(responses)()}
    assert len(nonces) == 20


@on_this_site
def test_streamed_templates_print_the_nonce_of_their_response() -> None:
    response = Client().get("/stream/")
    [nonce] = set(NONCE.findall(b"".join(response).decode()))
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
    response.close()


@on_this_site
def test_templates_streamed_to_concurrent_tasks_print_their_own_nonces() -> None:
    async def streamed() -> tuple[str, str]:
        response = await AsyncClient().get("/async-stream/")
        body = b"".join([part async for part in response])
        [nonce] = set(NONCE.findall(body.decode()))
        return nonce, response.headers["Content-Security-Policy"]

    async def all_streamed() -> list[tuple[str, str]]:
        return await asyncio.gather(*(streamed() for _ in range(10)))

    seen = async_to_sync(all_streamed)()
    assert len({nonce for nonce, _ in seen}) == 10
    assert all(f"'nonce-{nonce}'" in header for nonce, header in seen)


@on_this_site
@pytest.mark.parametrize("address", ["/page/", "/async/", "/broken/"])
def test_nothing_is_left_of_the_nonce_after_the_response(address: str) -> None:
    Client(raise_request_exception=False).get(address)
    assert current_nonce.get() is None
    assert Template(ATTRIBUTE).render(Context()) == ""


@on_this_site
def test_nothing_is_left_of_the_nonce_after_a_stream() -> None:
    response = Client().get("/stream/")
    list(response)
    response.close()
    assert current_nonce.get() is None
