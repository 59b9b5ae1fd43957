"""`csp_nonce` and `csp_nonce_attr()` in templates and in Python."""

from __future__ import annotations

import contextvars
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask, g, render_template, render_template_string, request, session

from stockade.flask import Stockade, csp_nonce

SPELLINGS = [
    "{{ csp_nonce }}",
    "{{ csp_nonce() }}",
    "{{ csp_nonce | safe }}",
    "{{ csp_nonce ~ '' }}",
    "{{ '' + csp_nonce }}",
    "{{ csp_nonce() + '' }}",
    "{{ csp_nonce | string }}",
    "{{ request.csp_nonce }}",
    "{% if csp_nonce %}{{ csp_nonce }}{% endif %}",
    "{% if csp_nonce() %}{{ csp_nonce() }}{% endif %}",
    "{% set nonce = csp_nonce() %}{{ nonce }}",
    "{{ '%s' | format(csp_nonce) }}",
    "{% autoescape false %}{{ csp_nonce }}{% endautoescape %}",
    "{{ (csp_nonce | tojson)[1:-1] }}",
    '{{ csp_nonce_attr() | replace("nonce=", "") | replace(\'"\', "") }}',
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_prints_the_nonce(make_app: Any, directives: Any, spelling: str) -> None:
    app = make_app(pages={"/": lambda: render_template_string(spelling)})
    response = app.test_client().get("/")
    assert len(response.text) == 22
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"


def test_attribute(make_app: Any) -> None:
    template = "<script {{ csp_nonce_attr() }}></script> {{ csp_nonce }}"
    app = make_app(pages={"/": lambda: render_template_string(template)})
    tag, _, nonce = app.test_client().get("/").text.rpartition(" ")
    assert len(nonce) == 22
    assert tag == f'<script nonce="{nonce}"></script>'


@pytest.mark.parametrize(
    "spelling", ["{% if csp_nonce %}{% endif %}", "{% set n = csp_nonce() %}", ""]
)
def test_asking_for_the_nonce_does_not_make_one(make_app: Any, spelling: str) -> None:
    app = make_app()

    @app.get("/")
    def page() -> str:
        assert request.csp_nonce
        repr(csp_nonce)
        return render_template_string(spelling)

    response = app.test_client().get("/")
    assert "nonce" not in response.headers["Content-Security-Policy"]


def test_representation_does_not_show_the_nonce(make_app: Any) -> None:
    app = make_app(pages={"/": lambda: f"{csp_nonce} {csp_nonce!r} {request.csp_nonce!r}"})
    nonce, *shown = app.test_client().get("/").text.split(" ", 1)
    assert nonce not in shown[0]


MODULE = """
{% macro script() %}<script nonce="{{ csp_nonce }}"></script>{% endmacro %}
{% macro called() %}<script {{ csp_nonce_attr() }}></script>{% endmacro %}
{% set kept = csp_nonce %}
{% set called_once = csp_nonce() %}
{% set kept_attribute = csp_nonce_attr() %}
{% set printed %}nonce="{{ csp_nonce }}"{% endset %}
{% set joined = "nonce-" ~ csp_nonce %}
"""

IMPORTS = {
    "import": ("{% import 'module.html' as m %}", "m."),
    "from": (
        "{% from 'module.html' import script, called, kept, called_once, kept_attribute, printed,"
        " joined %}",
        "",
    ),
}


@pytest.mark.parametrize("style", IMPORTS)
def test_template_imported_without_context_keeps_no_nonce(
    make_app: Any, directives: Any, style: str
) -> None:
    """Jinja evaluates such a template once and keeps its variables for all later requests."""
    statement, prefix = IMPORTS[style]
    names = ["script()", "called()", "kept", "called_once", "kept_attribute", "printed", "joined"]
    page = statement + "\n".join(f"{{{{ {prefix}{name} }}}}" for name in names)
    app = make_app(
        templates={"module.html": MODULE, "page.html": page},
        pages={"/": lambda: render_template("page.html")},
    )
    with app.app_context():
        assert "nonce=" in render_template("page.html")  # a first evaluation, outside any request
    seen = set()
    for _ in range(3):
        response = app.test_client().get("/")
        source = directives(response.headers)["script-src"]
        nonce = source.removeprefix("'nonce-").removesuffix("'")
        seen.add(nonce)
        assert response.text.splitlines() == [
            f'<script nonce="{nonce}"></script>',
            f'<script nonce="{nonce}"></script>',
            nonce,
            nonce,
            f'nonce="{nonce}"',
            f'nonce="{nonce}"',
            f"nonce-{nonce}",
        ]
    assert len(seen) == 3


def test_imported_template_that_prints_no_nonce_is_still_evaluated_once(make_app: Any) -> None:
    evaluations: list[int] = []
    app = make_app(
        templates={
            "module.html": "{{ evaluated() }}{% macro m() %}{{ csp_nonce }}{% endmacro %}",
            "page.html": "{% import 'module.html' as m %}{{ m.m() }}",
        }
    )
    app.jinja_env.globals["evaluated"] = lambda: evaluations.append(1)
    app.add_url_rule("/", view_func=lambda: render_template("page.html"))
    for _ in range(3):
        assert len(app.test_client().get("/").text) == 22
    assert evaluations == [1]


def test_nothing_is_printed_outside_a_request(make_app: Any) -> None:
    app = make_app()
    template = "<script {{ csp_nonce_attr() }} nonce='{{ csp_nonce() }}'>{{ csp_nonce }}</script>"
    printed = "<script  nonce=''></script>"
    assert str(csp_nonce) == ""
    assert not csp_nonce
    with app.app_context():
        assert render_template_string(template) == printed
    with app.test_request_context():
        assert render_template_string(template) == printed
        assert str(request.csp_nonce) == ""


def test_nonce_is_not_kept_in_g_or_the_session(make_app: Any) -> None:
    app = make_app()
    app.secret_key = "tests"

    @app.get("/")
    def page() -> str:
        nonce = str(csp_nonce)
        assert nonce not in repr(vars(g))
        assert nonce not in repr(dict(session))
        return nonce

    response = app.test_client().get("/")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_requests_under_one_pushed_app_context_have_their_own_nonces(
    make_app: Any, directives: Any
) -> None:
    """With an application context pushed by hand, all requests share one `g`."""
    app = make_app(pages={"/": lambda: f"{csp_nonce} {id(g._get_current_object())}"})
    with app.app_context():
        replies = [app.test_client().get("/") for _ in range(3)]
    nonces, contexts = zip(*(reply.text.split() for reply in replies), strict=True)
    assert len(set(contexts)) == 1
    assert len(set(nonces)) == 3
    for reply, nonce in zip(replies, nonces, strict=True):
        assert directives(reply.headers)["script-src"] == f"'nonce-{nonce}'"


def test_concurrent_requests_never_share_a_nonce(make_app: Any, directives: Any) -> None:
    app = make_app(
        templates={
            "module.html": "{% set n %}{{ csp_nonce }}{% endset %}",
            "page.html": "{% import 'module.html' as m %}{{ m.n }} {{ csp_nonce }}",
        },
        pages={"/": lambda: render_template("page.html")},
    )

    def visit(_: int) -> str:
        response = app.test_client().get("/")
        first, second = response.text.split()
        assert first == second
        assert directives(response.headers)["script-src"] == f"'nonce-{first}'"
        return first

    with app.app_context():
        shared = contextvars.copy_context()  # so that the threads share the pushed context, too

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(shared.copy().run, visit, number) for number in range(200)]
        nonces = [future.result() for future in futures]
    assert len(set(nonces)) == 200


def test_one_extension_serves_several_apps(directives: Any, strict: Any) -> None:
    stockade = Stockade(policy=strict)
    replies = []
    for name in ("one", "two"):
        app = Flask(name)
        stockade.init_app(app)
        app.add_url_rule("/", view_func=lambda: str(csp_nonce))
        replies.append(app.test_client().get("/"))
    first, second = (directives(reply.headers)["script-src"] for reply in replies)
    assert first != second


def test_request_class_of_the_app_is_kept(strict: Any) -> None:
    class OwnRequest(Flask.request_class):
        greeting = "hello"

    app = Flask("site")
    app.request_class = OwnRequest
    Stockade(app, strict)
    app.add_url_rule("/", view_func=lambda: f"{request.greeting} {request.csp_nonce}")
    assert len(app.test_client().get("/").text) == len("hello ") + 22


def test_nonce_is_not_logged(make_app: Any, caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(production=True)
    caplog.set_level(logging.DEBUG)

    @app.get("/")
    def page() -> str:
        app.logger.info("%r %r", csp_nonce, request)
        app.logger.info(repr(request.environ))
        return str(csp_nonce)

    nonce = app.test_client().get("/").text
    assert nonce not in caplog.text
