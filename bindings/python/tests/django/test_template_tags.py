"""The template tags and the filter, as template authors write them."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django import forms
from django.template import Context, Engine, Template, TemplateSyntaxError, VariableDoesNotExist
from django.test import override_settings

from stockade import LazyNonce
from stockade.django.media import NotMediaError

MEDIA = forms.Media(js=["/a.js"])


class CalendarWidget(forms.DateInput):
    class Media:
        css = {"all": ["calendar.css"]}
        js = ["calendar.js"]


class EventForm(forms.Form):
    day = forms.DateField(widget=CalendarWidget)


EVENT_FORM_MEDIA = (
    '<link href="/static/calendar.css" media="all" nonce="abc123" rel="stylesheet">\n'
    '<script src="/static/calendar.js" nonce="abc123"></script>'
)


def render(template: str, **context: Any) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize("tag", ["csp_nonce_attr", "csp_nonce"])
class TestNonceAttribute:
    """What Django 6.1 pins for `{% csp_nonce_attr %}`, for both names."""

    def test_nonce_of_the_context_is_printed(self, tag: str) -> None:
        html = render(f"<script {{% {tag} %}}></script>", csp_nonce="abc123")
        assert html == '<script nonce="abc123"></script>'

    def test_nothing_is_printed_without_a_nonce(self, tag: str) -> None:
        assert render(f"<script {{% {tag} %}}></script>") == "<script ></script>"

    def test_nothing_is_printed_where_the_nonce_is_none(self, tag: str) -> None:
        assert render(f"<script {{% {tag} %}}></script>", csp_nonce=None) == "<script ></script>"

    def test_nonce_is_escaped(self, tag: str) -> None:
        html = render(f"{{% {tag} %}}", csp_nonce='<script>"')
        assert html == 'nonce="&lt;script&gt;&quot;"'

    def test_nonce_is_escaped_where_autoescaping_is_off(self, tag: str) -> None:
        html = render(f"{{% autoescape off %}}{{% {tag} %}}{{% endautoescape %}}", csp_nonce='"')
        assert html == 'nonce="&quot;"'

    def test_printing_makes_the_nonce(self, tag: str) -> None:
        nonce = LazyNonce()
        html = render(f"{{% {tag} %}}", csp_nonce=nonce)
        assert nonce
        assert html == f'nonce="{nonce}"'

    def test_attribute_can_be_kept_in_a_variable(self, tag: str) -> None:
        html = render(f"{{% {tag} as attribute %}}<script {{{{ attribute }}}}>", csp_nonce="abc123")
        assert html == '<script nonce="abc123">'

    def test_variable_is_empty_without_a_nonce(self, tag: str) -> None:
        assert render(f"{{% {tag} as attribute %}}[{{{{ attribute }}}}]") == "[]"


@pytest.mark.parametrize("tag", ["csp_nonce_attr", "csp_media"])
class TestMedia:
    def test_media_of_a_form(self, tag: str) -> None:
        html = render(f"{{% {tag} form.media %}}", form=EventForm(), csp_nonce="abc123")
        assert html == EVENT_FORM_MEDIA

    def test_media_of_a_formset(self, tag: str) -> None:
        formset = forms.formset_factory(EventForm)()
        html = render(f"{{% {tag} formset.media %}}", formset=formset, csp_nonce="abc123")
        assert html == EVENT_FORM_MEDIA

    def test_one_part_of_the_media(self, tag: str) -> None:
        html = render(f"{{% {tag} form.media.js %}}", form=EventForm(), csp_nonce="abc123")
        assert html == '<script src="/static/calendar.js" nonce="abc123"></script>'

    def test_argument_can_be_filtered_and_named(self, tag: str) -> None:
        html = render(f"{{% {tag} media=none|default:media %}}", media=MEDIA, csp_nonce="abc123")
        assert html == '<script src="/a.js" nonce="abc123"></script>'

    def test_media_can_be_kept_in_a_variable(self, tag: str) -> None:
        html = render(f"{{% {tag} media as tags %}}[{{{{ tags }}}}]", media=MEDIA, csp_nonce="n")
        assert html == '[<script src="/a.js" nonce="n"></script>]'

    def test_empty_media_makes_no_nonce(self, tag: str) -> None:
        nonce = LazyNonce()
        assert render(f"{{% {tag} media %}}", media=forms.Media(), csp_nonce=nonce) == ""
        assert not nonce

    @override_settings(DEBUG=True)
    @pytest.mark.parametrize(
        ("expression", "found"),
        [
            ("fom.media", "undefined, None or empty"),
            ("nothing", "undefined, None or empty"),
            ("empty", "undefined, None or empty"),
            ("number", "of the type int"),
            ('"/a.js"', "of the type SafeString"),
            ("form", "of the type EventForm; write `.media` after it"),
        ],
    )
    def test_what_is_no_media_is_an_error_in_development(
        self, tag: str, expression: str, found: str
    ) -> None:
        """Closes G7."""
        context = {"nothing": None, "empty": "", "number": 1, "form": EventForm()}
        with pytest.raises(NotMediaError) as caught:
            render(f"\n{{% {tag} {expression} %}}", csp_nonce="abc123", **context)
        message = str(caught.value)
        assert message.startswith(f"{{% {tag} {expression} %}} in ")
        assert "line 2" in message
        assert found in message

    @pytest.mark.parametrize("expression", ["fom.media", "nothing", "empty", "number", '"/a.js"'])
    def test_what_is_no_media_prints_nothing_in_production(
        self, tag: str, expression: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Closes G7: Django's own tag prints the bare text of the attribute into the page."""
        context = {"nothing": None, "empty": "", "number": 1}
        html = render(f"[{{% {tag} {expression} %}}]", csp_nonce="abc123", **context)
        assert html == "[]"
        [record] = caplog.records
        assert (record.name, record.levelno) == ("stockade", logging.ERROR)
        assert f"{{% {tag} {expression} %}}" in record.getMessage()

    @override_settings(DEBUG=True)
    def test_text_for_invalid_variables_does_not_hide_that_one_is_undefined(self, tag: str) -> None:
        engine = Engine(
            builtins=["stockade.django.templatetags.csp"], string_if_invalid="INVALID %s"
        )
        with pytest.raises(NotMediaError, match="undefined"):
            engine.from_string(f"{{% {tag} fom.media %}}").render(Context())

    def test_what_is_no_media_makes_no_nonce(self, tag: str) -> None:
        nonce = LazyNonce()
        assert render(f"{{% {tag} fom.media %}}", csp_nonce=nonce) == ""
        assert not nonce

    @override_settings(DEBUG=True)
    def test_what_is_no_media_is_an_error_also_without_a_policy(self, tag: str) -> None:
        with pytest.raises(NotMediaError):
            render(f"{{% {tag} fom.media %}}")


