"""What the tests of Starlette and FastAPI share."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from stockade import CSP
from stockade.starlette import ContentSecurityPolicyMiddleware

__all__ = ["ENFORCE", "NO_NONCE", "STRICT", "client_of", "script_src"]

ENFORCE = "Content-Security-Policy"
STRICT = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}
NO_NONCE = "script-src 'none'; base-uri 'none'"


def client_of(app: Any, policy: Any = STRICT, **options: Any) -> TestClient:
    """A client of an application that the middleware is added to."""
    app.add_middleware(
        ContentSecurityPolicyMiddleware, policy=policy, **{"development": True, **options}
    )
    return TestClient(app)


def script_src(nonce: str) -> str:
    return f"script-src 'nonce-{nonce}'; base-uri 'none'"
