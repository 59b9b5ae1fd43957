"""Policies for single routes and whole routers.

In FastAPI each is a dependency, of a route or of a router::

    @app.get("/map", dependencies=[Depends(csp_update({"img-src": ["https://tiles.example"]}))])
    async def map_page(): ...

In Starlette, apply it where the response is made::

    allow_tiles = csp_update({"img-src": ["https://tiles.example"]})

    async def map_page(request):
        allow_tiles.apply(request)
        return templates.TemplateResponse(request, "map.html")

They take a mapping in Django 6's format, or a function without arguments that returns one for the
response being made. Several act one after the other. A route or a mounted application can also have
a `ContentSecurityPolicyMiddleware` of its own: its policies go before those of the outer one.
"""

# FastAPI evaluates the annotations of a dependency, in some versions without this module's names.
from collections.abc import AsyncIterator

from starlette.requests import HTTPConnection

from stockade._core import replace_mapping, update_mapping
from stockade.serving.exchange import KEY, Exchange, MissingMiddlewareError
from stockade.serving.policy_changes import PolicyChange, PolicyConfig

__all__ = [
    "RoutePolicy",
    "csp_exempt",
    "csp_override",
    "csp_replace",
    "csp_report_only_override",
    "csp_update",
]


class RoutePolicy:
    """Changes the policies of the response to one request."""

    def __init__(self, change: PolicyChange) -> None:
        self._change = change

    def apply(self, connection: HTTPConnection) -> None:
        """Change them now.

        Raises MissingMiddlewareError where no middleware would send them.
        """
        _exchange_of(connection).change(self._change)

    async def __call__(self, connection: HTTPConnection) -> AsyncIterator[None]:
        """As a dependency of FastAPI. The page of an error does not get what was meant for the page
        that failed."""
        exchange = _exchange_of(connection)
        before = exchange.served
        exchange.change(self._change)
        try:
            yield
        except BaseException:
            exchange.served = before
            raise


def csp_override(config: PolicyConfig) -> RoutePolicy:
    """Send this policy instead of the application's; `{}` sends none.

    Raises TypeError if `config` is neither a mapping nor callable, PolicyError if it must not be
    sent.
    """
    return RoutePolicy(PolicyChange("csp_override", config))


def csp_report_only_override(config: PolicyConfig) -> RoutePolicy:
    """Send this report-only policy instead of the application's; `{}` sends none."""
    return RoutePolicy(PolicyChange("csp_report_only_override", config, report_only=True))


def csp_update(config: PolicyConfig, *, report_only: bool = False) -> RoutePolicy:
    """Add sources to the policy that the route has otherwise, directive by directive.

    A route that has no policy allows everything already: it stays without one.
    """
    return RoutePolicy(PolicyChange("csp_update", config, update_mapping, report_only))


def csp_replace(config: PolicyConfig, *, report_only: bool = False) -> RoutePolicy:
    """Replace whole directives of the policy that the route has otherwise; None removes one.

    A route that has no policy stays without one; `csp_override` gives it one.
    """
    return RoutePolicy(PolicyChange("csp_replace", config, replace_mapping, report_only))


def csp_exempt(*, report_only: bool = False) -> RoutePolicy:
    """Send no enforced policy (or no report-only one), where the application has one."""
    return RoutePolicy(PolicyChange("csp_exempt", {}, report_only=report_only))


def _exchange_of(connection: HTTPConnection) -> Exchange:
    exchange: Exchange | None = connection.scope.get(KEY)
    if exchange is None:
        raise MissingMiddlewareError(
            "stockade.asgi", "it is sent without any policy, and there is none to be changed"
        )
    return exchange
