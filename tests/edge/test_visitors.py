"""Every visitor gets a nonce of their own, from one stored page."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from edges import KEY, Edge, with_lines
from recipes import netloc

LENGTH = 22
VISITORS = 40


def test_two_visitors_get_different_nonces_from_one_stored_page(edge: Edge, page: str) -> None:
    first, second = edge.ask(page), edge.ask(page)
    assert first.nonce != second.nonce
    assert len(edge.requests(page)) == 1


def test_the_page_and_its_policy_have_the_same_nonce(edge: Edge, page: str) -> None:
    for answer in (edge.ask(page), edge.ask(page)):
        assert answer.printed == [answer.nonce, answer.nonce]
        assert len(answer.nonce) == LENGTH


def test_nobody_gets_the_nonce_that_the_application_made(edge: Edge, page: str) -> None:
    """The first visitor neither: the page may still be in the making when they read it."""
    answers = [edge.ask(page) for _ in range(3)]
    assert len({answer.nonce for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.header("CSP-Nonce-Placeholder") is None
        assert answer.header("CSP-Edge-Key") is None
        assert KEY.encode() not in answer.everything


def test_apart_from_the_nonce_all_visitors_get_the_same_bytes(edge: Edge, page: str) -> None:
    first, second = edge.ask(page), edge.ask(page)
    nonces = [answer.nonce.encode() for answer in (first, second)]
    assert first.body.replace(nonces[0], nonces[1]) == second.body


def test_visitors_at_the_same_time_get_nonces_of_their_own(edge: Edge, page: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: edge.ask(page), range(VISITORS)))
    assert len({answer.nonce for answer in answers}) == VISITORS
    assert all(answer.printed == [answer.nonce] * 2 for answer in answers)


def test_every_bit_of_a_nonce_is_used(edge: Edge, page: str) -> None:
    """No generator's quality can be seen so, but a wrong encoding of its bytes can."""
    letters = Counter("".join(edge.ask(page).nonce[:-1] for _ in range(VISITORS)))
    assert len(letters) > VISITORS
    assert not set(letters) - set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_no_other_cache_may_keep_a_visitors_page(edge: Edge, page: str) -> None:
    answer = edge.ask(f"{page}?cache=public,+max-age=600,+s-maxage=3600")
    assert answer.header("Cache-Control") == "max-age=600, private"
    assert edge.ask(f"{page}?cache=no-store").header("Cache-Control") == "no-store"
    in_two_lines = with_lines(page, "Cache-Control: s-maxage=3600")
    assert edge.ask(in_two_lines).header("Cache-Control") == "max-age=600, private"


#: Headers in which an application says to some caches what it says to others in Cache-Control.
ORDERS = [
    "Surrogate-Control: max-age=600",
    "CDN-Cache-Control: max-age=600",
    "Some-Other-CDN-Cache-Control: max-age=600",
    "X-Accel-Expires: 600",
]


@pytest.mark.parametrize("order", ORDERS)
def test_orders_to_shared_caches_stay_with_the_edge(edge: Edge, page: str, order: str) -> None:
    """Another cache in front of the edge would hand one visitor's page to all."""
    target = with_lines(page, order)
    for answer in (edge.ask(target), edge.ask(target)):
        assert answer.header(order.split(":")[0]) is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("cache", ["private", "no-store"])
def test_no_order_overrules_that_a_page_is_private(
    edge: Edge, page: str, order: str, cache: str
) -> None:
    target = f"{with_lines(page, order)}&cache={cache}"
    edge.ask(target)
    edge.ask(target)
    assert len(edge.requests(page)) == 2


@pytest.mark.parametrize("order", ORDERS)
def test_no_order_has_a_page_stored_that_has_no_placeholder(
    edge_with_wrong_key: Edge, page: str, order: str
) -> None:
    """It would have one nonce for all visitors, who would learn it."""
    target = with_lines(page, order)
    first, second = (edge_with_wrong_key.ask(target) for _ in range(2))
    assert first.nonce != second.nonce


@pytest.mark.parametrize("cache", ["private", "no-store", "public, max-age=600, s-maxage=0"])
def test_a_page_that_may_not_be_stored_is_made_for_each_visitor(
    edge: Edge, page: str, cache: str
) -> None:
    target = f"{page}?cache={cache.replace(' ', '+')}"
    answers = [edge.ask(target), edge.ask(target)]
    assert answers[0].nonce != answers[1].nonce
    assert all(answer.printed == [answer.nonce] * 2 for answer in answers)
    assert len(edge.requests(page)) == len(answers)


def test_the_application_gets_the_key_of_the_edge_and_not_the_visitors(
    edge: Edge, page: str
) -> None:
    edge.ask(page, {"CSP-Edge-Key": "forged", "Accept-Encoding": "gzip, br"})
    (request,) = edge.requests(page)
    assert request["csp-edge-key"] == KEY
    assert request["accept-encoding"] == "identity"


def test_no_address_sends_the_key_elsewhere(edge: Edge, page: str, stranger: str) -> None:
    """`//example.org/page` is a path where it stands behind a host, and an address by itself."""
    edge.ask(f"//{netloc(stranger)}{page}")
    edge.ask(f"/\\{netloc(stranger)}{page}")
    assert Edge(edge.recipe, edge.address, stranger).requests(page) == []


def test_without_the_right_key_pages_work_and_are_not_stored(
    edge_with_wrong_key: Edge, page: str
) -> None:
    answers = [edge_with_wrong_key.ask(page), edge_with_wrong_key.ask(page)]
    assert answers[0].nonce != answers[1].nonce
    assert all(answer.printed == [answer.nonce] * 2 for answer in answers)
    assert all("private" in (answer.header("Cache-Control") or "") for answer in answers)
    assert len(edge_with_wrong_key.requests(page)) == len(answers)


@pytest.mark.parametrize("query", ["?nonce=", "?nonce=&type=application/json"])
def test_a_page_without_a_nonce_is_stored_as_it_is(edge: Edge, page: str, query: str) -> None:
    answers = [edge.ask(page + query), edge.ask(page + query)]
    assert answers[0].body == answers[1].body
    assert answers[0].header("Content-Security-Policy") == (
        "script-src 'none'; object-src 'none'; base-uri 'none'"
    )
    assert answers[0].header("Cache-Control") == "public, max-age=600"
    assert len(edge.requests(page)) == 1
