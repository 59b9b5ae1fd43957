"""`stockade.flask.caching`: Flask-Caching for pages and fragments with nonces."""

from __future__ import annotations

import gzip
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, jsonify, make_response, render_template_string, request
from markupsafe import Markup

from stockade.flask import CSP, csp_nonce, csp_override, csp_update

pytest.importorskip("flask_caching")

import flask_caching
from flask_caching.backends.base import BaseCache

from stockade.flask.caching import Cache

numbers = itertools.count()

BLOCK = "{% csp_script %}start(){% endcsp_script %}"


@pytest.fixture(params=["SimpleCache", "FileSystemCache"])
def site(request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path: Path) -> Any:
    return Site(make_app(production=True), tmp_path, request.param)


class Site:
    """An app with a cache."""

    def __init__(self, app: Flask, folder: Path, kind: str = "FileSystemCache") -> None:
        self.app = app
        self.folder = folder
        self.cache = Cache(app, config={"CACHE_TYPE": kind, "CACHE_DIR": str(folder)})
        self._places = itertools.count()

    def add(self, view: Callable[..., Any]) -> str:
        """The address of a view."""
        address = f"/{next(self._places)}"
        self.app.add_url_rule(address, address.strip("/"), view)
        return address

    def cached(self, view: Callable[..., Any]) -> str:
        return self.add(self.cache.cached(60)(view))

    def get(self, address: str, **options: Any) -> Any:
        return self.app.test_client().get(address, **options)

    def twice(self, address: str) -> tuple[Any, Any]:
        return self.get(address), self.get(address)

    def entries(self) -> list[bytes]:
        """What an attacker reads who can read the cache's files."""
        return [path.read_bytes() for path in self.folder.iterdir()]


@pytest.fixture
def files(make_app: Callable[..., Flask], tmp_path: Path) -> Site:
    return Site(make_app(production=True), tmp_path)


def nonce_of(response: Any) -> str:
    policy = response.headers["Content-Security-Policy"]
    return str(policy.partition("'nonce-")[2].partition("'")[0])


def without_nonce(response: Any) -> str:
    return str(response.text.replace(nonce_of(response) or "nothing", "…"))


def is_one_page(first: Any, second: Any) -> bool:
    """Whether two responses are the same page, made once, each with its own nonce."""
    assert nonce_of(first) != nonce_of(second)
    for response in (first, second):
        assert nonce_of(response) in response.text
        assert response.headers["Cache-Control"] == "private"
    return without_nonce(first) == without_nonce(second)


def text() -> str:
    return f"<p>{next(numbers)}<script nonce={csp_nonce}></script><style nonce={csp_nonce}></style>"


def with_etag() -> Response:
    response = make_response(text())
    response.add_etag()
    return response


class Hostile(Response):
    """A class of the application's own."""


PAGES: dict[str, Callable[[], Any]] = {
    "text": text,
    "marked text": lambda: Markup(text()),  # noqa: S704
    "bytes": lambda: text().encode(),
    "text and status": lambda: (text(), 200),
    "text and headers": lambda: (text(), {"X-Own": "1"}),
    "text, status and headers": lambda: (text(), 200, {"X-Own": "1"}),
    "response": lambda: make_response(text()),
    "response and headers": lambda: (make_response(text()), {"X-Own": "1"}),
    "response of another class": lambda: Hostile(text(), mimetype="application/xhtml+xml"),
    "response with an ETag": with_etag,
    "template": lambda: render_template_string(
        "{{ n }} <script {{ csp_nonce_attr() }}>", n=next(numbers)
    ),
}


