"""In development, the log says what a browser will block on the pages of any application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from answers import answer_asgi, answer_wsgi

from stockade import asgi, wsgi
from stockade.page_check import warnings

POLICY = {"script-src": ["'self'"], "base-uri": ["'none'"]}
PAGE = "<!doctype html><script>start()</script>"


@pytest.fixture(autouse=True)
def _nothing_is_known_yet() -> None:
    warnings.forget()


def of_wsgi(*, streamed: bool = False, **options: Any) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return iter([PAGE.encode()]) if streamed else [PAGE.encode()]

    protected = wsgi.ContentSecurityPolicyMiddleware(app, POLICY, **options)
    return lambda: answer_wsgi(protected, path="/cart")


def of_asgi(*, streamed: bool = False, **options: Any) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE.encode(), "more_body": streamed})
        if streamed:
            await send({"type": "http.response.body", "body": b""})

    protected = asgi.ContentSecurityPolicyMiddleware(app, POLICY, **options)
    return lambda: answer_asgi(protected, path="/cart")


either = pytest.mark.parametrize("asking", [of_wsgi, of_asgi])


def about_pages(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    return (record.message for record in caplog.records if record.name == "stockade.pages")


@either
def test_what_is_blocked_is_said_once(asking: Any, caplog: pytest.LogCaptureFixture) -> None:
    ask = asking(development=True)
    for _ in range(2):
        assert ask().body == PAGE
    (message,) = about_pages(caplog)
    assert message.startswith("GET /cart (line 1 of the page): ")
    assert "{{ csp_nonce_attr() }}" in message


@either
def test_streams_are_left_alone(asking: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert asking(development=True, streamed=True)().body == PAGE
    assert not [*about_pages(caplog)]


@either
def test_production_says_nothing(asking: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert asking()().body == PAGE
    assert not caplog.records
