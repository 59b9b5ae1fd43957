"""`{% csp_script %}` and `{% csp_style %}` in Django's templates, Jinja2 backend and caches."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.utils import make_template_fragment_key
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template import Context, Engine, TemplateSyntaxError, engines
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.cache import cache_page
from testproject.headers import enforced, nonce_of, report_only

from stockade import CSP, LateNonceError
from stockade.django.decorators import csp_override
from stockade.django.fragment_cache import CachedNonceError
from stockade.serving.inline_hashes import InlineHash, TooManyInlineBlocksError

START = InlineHash.of("script", "start()").source
TEAL = InlineHash.of("style", "p { color: teal }").source
BLOCK = "{% csp_script %}start(){% endcsp_script %}"
STYLE = "{% csp_style %}p { color: teal }{% endcsp_style %}"
ELEMENT = "<script>start()</script>"

SOURCES = {
    "block.html": BLOCK,
    "style.html": STYLE,
    "both.html": BLOCK + STYLE + "<script {% csp_nonce_attr %}>other()</script>",
    "base.html": "<body>{% block end %}{% endblock %}</body>",
    "child.html": f'{{% extends "base.html" %}}{{% block end %}}{BLOCK}{{% endblock %}}',
    "include.html": '{% include "block.html" %}',
    "include_only.html": '{% include "block.html" only %}',
    "loop.html": f"{{% for letter in 'abc' %}}{BLOCK}{{% endfor %}}",
    "fragment.html": f"{{% load cache %}}{BLOCK}{{% cache 60 menu %}}{BLOCK}{{% endcache %}}",
    "never.html": f"{{% if False %}}{BLOCK}{{% endif %}}",
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": ["stockade.django.templatetags.csp"],
            "context_processors": ["stockade.django.context_processors.csp"],
            "loaders": [("django.template.loaders.locmem.Loader", SOURCES)],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "OPTIONS": {"extensions": ["stockade.django.jinja2.NonceExtension"]},
    },
]


def template(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, name)


def without_request(request: HttpRequest) -> HttpResponse:
    """As the templates of form widgets are rendered."""
    found = engines["django"].get_template("block.html").template
    return HttpResponse(found.render(Context()))


def nonce_as_text(request: HttpRequest) -> HttpResponse:
    return render(request, "block.html", {"csp_nonce": str(request.csp_nonce)})


def jinja2(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].from_string(BLOCK).render({}, request))


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter_template(request, "block.html"))


def streamed_after_all(request: HttpRequest) -> StreamingHttpResponse:
    request.csp_nonce.allow_inline("script", "start()")
    return StreamingHttpResponse(iter_template(request, "block.html"))


def many_blocks(request: HttpRequest) -> HttpResponse:
    for number in range(65):
        request.csp_nonce.allow_inline("script", str(number))
    return HttpResponse("x")


def iter_template(request: HttpRequest, name: str) -> Iterator[str]:
    yield engines["django"].get_template(name).render({}, request)


@csp_override({"script-src": [CSP.SELF, CSP.UNSAFE_INLINE]})
def anything_inline(request: HttpRequest) -> HttpResponse:
    return render(request, "both.html")


@csp_override({"script-src": [CSP.SELF, CSP.UNSAFE_INLINE]})
def anything_inline_streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter_template(request, "block.html"))


urlpatterns = [
    path("template/<name>", template),
    path("cached/<name>", cache_page(60)(template)),
    path("without-request/", without_request),
    path("nonce-as-text/", nonce_as_text),
    path("jinja2/", jinja2),
    path("streamed/", streamed),
    path("streamed-after-all/", streamed_after_all),
    path("many-blocks/", many_blocks),
    path("anything-inline/", anything_inline),
    path("anything-inline-streamed/", anything_inline_streamed),
]


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__, TEMPLATES=TEMPLATES):
        yield


def get(url: str) -> Any:
    return Client().get(url)


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("/template/block.html", ELEMENT),
        ("/template/child.html", f"<body>{ELEMENT}</body>"),
        ("/template/include.html", ELEMENT),
        ("/template/include_only.html", ELEMENT),
        ("/template/loop.html", ELEMENT * 3),
        ("/without-request/", ELEMENT),
        ("/jinja2/", ELEMENT),
    ],
)
def test_a_block_is_printed_and_allowed_wherever_it_stands(url: str, printed: str) -> None:
    response = get(url)
    assert response.content.decode() == printed
    assert enforced(response)["script-src"] == ["'strict-dynamic'", START]


def test_a_page_with_blocks_only_can_be_cached() -> None:
    first, second = get("/template/block.html"), get("/template/block.html")
    assert "Cache-Control" not in first.headers
    assert first.headers == second.headers


def test_more_blocks_than_a_header_carries_are_an_error_in_development() -> None:
    with (
        override_settings(DEBUG=True),
        pytest.raises(TooManyInlineBlocksError, match=r"^/many-blocks/ has more than 64"),
    ):
        get("/many-blocks/")


def test_more_blocks_than_a_header_carries_are_logged_in_production(
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = get("/many-blocks/")

    assert len(enforced(response)["script-src"]) == 1 + 64
    [record] = caplog.records
    assert "more than 64 different inline blocks" in record.message


def test_a_block_that_is_not_printed_is_not_allowed() -> None:
    assert START not in enforced(get("/template/never.html"))["script-src"]


def test_a_view_that_prints_its_nonce_as_text_changes_nothing() -> None:
    assert START in enforced(get("/nonce-as-text/"))["script-src"]


def test_other_pages_do_not_allow_it() -> None:
    get("/template/block.html")
    assert START not in enforced(get("/template/style.html"))["script-src"]


def test_a_style_is_allowed_as_a_style() -> None:
    response = get("/template/style.html")
    assert enforced(response)["style-src"] == ["'self'", TEAL]
    assert TEAL not in enforced(response)["script-src"]


def test_blocks_and_a_nonce_on_one_page() -> None:
    response = get("/template/both.html")
    nonce = nonce_of(response)
    assert nonce is not None
    assert enforced(response)["script-src"] == [f"'nonce-{nonce}'", "'strict-dynamic'", START]
    assert enforced(response)["style-src"] == ["'self'", f"'nonce-{nonce}'", TEAL]
    assert response.headers["Cache-Control"] == "private"


@override_settings(SECURE_CSP_REPORT_ONLY={"script-src": [CSP.SELF], "base-uri": [CSP.NONE]})
def test_the_report_only_policy_allows_it_too() -> None:
    assert report_only(get("/template/block.html"))["script-src"] == ["'self'", START]


def test_a_policy_that_allows_everything_inline_is_left_alone() -> None:
    response = get("/anything-inline/")
    assert enforced(response)["script-src"] == ["'self'", "'unsafe-inline'"]


class TestCaches:
    """Django's caches store the page without our header, which would lack the hash."""

    def test_cache_page_does_not_store_it(self) -> None:
        for _ in range(2):
            assert START in enforced(get("/cached/block.html"))["script-src"]

    @pytest.mark.parametrize(
        "middleware",
        [
            "django.middleware.cache.CacheMiddleware",
            "django.middleware.cache.UpdateCacheMiddleware",
        ],
    )
    def test_the_site_cache_does_not_store_it(self, middleware: str) -> None:
        stack = [
            "stockade.django.middleware.ContentSecurityPolicyMiddleware",
            middleware,
            "django.middleware.cache.FetchFromCacheMiddleware",
        ]
        with override_settings(MIDDLEWARE=stack):
            for _ in range(2):
                assert START in enforced(get("/template/block.html"))["script-src"]

    def test_a_fragment_with_a_block_is_an_error_in_development(self) -> None:
        with override_settings(DEBUG=True), pytest.raises(CachedNonceError, match=r"cache … menu"):
            get("/template/fragment.html")

    def test_in_production_it_is_made_anew(self) -> None:
        for _ in range(2):
            response = get("/template/fragment.html")
            assert response.content.decode() == ELEMENT * 2
            assert START in enforced(response)["script-src"]
        assert cache.get(make_template_fragment_key("menu")) is None


