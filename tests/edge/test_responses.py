"""Responses that are not simply pages: each is either filled or has no policy to disagree with."""

from __future__ import annotations

import socket

import pytest

from answers import SECONDS
from edges import Edge, with_lines
from recipes import netloc

NO_UPGRADES = "Node's fetch, unlike the platforms of workers, upgrades no connection"


def test_head_has_the_headers_of_a_filled_page(edge: Edge, page: str) -> None:
    whole = edge.ask(page)
    for _ in range(2):
        answer = edge.ask(page, method="HEAD")
        assert (answer.status, answer.body) == (200, b"")
        assert len(answer.nonce) == len(whole.nonce)
        assert answer.nonce != whole.nonce
        assert answer.header("CSP-Nonce-Placeholder") is None
        assert "private" in (answer.header("Cache-Control") or "")


def test_a_page_that_was_first_asked_for_with_head_is_filled(edge: Edge, page: str) -> None:
    edge.ask(page, method="HEAD")
    answer = edge.ask(page)
    assert answer.printed == [answer.nonce, answer.nonce]


def test_not_modified_has_no_policy(edge: Edge, page: str) -> None:
    """The browser keeps the page with the nonce that it had, and the policy that belongs to it."""
    target = f'{page}?etag="one"&second_policy=yes'
    first = edge.ask(target)
    tag = first.header("ETag")
    assert tag is not None
    for _ in range(2):
        answer = edge.ask(target, {"If-None-Match": tag})
        assert answer.status == 304
        assert not answer.all("Content-Security-Policy")
        assert not answer.all("Content-Security-Policy-Report-Only")
        assert answer.header("CSP-Nonce-Placeholder") is None
        assert "private" in (answer.header("Cache-Control") or "")
    assert edge.ask(target, {"If-None-Match": '"two"'}).status == 200
    assert len(edge.requests(page)) == 1


@pytest.mark.parametrize(
    "condition",
    [
        {"If-Match": '"other"'},
        {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-None-Match": "*"},
    ],
)
def test_no_condition_leaves_a_page_unfilled(
    edge: Edge, page: str, condition: dict[str, str]
) -> None:
    for answer in (edge.ask(page, condition), edge.ask(page, condition)):
        assert answer.header("CSP-Nonce-Placeholder") is None
        assert {*answer.printed} == answer.allowed


@pytest.mark.parametrize("method", ["PURGE", "PUT", "WHATEVER"])
def test_the_answer_to_any_method_is_filled(edge: Edge, page: str, method: str) -> None:
    stored = edge.ask(page)
    answer = edge.ask(page, method=method)
    assert answer.header("CSP-Nonce-Placeholder") is None
    assert {*answer.printed} == answer.allowed
    assert stored.nonce not in answer.allowed


def test_the_names_of_headers_may_be_in_lower_case(edge: Edge, page: str) -> None:
    """As servers in Rust send them."""
    order = "Surrogate-Control: max-age=600"
    target = f'{with_lines(page, order)}&lower=yes&second_policy=yes&etag="one"'
    for answer in (edge.ask(target), edge.ask(target)):
        assert answer.printed == [answer.nonce, answer.nonce]
        assert answer.header("Cache-Control") == "max-age=600, private"
        assert answer.header("ETag") == 'W/"one"'
        assert answer.header("CSP-Nonce-Placeholder") is None
        assert answer.header("Surrogate-Control") is None
        again = edge.ask(target, {"If-None-Match": '"one"'})
        assert (again.status, again.allowed) == (304, set())
    assert len(edge.requests(page)) == 1


def test_lines_of_cookies_stay_lines(edge: Edge, page: str) -> None:
    answer = edge.ask(with_lines(page, "Set-Cookie: a={nonce}", "Set-Cookie: b=2"))
    assert answer.all("Set-Cookie") == [f"a={answer.nonce}", "b=2"]


def test_the_tag_of_a_filled_page_is_weak(edge: Edge, page: str) -> None:
    """Two visitors' pages differ in their nonces, so no range of one goes on with the other."""
    assert edge.ask(f'{page}?etag="one"').header("ETag") == 'W/"one"'
    assert edge.ask(f'{page}?nonce=&etag="one"').header("ETag") == '"one"'


@pytest.mark.parametrize("range_", ["bytes=0-99", "bytes=70-80", "bytes=-50", "bytes=0-9,70-80"])
def test_a_range_is_answered_with_the_whole_page(edge: Edge, page: str, range_: str) -> None:
    """Whether the page is stored or not, and even if the application offers ranges of it."""
    not_stored = {"Authorization": "Basic dXNlcjpwYXNzd29yZA=="}
    for headers in ({}, {}, not_stored):
        answer = edge.ask(page, {"Range": range_, **headers})
        assert answer.status == 200
        assert answer.printed == [answer.nonce, answer.nonce]
    assert all("range" not in request for request in edge.requests(page))


def test_a_part_of_a_page_is_refused(edge: Edge, page: str) -> None:
    """The application was not asked for one, and its first and last bytes may cut a nonce."""
    assert edge.refuses(f"{page}?status=206+Partial+Content&cache=no-store")


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "403 Forbidden"])
def test_an_error_page_is_filled(edge: Edge, page: str, status: str) -> None:
    answer = edge.ask(f"{page}?status={status.replace(' ', '+')}&cache=no-store")
    assert answer.status == int(status[:3])
    assert answer.printed == [answer.nonce, answer.nonce]


