"""What the middlewares for WSGI and ASGI, and that of Flask, add to a request by themselves.

    cargo xtask bench --middleware              two minutes
    cargo xtask bench --middleware --quick      rougher

Inside of them is nothing but an answer with a complete page, and around them no server.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any
from wsgiref.util import setup_testing_defaults

from policy import directives
from report import Comparison, as_text
from rounds import FULL, QUICK, Calls, Subject, measure

#: Where the handwritten middlewares put what prints the nonce.
_KEY = "handwritten.nonce"
_TYPE = "text/html; charset=utf-8"
_LENGTH = "50"
_NO_NONCE = "-" * 22

_LEGEND = """\
The first line has microseconds, the others what they add to it. The ratio is what Stockade adds,
divided by what this line adds.
"""

Surroundings = MutableMapping[str, Any]
Print = Callable[[Surroundings], str]


def main() -> None:
    description, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=description,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="measure for a shorter time")
    effort = QUICK if parser.parse_args().quick else FULL
    print(_LEGEND)
    for title, prints_nonce in (("nonce never printed", False), ("nonce printed", True)):
        subjects = [Subject(name, partial(calls, prints_nonce)) for name, calls in _SUBJECTS]
        print(as_text(Comparison(title, measure(subjects, effort), ratios_of_additions=True)))


def _without(prints_nonce: bool) -> Calls:
    wsgi = _wsgi_call(_wsgi_page(_print_nothing))
    return {"WSGI": wsgi, "ASGI": _asgi_call(_asgi_page(_print_nothing)), "Flask": wsgi}


def _with_stockade(prints_nonce: bool) -> Calls:
    from flask import Flask
    from stockade import CSP, asgi, wsgi
    from stockade.flask import Stockade

    def print_nonce(surroundings: Surroundings) -> str:
        return str(wsgi.csp_nonce(surroundings))

    printed = print_nonce if prints_nonce else _print_nothing
    policy = directives(CSP.NONCE)
    flask = Flask(__name__)
    flask.wsgi_app = _wsgi_page(printed)  # type: ignore[method-assign]
    Stockade(flask, policy)
    return {
        "WSGI": _wsgi_call(wsgi.ContentSecurityPolicyMiddleware(_wsgi_page(printed), policy)),
        "ASGI": _asgi_call(asgi.ContentSecurityPolicyMiddleware(_asgi_page(printed), policy)),
        "Flask": _wsgi_call(flask.wsgi_app),
    }


def _by_hand(prints_nonce: bool) -> Calls:
    """Middlewares of ten lines, which make a nonce for every response."""

    def print_nonce(surroundings: Surroundings) -> str:
        nonce: str = surroundings[_KEY]
        return nonce

    printed = print_nonce if prints_nonce else _print_nothing
    wsgi = _wsgi_call(_wsgi_by_hand(_wsgi_page(printed)))
    return {"WSGI": wsgi, "ASGI": _asgi_call(_asgi_by_hand(_asgi_page(printed))), "Flask": wsgi}


_SUBJECTS = (
    ("no CSP", _without),
    ("Stockade", _with_stockade),
    ("handwritten", _by_hand),
)


def _print_nothing(surroundings: Surroundings) -> str:
    return _NO_NONCE


def _policy_by_hand(nonce: str) -> str:
    sources = directives(f"'nonce-{nonce}'").items()
    return "; ".join(f"{name} {' '.join(values)}" for name, values in sources)


_BEFORE_NONCE, _AFTER_NONCE = _policy_by_hand(_NO_NONCE).split(_NO_NONCE)


def _wsgi_by_hand(app: Any) -> Any:
    def protected(environ: Surroundings, start_response: Any) -> Any:
        nonce = environ[_KEY] = secrets.token_urlsafe(16)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            policy = ("Content-Security-Policy", f"{_BEFORE_NONCE}{nonce}{_AFTER_NONCE}")
            return start_response(status, [*headers, policy], exc_info)

        return app(environ, start)

    return protected


def _asgi_by_hand(app: Any) -> Any:
    async def protected(scope: Surroundings, receive: Any, send: Any) -> None:
        nonce = scope[_KEY] = secrets.token_urlsafe(16)

        async def send_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                policy = f"{_BEFORE_NONCE}{nonce}{_AFTER_NONCE}".encode()
                headers = [*message["headers"], (b"content-security-policy", policy)]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_policy)

    return protected


def _wsgi_page(print_nonce: Print) -> Any:
    def app(environ: Surroundings, start_response: Any) -> list[bytes]:
        page = f'<script nonce="{print_nonce(environ)}"></script>'
        start_response("200 OK", [("Content-Type", _TYPE), ("Content-Length", _LENGTH)])
        return [page.encode()]

    return app


def _asgi_page(print_nonce: Print) -> Any:
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [
            (b"content-type", _TYPE.encode()),
            (b"content-length", _LENGTH.encode()),
        ],
    }

    async def app(scope: Surroundings, receive: Any, send: Any) -> None:
        page = f'<script nonce="{print_nonce(scope)}"></script>'
        await send(start)
        await send({"type": "http.response.body", "body": page.encode()})

    return app


def _wsgi_call(app: Any) -> Callable[[], object]:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)

    def start_response(*start: Any) -> None:
        pass

    return lambda: app(environ.copy(), start_response)


def _asgi_call(app: Any) -> Callable[[], object]:
    """Asks an ASGI application that waits for nothing, and so needs no event loop."""
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1")]}

    async def send(message: Any) -> None:
        pass

    def call() -> None:
        for _ in app(scope.copy(), None, send).__await__():
            raise AssertionError("the application waited")

    return call


if __name__ == "__main__":
    main()
