"""Policies for single views and whole blueprints.

Each decorates a view, below its `@app.route`, or a blueprint, before it is registered::

    @app.route("/map")
    @csp_update({"img-src": ["https://tiles.example"]})
    def map_page(): ...

    csp_override(ADMIN_POLICY)(admin)

Each has to do with the enforced policy; `report_only=True` (for `csp_override`,
`csp_report_only_override`) addresses the report-only one instead. They take a mapping in Django 6's
format, or a function without arguments that returns one for the response being made.

Decorators stack. Each acts on the policy that those before it have left: a response starts with the
app's policy, then come its blueprints, the outermost first, and then its view's decorators, the one
closest to the function first. The page of an error has the policy of the blueprint or app.

On a class-based view they stand in Flask's `decorators` list.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import isclass, iscoroutinefunction
from typing import Any, Protocol, TypeVar, cast, overload

from flask import Blueprint

from stockade._core import replace_mapping, update_mapping
from stockade.flask.exchange import current_exchange
from stockade.serving.policy_changes import PolicyChange, PolicyConfig

__all__ = [
    "BlueprintChange",
    "csp_exempt",
    "csp_override",
    "csp_replace",
    "csp_report_only_override",
    "csp_update",
]

View = Callable[..., Any]
Target = TypeVar("Target", bound=View | Blueprint)


class PolicyDecorator(Protocol):
    """Decorates a view or a blueprint, and returns what it was given (a view wrapped)."""

    def __call__(self, target: Target, /) -> Target: ...


def csp_override(config: PolicyConfig) -> PolicyDecorator:
    """Send this policy instead of the app's; `{}` sends none.

    Raises TypeError if `config` is neither a mapping nor callable, PolicyError if it must not be
    sent.
    """
    return _decorator(PolicyChange("csp_override", config))


def csp_report_only_override(config: PolicyConfig) -> PolicyDecorator:
    """Send this report-only policy instead of the app's; `{}` sends none."""
    return _decorator(PolicyChange("csp_report_only_override", config, report_only=True))


def csp_update(config: PolicyConfig, *, report_only: bool = False) -> PolicyDecorator:
    """Add sources to the policy that the view has otherwise, directive by directive.

    A view that has no policy allows everything already: it stays without one.
    """
    return _decorator(PolicyChange("csp_update", config, update_mapping, report_only))


def csp_replace(config: PolicyConfig, *, report_only: bool = False) -> PolicyDecorator:
    """Replace whole directives of the policy that the view has otherwise; None removes one.

    A view that has no policy stays without one; `csp_override` gives it one.
    """
    return _decorator(PolicyChange("csp_replace", config, replace_mapping, report_only))


@overload
def csp_exempt(target: Target, *, report_only: bool = False) -> Target: ...
@overload
def csp_exempt(target: None = None, *, report_only: bool = False) -> PolicyDecorator: ...
def csp_exempt(
    target: Target | None = None, *, report_only: bool = False
) -> Target | PolicyDecorator:
    """Send no enforced policy (or no report-only one), where the app has one.

    Written with or without parentheses.
    """
    decorator = _decorator(PolicyChange("csp_exempt", {}, report_only=report_only))
    return decorator if target is None else decorator(target)


class BlueprintChange:
    """Changes the policy of each request that a blueprint answers, before anything else of the
    blueprint runs: Flask calls this as one of the blueprint's URL value preprocessors."""

    def __init__(self, change: PolicyChange) -> None:
        self.change = change

    def __call__(self, endpoint: str | None, values: dict[str, Any] | None) -> None:
        exchange = current_exchange()
        if exchange is not None:
            exchange.change_for_errors_too(self.change)


def _decorator(change: PolicyChange) -> PolicyDecorator:
    def decorate(target: Target) -> Target:
        if isinstance(target, Blueprint):
            target.url_value_preprocessor(BlueprintChange(change))
            return target
        if isclass(target):
            raise TypeError(
                f"{change.decorator} cannot decorate the class {target.__name__}. List it in the "
                f"class, as decorators = [{change.decorator}(…)]: Flask applies it to the view."
            )
        return cast(Target, _decorated(target, change))

    return decorate


def _decorated(view: View, change: PolicyChange) -> View:
    # The policy changes only when the view has returned, so that an error page never gets what was
    # meant for the page that failed.
    if iscoroutinefunction(view):

        @wraps(view)
        async def answer_async(*args: Any, **kwargs: Any) -> Any:
            result = await view(*args, **kwargs)
            _change_policy(change)
            return result

        decorated: View = answer_async
    else:

        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            result = view(*args, **kwargs)
            _change_policy(change)
            return result

        decorated = answer

    decorated.csp_change = change  # type: ignore[attr-defined]  # `flask csp show` lists it
    return decorated


def _change_policy(change: PolicyChange) -> None:
    exchange = current_exchange()
    if exchange is not None:
        exchange.change(change)
