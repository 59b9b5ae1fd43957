"""What somebody who can read a cache, or put data into what is cached, can do: nothing.

Each test is named for a claim of docs/caching.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify, render_template_string, stream_with_context

pytest.importorskip("flask_caching")

from stockade.flask import csp_nonce
from stockade.flask.caching import Cache

BLANK = "(nonce-is-filled-here)"
FRAGMENT = """
{% cache 60, "menu" %}<i>{{ comment }}</i><script nonce="{{ csp_nonce }}"></script>{% endcache %}
"""
PAGE = f"""<script nonce="{{{{ csp_nonce }}}}">start()</script>
<p>{{{{ comment }}}}</p><input value="{{{{ comment }}}}">{FRAGMENT}
<script type="application/json">{{{{ comment|tojson }}}}</script>
<div>{{{{ comment|safe }}}}</div>"""


class Site:
    """An app that stores its page in files, with what visitors have written."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.comments: list[str] = []
        config = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(folder)}
        self.cache = Cache(app, config=config)
        app.add_url_rule("/", "page", self.cache.cached(60)(self.page))
        app.add_url_rule("/data", "data", self.cache.cached(60)(self.data))

    def page(self) -> str:
        return render_template_string(PAGE, comment=" ".join(self.comments))

    def data(self) -> Any:
        return jsonify(" ".join(self.comments))

    def get(self, address: str = "/") -> Any:
        return self.app.test_client().get(address)

    def make_anew(self, *, with_comment: str) -> None:
        """Let the page be made again, with what an attacker has written."""
        with self.app.app_context():
            self.cache.clear()
        self.comments.append(with_comment)


@pytest.fixture
def site(make_app: Callable[..., Flask], tmp_path: Path) -> Site:
    return Site(make_app(), tmp_path)


def nonce_of(response: Any) -> str:
    policy = response.headers["Content-Security-Policy"]
    return str(policy.partition("'nonce-")[2].partition("'")[0])


@pytest.mark.parametrize("requests", [1, 2, 3])
def test_a_known_earlier_nonce_in_a_body_form_field_fragment_or_json_is_never_valid(
    site: Site, requests: int
) -> None:
    known = nonce_of(site.get())
    attack = f'<script nonce="{known}">evil()</script>'
    site.make_anew(with_comment=attack)

    for _ in range(requests):
        response = site.get()
        nonce = nonce_of(response)
        assert known != nonce
        assert attack in response.text  # It stays the text that it is.
        assert response.text.count(f'nonce="{nonce}"') == 2
        assert response.text.count(nonce) == 2


@pytest.mark.parametrize("requests", [1, 2])
def test_a_known_earlier_nonce_in_cached_json_stays_what_it_is(site: Site, requests: int) -> None:
    known = nonce_of(site.get())
    site.make_anew(with_comment=known)

    for _ in range(requests):
        assert site.get("/data").json == known


def test_a_blank_that_somebody_writes_is_never_filled(site: Site) -> None:
    site.make_anew(with_comment=f'<script nonce="{BLANK}">evil()</script>')

    for _ in range(3):
        response = site.get()
        assert response.text.count(BLANK) == 5
        assert response.text.count(nonce_of(response)) == 2


def test_stored_entries_hold_no_nonce_that_was_ever_sent(site: Site) -> None:
    sent = {nonce_of(site.get()) for _ in range(5)}

    assert len(sent) == 5
    stored = b"".join(path.read_bytes() for path in site.folder.iterdir())
    assert b"start()" in stored
    assert not any(nonce.encode() in stored for nonce in sent)


@pytest.mark.parametrize("copies", [1, 2, 3, 4])
def test_a_nonce_that_came_back_while_a_page_was_streamed_is_not_stored(
    site: Site, copies: int
) -> None:
    """Somebody reads the beginning of a stream, and sends its nonce as a comment before the rest
    is made: as often as it takes for the count to be right."""

    @site.app.route("/stream")
    def stream() -> Any:
        def parts() -> Iterator[str]:
            nonce = str(csp_nonce)
            yield nonce
            yield render_template_string(FRAGMENT, comment=nonce * copies)

        return stream_with_context(parts())

    response = site.get("/stream")
    assert response.text.count(nonce_of(response)) == 2 + copies
    assert not any(b"<i>" in path.read_bytes() for path in site.folder.iterdir())
