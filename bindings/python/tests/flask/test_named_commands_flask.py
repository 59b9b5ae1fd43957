"""`flask csp templates` shows, pins and checks what becomes of named templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

MakeSite = Callable[..., Flask]
ReadPage = Callable[[Flask, str], str]

FILES = {
    "page.html": '<script src="/static/a.js"></script>\n'
    '<script data-user="{{ user }}">go()</script>\n',
    "plain.html": "<p>Nothing</p>",
}


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["csp", "templates", *arguments])


def test_the_list_says_what_is_done_and_what_is_refused(make_site: MakeSite) -> None:
    result = run(make_site(FILES))
    assert result.exit_code == 0
    assert "./templates" in result.output
    assert "1 tag gets a nonce, 1 is refused" in result.output
    assert "flask csp templates --pin --accept page.html:2" in result.output
    assert "\x1b" not in result.output


def test_a_package_or_a_template_can_be_chosen(make_site: MakeSite) -> None:
    app = make_site(FILES)
    assert "page.html" in run(app, "./templates").output
    assert "page.html" in run(app, "page.html").output
    wrong = run(app, "pages.html")
    assert wrong.exit_code == 1
    assert "Did you mean 'page.html'?" in wrong.output


def test_the_diff_shows_the_edits(make_site: MakeSite) -> None:
    lines = run(make_site(FILES), "--diff").output.splitlines()
    assert '-<script src="/static/a.js"></script>' in lines
    assert '+<script{{ stockade_nonce() }} src="/static/a.js"></script>' in lines


def test_an_accepted_tag_gets_its_nonce_from_then_on(
    make_site: MakeSite, read_page: ReadPage, tmp_path: Path
) -> None:
    assert read_page(make_site(FILES), "page.html").count("NONCE") == 1
    result = run(make_site(FILES), "--pin", "--accept", "page.html:2")
    assert result.exit_code == 0, result.output
    lock = json.loads((tmp_path / "csp-templates.lock").read_text(encoding="utf-8"))
    assert len(lock["packages"]["./templates"]["tags"]) == 2
    assert read_page(make_site(FILES), "page.html").count("NONCE") == 2


def test_the_check_fails_once_a_template_has_changed(make_site: MakeSite) -> None:
    assert run(make_site(FILES), "--pin").exit_code == 0
    assert run(make_site(FILES), "--check").exit_code == 0
    changed = run(make_site({"page.html": "<script>new()</script>"}), "--check")
    assert changed.exit_code == 1
    assert "not what was pinned" in changed.output
    assert "flask csp templates --pin" in changed.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--diff", "--pin"], "exclude each other"),
        (["--accept", "page.html:2"], "add --pin"),
        (["--pin", "--accept", "page.html:9"], "no tag stands there"),
        (["--pin", "page.html"], "packages are pinned as a whole"),
    ],
)
def test_what_makes_no_sense_is_said(
    make_site: MakeSite, arguments: list[str], message: str
) -> None:
    result = run(make_site(FILES), *arguments)
    assert result.exit_code != 0
    assert message in result.output
    assert "Traceback" not in result.output


def test_an_app_that_names_nothing_is_told_how(make_site: MakeSite) -> None:
    result = run(make_site(FILES, templates={}))
    assert result.exit_code == 1
    assert 'app.config["STOCKADE_TEMPLATES"] = {"flask_admin": "own-static"}' in result.output
