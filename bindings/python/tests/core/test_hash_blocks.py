"""`{% csp_script %}` and `{% csp_style %}` in Jinja templates, with no framework around."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from jinja2 import DictLoader, Environment, TemplateSyntaxError

from stockade import LateNonceError, LazyNonce
from stockade.nonce import current_nonce
from stockade.serving.inline_hashes import InlineHash

START = InlineHash.of("script", "start()")
BLOCK = "{% csp_script %}start(){% endcsp_script %}"
ELEMENT = "<script>start()</script>"

TEMPLATES = {
    "block.html": BLOCK,
    "base.html": "<body>{% block end %}{% endblock %}</body>",
    "child.html": f'{{% extends "base.html" %}}{{% block end %}}{BLOCK}{{% endblock %}}',
    "include.html": '{% include "block.html" %}',
    "macros.html": f"{{% macro menu() %}}{BLOCK}{{% endmacro %}}",
    "imported.html": '{% from "macros.html" import menu %}{{ menu() }}',
    "imported_with.html": '{% from "macros.html" import menu with context %}{{ menu() }}',
    "loop.html": f"{{% for number in (1, 2, 3) %}}{BLOCK}{{% endfor %}}",
    "never.html": f"{{% if false %}}{BLOCK}{{% endif %}}",
}


@pytest.fixture
def nonce() -> Iterator[LazyNonce]:
    """The nonce of the response being made."""
    nonce = LazyNonce()
    token = current_nonce.set(nonce)
    yield nonce
    current_nonce.reset(token)


@pytest.fixture
def environment() -> Environment:
    return Environment(
        autoescape=True,
        loader=DictLoader(TEMPLATES),
        extensions=["stockade.jinja.NonceExtension"],
    )


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("block.html", ELEMENT),
        ("child.html", f"<body>{ELEMENT}</body>"),
        ("include.html", ELEMENT),
        ("imported.html", ELEMENT),
        ("imported_with.html", ELEMENT),
        ("loop.html", ELEMENT * 3),
    ],
)
def test_a_block_is_printed_and_allowed_wherever_it_stands(
    environment: Environment, nonce: LazyNonce, template: str, printed: str
) -> None:
    assert environment.get_template(template).render() == printed
    assert nonce.inline_hashes == (START,)


def test_a_block_prints_no_nonce(environment: Environment, nonce: LazyNonce) -> None:
    environment.get_template("block.html").render()
    assert nonce.value is None


def test_a_block_that_is_not_printed_is_not_allowed(
    environment: Environment, nonce: LazyNonce
) -> None:
    assert environment.get_template("never.html").render() == ""
    assert nonce.inline_hashes == ()


def test_a_compiled_template_allows_its_block_on_every_page(environment: Environment) -> None:
    template = environment.get_template("block.html")
    for _ in range(2):
        nonce = LazyNonce()
        token = current_nonce.set(nonce)
        template.render()
        current_nonce.reset(token)
        assert nonce.inline_hashes == (START,)


def test_a_view_that_prints_its_nonce_as_text_changes_nothing(
    environment: Environment, nonce: LazyNonce
) -> None:
    environment.get_template("block.html").render(csp_nonce="as text")
    assert nonce.inline_hashes == (START,)


def test_without_a_response_a_block_is_only_printed(environment: Environment) -> None:
    assert environment.get_template("block.html").render() == ELEMENT


def test_a_style_is_allowed_as_a_style(environment: Environment, nonce: LazyNonce) -> None:
    template = environment.from_string("{% csp_style %}p { color: teal }{% endcsp_style %}")
    assert template.render() == "<style>p { color: teal }</style>"
    assert nonce.inline_hashes == (InlineHash.of("style", "p { color: teal }"),)


def test_what_is_printed_is_what_is_hashed(environment: Environment, nonce: LazyNonce) -> None:
    environment.newline_sequence = "\r\n"
    text = "\r\n  let a = '{% raw %}{{ a }}{% endraw %}' && 1 < 2;\r\n"
    printed = environment.from_string(f"{{% csp_script %}}{text}{{% endcsp_script %}}").render()
    assert printed == "<script>\n  let a = '{{ a }}' && 1 < 2;\n</script>"
    assert nonce.inline_hashes == (
        InlineHash.of("script", printed.removeprefix("<script>").removesuffix("</script>")),
    )


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('csp_script type="module"', '<script type="module">'),
        ('csp_script type="importmap"', '<script type="importmap">'),
        ("csp_script type='module' data-part='menu'", '<script type="module" data-part="menu">'),
        ("csp_script nomodule", "<script nomodule>"),
        ('csp_style media="print"', '<style media="print">'),
        ('csp_style title="a &quot; > b"', '<style title="a &amp;quot; &gt; b">'),
    ],
)
def test_attributes(environment: Environment, written: str, printed: str) -> None:
    tag = written.split()[0]
    html = environment.from_string(f"{{% {written} %}}x{{% end{tag} %}}").render()
    assert html.startswith(f"{printed}x</")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% csp_script %}hello('{{ name }}'){% endcsp_script %}", "an expression ({{ … }}) in"),
        ("{% csp_script %}{% if a %}a(){% endif %}{% endcsp_script %}", "a tag ({% … %}) in line"),
        ("{% csp_script %}{% csp_script %}{% endcsp_script %}{% endcsp_script %}", "an expression"),
        ("{% csp_script %}a = '</Script>'{% endcsp_script %}", "Write `<\\/script` instead"),
        ("{% csp_style %}a::after { content: '</style' }{% endcsp_style %}", "Write `\\3c /style`"),
        ("{% csp_script %}a = '<!--\n<script'{% endcsp_script %}", "Write `<\\script` instead"),
        ("{% csp_script %}\ud800{% endcsp_script %}", "half of a surrogate pair"),
        (
            "{% csp_script src='/a.js' %}{% endcsp_script %}",
            "a file needs an ordinary <script src>",
        ),
        ("{% csp_script nonce='x' %}{% endcsp_script %}", "it needs no nonce"),
        ("{% csp_script onload='a()' %}{% endcsp_script %}", "a hash allows no event handler"),
        ("{% csp_script Type='module' %}{% endcsp_script %}", "no name of an attribute"),
        ("{% csp_script type=kind %}{% endcsp_script %}", "a text in quotes"),
        ("{% csp_script type='application/json' %}{}{% endcsp_script %}", "needs no hash"),
    ],
)
def test_what_cannot_work_is_refused_when_the_template_is_compiled(
    environment: Environment, source: str, message: str
) -> None:
    with pytest.raises(TemplateSyntaxError) as refused:
        environment.from_string(source)
    assert message in str(refused.value)


def test_the_refusal_of_data_says_why_and_what_to_do(environment: Environment) -> None:
    with pytest.raises(TemplateSyntaxError) as refused:
        environment.from_string("{% csp_script %}hello('{{ name }}'){% endcsp_script %}")
    assert refused.value.message == (
        "{% csp_script %} holds an expression ({{ … }}) in line 1, and only text may stand in it. "
        "Its hash tells browsers to trust exactly this text, and is worked out once; what a page "
        "puts into it would be trusted as code of yours, or blocked. Hand data over beside it: in "
        "attributes (data-user=…) that the script reads, or with `json_script` or `tojson` in a "
        '<script type="application/json">, which is never run.'
    )


def test_a_comment_start_alone_is_no_reason_to_refuse(environment: Environment) -> None:
    template = environment.from_string("{% csp_script %}while (n-->0) a<!--b{% endcsp_script %}")
    assert template.render() == "<script>while (n-->0) a<!--b</script>"


class TestTheResponsesNonce:
    def test_hashes_stand_in_the_order_of_the_page_and_once_each(self) -> None:
        nonce = LazyNonce()
        nonce.allow_inline("style", "p {}")
        nonce.allow_inline("script", "start()")
        nonce.allow_inline("style", "p {}")
        assert nonce.inline_hashes == (InlineHash.of("style", "p {}"), START)

    def test_what_is_allowed_again_is_listed_again(self) -> None:
        nonce = LazyNonce()
        nonce.allow(START)
        nonce.allow(START)
        assert nonce.allowed == [START, START]

    def test_a_hash_that_the_header_has_is_not_late(self) -> None:
        nonce, late = LazyNonce(), []
        nonce.allow(START)
        nonce.seal_hashes(late.append)
        nonce.allow(START)
        assert late == []
        nonce.allow_inline("style", "p {}")
        assert late == [InlineHash.of("style", "p {}")]

    def test_a_nonce_that_was_pickled_allows_nothing(self) -> None:
        restored = pickle.loads(pickle.dumps(LazyNonce()))  # noqa: S301
        with pytest.raises(LateNonceError, match="belongs to one response"):
            restored.allow(START)
