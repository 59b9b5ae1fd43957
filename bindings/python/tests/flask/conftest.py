"""Real Flask apps for the tests, and one way to read their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader
from werkzeug.datastructures import Headers

from stockade.flask import CSP, Stockade

MakeApp = Callable[..., Flask]
MakeSite = Callable[..., Flask]
ReadPage = Callable[[Flask, str], str]


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
def make_site(strict: dict[str, Any], tmp_path: Path) -> MakeSite:
    """Makes an app in a folder of its own, whose templates are files and get nonces.

    `files` maps paths in the folder `templates` to sources. Each is served at its path, rendered
    with `context`. `mode` is what the folder is trusted with; `templates` names something else.
    """

    def make(
        files: Mapping[str, str],
        *,
        mode: str = "own-static",
        templates: Mapping[str, str] | None = None,
        context: Mapping[str, Any] | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> Flask:
        for name, source in files.items():
            path = tmp_path / "templates" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
        app = Flask("site", root_path=str(tmp_path))
        app.testing = True
        app.config.update(config or {})
        named = {"./templates": mode} if templates is None else templates
        Stockade(app, strict, templates=named)
        app.add_url_rule(
            "/<path:name>", "page", lambda name: render_template(name, **context or {})
        )
        return app

    return make


@pytest.fixture
def read_page() -> ReadPage:
    """Reads a page of a site, with NONCE in the place of its nonce."""

    def read(app: Flask, name: str) -> str:
        response = app.test_client().get(f"/{name}")
        assert response.status_code == 200
        nonce = re.search("'nonce-([^']+)'", response.headers[str(CSP.HEADER_ENFORCE)])
        return response.text if nonce is None else response.text.replace(nonce[1], "NONCE")

    return read


@pytest.fixture
def directives() -> Callable[..., dict[str, str]]:
    """Reads a policy header of a response as a dictionary of its directives."""

    def read(headers: Headers, header: str = CSP.HEADER_ENFORCE) -> dict[str, str]:
        values = headers.getlist(str(header))
        assert len(values) == 1, f"{len(values)} {header} headers"
        parts = (part.strip().partition(" ") for part in values[0].split(";"))
        return {name: sources for name, _, sources in parts}

    return read
