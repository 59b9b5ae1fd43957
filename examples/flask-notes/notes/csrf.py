"""A token in every form, so that other sites cannot send forms in a visitor's name."""

from __future__ import annotations

import hmac
import secrets

from flask import Flask, abort, request, session

__all__ = ["init_app"]

FIELD = "csrf_token"


def init_app(app: Flask) -> None:
    """Check every POST, and give templates `csrf_token()`."""
    app.before_request(_check)
    app.jinja_env.globals["csrf_token"] = _token


def _token() -> str:
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(32)
    token: str = session[FIELD]
    return token


def _check() -> None:
    if request.method == "POST" and not hmac.compare_digest(
        request.form.get(FIELD, "").encode(), _token().encode()
    ):
        abort(400, "This form is out of date. Go back, load the page again, and send it once more.")