class TestAPage:
    @pytest.mark.parametrize("kind", PAGES)
    def test_is_made_once_and_has_each_responses_nonce(self, site: Site, kind: str) -> None:
        address = site.cached(PAGES[kind])
        first, second = site.twice(address)
        assert is_one_page(first, second)
        assert first.headers.get("X-Own") == second.headers.get("X-Own")
        assert first.content_type == second.content_type

    @pytest.mark.parametrize("kind", PAGES)
    def test_is_stored_without_any_nonce(self, files: Site, kind: str) -> None:
        response = files.get(files.cached(PAGES[kind]))
        assert files.entries()
        assert not any(nonce_of(response).encode() in entry for entry in files.entries())

    def test_without_a_nonce_is_stored_as_ever(self, site: Site) -> None:
        first, second = site.twice(site.cached(lambda: f"<p>{next(numbers)}"))
        assert first.text == second.text
        assert "Cache-Control" not in second.headers

    def test_gets_the_policy_of_a_decorator_above(self, site: Site) -> None:
        policy = {"script-src": [CSP.NONCE], "base-uri": [CSP.SELF]}
        address = site.add(csp_override(policy)(site.cache.cached(60)(text)))
        first, second = site.twice(address)
        assert is_one_page(first, second)
        for response in (first, second):
            assert "base-uri 'self'" in response.headers["Content-Security-Policy"]

    def test_allows_its_inline_blocks_each_time(self, site: Site) -> None:
        address = site.cached(lambda: render_template_string(f"{next(numbers)}{BLOCK}"))
        first, second = site.twice(address)
        assert first.text == second.text
        policy = second.headers["Content-Security-Policy"]
        assert "'sha256-" in policy
        assert first.headers["Content-Security-Policy"] == policy

    def test_that_is_updated_by_force_is_stored(self, site: Site) -> None:
        view = site.cache.cached(60, forced_update=lambda: "new" in request.args)(text)
        address = site.add(view)
        first, forced = site.get(address), site.get(f"{address}?new=1")
        assert not is_one_page(first, forced)
        assert is_one_page(forced, site.get(address))

    def test_may_be_memoized(self, site: Site) -> None:
        @site.cache.memoize(60)
        def part(name: str) -> str:
            return f"{name} {text()}"

        address = site.add(lambda: part(request.args["name"]))
        ann, ben = site.get(f"{address}?name=ann"), site.get(f"{address}?name=ben")
        assert without_nonce(ann) != without_nonce(ben)
        assert is_one_page(ann, site.get(f"{address}?name=ann"))

    def test_may_be_stored_by_hand(self, site: Site) -> None:
        def view() -> str:
            found = site.cache.get("page")
            if found is None:
                found = text()
                assert site.cache.set("page", found, timeout=60)
            return str(found)

        assert is_one_page(*site.twice(site.add(view)))

    @pytest.mark.parametrize("name", ["get_many", "get_dict"])
    def test_may_be_fetched_with_others(self, site: Site, name: str) -> None:
        def view() -> str:
            if name == "get_many":
                return "".join(site.cache.get_many("page", "other"))
            return "".join(site.cache.get_dict("page", "other").values())

        def store() -> str:
            site.cache.set("other", "other")
            site.cache.set("page", page := text())
            return page

        storing, fetching = site.add(store), site.add(view)
        first, second = site.get(storing), site.get(fetching)
        assert without_nonce(second) == f"{without_nonce(first)}other"


