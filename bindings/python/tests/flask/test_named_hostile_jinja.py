"""No data reaches a tag that has the nonce, and no tag gets one that is not what it looks like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

MakeSite = Callable[..., Flask]
ReadPage = Callable[[Flask, str], str]

EVIL = "x src=//evil.example/a.js"
SCRIPT = '<script src="/static/a.js"></script>'
WITH_NONCE = '<script nonce="NONCE" src="/static/a.js"></script>'


@pytest.mark.parametrize(
    "tag",
    [
        "<script data-user={{ evil }}></script>",
        '<script data-user="{{ evil }}" src="/static/a.js"></script>',
        "<script {{ evil }} src=/static/a.js></script>",
        "<script src=/static/a.js {{ evil }}></script>",
        "<script{{ evil }} src=/static/a.js></script>",
        "<script {% if evil %}{{ evil }}{% endif %} src=/static/a.js></script>",
        "<script {% include 'attributes.html' %} src=/static/a.js></script>",
        "<script {% block attributes %}{% endblock %} src=/static/a.js></script>",
        '<script type="{{ evil }}" src="/static/a.js"></script>',
        "<{{ evil }} src=/static/a.js></script>",
        '<link rel="{{ evil }}" href="/static/a.css">',
        '<style media="{{ evil }}">p {}</style>',
    ],
)
def test_data_in_a_start_tag_keeps_the_nonce_out(
    make_site: MakeSite, read_page: ReadPage, tag: str
) -> None:
    files = {"page.html": tag, "attributes.html": "{{ evil }}"}
    app = make_site(files, mode="all", context={"evil": EVIL})
    assert "NONCE" not in read_page(app, "page.html")


@pytest.mark.parametrize(
    "address",
    [
        "{{ evil }}",
        "/{{ evil }}/a.js",
        "/static/{{ evil }}",
        "{{ evil|e }}",
        "{{ url_for('static', filename=evil) }}",
        "{{ url_for('static', filename='a' ~ evil) }}",
        "{{ url_for('static', filename=['a', evil]|join) }}",
        "{{ url_for('static', filename='a.js', _anchor=evil) }}",
        "{{ url_for('static', filename='a.js', **evil_options) }}",
        "{{ url_for(evil, filename='a.js') }}",
        "{{ url_for('static', filename='a.js') if evil else evil }}",
        "{{ url_for('static', filename='a.js')|replace('/static', evil) }}",
        "{{ evil.url_for('static', filename='a.js') }}",
        "{% if evil %}{{ evil }}{% else %}/static/a.js{% endif %}",
        "{% set address = evil %}{{ address }}",
    ],
)
def test_data_in_an_address_keeps_the_nonce_out(
    make_site: MakeSite, read_page: ReadPage, address: str
) -> None:
    files = {"page.html": f'{{% if show %}}<script src="{address}"></script>{{% endif %}}'}
    app = make_site(files, mode="all", context={"evil": "//evil.example", "evil_options": {}})
    assert read_page(app, "page.html") == ""
    source = app.jinja_env.loader.get_source(app.jinja_env, "page.html")[0]
    assert source == files["page.html"]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/a.js",
        r"/\evil.example/a.js",
        r"\\evil.example/a.js",
        "/\t/evil.example/a.js",
        " //evil.example/a.js",
        "https://evil.example/a.js",
        "HTTPS:evil.example/a.js",
        "data:text/javascript,go()",
        "blob:https://evil.example/1",
        "/uploads/a.js",
        "/static/../uploads/a.js",
        "/%75ploads/a.js",
    ],
)
def test_an_address_that_is_not_the_sites_own_gets_none_under_own_static(
    make_site: MakeSite, read_page: ReadPage, address: str
) -> None:
    files = {"page.html": f'<script src="{address}"></script>'}
    app = make_site(files, config={"STOCKADE_MEDIA_URL": "/uploads/"})
    assert read_page(app, "page.html") == files["page.html"]


@pytest.mark.parametrize(
    "inline",
    [
        '<script>let name = "{{ evil }}"</script>',
        "<script>let name = `{{ evil }}`</script>",
        "<script>let data = {{ evil|tojson }}</script>",
        "<script>{% if evil %}{{ evil }}{% endif %}</script>",
        "<script>{% for one in evil %}{{ one }}{% endfor %}</script>",
        "<script>{% set name = evil %}go('{{ name }}')</script>",
        "<script>{% include 'part.html' %}</script>",
        "<script>{% include ['other.html', 'part.html'] %}</script>",
        "<script>{% include parts %}</script>",
        "<script>{% block code %}{% endblock %}{{ evil }}</script>",
        "<script>{{ macro_of_somebody(evil) }}</script>",
        "<script>{{ self.code() }}</script>{% block code %}{{ evil }}{% endblock %}",
        "<style>p { color: {{ evil }} }</style>",
        '<script type="module">import "{{ evil }}"</script>',
    ],
)
def test_an_inline_script_or_style_with_data_gets_none(
    make_site: MakeSite, read_page: ReadPage, inline: str
) -> None:
    files = {"page.html": inline, "part.html": "{{ evil }}"}
    context = {
        "evil": '";alert(1)//',
        "parts": ["part.html"],
        "macro_of_somebody": lambda text: text,
    }
    app = make_site(files, mode="all", context=context)
    assert "NONCE" not in read_page(app, "page.html")


@pytest.mark.parametrize(
    "place",
    [
        "<textarea>{}</textarea>",
        "<title>{}</title>",
        "<script>let part = `{}`</script>",
        "<style>{}</style>",
        '<div title="{}">',
        "<div title='{}'>",
        "<div {}>",
        "<!-- {} -->",
        "<noscript><p title='{}'></noscript>",
        "<iframe srcdoc='{}'></iframe>",
        "<xmp>{}</xmp>",
        "{{% set part %}}{}{{% endset %}}<p title='{{{{ part }}}}'>",
        "{{% filter upper %}}{}{{% endfilter %}}",
    ],
)
class TestPlacesThatAreNoMarkup:
    """The same text is a script in one place, and a leaked nonce or broken code in another."""

    def test_an_included_template(
        self, make_site: MakeSite, read_page: ReadPage, place: str
    ) -> None:
        files = {"page.html": place.format("{% include 'part.html' %}"), "part.html": SCRIPT}
        assert WITH_NONCE not in read_page(make_site(files), "page.html")

    def test_a_block_of_a_child(self, make_site: MakeSite, read_page: ReadPage, place: str) -> None:
        files = {
            "base.html": place.format("{% block part %}{% endblock %}"),
            "page.html": f"{{% extends 'base.html' %}}{{% block part %}}{SCRIPT}{{% endblock %}}",
        }
        assert WITH_NONCE not in read_page(make_site(files), "page.html")

    def test_a_block_of_a_child_of_whatever_template(
        self, make_site: MakeSite, read_page: ReadPage, place: str
    ) -> None:
        files = {
            "base.html": place.format("{% block part %}{% endblock %}"),
            "page.html": f"{{% extends base %}}{{% block part %}}{SCRIPT}{{% endblock %}}",
        }
        app = make_site(files, context={"base": "base.html"})
        assert WITH_NONCE not in read_page(app, "page.html")

    def test_a_macro(self, make_site: MakeSite, read_page: ReadPage, place: str) -> None:
        files = {
            "macros.html": f"{{% macro part() %}}{SCRIPT}{{% endmacro %}}",
            "page.html": "{% import 'macros.html' as macros %}"
            + place.format("{{ macros.part() }}"),
        }
        assert WITH_NONCE not in read_page(make_site(files), "page.html")

    def test_a_macro_by_its_own_name(
        self, make_site: MakeSite, read_page: ReadPage, place: str
    ) -> None:
        files = {
            "macros.html": f"{{% macro part() %}}{SCRIPT}{{% endmacro %}}",
            "page.html": "{% from 'macros.html' import part as other %}"
            + place.format("{{ other() }}"),
        }
        assert WITH_NONCE not in read_page(make_site(files), "page.html")

    def test_what_a_call_block_brings(
        self, make_site: MakeSite, read_page: ReadPage, place: str
    ) -> None:
        files = {
            "page.html": "{% macro frame() %}"
            + place.format("{{ caller() }}")
            + f"{{% endmacro %}}{{% call frame() %}}{SCRIPT}{{% endcall %}}",
        }
        assert WITH_NONCE not in read_page(make_site(files), "page.html")


@pytest.mark.parametrize("parent", ["'base.html'", "base", "'base.html' if base else 'other.html'"])
def test_data_in_a_block_of_a_child_keeps_the_nonce_from_the_script_around_it(
    make_site: MakeSite, read_page: ReadPage, parent: str
) -> None:
    files = {
        "base.html": "<script>let name = '{% block name %}nobody{% endblock %}'</script>",
        "page.html": f"{{% extends {parent} %}}{{% block name %}}{{{{ evil }}}}{{% endblock %}}",
    }
    app = make_site(files, context={"base": "base.html", "evil": "'+alert(1)+'"})
    assert "NONCE" not in read_page(app, "page.html")


def test_an_include_in_two_places_gets_none(make_site: MakeSite, read_page: ReadPage) -> None:
    files = {
        "page.html": "{% include 'part.html' %}",
        "other.html": "<textarea>{% include 'part.html' %}</textarea>",
        "part.html": SCRIPT,
    }
    assert "NONCE" not in read_page(make_site(files), "page.html")


def test_a_tag_that_is_opened_in_a_branch_gets_none(
    make_site: MakeSite, read_page: ReadPage
) -> None:
    source = "{% if evil %}<script>{% else %}<script defer>{% endif %}go()</script>"
    app = make_site({"page.html": source}, context={"evil": True})
    assert "NONCE" not in read_page(app, "page.html")


def test_what_is_printed_raw_stays_as_it_is(make_site: MakeSite, read_page: ReadPage) -> None:
    files = {"page.html": f"{{% raw %}}{SCRIPT}{{{{ form.media }}}}{{% endraw %}}"}
    page = read_page(make_site(files), "page.html")
    assert page == f"{SCRIPT}{{{{ form.media }}}}"


def test_a_template_that_does_not_compile_fails_as_before(make_site: MakeSite) -> None:
    app = make_site({"page.html": f"{SCRIPT}\n{{% if %}}"})
    app.testing = False
    response = app.test_client().get("/page.html")
    assert response.status_code == 500
    assert SCRIPT not in response.text