class TestFilter:
    def test_media_is_printed_with_the_given_nonce(self) -> None:
        html = render("{{ form.media|with_nonce:csp_nonce }}", form=EventForm(), csp_nonce="abc123")
        assert html == EVENT_FORM_MEDIA

    def test_nonce_missing_from_the_context_is_djangos_error(self) -> None:
        """As documented: Django has no value for an undefined filter argument."""
        with pytest.raises(VariableDoesNotExist, match="csp_nonce"):
            render("{{ media|with_nonce:csp_nonce }}", media=MEDIA)

    @override_settings(DEBUG=True)
    def test_what_is_no_media_is_an_error_in_development(self) -> None:
        """Closes G7."""
        with pytest.raises(NotMediaError, match="with_nonce"):
            render("{{ fom.media|with_nonce:csp_nonce }}", csp_nonce="abc123")

    def test_what_is_no_media_prints_nothing_in_production(self) -> None:
        assert render("[{{ fom.media|with_nonce:csp_nonce }}]", csp_nonce="abc123") == "[]"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% csp_nonce_attr one two %}", "takes one argument"),
        ("{% csp_media %}", "takes one argument"),
        ("{% csp_media one two %}", "takes one argument"),
        ("{% csp_nonce form.media %}", "csp_media form.media"),
        ("{% csp_media form.media as %}", "takes one argument"),
    ],
)
def test_wrong_arguments_are_refused_when_the_template_is_read(template: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=message):
        Template(template)


def test_tags_can_be_loaded_instead_of_built_in() -> None:
    engine = Engine(libraries={"csp": "stockade.django.templatetags.csp"})
    template = engine.from_string(
        "{% load csp %}<script {% csp_nonce %}></script>{% csp_media media %}"
    )
    html = template.render(Context({"media": MEDIA, "csp_nonce": "n"}))
    assert html == '<script nonce="n"></script><script src="/a.js" nonce="n"></script>'


def test_installed_app_offers_the_library_csp() -> None:
    html = render("{% load csp %}{% script %}go(){% endscript %}", csp_nonce="n")
    assert html == '<script nonce="n">go()</script>'
