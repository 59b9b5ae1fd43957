"""The templates of named packages get nonces when they are loaded, whatever loads them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template, render_template_string
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)

from stockade.flask import Stockade

MakeSite = Callable[..., Flask]
ReadPage = Callable[[Flask, str], str]

STATIC = """<script src="{{ url_for('static', filename='a.js') }}"></script>"""
STATIC_WITH_NONCE = '<script nonce="NONCE" src="/static/a.js"></script>'
STATIC_WITHOUT = '<script src="/static/a.js"></script>'


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (STATIC, STATIC_WITH_NONCE),
        ("<script src='/a.js'></script>", """<script nonce="NONCE" src='/a.js'></script>"""),
        ("<SCRIPT\n async src=/a.js>", '<SCRIPT nonce="NONCE"\n async src=/a.js>'),
        ("<script>go()</script>", '<script nonce="NONCE">go()</script>'),
        ("<style>p {}</style>", '<style nonce="NONCE">p {}</style>'),
        (
            '<link rel=stylesheet href="/a.css">',
            '<link nonce="NONCE" rel=stylesheet href="/a.css">',
        ),
        ('<link rel="icon" href="/a.svg">', '<link rel="icon" href="/a.svg">'),
        (
            """<script src="{{ url_for('shop.static', filename='b.js') }}"></script>""",
            '<script nonce="NONCE" src="/shop/b.js"></script>',
        ),
        ("<script nonce={{ csp_nonce }}>go()</script>", "<script nonce=NONCE>go()</script>"),
        ('<script type="application/json">{{ 1 }}</script>', None),
        ("<!-- <script>go()</script> -->", None),
        ("{# <script>go()</script> #}", ""),
    ],
)
def test_own_scripts_and_styles_get_the_nonce(
    make_site: MakeSite, read_page: ReadPage, source: str, printed: str | None
) -> None:
    app = make_site({"page.html": source})
    shop = Blueprint("shop", __name__, static_folder="flask", static_url_path="/shop")
    app.register_blueprint(shop)
    expected = source.replace("{{ 1 }}", "1") if printed is None else printed
    assert read_page(app, "page.html") == expected


def test_other_hosts_get_the_nonce_only_under_all(make_site: MakeSite, read_page: ReadPage) -> None:
    files = {"page.html": '<script src="https://cdn.example/a.js"></script>'}
    assert "NONCE" not in read_page(make_site(files), "page.html")
    assert "NONCE" in read_page(make_site(files, mode="all"), "page.html")


@pytest.fixture
def guestbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a package with a template."""
    name = "guestbook_with_templates"
    templates = tmp_path / "packages" / name / "templates"
    templates.mkdir(parents=True)
    (templates.parent / "__init__.py").touch()
    (templates / "guests.html").write_text(STATIC, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.delitem(sys.modules, name)
    return name


def test_a_package_is_named_by_its_dotted_name(
    make_site: MakeSite, read_page: ReadPage, guestbook: str
) -> None:
    app = make_site({"page.html": STATIC}, templates={guestbook: "own-static"})
    app.register_blueprint(Blueprint("guestbook", guestbook, template_folder="templates"))
    assert read_page(app, "guests.html") == STATIC_WITH_NONCE
    assert read_page(app, "page.html") == STATIC_WITHOUT


def test_a_package_loader_adds_the_nonce(
    make_site: MakeSite, read_page: ReadPage, guestbook: str
) -> None:
    app = make_site({}, templates={guestbook: "own-static"})
    app.jinja_env.loader = PackageLoader(guestbook)
    assert read_page(app, "guests.html") == STATIC_WITH_NONCE


def test_a_template_of_the_same_name_elsewhere_gets_none(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    app = make_site({"page.html": STATIC})
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "page.html").write_text(STATIC, encoding="utf-8")
    app.jinja_loader = FileSystemLoader([mine, tmp_path / "templates"])
    assert read_page(app, "page.html") == STATIC_WITHOUT


def test_a_template_from_a_dictionary_or_a_string_gets_none(
    make_site: MakeSite, read_page: ReadPage
) -> None:
    app = make_site({"page.html": STATIC})
    app.jinja_loader = DictLoader({"page.html": STATIC})
    app.add_url_rule("/string", "string", lambda: render_template_string(STATIC))
    assert read_page(app, "page.html") == STATIC_WITHOUT
    assert read_page(app, "string") == STATIC_WITHOUT


def test_a_loader_cannot_pass_its_own_text_for_a_named_file(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    class Liar(DictLoader):
        def get_source(self, environment: Environment, template: str) -> Any:
            source, _, is_current = super().get_source(environment, template)
            return source, str(tmp_path / "templates" / template), is_current

    app = make_site({"page.html": STATIC})
    app.jinja_loader = Liar({"page.html": STATIC})
    assert read_page(app, "page.html") == STATIC_WITH_NONCE
    app = make_site({"page.html": STATIC})
    app.jinja_loader = Liar({"page.html": f"{STATIC}<p>"})
    assert read_page(app, "page.html") == f"{STATIC_WITHOUT}<p>"


@pytest.mark.parametrize(
    "around",
    [
        lambda loader, folder: ChoiceLoader([DictLoader({}), loader]),
        lambda loader, folder: ChoiceLoader([PrefixLoader({"unused": DictLoader({})}), loader]),
        lambda loader, folder: FileSystemLoader(folder),
        lambda loader, folder: ChoiceLoader([DictLoader({}), FileSystemLoader(folder)]),
    ],
)
def test_a_loader_that_is_set_later_adds_the_nonce_too(
    make_site: MakeSite,
    read_page: ReadPage,
    tmp_path: Path,
    around: Callable[[BaseLoader, Path], BaseLoader],
) -> None:
    app = make_site({"page.html": STATIC})
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = around(loader, tmp_path / "templates")
    assert read_page(app, "page.html") == STATIC_WITH_NONCE


def test_templates_behind_a_prefix_get_the_nonce(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    app = make_site({"page.html": f"{STATIC}{{% include 'mail/part.html' %}}", "part.html": STATIC})
    files = FileSystemLoader(tmp_path / "templates")
    app.jinja_env.loader = ChoiceLoader([files, PrefixLoader({"mail": files})])
    assert read_page(app, "mail/page.html") == STATIC_WITH_NONCE * 2


def test_an_environment_with_other_delimiters_keeps_them(
    make_site: MakeSite, read_page: ReadPage
) -> None:
    app = make_site({"page.html": """<script src="[[ url_for('static', filename='a.js') ]]">"""})
    app.jinja_env.variable_start_string = "[["
    app.jinja_env.variable_end_string = "]]"
    assert read_page(app, "page.html") == '<script nonce="NONCE" src="/static/a.js">'


def test_a_changed_template_is_looked_at_again(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    app = make_site({"page.html": "<p>before</p>"}, config={"TEMPLATES_AUTO_RELOAD": True})
    assert read_page(app, "page.html") == "<p>before</p>"
    file = tmp_path / "templates" / "page.html"
    file.write_text(STATIC, encoding="utf-8")
    assert read_page(app, "page.html") == STATIC_WITH_NONCE


def test_a_template_that_is_added_later_is_found(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    app = make_site({"page.html": STATIC})
    assert read_page(app, "page.html") == STATIC_WITH_NONCE
    (tmp_path / "templates" / "new.html").write_text(STATIC, encoding="utf-8")
    assert read_page(app, "new.html") == STATIC_WITH_NONCE


def test_compiled_templates_are_kept_with_their_nonces(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    """What was compiled before the folder was named must not be used afterwards."""
    cache = FileSystemBytecodeCache(str(tmp_path))
    for templates, printed in [
        ({}, STATIC_WITHOUT),
        ({"./templates": "own-static"}, STATIC_WITH_NONCE),
        ({"./templates": "own-static"}, STATIC_WITH_NONCE),
        ({}, STATIC_WITHOUT),
    ]:
        app = make_site({"page.html": STATIC}, templates=templates)
        app.jinja_env.bytecode_cache = cache
        assert read_page(app, "page.html") == printed


def test_each_response_has_its_own_nonce(make_site: MakeSite) -> None:
    files = {
        "page.html": "{% import 'macros.html' as macros %}{{ macros.script() }}<style></style>",
        "macros.html": "<style></style>{% macro script() %}<script>go()</script>{% endmacro %}",
    }
    client = make_site(files).test_client()
    for _ in range(3):
        response = client.get("/page.html")
        policy = response.headers["Content-Security-Policy"]
        nonces = [part.partition('"')[0] for part in response.text.split(' nonce="')[1:]]
        assert [f"'nonce-{nonce}'" in policy for nonce in nonces] == [True, True]


def test_what_has_no_nonce_prints_as_the_original(make_site: MakeSite) -> None:
    source = f"{STATIC}\n<style>p {{}}</style>\n<link rel=stylesheet href=/a.css>"
    app = make_site({"page.html": source})
    with app.test_request_context():
        plain = render_template_string(source)
        assert app.jinja_env.get_template("page.html").render() == plain


def test_blueprints_of_a_named_package_that_come_later_are_found(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    folder = tmp_path / "late"
    folder.mkdir()
    (folder / "late.html").write_text(STATIC, encoding="utf-8")
    app = make_site({"page.html": STATIC}, templates={"./late": "own-static"})
    app.register_blueprint(Blueprint("late", __name__, template_folder=str(folder)))
    assert read_page(app, "late.html") == STATIC_WITH_NONCE


def test_what_is_no_form_media_prints_as_it_is(make_site: MakeSite, read_page: ReadPage) -> None:
    files = {"page.html": "{{ video.media }}{{ missing.media }}"}
    app = make_site(files, context={"video": {"media": "<film>"}, "missing": {}})
    assert read_page(app, "page.html") == "&lt;film&gt;"


def test_apps_do_not_share_what_they_name(
    make_site: MakeSite, read_page: ReadPage, strict: dict[str, Any], tmp_path: Path
) -> None:
    extension = Stockade(templates={"./templates": "own-static"})
    make_site({"page.html": STATIC}, templates={})
    apps = [Flask(name, root_path=str(tmp_path)) for name in ("named", "bare")]
    for app in apps:
        app.testing = True
    extension.init_app(apps[0], strict)
    extension.init_app(apps[1], strict, templates={})
    for app in apps:
        app.add_url_rule("/<name>", "page", lambda name: render_template(name))
    assert [read_page(app, "page.html") for app in apps] == [STATIC_WITH_NONCE, STATIC_WITHOUT]
