"""A notebook under a strict Content Security Policy."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from stockade.flask import CSP, Stockade

from notes import csrf, database, views

#: Nothing is allowed but what is listed. Scripts and styles need this response's nonce, wherever
#: they come from; what somebody injects into a page does not have it.
POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": [CSP.NONE],
}

stockade = Stockade()


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the app. `config` overrides its settings, and environment variables do: `NOTES_CSP=off`
    shows what the policy prevents."""
    app = Flask(__name__, instance_relative_config=True)
    instance = Path(app.instance_path)
    app.config.from_mapping(
        CSP="on", DATABASE=instance / "notes.sqlite3", SESSION_COOKIE_SAMESITE="Lax"
    )
    app.config.from_prefixed_env("NOTES")
    app.config.from_mapping(config)
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = _kept_secret_key(instance / "secret-key")

    stockade.init_app(app, POLICY if app.config["CSP"] == "on" else {})
    database.init_app(app)
    csrf.init_app(app)
    app.register_blueprint(views.blueprint)
    app.register_error_handler(404, lambda error: (render_template("missing.html"), 404))
    return app


def _kept_secret_key(path: Path) -> str:
    """The key that signs sessions: made at the first start, so that sessions outlive a restart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