class KeepingCache(BaseCache):  # type: ignore[misc]
    """A cache that hands out the very objects that it has got."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Any] = {}

    @classmethod
    def factory(cls, *_: object) -> KeepingCache:
        return cls()

    def get(self, key: str) -> Any:
        return self.kept.get(key)

    def set(self, key: str, value: Any, timeout: int | None = None) -> bool:
        self.kept[key] = value
        return True


def test_a_cache_may_keep_the_very_response(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    """Filled in place, one visitor's page would be another's while both are answered."""
    site = Site(make_app(production=True), tmp_path, f"{__name__}.KeepingCache")
    address = site.cached(PAGES["response"])
    responses: list[Response] = []

    @site.app.after_request
    def keep(response: Response) -> Response:
        responses.append(response)
        return response

    first, second, third = site.get(address), site.get(address), site.get(address)
    assert is_one_page(first, second)
    assert is_one_page(second, third)
    assert responses[1] is not responses[2]


class TestAFragment:
    def test_of_a_template_has_each_responses_nonce(self, site: Site) -> None:
        source = "{% cache 60, 'menu' %}{{ n }}<script {{ csp_nonce_attr() }}>{% endcache %}"
        address = site.add(lambda: render_template_string(source, n=next(numbers)))
        assert is_one_page(*site.twice(address))

    def test_allows_its_inline_blocks_and_no_others(self, site: Site) -> None:
        other = "{% csp_style %}a{}{% endcsp_style %}"
        fragment = f"{{% cache 60, 'menu' %}}{BLOCK}{{% endcache %}}"
        with_other = site.add(lambda: render_template_string(other + fragment))
        alone = site.add(lambda: render_template_string(fragment))
        site.get(with_other)
        response = site.get(alone)
        assert response.headers["Content-Security-Policy"].count("'sha256-") == 1

    def test_in_a_stored_page_has_each_responses_nonce(self, site: Site) -> None:
        source = "{{ csp_nonce }}{% cache 60, 'menu' %}{{ n }}{{ csp_nonce }}{% endcache %}"

        def view() -> str:
            return render_template_string(source, n=next(numbers))

        fresh, cached = site.add(view), site.cached(view)
        site.get(fresh)
        first, second = site.twice(cached)
        assert is_one_page(first, second)
        assert second.text.count(nonce_of(second)) == 2

    def test_of_a_streamed_page_is_used_and_not_stored(self, files: Site) -> None:
        from flask import stream_template_string

        source = "{% cache 60, 'menu' %}{{ n }}{{ csp_nonce }}{% endcache %}"
        streamed = files.add(lambda: stream_template_string(source, n=next(numbers)))
        for _ in range(2):
            response = files.get(streamed)
            assert nonce_of(response) in response.text
        assert not any(b"menu" in entry or b"holes" in entry for entry in files.entries())


class TestNotStored:
    REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
        "an error page": (lambda: (text(), 404), "status is 404"),
        "a part of a page": (lambda: (text(), 206), "status is 206"),
        "an error page as a response": (lambda: Response(text(), 404), "status is 404"),
        "a compressed page": (
            lambda: Response(gzip.compress(text().encode()), headers={"Content-Encoding": "gzip"}),
            "is compressed",
        ),
        "a page with a cookie": (lambda: (text(), {"Set-Cookie": "a=b"}), "sets a cookie"),
        "a page for one visitor": (lambda: (text(), {"Cache-Control": "private"}), "private"),
        "a page that varies by everything": (lambda: (text(), {"Vary": "*"}), "Vary"),
        "JSON": (lambda: jsonify(page=text()), "no HTML"),
        "a list": (lambda: [text()], "stands in a list"),
        "a dictionary": (lambda: {"page": text()}, "stands in a dict"),
        "plain text": (lambda: Response(text(), mimetype="text/plain"), "no HTML"),
        "a page with the nonce in a header": (
            lambda: (text(), {"Link": f"</a.js>; nonce={csp_nonce}"}),
            "header",
        ),
        "a page with a copied nonce": (lambda: str(csp_nonce) * 2, "stands in it 2 times"),
        "a page with the nonce in another form": (
            lambda: text() + str(csp_nonce)[::-1],
            "stands in it 2 times",
        ),
        "a page that changes its policy": (
            csp_update({"img-src": ["https://tiles.example"]})(text),
            "above the cache's",
        ),
    }

    @pytest.mark.parametrize("kind", REFUSED)
    def test_is_a_response_that_the_next_visitor_cannot_have(
        self, files: Site, kind: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        view, reason = self.REFUSED[kind]
        first, second = files.twice(files.cached(view))
        assert nonce_of(first).encode() not in second.data
        assert not any(b"nonce" in entry for entry in files.entries())
        [said] = [record.getMessage() for record in caplog.records]
        assert reason in said
        assert nonce_of(first) not in said

    def test_is_a_nonce_in_add_and_set_many(self, files: Site) -> None:
        def view() -> str:
            page = text()
            assert not files.cache.add("one", page)
            files.cache.set_many({"two": page, "three": "plain"})
            return page

        response = files.get(files.add(view))
        assert not any(nonce_of(response).encode() in entry for entry in files.entries())
        with files.app.app_context():
            assert files.cache.get("three") == "plain"

    def test_are_other_values_only_where_a_nonce_is_in_them(self, site: Site) -> None:
        def view() -> str:
            page = text()
            site.cache.set("visits", 3)
            site.cache.set("names", ["ann"])
            return page

        site.get(site.add(view))
        with site.app.app_context():
            assert site.cache.get("visits") == 3
            assert site.cache.get("names") == ["ann"]


class TestConditionalRequests:
    def test_a_weak_etag_describes_the_page_without_its_nonce(self, site: Site) -> None:
        first, second = site.twice(site.cached(with_etag))
        assert first.headers["ETag"] == second.headers["ETag"]
        assert first.headers["ETag"].startswith('W/"')

    def test_304_carries_no_policy(self, site: Site) -> None:
        @site.app.after_request
        def answer_conditionally(response: Response) -> Response:
            return response.make_conditional(request)

        address = site.cached(with_etag)
        etag = site.get(address).headers["ETag"]
        response = site.get(address, headers={"If-None-Match": etag})
        assert response.status_code == 304
        assert "Content-Security-Policy" not in response.headers

    def test_head_has_the_headers_of_get(self, site: Site) -> None:
        address = site.cached(text)
        first = site.get(address)
        head = site.app.test_client().head(address)
        assert head.data == b""
        assert nonce_of(head) not in ("", nonce_of(first))
        assert head.headers["Content-Length"] == first.headers["Content-Length"]


class TestOutsideOfResponses:
    def test_nothing_with_holes_is_found(self, site: Site) -> None:
        site.get(site.cached(text))
        with site.app.app_context():
            assert site.cache.get("view//0") is None

    def test_an_app_without_stockade_makes_the_page_anew(self, files: Site) -> None:
        files.get(files.add(lambda: str(files.cache.set("page", text()))))
        other = Site(Flask("other"), files.folder)
        with other.app.test_request_context():
            assert other.cache.get("page") is None
            other.cache.set("plain", "plain")
            assert other.cache.get("plain") == "plain"


@pytest.mark.parametrize(
    "change",
    [
        lambda name, value, pieces, hashes: (name, value, (0,), hashes),
        lambda name, value, pieces, hashes: (name, value, "no", hashes),
        lambda name, value, pieces, hashes: (name, value, (), hashes),
        lambda name, value, pieces, hashes: (name, value.encode(), pieces, hashes),
        lambda name, value, pieces, hashes: (name, 7, pieces, hashes),
        lambda name, value, pieces, hashes: (name, None, pieces, hashes),
        lambda name, value, pieces, hashes: (name, value, pieces, [("script", "*")]),
        lambda name, value, pieces, hashes: ("stockade.holes.1", value, pieces, hashes),
        lambda name, value, pieces, hashes: (name,),
    ],
)
def test_an_entry_that_somebody_has_changed_is_made_anew(
    files: Site, change: Any, caplog: pytest.LogCaptureFixture
) -> None:
    address = files.cached(text)
    first = files.get(address)
    attacker = Flask("attacker")
    config = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(files.folder)}
    same_files = flask_caching.Cache(attacker, config=config)
    with attacker.app_context():
        same_files.set("view//0", change(*same_files.get("view//0")))
    second = files.get(address)
    assert not is_one_page(first, second)
    assert "is not used" in caplog.text
    assert is_one_page(second, files.get(address))


def test_without_flask_caching_the_import_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "flask_caching", None)
    monkeypatch.delitem(sys.modules, "stockade.flask.caching", raising=False)
    with pytest.raises(ImportError, match="pip install Flask-Caching"):
        import stockade.flask.caching  # noqa: F401
