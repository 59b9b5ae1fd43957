"""The tags in widget templates, whichever renderer renders them, without `{% load %}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import engines
from django.test import override_settings

from stockade import LazyNonce
from stockade.django.form_renderers import install_in_form_renderers
from stockade.nonce import current_nonce


class NonceWidget(forms.TextInput):
    template_name = "widget_with_nonce.html"


class NonceForm(forms.Form):
    text = forms.CharField(widget=NonceWidget)


class OwnRenderer(DjangoTemplates):
    """A site's own renderer, with an engine of its own."""


@pytest.fixture
def nonce() -> Iterator[LazyNonce]:
    nonce = LazyNonce()
    token = current_nonce.set(nonce)
    yield nonce
    current_nonce.reset(token)


def templates(backend: str) -> list[dict[str, Any]]:
    return [{"BACKEND": backend, "APP_DIRS": True}]


@pytest.mark.parametrize(
    "renderer",
    ["django.forms.renderers.DjangoTemplates", "django.forms.renderers.Jinja2"],
)
def test_renderers_with_an_engine_of_their_own(renderer: str, nonce: LazyNonce) -> None:
    """Closes G6."""
    with override_settings(FORM_RENDERER=renderer):
        assert str(NonceForm()["text"]) == f'[nonce="{nonce}"]'


def test_renderer_of_one_form(nonce: LazyNonce) -> None:
    assert str(NonceForm(renderer=OwnRenderer())["text"]) == f'[nonce="{nonce}"]'
    assert str(NonceForm(renderer=Jinja2())["text"]) == f'[nonce="{nonce}"]'


def test_renderer_that_uses_the_template_settings(nonce: LazyNonce) -> None:
    with override_settings(
        FORM_RENDERER="django.forms.renderers.TemplatesSetting",
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "django.forms"],
        TEMPLATES=templates("django.template.backends.django.DjangoTemplates"),
    ):
        install_in_form_renderers()  # the app does it when it starts
        install_in_form_renderers()
        assert str(NonceForm()["text"]) == f'[nonce="{nonce}"]'
        assert engines["django"].engine.builtins.count("stockade.django.templatetags.csp") == 1


def test_renderer_that_uses_jinja_from_the_template_settings(nonce: LazyNonce) -> None:
    with override_settings(
        FORM_RENDERER="django.forms.renderers.TemplatesSetting",
        TEMPLATES=templates("django.template.backends.jinja2.Jinja2"),
    ):
        install_in_form_renderers()
        assert str(NonceForm()["text"]) == f'[nonce="{nonce}"]'


def test_page_templates_are_left_alone_by_other_renderers() -> None:
    with override_settings(TEMPLATES=templates("django.template.backends.django.DjangoTemplates")):
        install_in_form_renderers()
        engine = engines["django"].engine
        assert "stockade.django.templatetags.csp" not in engine.builtins


def test_widgets_without_a_nonce_print_none() -> None:
    for renderer in (DjangoTemplates(), Jinja2()):
        assert str(NonceForm(renderer=renderer)["text"]) == "[]"


def test_installing_twice_adds_the_tags_once() -> None:
    install_in_form_renderers()
    install_in_form_renderers()
    engine = OwnRenderer().engine.engine
    assert engine.builtins.count("stockade.django.templatetags.csp") == 1
