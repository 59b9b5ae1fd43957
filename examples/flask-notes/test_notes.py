"""The pages answer, and what they send fits together. Real browsers are for `pages.txt`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from notes import create_app

SCRIPT_OR_STYLE = re.compile(r"<(?:script|style|link rel=\"stylesheet\")[^>]*>")


def listed(name: str) -> list[str]:
    """The paths in one of the lists beside this file."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(
        {"DATABASE": tmp_path / "notes.sqlite3", "SECRET_KEY": "tests", "TESTING": True}
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, path: str, **fields: str) -> str:
    """Fill in the form at `path`, send it, and return the page that follows."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert token
    response = client.post(path, data={"csrf_token": token[1], **fields}, follow_redirects=True)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("path", [*listed("pages.txt"), *listed("attack-pages.txt"), "/missing"])
def test_nonces_of_page_and_header_match(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    (nonce,) = set(re.findall("'nonce-([^']+)'", policy))
    tags = SCRIPT_OR_STYLE.findall(response.text.partition("<article")[0])
    assert len(tags) >= 2
    assert all(f'nonce="{nonce}"' in tag for tag in tags)
    assert "unsafe" not in policy


def test_hostile_note_is_escaped_but_where_the_demo_leaves_that_out(client: FlaskClient) -> None:
    assert "<script>document" not in client.get("/notes/4").text
    assert "<script>document" in client.get("/unsafe/4").text


def test_writing_changing_and_deleting_a_note(client: FlaskClient) -> None:
    page = post(client, "/notes/new", title="Kettle", body="Descale it.", colour="plum")
    assert "Written down." in page
    assert "Descale it." in page
    assert "Kettle" in client.get("/?q=descale").text
    page = post(client, "/notes/9/edit", title="Kettle", body="Done.", colour="no such")
    assert "Done." in page
    assert "“Kettle” is gone." in post(client, "/notes/9/delete")
    assert client.get("/notes/9").status_code == 404


def test_wrong_input_is_explained(client: FlaskClient) -> None:
    assert "A note needs a title." in post(client, "/notes/new", title=" ", body="text")
    assert "1000 characters at most" in post(client, "/notes/new", title="t", body="x" * 1001)


def test_wildcards_are_searched_for_as_they_are(client: FlaskClient) -> None:
    assert "Nothing says “%%”" in client.get("/?q=%25%25").text


def test_form_without_the_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/notes/1/delete").status_code == 400
    assert client.get("/notes/1").status_code == 200
