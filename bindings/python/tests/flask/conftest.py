"""Real Flask apps for the tests, and one way to read their headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader
from werkzeug.datastructures import Headers

from stockade.flask import CSP, Stockade

MakeApp = Callable[..., Flask]


@pytest.fixture
def strict() -> dict[str, Any]:
    """A strict policy in which scripts and styles need a nonce."""
    return {
        "default-src": [CSP.NONE],
        "script-src": [CSP.NONCE],
        "style-src": [CSP.SELF, CSP.NONCE],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.SELF],
    }


@pytest.fixture
def make_app(strict: dict[str, Any]) -> MakeApp:
    """Makes an app under a policy (the strict one unless another is given).

    It is in testing mode unless `production=True`. `pages` maps paths to views, `templates` names
    to sources.
    """

    def make(
        policy: Any = None,
        *,
        production: bool = False,
        pages: Mapping[str, Callable[..., Any]] | None = None,
        templates: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Flask:
        app = Flask("site", static_folder=None)
        app.testing = not production
        app.jinja_loader = DictLoader(templates or {})
        Stockade(app, strict if policy is None else policy, **options)
        for path, view in (pages or {}).items():
            app.add_url_rule(path, path.strip("/") or "index", view)
        return app

    return make


@pytest.fixture
def directives() -> Callable[..., dict[str, str]]:
    """Reads a policy header of a response as a dictionary of its directives."""

    def read(headers: Headers, header: str = CSP.HEADER_ENFORCE) -> dict[str, str]:
        values = headers.getlist(str(header))
        assert len(values) == 1, f"{len(values)} {header} headers"
        parts = (part.strip().partition(" ") for part in values[0].split(";"))
        return {name: sources for name, _, sources in parts}

    return read
