"""`{% csp_script %}` and `{% csp_style %}` in a Flask app."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask, Response, render_template, stream_template_string

from stockade import LateNonceError
from stockade.flask import CSP, csp_nonce, csp_override
from stockade.serving.inline_hashes import InlineHash

START = InlineHash.of("script", "start()").source
TEAL = InlineHash.of("style", "p { color: teal }").source
BLOCK = "{% csp_script %}start(){% endcsp_script %}"
STYLE = "{% csp_style %}p { color: teal }{% endcsp_style %}"
ELEMENT = "<script>start()</script>"

TEMPLATES = {
    "block.html": BLOCK,
    "style.html": STYLE,
    "both.html": BLOCK + STYLE + "<script {{ csp_nonce_attr() }}>other()</script>",
    "macros.html": f"{{% macro menu() %}}{BLOCK}{{% endmacro %}}",
    "macro.html": '{% from "macros.html" import menu %}{{ menu() }}',
    "kept.html": f"{{% set kept %}}{BLOCK}{{% endset %}}",
    "prints_kept.html": '{% from "kept.html" import kept %}{{ kept }}',
}


@pytest.fixture
def app(make_app: Any) -> Flask:
    app: Flask = make_app(templates=TEMPLATES)

    @app.get("/<name>")
    def page(name: str) -> str:
        return render_template(name)

    @app.get("/anything-inline/<name>")
    @csp_override({"script-src": [CSP.UNSAFE_INLINE]})
    def anything_inline(name: str) -> str:
        return render_template(name)

    @app.get("/streamed")
    def streamed() -> Response:
        return Response(stream_template_string(BLOCK))

    return app


@pytest.mark.parametrize("name", ["block.html", "macro.html", "prints_kept.html"])
def test_a_block_is_printed_and_allowed_on_every_page(
    app: Flask, directives: Any, name: str
) -> None:
    for _ in range(2):
        response = app.test_client().get(f"/{name}")
        assert response.text == ELEMENT
        assert directives(response.headers)["script-src"] == START
        assert "Cache-Control" not in response.headers


def test_a_style_is_allowed_as_a_style(app: Flask, directives: Any) -> None:
    response = app.test_client().get("/style.html")
    assert directives(response.headers)["style-src"] == f"'self' {TEAL}"
    assert directives(response.headers)["script-src"] == "'none'"


def test_blocks_and_a_nonce_on_one_page(app: Flask, directives: Any) -> None:
    response = app.test_client().get("/both.html")
    nonce = response.text.partition('nonce="')[2].partition('"')[0]
    assert len(nonce) == 22
    assert directives(response.headers)["script-src"] == f"'nonce-{nonce}' {START}"
    assert directives(response.headers)["style-src"] == f"'self' 'nonce-{nonce}' {TEAL}"


def test_a_view_can_allow_a_text(make_app: Any, directives: Any) -> None:
    def page() -> str:
        csp_nonce.allow_inline("script", "start()")
        return ELEMENT

    response = make_app(pages={"/": page}).test_client().get("/")
    assert directives(response.headers)["script-src"] == START


def test_a_policy_that_allows_everything_inline_is_left_alone(app: Flask, directives: Any) -> None:
    response = app.test_client().get("/anything-inline/block.html")
    assert directives(response.headers)["script-src"] == "'unsafe-inline'"


def test_a_block_in_a_stream_is_late(app: Flask) -> None:
    with pytest.raises(LateNonceError, match=r"csp_script %} block of GET /streamed was printed"):
        app.test_client().get("/streamed", buffered=True)


def test_in_production_that_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False
    with caplog.at_level(logging.ERROR, "stockade"):
        assert app.test_client().get("/streamed").text == ELEMENT
    assert ["LateNonceError" in record.getMessage() for record in caplog.records] == [True]
