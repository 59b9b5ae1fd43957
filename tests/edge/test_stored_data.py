"""What a visitor can store does not get a valid nonce, whatever they have seen before.

The site of these tests prints comments as they are: the attacker can put any markup on its pages,
and the nonce is all that is left to keep it from running.
"""

from __future__ import annotations

import http.client
import time
import uuid
from urllib.parse import urlsplit

from answers import NONCE, SECONDS, Answer, ask
from edges import KEY, Edge

ATTACK = b'<script nonce="%b">document.documentElement.dataset.attack = "ran"</script>\n'


def attack_with(nonce: str) -> bytes:
    return ATTACK % nonce.encode()


def test_an_earlier_visitors_nonce_in_a_comment_stays_and_is_not_valid(
    edge: Edge, page: str
) -> None:
    seen = edge.ask(page).nonce
    edge.comment(page, attack_with(seen))
    renewed = f"{page}?renewed="
    for answer in (edge.ask(renewed), edge.ask(renewed)):
        assert attack_with(seen) in answer.body
        assert seen not in answer.allowed
        assert answer.printed == [answer.nonce, seen, answer.nonce]


def test_an_earlier_entrys_placeholder_in_a_comment_stays_and_is_not_valid(
    edge: Edge, page: str
) -> None:
    """Even with the key, which only the edge has, a placeholder is worth nothing later."""
    seen = ask(edge.application, page, {"CSP-Edge-Key": KEY}).header("CSP-Nonce-Placeholder")
    assert seen is not None
    edge.comment(page, attack_with(seen))
    for answer in (edge.ask(page), edge.ask(page)):
        assert attack_with(seen) in answer.body
        assert seen not in answer.allowed
        assert answer.printed == [answer.nonce, seen, answer.nonce]


def test_an_entry_that_has_expired_leaves_nothing_behind(edge: Edge, page: str) -> None:
    target = f"{page}?cache=public,+max-age=1"
    seen = {edge.ask(target).nonce, edge.ask(target).nonce}
    edge.comment(page, b"".join(map(attack_with, seen)))
    deadline = time.monotonic() + SECONDS
    answer = edge.ask(target)
    while b"attack" not in answer.body:
        assert time.monotonic() < deadline, "the entry does not expire"
        answer = edge.ask(target)
    assert seen < {*answer.printed}
    assert not seen & answer.allowed


def test_a_placeholder_of_another_page_is_not_replaced(edge: Edge, page: str) -> None:
    other = f"/page/{uuid.uuid4()}"
    seen = ask(edge.application, other, {"CSP-Edge-Key": KEY}).header("CSP-Nonce-Placeholder")
    assert seen is not None
    edge.comment(page, attack_with(seen))
    assert attack_with(seen) in edge.ask(page).body


def test_the_words_of_the_handshake_in_a_comment_mean_nothing(edge: Edge, page: str) -> None:
    words = (
        b"CSP-Nonce-Placeholder {nonce} ${nonce} $csp_nonce $request_id <!--#echo var=nonce -->"
        b'<esi:include src="/page/x"/>'
    )
    edge.comment(page, words)
    assert words in edge.ask(page).body


def test_who_reads_a_page_that_is_still_being_made_learns_nothing_that_later_visitors_trust(
    edge: Edge,
) -> None:
    """The first visitor reads their nonce, and comments it before the page has reached its
    comments. It becomes part of the entry, as text."""
    page = f"/paused/{uuid.uuid4()}"
    connection = http.client.HTTPConnection(urlsplit(edge.address).netloc, timeout=SECONDS)
    connection.request("GET", page)
    response = connection.getresponse()
    first = Answer(response.status, response.getheaders(), response.read(100))
    assert first.printed == [first.nonce]
    edge.comment(page, attack_with(first.nonce))
    assert attack_with(first.nonce) in response.read()
    connection.close()

    for answer in (edge.ask(page), edge.ask(page)):
        assert answer.printed == [answer.nonce, first.nonce]
        assert first.nonce not in answer.allowed
    assert len(edge.requests(page)) == 1


def test_the_placeholder_would_be_worth_something_while_the_page_is_being_made(
    edge: Edge,
) -> None:
    """The control: why no visitor may see it, and why the application gives it to the edge alone.
    Here the attacker has stolen the key."""
    page = f"/paused/{uuid.uuid4()}"
    connection = http.client.HTTPConnection(urlsplit(edge.application).netloc, timeout=SECONDS)
    connection.request("GET", page, headers={"CSP-Edge-Key": KEY})
    response = connection.getresponse()
    (placeholder,) = NONCE.findall(response.getheader("Content-Security-Policy", ""))
    edge.comment(page, attack_with(placeholder))
    body = response.read()
    connection.close()
    # What the edge would have stored: one nonce in the header, in the page, and in the attack.
    assert attack_with(placeholder) in body
    assert response.getheader("CSP-Nonce-Placeholder") == placeholder
