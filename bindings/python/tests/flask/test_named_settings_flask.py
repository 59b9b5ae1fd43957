"""What an app names is checked when it is set up, and nothing that is wrong weakens it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template

from stockade.flask import Stockade
from stockade.named_templates.lock import LockError
from stockade.named_templates.packages import NamedTemplatesError

MakeSite = Callable[..., Flask]
ReadPage = Callable[[Flask, str], str]

STATIC = """<script src="{{ url_for('static', filename='a.js') }}"></script>"""


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        (
            {"flsk": "all"},
            NamedTemplatesError,
            "STOCKADE_TEMPLATES: .*'flsk'.* Did you mean 'flask'",
        ),
        ({"flask": "own_static"}, NamedTemplatesError, "Did you mean 'own-static'"),
        ({"./missing": "all"}, NamedTemplatesError, "there is no folder"),
        (["flask"], TypeError, r"STOCKADE_TEMPLATES must be a dictionary, not list \['flask'\]"),
        ("flask", TypeError, "STOCKADE_TEMPLATES must be a dictionary"),
    ],
)
def test_wrong_names_are_errors(
    strict: dict[str, Any], names: object, error: type[Exception], message: str
) -> None:
    app = Flask("site")
    app.config["STOCKADE_TEMPLATES"] = names
    with pytest.raises(error, match=message):
        Stockade(app, strict)


def test_an_argument_is_named_as_it_was_given(strict: dict[str, Any]) -> None:
    with pytest.raises(NamedTemplatesError, match=r"^templates: "):
        Stockade(Flask("site"), strict, templates={"no.such.package": "all"})


@pytest.mark.parametrize(
    ("setting", "value", "error"),
    [
        ("STOCKADE_OWN_ORIGINS", "https://cdn.example", TypeError),
        ("STOCKADE_OWN_ORIGINS", [b"https://cdn.example"], TypeError),
        ("STOCKADE_OWN_ORIGINS", ["cdn.example"], ValueError),
        ("STOCKADE_MEDIA_URL", ["/uploads/"], TypeError),
        ("STOCKADE_TEMPLATES_LOCK", 1, TypeError),
        ("STOCKADE_TEMPLATES_LOCK", "", TypeError),
    ],
)
def test_other_wrong_settings_are_errors(
    make_site: MakeSite, setting: str, value: object, error: type[Exception]
) -> None:
    with pytest.raises(error, match=setting):
        make_site({"page.html": ""}, config={setting: value})


def test_files_of_own_origins_get_the_nonce(make_site: MakeSite, read_page: ReadPage) -> None:
    files = {"page.html": '<script src="https://cdn.example/a.js"></script>'}
    app = make_site(files, config={"STOCKADE_OWN_ORIGINS": ["https://cdn.example"]})
    assert "NONCE" in read_page(app, "page.html")


@pytest.mark.parametrize("origins", [[], ["https://static.example"]])
def test_static_files_on_another_host_are_own_only_if_it_is_named(
    strict: dict[str, Any], read_page: ReadPage, tmp_path: Path, origins: list[str]
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(STATIC, encoding="utf-8")
    app = Flask("site", root_path=str(tmp_path), static_host="static.example", host_matching=True)
    app.testing = True
    app.config["STOCKADE_OWN_ORIGINS"] = origins
    Stockade(app, strict, templates={"./templates": "own-static"})
    view = partial(render_template, "page.html")
    app.add_url_rule("/page.html", "page", view, host="localhost")
    page = read_page(app, "page.html")
    assert 'src="http://static.example/static/a.js"' in page
    assert ("NONCE" in page) is bool(origins)


def test_naming_nothing_leaves_the_environment_alone(strict: dict[str, Any]) -> None:
    apps = Flask("one"), Flask("two"), Flask("three")
    for app, templates in zip(apps, (None, {}, {"flask": "all"}), strict=True):
        Stockade(app, strict, templates=templates)
    kinds = [type(app.jinja_env.loader).__name__ for app in apps]
    assert kinds == ["DispatchingJinjaLoader"] * 2 + ["NamedTemplatesLoader"]


def test_what_is_pinned_gets_nonces_for_nothing_else(
    make_site: MakeSite, read_page: ReadPage, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_site({"page.html": "<script>go()</script>"})
    assert app.test_cli_runner().invoke(args=["csp", "templates", "--pin"]).exit_code == 0
    app = make_site({"page.html": "<script>go()</script><script>stop()</script>"})
    page = read_page(app, "page.html")
    assert page == '<script nonce="NONCE">go()</script><script>stop()</script>'
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "page.html, line 1" in caplog.text


def test_a_lock_file_that_is_asked_for_and_missing_allows_nothing(
    make_site: MakeSite, read_page: ReadPage, caplog: pytest.LogCaptureFixture
) -> None:
    files = {"page.html": "<script>go()</script>"}
    config = {"STOCKADE_TEMPLATES_LOCK": "reviews/csp.lock"}
    assert "NONCE" not in read_page(make_site(files, config=config), "page.html")
    assert "flask csp templates --pin" in caplog.text
    app = make_site(files, config=config)
    command = app.test_cli_runner().invoke
    assert "1 tag gets a nonce" in command(args=["csp", "templates"]).output
    assert command(args=["csp", "templates", "--pin"]).exit_code == 0
    assert "NONCE" in read_page(make_site(files, config=config), "page.html")


def test_a_damaged_lock_file_is_an_error(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "csp-templates.lock").write_text("{", encoding="utf-8")
    with pytest.raises(LockError, match=r"csp-templates\.lock"):
        make_site({"page.html": ""})
