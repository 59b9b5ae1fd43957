"""Bodies that are made while they are sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import (
    Response,
    render_template_string,
    request,
    send_file,
    stream_template_string,
    stream_with_context,
)

from stockade import LateNonceError
from stockade.flask import csp_exempt, csp_nonce

ENFORCE = "Content-Security-Policy"


def event_stream(app: Any, ask_before: bool = False) -> None:
    @app.get("/events")
    def events() -> Response:
        if ask_before:
            assert csp_nonce

        @stream_with_context
        def body() -> Iterator[str]:
            yield "data: "
            yield f"{csp_nonce}\n"

        return Response(body(), mimetype="text/event-stream")


@pytest.mark.parametrize("mimetype", ["text/html", "application/xhtml+xml", "image/svg+xml"])
def test_stream_of_markup_has_its_nonce_ahead(
    make_app: Any, directives: Any, mimetype: str
) -> None:
    """G2: the nonce in the page is the one in the header, although the header went out first."""
    app = make_app()

    @app.get("/")
    def page() -> Response:
        @stream_with_context
        def body() -> Iterator[str]:
            yield "<p>"
            yield str(csp_nonce)

        return Response(body(), mimetype=mimetype)

    response = app.test_client().get("/")
    nonce = response.text.removeprefix("<p>")
    assert directives(response.headers)["script-src"] == f"'nonce-{nonce}'"
    assert response.headers["Cache-Control"] == "private"


def test_streamed_template(make_app: Any, directives: Any) -> None:
    app = make_app(pages={"/": lambda: stream_template_string("{{ csp_nonce }}")})
    response = app.test_client().get("/")
    assert directives(response.headers)["script-src"] == f"'nonce-{response.text}'"


def test_streams_that_run_at_the_same_time_keep_their_nonces(
    make_app: Any, directives: Any
) -> None:
    def page() -> Response:
        nonce = request.csp_nonce
        return Response(str(nonce) for _ in range(2))

    client = make_app(pages={"/": page}).test_client()
    replies = [client.get("/", buffered=False) for _ in range(3)]
    bodies = [reply.iter_encoded() for reply in replies]
    first_parts = [next(body).decode() for body in bodies]
    assert [next(body).decode() for body in bodies] == first_parts
    assert len(set(first_parts)) == 3
    for reply, nonce in zip(replies, first_parts, strict=True):
        assert directives(reply.headers)["script-src"] == f"'nonce-{nonce}'"
        reply.close()


@pytest.mark.parametrize("ask_before", [False, True])
def test_nonce_that_comes_too_late_is_an_error_in_development(
    make_app: Any, ask_before: bool
) -> None:
    """G2: a nonce that no header carries is noticed."""
    app = make_app()
    event_stream(app, ask_before)
    with pytest.raises(LateNonceError, match="GET /events was first read after its headers"):
        app.test_client().get("/events", buffered=True)


def test_nonce_that_comes_too_late_is_logged_in_production(
    make_app: Any, directives: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(production=True)
    event_stream(app)
    response = app.test_client().get("/events", buffered=True)
    assert directives(response.headers)["script-src"] == "'none'"
    assert "Cache-Control" not in response.headers
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert response.text.removeprefix("data: ").strip() not in caplog.text


def test_late_nonce_without_a_policy_that_needs_it_is_no_error(make_app: Any) -> None:
    app = make_app({"default-src": ["'self'"]})
    event_stream(app)
    assert len(app.test_client().get("/events").text) == len("data: ") + 22 + 1


def test_late_nonce_of_an_exempt_view_is_no_error(make_app: Any) -> None:
    app = make_app()
    event_stream(app)
    app.view_functions["events"] = csp_exempt(app.view_functions["events"])
    response = app.test_client().get("/events")
    assert response.status_code == 200
    assert ENFORCE not in response.headers


def test_nonce_read_before_a_stream_starts_may_be_used_in_it(
    make_app: Any, directives: Any
) -> None:
    app = make_app()

    @app.get("/")
    def data() -> Response:
        nonce = str(csp_nonce)
        return Response(iter(["data: ", nonce, str(csp_nonce)]), mimetype="text/event-stream")

    response = app.test_client().get("/")
    nonce = response.text.removeprefix("data: ")[:22]
    assert response.text == f"data: {nonce}{nonce}"
    assert directives(response.headers)["script-src"] == f"'nonce-{nonce}'"


@pytest.mark.parametrize("mimetype", ["text/plain", "application/json", "text/event-stream"])
def test_other_streams_get_no_nonce(make_app: Any, directives: Any, mimetype: str) -> None:
    app = make_app(pages={"/": lambda: Response(iter(["x"]), mimetype=mimetype)})
    response = app.test_client().get("/")
    assert directives(response.headers)["script-src"] == "'none'"
    assert "Cache-Control" not in response.headers


def test_complete_pages_files_and_empty_answers_get_no_nonce_ahead(
    make_app: Any, directives: Any
) -> None:
    app = make_app(
        pages={
            "/page": lambda: render_template_string("<p>page"),
            "/empty": lambda: ("", 204),
            "/file": lambda: send_file(BytesIO(b"<p>file"), mimetype="text/html"),
        }
    )
    for path in ("/page", "/empty", "/file"):
        with app.test_client().get(path) as response:
            assert directives(response.headers)["script-src"] == "'none'", path


def test_head_of_a_stream_has_the_same_policy_as_get(make_app: Any, directives: Any) -> None:
    app = make_app(pages={"/": lambda: stream_template_string("{{ csp_nonce }}")})
    response = app.test_client().head("/")
    assert directives(response.headers)["script-src"].startswith("'nonce-")
