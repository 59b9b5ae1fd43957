"""The ASGI middleware around applications of all kinds."""

from __future__ import annotations

import asyncio
import logging
from contextvars import copy_context
from typing import Any

import pytest
from answers import answer_asgi, scope_of
from jinja2 import DictLoader, Environment

from stockade import CSP, LateNonceError
from stockade.asgi import ContentSecurityPolicyMiddleware, csp_nonce
from stockade.jinja import NonceExtension
from stockade.nonce import current_nonce
from stockade.serving.exchange import MissingMiddlewareError
from stockade.serving.response_headers import PublicNonceError

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
STRICT = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}

HTML = (b"content-type", b"text/html")
TEXT = (b"content-type", b"text/plain")
NO_NONCE = "script-src 'none'; base-uri 'none'"

Messages = list[dict[str, Any]]


def start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def part(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


def sending(*messages: dict[str, Any]) -> Any:
    """An application that sends these messages."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    return app


def messages_of(app: Any, scope: dict[str, Any] | None = None) -> Messages:
    """What the server gets."""
    received: Messages = []

    async def send(message: dict[str, Any]) -> None:
        received.append(message)

    asyncio.run(app(scope or scope_of(), receive, send))
    return received


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def nonce_page(scope: Any, receive: Any, send: Any) -> None:
    await send(start(HTML))
    await send(part(str(csp_nonce(scope)).encode()))


async def late_page(scope: Any, receive: Any, send: Any) -> None:
    await send(start(TEXT))
    await send(part(str(csp_nonce(scope)).encode()))


def protected(app: Any, policy: Any = STRICT, **options: Any) -> Any:
    return ContentSecurityPolicyMiddleware(app, policy, **{"development": True, **options})


def policy_in(message: dict[str, Any]) -> str:
    found = [value for name, value in message["headers"] if name == ENFORCE.lower().encode()]
    assert len(found) == 1
    return str(found[0].decode())


def test_mounted_middleware_shares_the_nonce_and_has_the_last_word_on_policies() -> None:
    inner = protected(nonce_page, {**STRICT, "img-src": [CSP.SELF]})

    async def mounting(scope: Any, receive: Any, send: Any) -> None:
        await inner({**scope, "root_path": "/inner"}, receive, send)

    answer = answer_asgi(protected(mounting, report_only=STRICT))
    assert answer.header(ENFORCE) == (
        f"script-src 'nonce-{answer.body}'; base-uri 'none'; img-src 'self'"
    )
    assert answer.header(REPORT_ONLY) is None
    assert answer.header("Cache-Control") == "private"


def test_application_around_one_that_failed_answers_with_its_own_policy() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        await send(start(HTML))
        raise LookupError

    inner = protected(fails, {**STRICT, "img-src": [CSP.SELF]})

    async def mounting(scope: Any, receive: Any, send: Any) -> None:
        try:
            await inner(scope, receive, send)
        except LookupError:
            await nonce_page(scope, receive, send)

    answer = answer_asgi(protected(mounting))
    assert answer.header(ENFORCE) == f"script-src 'nonce-{answer.body}'; base-uri 'none'"


def test_requests_that_run_at_the_same_time_keep_their_nonces() -> None:
    waiting: list[str] = []
    both_wait = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start(HTML))
        await send(part(str(current_nonce.get()).encode(), more=True))
        waiting.append("one more")
        if len(waiting) == 2:
            both_wait.set()
        await both_wait.wait()
        await send(part(str(current_nonce.get()).encode()))

    async def answer_two() -> list[Messages]:
        received: list[Messages] = [[], []]

        def into(messages: Messages) -> Any:
            async def send(message: dict[str, Any]) -> None:
                messages.append(message)

            return send

        application = protected(app)
        await asyncio.gather(
            *(application(scope_of(), receive, into(messages)) for messages in received)
        )
        return received

    (one, *of_one), (two, *of_two) = asyncio.run(answer_two())
    assert of_one[0]["body"] == of_one[1]["body"] != of_two[0]["body"] == of_two[1]["body"]
    assert of_one[0]["body"].decode() in policy_in(one)
    assert of_two[0]["body"].decode() in policy_in(two)


def test_start_waits_for_no_more_than_the_first_part_of_a_body() -> None:
    received: Messages = []

    async def send(message: dict[str, Any]) -> None:
        received.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start(HTML))
        assert received == []
        await send(part(b"<p>", more=True))
        assert [message["type"] for message in received] == [
            "http.response.start",
            "http.response.body",
        ]
        await send(part(str(csp_nonce(scope)).encode()))

    asyncio.run(protected(app)(scope_of(), receive, send))
    assert received[2]["body"].decode() in policy_in(received[0])


@pytest.mark.parametrize(
    "headers",
    [[TEXT], [(b"content-type", b"text/event-stream")], [HTML, (b"content-length", b"9")]],
)
def test_start_that_no_nonce_can_change_is_sent_at_once(headers: Any) -> None:
    """A stream of events has begun for the browser when its headers are there."""
    received: Messages = []

    async def send(message: dict[str, Any]) -> None:
        received.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start(*headers))
        assert len(received) == 1

    asyncio.run(protected(app)(scope_of(), receive, send))
    assert policy_in(received[0]) == NO_NONCE


def test_page_in_one_part_without_a_nonce_stays_cacheable() -> None:
    sent = messages_of(protected(sending(start(HTML), part(b"page"))))
    assert policy_in(sent[0]) == NO_NONCE
    assert b"cache-control" not in dict(sent[0]["headers"])


@pytest.mark.parametrize(
    "message",
    [
        {"type": "http.response.pathsend", "path": "/srv/page.html"},
        {"type": "http.response.zerocopysend", "file": 7, "more_body": True},
    ],
)
def test_files_that_the_server_sends_itself_get_no_nonce(message: dict[str, Any]) -> None:
    sent = messages_of(protected(sending(start(HTML), message)))
    assert policy_in(sent[0]) == NO_NONCE
    assert sent[1] is message


def test_other_messages_pass_as_they_are() -> None:
    hint = {"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload; as=style"]}
    trailers = {"type": "http.response.trailers", "headers": [], "more_trailers": False}
    begin = {**start(HTML), "trailers": True}
    sent = messages_of(protected(sending(hint, begin, part(b"page"), trailers)))
    assert sent[0] is hint
    assert sent[1]["trailers"] is True
    assert sent[3] is trailers


def test_start_without_a_body_is_not_lost() -> None:
    (message,) = messages_of(protected(sending(start(HTML))))
    assert policy_in(message) == NO_NONCE


def test_start_of_a_page_that_failed_is_not_sent() -> None:
    """So that a handler outside can still answer with an error page."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start(HTML))
        raise ZeroDivisionError

    received: Messages = []

    async def send(message: dict[str, Any]) -> None:
        received.append(message)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(protected(app)(scope_of(), receive, send))
    assert received == []


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_other_connections_are_left_alone(kind: str) -> None:
    seen: list[Any] = []

    async def app(*arguments: Any) -> None:
        seen.append(arguments)
        assert current_nonce.get() is None

    async def send(message: dict[str, Any]) -> None: ...

    scope = {"type": kind}
    asyncio.run(protected(app)(scope, receive, send))
    assert [*map(id, seen[0])] == [id(scope), id(receive), id(send)]
    assert scope == {"type": kind}


def test_messages_of_the_application_stay_its_own() -> None:
    begin = start(HTML)
    messages_of(protected(sending(begin, part(b"page"))))
    assert begin == start(HTML)


def test_header_names_are_in_lower_case_as_the_protocol_wants_them() -> None:
    (begin, _) = messages_of(protected(nonce_page))
    assert all(name == name.lower() for name, _ in begin["headers"])


def test_templates_find_the_nonce() -> None:
    source = "{% for _ in range(2) %}<p {{ csp_nonce_attr() }}>{% endfor %}"
    environment = Environment(
        autoescape=True,
        enable_async=True,
        extensions=[NonceExtension],
        loader=DictLoader({"page": source}),
    )

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start(HTML))
        async for text in environment.get_template("page").generate_async():
            await send(part(text.encode(), more=True))
        await send(part(b""))

    answer = answer_asgi(protected(app))
    nonce = answer.body.split('"')[1]
    assert answer.body == f'<p nonce="{nonce}">' * 2
    assert answer.header(ENFORCE) == f"script-src 'nonce-{nonce}'; base-uri 'none'"


