"""What the WSGI and the ASGI middleware can be given, and what is refused."""

from __future__ import annotations

from functools import partial, wraps
from typing import Any

import pytest

from stockade import PolicyError, Probe, asgi, wsgi

KEY = "0123456789abcdefghijklmnop"
POLICY = {"default-src": ["'self'"]}

either = pytest.mark.parametrize(
    "middleware", [wsgi.ContentSecurityPolicyMiddleware, asgi.ContentSecurityPolicyMiddleware]
)


async def app(*args: Any) -> None:
    raise AssertionError("not called")


@either
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"policy": None}, ValueError, "no policy to send"),
        ({"policy": {"default-src": ["self"]}}, PolicyError, "^policy: default-src"),
        ({"policy": "default-src self"}, PolicyError, "^policy: default-src"),
        ({"policy": ["default-src"]}, TypeError, "policy must be a dict"),
        ({"report_only": {"default-src": ["self"]}}, PolicyError, "^report_only: "),
        ({"policy": {**POLICY, "report-to": ["csp"]}}, PolicyError, "csp"),
        ({"reporting_endpoints": ["/csp"]}, TypeError, "dict of names to addresses"),
        ({"probe": POLICY}, TypeError, "must be a Probe"),
        ({"probe": Probe({"default-src": ["self"]})}, PolicyError, "^probe: "),
        ({"probe": Probe(POLICY, one_in=0)}, ValueError, "one_in is 0"),
        ({"probe": Probe(POLICY, one_in=True)}, ValueError, "one_in is True"),
        ({"integrity_policy": "scripts"}, ValueError, "would block nothing"),
        ({"integrity_policy": "blocked-destinations=(script)\r\nX: 1"}, ValueError, "nothing"),
        ({"integrity_policy": "blocked-destinations=(script),\ta"}, ValueError, "nothing"),
        ({"integrity_policy": 1}, TypeError, "integrity_policy must be a text"),
        (
            {"integrity_policy_report_only": "scripts"},
            PolicyError,
            "^integrity_policy_report_only: browsers would report nothing",
        ),
        (
            {"integrity_policy": "blocked-destinations=(script), endpoints=(csp)"},
            PolicyError,
            "^integrity_policy: there is no reporting endpoint",
        ),
        ({"edge_cache_key": KEY[:21]}, ValueError, "22 or more"),
        ({"edge_cache_key": KEY + "é"}, ValueError, "printable ASCII"),
        ({"edge_cache_key": KEY.encode()}, TypeError, "must be a text"),
        ({"development": "0"}, TypeError, "development must be True or False"),
    ],
)
def test_wrong_arguments_are_refused(
    middleware: Any, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        middleware(app, **{"policy": {}, **arguments})


def test_applications_of_the_other_kind_are_refused_at_once() -> None:
    def wsgi_app(environ: Any, start_response: Any) -> Any: ...

    async def asgi_app(scope: Any, receive: Any, send: Any) -> None: ...

    wsgi.ContentSecurityPolicyMiddleware(wsgi_app, POLICY)
    asgi.ContentSecurityPolicyMiddleware(asgi_app, POLICY)
    with pytest.raises(TypeError, match=r"stockade\.asgi has the middleware"):
        wsgi.ContentSecurityPolicyMiddleware(asgi_app, POLICY)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"stockade\.wsgi has the middleware"):
        asgi.ContentSecurityPolicyMiddleware(wsgi_app, POLICY)  # type: ignore[arg-type]


@either
def test_what_is_no_application_is_refused_at_once(middleware: Any) -> None:
    for given in (None, POLICY):
        with pytest.raises(TypeError, match="stands around an application that is called with"):
            middleware(given, POLICY)


@either
def test_applications_are_judged_by_what_calls_them(middleware: Any) -> None:
    def view(request: object) -> None: ...

    # As Werkzeug's `Request.application` does it.
    @wraps(view)
    def application(*args: Any) -> None: ...

    class Application:
        def __call__(self, *args: Any) -> None: ...

    for given in (application, Application(), Application().__call__, partial(application)):
        middleware(given, POLICY)


@either
def test_the_edge_cache_key_is_never_shown(middleware: Any) -> None:
    made = middleware(app, POLICY, edge_cache_key=KEY)
    assert KEY not in repr(vars(made)) + repr(vars(made.policies))
    with pytest.raises(ValueError, match="edge_cache_key") as refused:
        middleware(app, POLICY, edge_cache_key=KEY[:10])
    assert KEY[:10] not in str(refused.value)