def test_every_policy_has_the_same_nonce(edge: Edge, page: str) -> None:
    target = f"{page}?second_policy=yes"
    for answer in (edge.ask(target), edge.ask(target)):
        nonce = answer.nonce
        enforced = ", ".join(answer.all("Content-Security-Policy"))
        assert f"style-src 'nonce-{nonce}'" in enforced
        assert f"script-src 'nonce-{nonce}'" in enforced
        assert answer.header("Content-Security-Policy-Report-Only") == (
            f"img-src 'none'; script-src 'nonce-{nonce}'"
        )
        assert answer.header("Link") == f"</start.js>; rel=preload; as=script; nonce={nonce}"
        assert answer.printed == [nonce, nonce]


@pytest.mark.parametrize(
    "placeholder",
    [
        "",
        "e",
        "short",
        "AAAAAAAAAAAAAAAAAAAAA.",
        "AAAAAAAAAAAAAAAAAAAAAA=",
        "A" * 23,
        "script nonce",
    ],
)
def test_with_a_malformed_placeholder_nothing_is_let_through(
    edge: Edge, page: str, placeholder: str
) -> None:
    target = f"{page}?placeholder={placeholder.replace(' ', '+')}"
    assert edge.refuses(target)
    assert edge.refuses(target)


@pytest.mark.parametrize(
    "lines",
    [
        ["Vary: X-Visitor"],
        ["Vary: Accept-Language, x-visitor"],
        ["Vary: X-Visitor", "Vary: Accept-Language"],
        ["Vary: Accept-Language", "Vary: X-Visitor"],
        ["Vary: Accept-Language", "Vary: X-Visitor", "Vary: Accept-Encoding"],
        ["Vary: *", "Vary: Accept-Language"],
    ],
)
def test_pages_that_vary_are_not_mixed_up(edge: Edge, page: str, lines: list[str]) -> None:
    target = with_lines(page, *lines)
    for visitor in ("a", "b"):
        answer = edge.ask(target, {"X-Visitor": visitor})
        assert answer.printed == [answer.nonce, answer.nonce]
    assert len(edge.requests(page)) == 2


def test_a_page_that_sets_a_cookie_is_not_kept(edge: Edge, page: str) -> None:
    answers = [edge.ask(f"{page}?cookie=yes") for _ in range(2)]
    assert [answer.header("Set-Cookie") for answer in answers] == ["visit=1", "visit=2"]
    assert all(answer.printed == [answer.nonce] * 2 for answer in answers)


def test_a_page_for_one_users_password_is_not_kept(edge: Edge, page: str) -> None:
    edge.ask(page, {"Authorization": "Basic dXNlcjpwYXNzd29yZA=="})
    edge.ask(page)
    assert len(edge.requests(page)) == 2


def test_a_page_is_filled_though_its_visitor_asked_for_an_upgrade(edge: Edge, page: str) -> None:
    if not edge.recipe.upgrades:
        pytest.skip(NO_UPGRADES)
    answer = edge.ask(page, {"Upgrade": "websocket", "Connection": "Upgrade"})
    assert answer.printed == [answer.nonce, answer.nonce]
    assert answer.header("CSP-Nonce-Placeholder") is None
    assert answer.header("Cache-Control") == "max-age=600, private"


def test_no_upgrade_but_to_websockets_is_handed_on(edge: Edge, page: str) -> None:
    """Over h2c a visitor would speak to the application past the edge."""
    h2c = {
        "Upgrade": "h2c",
        "Connection": "Upgrade, HTTP2-Settings",
        "HTTP2-Settings": "AAMAAABkAAQAAP__",
    }
    answer = edge.ask(page, h2c)
    assert answer.printed == [answer.nonce, answer.nonce]
    (request,) = edge.requests(page)
    assert "upgrade" not in request


def test_an_upgraded_connection_is_handed_on_as_it_is(edge: Edge) -> None:
    if not edge.recipe.upgrades:
        pytest.skip(NO_UPGRADES)
    host, port = netloc(edge.address).split(":")
    with socket.create_connection((host, int(port)), SECONDS) as connection:
        connection.sendall(
            b"GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        with connection.makefile("rb") as answers:
            assert answers.readline().startswith(b"HTTP/1.1 101")
            while header := answers.readline().strip():
                assert not header.lower().startswith((b"csp-", b"content-security-policy"))
            connection.sendall(b"anything \xff\x00\n")
            assert answers.readline() == b"anything \xff\x00\n"
