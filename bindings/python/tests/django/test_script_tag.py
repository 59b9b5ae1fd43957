"""django-csp's block tag: what its own tests pin, and what it gets wrong."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings

from stockade import LazyNonce


def render(template: str, **context: Any) -> str:
    return Template(template).render(Context({"csp_nonce": "n", **context}))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% script %}\n go();\n {% endscript %}", '<script nonce="n">go();</script>'),
        ("{% script %}{% endscript %}", '<script nonce="n"></script>'),
        ('{% script src="a.js" %} go(); {% endscript %}', '<script nonce="n" src="a.js"></script>'),
        (
            "{% script defer=True type='module' id=\"main\" %}go();{% endscript %}",
            '<script nonce="n" id="main" type="module" defer>go();</script>',
        ),
        ('{% script src="a.js" async=True %}{% endscript %}',
         '<script nonce="n" src="a.js" async></script>'),
        ('{% script crossorigin="anonymous" integrity="sha384-x" %}{% endscript %}',
         '<script nonce="n" integrity="sha384-x" crossorigin="anonymous"></script>'),
        (
            '{% script id="a" %}\n<script type="text/javascript">\ngo();\n</script>{% endscript %}',
            '<script nonce="n" id="a">go();</script>',
        ),
        (
            '{% script %}<script>let text = "<script></script>"</script>{% endscript %}',
            '<script nonce="n">let text = "<script></script>"</script>',
        ),
        ("{% script %}if (1 < 2 && x) {}{% endscript %}",
         '<script nonce="n">if (1 < 2 && x) {}</script>'),
    ],
)  # fmt: skip
def test_script_is_printed_with_the_nonce(template: str, expected: str) -> None:
    assert render(template) == expected


def test_attribute_values_are_variables() -> None:
    """django-csp prints `src="url"` here."""
    html = render(
        "{% script src=url|default:other id=None %}{% endscript %}", other="/a.js", url=""
    )
    assert html == '<script nonce="n" src="/a.js"></script>'


def test_attribute_values_are_escaped() -> None:
    html = render("{% script id=id %}{% endscript %}", id='"><script>')
    assert html == '<script nonce="n" id="&quot;&gt;&lt;script&gt;"></script>'


def test_false_leaves_a_boolean_attribute_out() -> None:
    """django-csp prints `async=false`, which a browser takes for `async`."""
    html = render('{% script src="/a.js" async=False defer=False %}{% endscript %}')
    assert html == '<script nonce="n" src="/a.js"></script>'


def test_variables_in_the_content_are_escaped() -> None:
    html = render("{% script %}let a = '{{ a }}';{% endscript %}", a="</script>")
    assert html == "<script nonce=\"n\">let a = '&lt;/script&gt;';</script>"


def test_content_that_is_not_printed_is_not_rendered() -> None:
    nonce = LazyNonce()
    render("{% script src='/a.js' %}{{ other }}{% endscript %}", other=nonce)
    assert not nonce


def test_no_nonce_is_printed_where_there_is_none() -> None:
    assert render("{% script %}go(){% endscript %}", csp_nonce=None) == "<script>go()</script>"


@override_settings(DEBUG=True)
def test_unquoted_text_is_an_error_in_development() -> None:
    """Templates for django-csp may hold it, as there a name stands for itself."""
    with pytest.raises(TemplateSyntaxError, match='put it in quotes: type="module"'):
        render("{% script type=module %}go(){% endscript %}")


def test_unquoted_text_leaves_its_attribute_out_in_production(
    caplog: pytest.LogCaptureFixture,
) -> None:
    html = render("{% script type=module %}go(){% endscript %}")
    assert html == '<script nonce="n">go()</script>'
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@override_settings(DEBUG=True)
def test_variable_that_is_none_leaves_its_attribute_out() -> None:
    assert render("{% script id=id %}{% endscript %}", id=None) == '<script nonce="n"></script>'


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% script async %}{% endscript %}", "takes attributes only"),
        ('{% script nonce="x" %}{% endscript %}', "adds the nonce itself"),
        ("{% script %}", "endscript"),
    ],
)
def test_wrong_syntax_is_refused_when_the_template_is_read(template: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=message):
        Template(template)


@pytest.fixture
def _switching_threads_often() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_switching_threads_often")
def test_threads_that_share_a_template_do_not_share_its_values() -> None:
    """django-csp keeps nonce and content on the node: threads print each other's."""
    template = Template("{% script id=number %}{{ number }}{% endscript %}")

    def is_its_own(number: int) -> bool:
        html = template.render(Context({"csp_nonce": f"n{number}", "number": number}))
        return html == f'<script nonce="n{number}" id="{number}">{number}</script>'

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(is_its_own, range(4000)))


@pytest.mark.parametrize("order", [["csp", "stockade.django"], ["stockade.django", "csp"]])
def test_load_csp_works_beside_django_csp_in_either_order(order: list[str]) -> None:
    """Whichever of the two libraries named `csp` Django takes, the page gets the right nonce, and
    the tags that are built in stay Stockade's."""
    others = [app for app in settings.INSTALLED_APPS if app not in order]
    request = RequestFactory().get("/")
    request.csp_nonce = request._csp_nonce = LazyNonce()  # type: ignore[attr-defined]
    with override_settings(INSTALLED_APPS=[*others, *order]):
        html = Template(
            "{% load csp %}{% script %}go(){% endscript %}<script {% csp_nonce_attr %}></script>"
        ).render(Context({"request": request}))
    nonce = request.csp_nonce
    assert html == f'<script nonce="{nonce}">go()</script><script nonce="{nonce}"></script>'