class TestStreaming:
    def test_a_block_in_a_stream_is_late(self) -> None:
        with override_settings(DEBUG=True), pytest.raises(LateNonceError, match=r"csp_script %} b"):
            b"".join(get("/streamed/").streaming_content)

    def test_in_production_that_is_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.ERROR, "stockade"):
            assert b"".join(get("/streamed/").streaming_content) == ELEMENT.encode()
        (record,) = caplog.records
        assert "/streamed/: a {% csp_script %} block was printed after" in record.getMessage()

    def test_a_block_that_the_view_has_allowed_is_not_late(self) -> None:
        with override_settings(DEBUG=True):
            response = get("/streamed-after-all/")
            assert b"".join(response.streaming_content) == ELEMENT.encode()
        assert START in enforced(response)["script-src"]

    def test_a_block_that_needs_no_hash_is_not_late(self) -> None:
        with override_settings(DEBUG=True):
            response = get("/anything-inline-streamed/")
            assert b"".join(response.streaming_content) == ELEMENT.encode()


class TestSyntax:
    """What all template languages refuse alike stands in `tests/core/test_hash_blocks.py`."""

    @staticmethod
    def compile(source: str) -> Any:
        return Engine(builtins=["stockade.django.templatetags.csp"]).from_string(source)

    @pytest.mark.parametrize(
        ("source", "message"),
        [
            ("{% csp_script %}a('{{ name }}'){% endcsp_script %}", r"holds {{ name }}, and"),
            ("{% csp_script %}{% if a %}a(){% endif %}{% endcsp_script %}", r"holds {% if a %}, "),
            ("{% csp_script %}</script>{% endcsp_script %}", r"contains `</script`"),
            ("{% csp_script type=kind %}{% endcsp_script %}", r"is a text in quotes"),
            ("{% csp_script src='/a.js' %}{% endcsp_script %}", r"a file needs an ordinary"),
            ("{% csp_script %}", r"Unclosed tag .* 'csp_script'"),
        ],
    )
    def test_what_cannot_work_is_refused(self, source: str, message: str) -> None:
        with pytest.raises(TemplateSyntaxError, match=message):
            self.compile(source)

    @pytest.mark.parametrize(
        ("written", "printed"),
        [
            ('csp_script type="module"', '<script type="module">'),
            ("csp_script nomodule data-part='a menu'", '<script nomodule data-part="a menu">'),
        ],
    )
    def test_attributes(self, written: str, printed: str) -> None:
        template = self.compile(f"{{% {written} %}}start(){{% endcsp_script %}}")
        assert template.render(Context()) == f"{printed}start()</script>"

    def test_verbatim_makes_text_of_braces(self) -> None:
        template = self.compile(
            "{% csp_script %}a = '{% verbatim %}{{ b }}{% endverbatim %}'{# c #}{% endcsp_script %}"
        )
        assert template.render(Context()) == "<script>a = '{{ b }}'</script>"

    def test_newlines_are_those_that_browsers_hash(self) -> None:
        template = self.compile("{% csp_script %}a()\r\nb()\rc(){% endcsp_script %}")
        assert template.render(Context()) == "<script>a()\nb()\nc()</script>"
