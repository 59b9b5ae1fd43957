"""The WSGI middleware around applications of all kinds."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import FileWrapper

import pytest
from answers import answer_wsgi, environ_of
from jinja2 import DictLoader, Environment

from stockade import CSP, LateNonceError, Probe
from stockade.jinja import NonceExtension
from stockade.nonce import current_nonce
from stockade.serving.exchange import MissingMiddlewareError
from stockade.serving.inline_hashes import TooManyInlineBlocksError
from stockade.serving.response_headers import PublicNonceError
from stockade.wsgi import ContentSecurityPolicyMiddleware, csp_nonce

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
STRICT = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}

HTML = ("Content-Type", "text/html")
TEXT = ("Content-Type", "text/plain")


def nonce_page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [HTML])
    return [str(csp_nonce(environ)).encode()]


def late_page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [TEXT])
    return [str(csp_nonce(environ)).encode()]


def with_headers(*headers: tuple[str, str]) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = str(csp_nonce(environ)).encode()
        start_response("200 OK", [HTML, *headers])
        return [body]

    return app


def protected(app: Any, policy: Any = STRICT, **options: Any) -> Any:
    return ContentSecurityPolicyMiddleware(app, policy, **{"development": True, **options})


def script_src(nonce: str) -> str:
    return f"script-src 'nonce-{nonce}'; base-uri 'none'"


def test_mounted_middleware_shares_the_nonce_and_has_the_last_word_on_policies() -> None:
    inner = protected(nonce_page, {**STRICT, "img-src": [CSP.SELF]})
    answer = answer_wsgi(protected(inner, report_only=STRICT))
    assert answer.header(ENFORCE) == f"{script_src(answer.body)}; img-src 'self'"
    assert answer.header(REPORT_ONLY) is None
    assert answer.header("Cache-Control") == "private"


def test_application_around_one_that_failed_answers_with_its_own_policy() -> None:
    def fails(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise LookupError

    inner = protected(fails, {"img-src": [CSP.SELF]})

    def mounting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return inner(environ, start_response)  # type: ignore[no-any-return]
        except LookupError:
            return nonce_page(environ, start_response)

    answer = answer_wsgi(protected(mounting))
    assert answer.header(ENFORCE) == script_src(answer.body)


def test_mounted_middlewares_take_one_turn_of_the_probe() -> None:
    inner = protected(nonce_page, {}, probe=Probe({"img-src": [CSP.NONE]}, one_in=2))
    app = protected(inner, {}, probe=Probe({"font-src": [CSP.NONE]}))
    sent = [answer_wsgi(app).header(REPORT_ONLY) for _ in range(3)]
    assert sent == ["img-src 'none'", None, "img-src 'none'"]


def test_endpoints_are_sent_for_the_probe_alone() -> None:
    app = protected(
        nonce_page,
        probe=Probe({"img-src": [CSP.NONE], "report-to": ["csp"]}),
        reporting_endpoints={"csp": "/csp"},
    )
    assert answer_wsgi(app).header("Reporting-Endpoints") == 'csp="/csp"'


def test_probe_is_sent_with_one_in_so_many_responses() -> None:
    app = protected(nonce_page, probe=Probe({"img-src": [CSP.NONE]}, one_in=3))
    sent = [answer_wsgi(app).header(REPORT_ONLY) is not None for _ in range(7)]
    assert sent == [True, False, False, True, False, False, True]


def test_environment_used_again_gives_a_new_nonce() -> None:
    app = protected(nonce_page)
    environ = environ_of()
    assert len({answer_wsgi(app, environ=environ).body for _ in range(3)}) == 3


def test_late_nonce_is_an_error_in_development() -> None:
    with pytest.raises(LateNonceError, match="GET /a%0Ab was first read after its headers"):
        answer_wsgi(protected(late_page), path="/a\nb")


def test_late_nonce_is_logged_in_production(caplog: pytest.LogCaptureFixture) -> None:
    answer = answer_wsgi(protected(late_page, development=False))
    assert answer.header(ENFORCE) == "script-src 'none'; base-uri 'none'"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert answer.body not in caplog.text


def test_page_with_a_nonce_must_not_be_public(caplog: pytest.LogCaptureFixture) -> None:
    app = with_headers(("Cache-Control", "public"), ("Cache-Control", "max-age=9"))
    with pytest.raises(PublicNonceError, match=r"GET / printed a CSP nonce"):
        answer_wsgi(protected(app))
    answer = answer_wsgi(protected(app, development=False))
    assert answer.header("Cache-Control") == "max-age=9, private"
    assert "PublicNonceError" in caplog.text


def test_page_may_be_public_for_the_edge_alone() -> None:
    key = "0123456789abcdefghijklmnop"
    app = protected(with_headers(("Cache-Control", "public")), edge_cache_key=key)
    answer = answer_wsgi(app, headers=[("CSP-Edge-Key", key)])
    assert answer.header("Cache-Control") == "public"
    assert answer.header("CSP-Nonce-Placeholder") == answer.body
    assert answer_wsgi(app).header("Cache-Control") == "private"


def test_development_says_once_what_is_wrong_with_a_policy_of_the_application(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = protected(with_headers((ENFORCE, "script-src self")))
    for _ in range(2):
        assert answer_wsgi(app).header(ENFORCE) == "script-src self"
    found = [message for message in caplog.messages if "does not hold the nonce" in message]
    assert len(found) == 1
    assert found[0].startswith(f"The {ENFORCE} header that a view set on GET /: ")


def test_inline_block_is_allowed_by_its_hash_and_the_page_stays_cacheable() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        csp_nonce(environ).allow_inline("script", "start()")
        start_response("200 OK", [HTML])
        return [b"<script>start()</script>"]

    answer = answer_wsgi(protected(app))
    digest = "'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='"
    assert answer.header(ENFORCE) == f"script-src {digest}; base-uri 'none'"
    assert answer.header("Cache-Control") is None


def test_late_inline_block_is_an_error() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [TEXT])
        csp_nonce(environ).allow_inline("script", "start()")
        return [b"x"]

    with pytest.raises(LateNonceError, match="block of GET / was printed after"):
        answer_wsgi(protected(app))


def many_blocks(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    for number in range(65):
        csp_nonce(environ).allow_inline("script", str(number))
    start_response("200 OK", [HTML])
    return [b"x"]


def test_more_inline_blocks_than_a_header_carries_are_an_error_in_development() -> None:
    with pytest.raises(TooManyInlineBlocksError, match=r"^GET / has more than 64"):
        answer_wsgi(protected(many_blocks))


def test_more_inline_blocks_than_a_header_carries_are_logged_once_in_production(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mounted = protected(protected(many_blocks, development=False), development=False)
    answer = answer_wsgi(mounted)

    assert str(answer.header(ENFORCE)).count("'sha256-") == 64
    [record] = caplog.records
    assert "more than 64 different inline blocks" in record.message


def test_templates_find_the_nonce_while_a_body_is_made_and_not_afterwards() -> None:
    source = "{% for _ in range(2) %}<p {{ csp_nonce_attr() }}>{% endfor %}"
    environment = Environment(
        autoescape=True, extensions=[NonceExtension], loader=DictLoader({"page": source})
    )

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [HTML])
        return (part.encode() for part in environment.get_template("page").generate())

    answers = [answer_wsgi(protected(app)) for _ in range(2)]
    for answer in answers:
        nonce = answer.body.split('"')[1]
        assert answer.body == f'<p nonce="{nonce}">' * 2
        assert answer.header(ENFORCE) == script_src(nonce)
    assert answers[0].body != answers[1].body
    assert current_nonce.get() is None


def test_error_page_that_replaces_a_started_response_has_its_own_header() -> None:
    failure = (ValueError, ValueError("test"), None)
    started: list[Any] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [HTML])
        start_response("500 Oops", [TEXT, ("X-Error", "1")], failure)
        return [b"failed"]

    assert protected(app)(environ_of(), lambda *args: started.append(args)) == [b"failed"]
    ((status, headers, exc_info),) = started
    assert status == "500 Oops"
    assert dict(headers)[ENFORCE] == "script-src 'none'; base-uri 'none'"
    assert exc_info is failure


def test_second_start_without_a_failure_is_refused() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [HTML])
        start_response("200 OK", [HTML])
        return []

    with pytest.raises(AssertionError, match="called again"):
        protected(app)(environ_of(), lambda *args: None)


def test_complete_bodies_and_files_reach_the_server_as_they_are() -> None:
    """Servers count a list, and send a file in their own way."""
    listed = [b"page"]
    wrapped = FileWrapper(BytesIO(b"file"))
    for body in (listed, wrapped):

        def app(environ: Any, start_response: Any, body: Any = body) -> Iterable[bytes]:
            start_response("200 OK", [HTML])
            return body  # type: ignore[no-any-return]

        started: list[Any] = []
        environ = {**environ_of(), "wsgi.file_wrapper": FileWrapper}
        assert protected(app)(environ, lambda *args, to=started: to.append(args)) is body
        assert "script-src 'none'" in dict(started[0][1])[ENFORCE]


def test_body_is_closed() -> None:
    closed: list[bool] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"a", b"b"])

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [HTML])
        return Body()

    assert answer_wsgi(protected(app)).body == "ab"
    assert closed == [True]


def test_body_is_closed_where_the_server_refuses_the_start() -> None:
    """The server never sees that body, and so cannot close it."""
    closed: list[bool] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"page"])

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [HTML])
        return Body()

    def refuse(*start: Any) -> Any:
        raise ValueError("bad header")

    with pytest.raises(ValueError, match="bad header"):
        protected(app)(environ_of(), refuse)
    assert closed == [True]


def test_headers_of_the_application_stay_its_own() -> None:
    headers = [HTML, ("Content-Length", "4")]

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return [b"page"]

    assert answer_wsgi(protected(app)).header(ENFORCE)
    assert headers == [HTML, ("Content-Length", "4")]


def test_nonce_without_the_middleware_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(MissingMiddlewareError, match="Put the middleware around"):
        csp_nonce(environ_of())