def test_late_nonce_is_an_error_in_development() -> None:
    with pytest.raises(LateNonceError, match="GET /a%0A%C3%A9 was first read after its headers"):
        answer_asgi(protected(late_page), path="/a\né")


def test_late_nonce_is_logged_in_production(caplog: pytest.LogCaptureFixture) -> None:
    answer = answer_asgi(protected(late_page, development=False))
    assert answer.header(ENFORCE) == NO_NONCE
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert answer.body not in caplog.text


def test_page_with_a_nonce_must_not_be_public() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        str(csp_nonce(scope))
        await send(start(HTML, (b"cache-control", b"public")))

    with pytest.raises(PublicNonceError, match=r"GET / printed a CSP nonce"):
        answer_asgi(protected(app))
    answer = answer_asgi(protected(app, development=False))
    assert answer.header("Cache-Control") == "private"


def test_nonce_is_current_for_its_request_only() -> None:
    async def ask_twice() -> None:
        async def send(message: dict[str, Any]) -> None: ...

        for _ in range(2):
            assert current_nonce.get() is None
            await protected(nonce_page)(scope_of(), receive, send)
        assert current_nonce.get() is None

    asyncio.run(ask_twice())


def test_request_that_is_given_up_may_be_closed_anywhere() -> None:
    """Garbage collection closes coroutines in a context that is not theirs."""

    class Never:
        def __await__(self) -> Any:
            yield

    async def never_ends(scope: Any, receive: Any, send: Any) -> None:
        await Never()

    request = protected(never_ends)(scope_of(), receive, receive)
    copy_context().run(request.send, None)
    request.close()


def test_nonce_without_the_middleware_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(MissingMiddlewareError, match="Put the middleware around"):
        csp_nonce(scope_of())
