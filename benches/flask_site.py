"""A Flask app of one page, protected in each of the ways that are compared."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from flask import Flask, Response, g, render_template
from jinja2 import DictLoader

from pages import Page, Protection, check_pages, template, wsgi_caller
from policy import CASES, ENFORCE, REPORT_ONLY, Case, directives
from rounds import Calls, Subject

__all__ = ["comparisons"]


@dataclass(frozen=True)
class Candidate:
    """One way of protecting the app."""

    name: str
    protect: Callable[[Flask, Case], None] | None
    #: The nonce in templates.
    expression: str = "csp_nonce"
    is_lazy: bool = False
    sends_both: bool = True


def comparisons() -> list[tuple[str, list[Subject]]]:
    """A title and the subjects of each comparison. The first subject is the unprotected app."""
    return [
        (
            case.title,
            [
                Subject(candidate.name, partial(_prepare, candidate, case))
                for candidate in _CANDIDATES
                if candidate.sends_both or not case.sends_both
            ],
        )
        for case in CASES
        if not case.by_tag
    ]


def _protect_with_stockade(app: Flask, case: Case) -> None:
    flask = import_module("stockade.flask")
    policy = directives(flask.CSP.NONCE)
    flask.Stockade(app, policy, report_only=policy if case.sends_both else None)


def _protect_by_hand(app: Flask, case: Case) -> None:
    """The hooks that people write themselves, as guides show them."""

    @app.before_request
    def set_csp_nonce() -> None:
        g.csp_nonce = base64.b64encode(secrets.token_bytes(16)).decode()

    @app.context_processor
    def inject_csp_nonce() -> dict[str, str]:
        return {"csp_nonce": getattr(g, "csp_nonce", "")}

    @app.after_request
    def add_csp(response: Response) -> Response:
        policy = (
            "default-src 'self'; "
            f"script-src 'self' 'nonce-{g.csp_nonce}'; "
            "style-src 'self'; "
            "img-src 'self' data: https:; "
            "font-src 'self'; "
            "connect-src 'self'; "
            "base-uri 'self'; "
            "form-action 'self'; "
            "frame-ancestors 'none'; "
            "object-src 'none'"
        )
        response.headers[ENFORCE] = policy
        if case.sends_both:
            response.headers[REPORT_ONLY] = policy
        return response


def _protect_with_talisman(app: Flask, case: Case) -> None:
    """flask-talisman with everything switched off that is not a policy; one header always stays."""
    import_module("flask_talisman").Talisman(
        app,
        content_security_policy=directives(),
        content_security_policy_nonce_in=["script-src"],
        force_https=False,
        frame_options=None,
        permissions_policy={},
        session_cookie_http_only=False,
        session_cookie_secure=False,
        strict_transport_security=False,
        x_content_type_options=False,
        x_xss_protection=False,
    )


_CANDIDATES = (
    Candidate("no CSP", None),
    Candidate("Stockade", _protect_with_stockade, is_lazy=True),
    Candidate("handwritten", _protect_by_hand),
    Candidate("flask-talisman", _protect_with_talisman, "csp_nonce()", sends_both=False),
)


def _prepare(candidate: Candidate, case: Case) -> Calls:
    """Set the app up in this process, ask it for pages, and say how to ask for more."""
    app = _app(candidate, case)
    calls: dict[str, Callable[[], Any]] = {
        "request": wsgi_caller(app),
        "test client": partial(app.test_client().get, "/"),
    }
    protection = Protection(case.headers if candidate.protect else (), candidate.is_lazy)
    for call in calls.values():
        check_pages(case, protection, (_as_page(call()) for _ in range(2)))
    return calls


def _app(candidate: Candidate, case: Case) -> Flask:
    app = Flask(__name__)
    has_nonce = candidate.protect is not None and case.prints_nonce
    attribute = f'nonce="{{{{ {candidate.expression} }}}}"' if has_nonce else ""
    app.jinja_loader = DictLoader({"page.html": template(attribute)})

    @app.route("/")
    def page() -> str:
        return render_template("page.html", title="Measured")

    if candidate.protect is not None:
        candidate.protect(app, case)
    return app


def _as_page(answer: Any) -> Page:
    if isinstance(answer, Page):
        return answer
    return Page(list(answer.headers), answer.data)
