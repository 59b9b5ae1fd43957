"""Jinja templates: plain ones, and those of Django's Jinja2 backend. Closes a part of G15."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import path
from jinja2 import DictLoader, Environment

from stockade import LazyNonce
from stockade.django.media import NotMediaError
from stockade.nonce import current_nonce

TEMPLATES = {
    "attribute.html": "<script {{ csp_nonce_attr() }}></script>",
    "include.html": '{% include "attribute.html" %}',
    "include_without_context.html": '{% include "attribute.html" without context %}',
    "macros.html": (
        "{% set kept_attribute = csp_nonce_attr() %}{% set kept_nonce = csp_nonce %}"
        "{% macro script() %}<script {{ csp_nonce_attr() }}></script>{% endmacro %}"
        '{% macro kept() %}<script {{ kept_attribute }}></script>{% endmacro %}'
        '{% macro also_kept() %}<script nonce="{{ kept_nonce }}"></script>{% endmacro %}'
    ),
    "macro.html": '{% from "macros.html" import script %}{{ script() }}',
    "macro_with_context.html": '{% from "macros.html" import script with context %}{{ script() }}',
    "kept.html": '{% from "macros.html" import kept %}{{ kept() }}',
    "also_kept.html": '{% from "macros.html" import also_kept %}{{ also_kept() }}',
    "variable.html": '<script nonce="{{ csp_nonce }}"></script>',
    "call.html": '<script nonce="{{ csp_nonce() }}"></script>',
}  # fmt: skip


class ClockWidget(forms.TimeInput):
    class Media:
        css = {"all": ["clock.css"]}
        js = ["clock.js"]


class MeetingForm(forms.Form):
    time = forms.TimeField(widget=ClockWidget)


@pytest.fixture
def response_nonce() -> Iterator[LazyNonce]:
    nonce = LazyNonce()
    token = current_nonce.set(nonce)
    yield nonce
    current_nonce.reset(token)


def environment(extension: str = "stockade.jinja.NonceExtension", **options: Any) -> Environment:
    options = {"autoescape": True, "loader": DictLoader(TEMPLATES), **options}
    return Environment(extensions=[extension], **options)  # noqa: S701 -- tested both ways


class TestPlain:
    @pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "macros.html"])
    @pytest.mark.parametrize("autoescape", [True, False])
    def test_nonce_of_the_response_is_printed(
        self, autoescape: bool, template: str, response_nonce: LazyNonce
    ) -> None:
        html = environment(autoescape=autoescape).get_template(template).render()
        assert html == f'<script nonce="{response_nonce}"></script>'

    @pytest.mark.parametrize("template", ["attribute.html", "include.html", "macro.html"])
    def test_attribute_is_left_out_without_a_nonce(self, template: str) -> None:
        assert environment().get_template(template).render() == "<script ></script>"

    @pytest.mark.parametrize("template", ["macro.html", "kept.html", "also_kept.html"])
    def test_imported_templates_keep_no_nonce(self, template: str) -> None:
        """Jinja runs an imported template once and keeps its variables for later requests."""
        shared = environment()
        for _ in range(2):
            nonce = LazyNonce()
            token = current_nonce.set(nonce)
            html = shared.get_template(template).render()
            current_nonce.reset(token)
            assert html == f'<script nonce="{nonce}"></script>'

    @pytest.mark.usefixtures("response_nonce")
    @pytest.mark.parametrize(
        "template", ["attribute.html", "include.html", "macro_with_context.html", "variable.html"]
    )
    def test_nonce_that_the_template_is_rendered_with_wins(self, template: str) -> None:
        html = environment().get_template(template).render(csp_nonce="own")
        assert html == '<script nonce="own"></script>'

    @pytest.mark.usefixtures("response_nonce")
    def test_nonce_can_be_switched_off_for_a_template(self) -> None:
        html = environment().get_template("attribute.html").render(csp_nonce=None)
        assert html == "<script ></script>"

    def test_nonce_is_escaped(self) -> None:
        html = environment().get_template("attribute.html").render(csp_nonce='"><b>')
        assert html == '<script nonce="&#34;&gt;&lt;b&gt;"></script>'

    def test_nonce_is_false_until_it_is_printed(self, response_nonce: LazyNonce) -> None:
        template = environment().from_string(
            "{% if csp_nonce %}early{% endif %}{{ csp_nonce }}{% if csp_nonce %} late{% endif %}"
        )
        assert template.render() == f"{response_nonce} late"

    def test_attribute_that_is_not_printed_makes_no_nonce(self, response_nonce: LazyNonce) -> None:
        environment().from_string("{% set attribute = csp_nonce_attr() %}").render()
        assert not response_nonce


class TestMedia:
    @pytest.fixture
    def in_django(self) -> Environment:
        return environment("stockade.django.jinja2.NonceExtension")

    @pytest.mark.parametrize("autoescape", [True, False])
    def test_media_is_printed_with_the_nonce(
        self, autoescape: bool, response_nonce: LazyNonce
    ) -> None:
        template = environment(
            "stockade.django.jinja2.NonceExtension", autoescape=autoescape
        ).from_string("{{ csp_media(form.media) }}")
        assert template.render(form=MeetingForm()) == (
            f'<link href="/static/clock.css" media="all" nonce="{response_nonce}"'
            ' rel="stylesheet">\n'
            f'<script src="/static/clock.js" nonce="{response_nonce}"></script>'
        )

    @pytest.mark.parametrize("autoescape", [True, False])
    def test_without_a_nonce_media_is_printed_as_django_prints_it(self, autoescape: bool) -> None:
        env = environment("stockade.django.jinja2.NonceExtension", autoescape=autoescape)
        form = MeetingForm()
        html = env.from_string("{{ csp_media(form.media) }}").render(form=form)
        assert html == env.from_string("{{ form.media }}").render(form=form)

    @override_settings(DEBUG=True)
    @pytest.mark.parametrize(
        ("expression", "named"),
        [("form.meda", "csp_media(meda)"), ("fom", "csp_media(fom)"), ("form", "MeetingForm")],
    )
    def test_what_is_no_media_is_an_error_in_development(
        self, expression: str, named: str, in_django: Environment
    ) -> None:
        """Closes G7 for Jinja."""
        template = in_django.from_string(f"{{{{ csp_media({expression}) }}}}")
        with pytest.raises(NotMediaError, match=re.escape(named)):
            template.render(form=MeetingForm())

    def test_what_is_no_media_prints_nothing_in_production(
        self, in_django: Environment, caplog: pytest.LogCaptureFixture
    ) -> None:
        template = in_django.from_string("[{{ csp_media(form.meda) }}]")
        assert template.render(form=MeetingForm()) == "[]"
        assert [record.levelno for record in caplog.records] == [logging.ERROR]


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.jinja", {"form": MeetingForm()})


urlpatterns = [path("page/", page)]


@pytest.mark.parametrize("processors", [[], ["stockade.django.context_processors.csp"]])
def test_backend_of_django(processors: list[str]) -> None:
    backend = {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {
            "context_processors": processors,
            "extensions": ["stockade.django.jinja2.NonceExtension"],
            "loader": DictLoader(
                {
                    **TEMPLATES,
                    "page.jinja": "{{ csp_nonce_attr() }} {{ csp_media(form.media.js) }}"
                    '{% include "attribute.html" %}{% include "macro.html" %}{{ csp_nonce }}',
                }
            ),
        },
    }
    with override_settings(TEMPLATES=[backend], ROOT_URLCONF=__name__):
        response = Client().get("/page/")
    html = response.content.decode()
    nonce = html[-22:]
    assert html == (
        f'nonce="{nonce}" <script src="/static/clock.js" nonce="{nonce}"></script>'
        f'<script nonce="{nonce}"></script><script nonce="{nonce}"></script>{nonce}'
    )
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
