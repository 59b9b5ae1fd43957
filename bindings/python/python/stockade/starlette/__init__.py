"""Content Security Policy for Starlette and FastAPI::

    from stockade import CSP
    from stockade.starlette import ContentSecurityPolicyMiddleware, CspNonce

    app = FastAPI()
    app.add_middleware(ContentSecurityPolicyMiddleware, policy={
        "default-src": [CSP.SELF],
        "script-src": [CSP.NONCE],
        "base-uri": [CSP.NONE],
    })

    @app.get("/", response_class=HTMLResponse)
    async def index(nonce: CspNonce):
        return f'<script nonce="{nonce}">start()</script>'

`csp_nonce(request)` is the nonce without FastAPI, `csp_context` brings it into templates, and
`csp_update` and its like change the policies of a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stockade.asgi import ContentSecurityPolicyMiddleware
from stockade.starlette.nonce import csp_context, csp_nonce
from stockade.starlette.route_policies import (
    RoutePolicy,
    csp_exempt,
    csp_override,
    csp_replace,
    csp_report_only_override,
    csp_update,
)

if TYPE_CHECKING:
    from typing import TypeAlias

    from stockade.nonce import LazyNonce

    #: A parameter of this type is the response's nonce: a dependency of FastAPI.
    CspNonce: TypeAlias = LazyNonce

__all__ = [
    "ContentSecurityPolicyMiddleware",
    "CspNonce",
    "RoutePolicy",
    "csp_context",
    "csp_exempt",
    "csp_nonce",
    "csp_override",
    "csp_replace",
    "csp_report_only_override",
    "csp_update",
]


def __getattr__(name: str) -> Any:
    # FastAPI is needed for no more than this, and Starlette is used without it.
    if name == "CspNonce":
        from stockade.starlette.fastapi import CspNonce

        return CspNonce
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
