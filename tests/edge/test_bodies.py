"""Bodies are filled wherever they are cut into pieces, and otherwise left as they are."""

from __future__ import annotations

import gzip
import re
import socket

import pytest

from answers import SECONDS, ask
from edges import Edge, name_of, with_lines
from recipes import netloc

#: 31 bytes, which no size of a buffer is a multiple of: some nonce is cut by every boundary.
PATTERN = len("ninebytes") + 22
MEGABYTE = 1_000_000


def test_a_megabyte_of_nonces_is_filled(edge: Edge, page: str) -> None:
    target = f"{page}?repeat={MEGABYTE // PATTERN}"
    for answer in (edge.ask(target), edge.ask(target)):
        assert (b"ninebytes" + answer.nonce.encode()) * (MEGABYTE // PATTERN) in answer.body
        assert answer.body.count(answer.nonce.encode()) == MEGABYTE // PATTERN + 2
    assert len(edge.requests(page)) == 1


@pytest.mark.parametrize("step", [1, 21, 22, 23, 50])
def test_a_nonce_that_arrives_in_pieces_is_filled(edge: Edge, page: str, step: int) -> None:
    target = f"{page}?repeat=20&step={step}"
    for answer in (edge.ask(target), edge.ask(target)):
        assert (b"ninebytes" + answer.nonce.encode()) * 20 in answer.body
        assert answer.body.endswith(b"</script>\n")


@pytest.mark.parametrize("step", [0, 1, 22, 50])
def test_a_page_that_ends_with_its_nonce_is_whole(edge: Edge, page: str, step: int) -> None:
    target = f"{page}?ends=yes&step={step}"
    for answer in (edge.ask(target), edge.ask(target)):
        assert answer.body.endswith(b"</script>\n" + answer.nonce.encode())


def test_a_page_that_the_visitor_takes_slowly_is_filled(edge: Edge, page: str) -> None:
    """More slowly than the server gets it, which puts into a file what it cannot hold."""
    text = b"any text " * (12 * MEGABYTE // 9)
    ask(edge.application, f"/comments/{name_of(page)}", method="POST", body=text)
    target = f"{page}?ends=yes&cache=private"
    with socket.socket() as visitor:
        visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        visitor.settimeout(SECONDS)
        host, port = netloc(edge.address).split(":")
        visitor.connect((host, int(port)))
        visitor.sendall(f"GET {target} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        begin = visitor.recv(2000)
        edge.ask(target)  # Meanwhile another one has all of it.
        answer = begin + b"".join(iter(lambda: visitor.recv(65536), b""))
    found = re.search(rb"'nonce-([^']+)'", answer)
    assert found is not None
    assert text in answer
    assert answer.endswith(b"</script>\n" + found[1])


def test_a_body_that_is_not_text_keeps_its_bytes(edge: Edge, page: str) -> None:
    everything = bytes(range(256)) * 100
    edge.comment(page, everything)
    answer = edge.ask(f"{page}?type=application/octet-stream")
    assert everything in answer.body
    assert answer.printed == [answer.nonce, answer.nonce]


@pytest.mark.parametrize("type_", ["image/svg+xml", "application/json", "text/html;charset=latin1"])
def test_a_nonce_is_replaced_in_every_type_of_body(edge: Edge, page: str, type_: str) -> None:
    answer = edge.ask(f"{page}?type={type_.replace('+', '%2B').replace(';', '%3B')}")
    assert answer.header("Content-Type") == type_
    assert answer.printed == [answer.nonce, answer.nonce]


@pytest.mark.parametrize("step", [0, 1, 5000])
def test_a_body_without_a_nonce_is_left_as_it_is(edge: Edge, page: str, step: int) -> None:
    text = b"any text " * (100 if step == 1 else MEGABYTE // 9)
    edge.comment(page, text)
    target = f"{page}?nonce=&step={step}"
    for answer in (edge.ask(target), edge.ask(target)):
        assert answer.body == b"<!doctype html><title>No scripts</title>" + text


def test_a_compressed_page_with_a_nonce_is_refused(edge: Edge, page: str) -> None:
    target = f"{page}?compressed=yes"
    assert edge.refuses(target)
    assert edge.refuses(target, {"Accept-Encoding": "gzip"})


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Encoding: GZIP"],
        ["Content-Encoding: identity, br"],
        ["Content-Encoding: identity", "Content-Encoding: gzip"],
    ],
)
def test_a_page_that_says_in_any_way_that_it_is_compressed_is_refused(
    edge: Edge, page: str, lines: list[str]
) -> None:
    assert edge.refuses(with_lines(page, *lines))


def test_a_compressed_page_without_a_nonce_is_let_through(edge: Edge, page: str) -> None:
    answer = edge.ask(f"{page}?nonce=&compressed=yes", {"Accept-Encoding": "gzip"})
    is_compressed = answer.header("Content-Encoding") == "gzip"
    body = gzip.decompress(answer.body) if is_compressed else answer.body
    assert body.startswith(b"<!doctype html>")


def test_a_page_may_be_compressed_after_it_was_filled(edge: Edge, page: str) -> None:
    if not edge.recipe.compresses:
        pytest.skip("the platform around the worker compresses, if anything does")
    answer = edge.ask(page, {"Accept-Encoding": "gzip"})
    assert answer.header("Content-Encoding") == "gzip"
    assert gzip.decompress(answer.body).count(answer.nonce.encode()) == 2
