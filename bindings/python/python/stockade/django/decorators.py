"""View decorators that give one view another policy than the rest of the site.

::

    @csp_update({"img-src": ["https://maps.example"]})
    def map_page(request): ...

Each has to do with the enforced policy; `report_only=True` (for `csp_override`, Django's own name
`csp_report_only_override`) addresses the report-only one instead. They take a mapping in the format
of `SECURE_CSP`, or a function that is given the request and returns one. Mappings are checked when
the view is decorated, and raise `PolicyError` there.

Decorators stack. Each acts on the policy that those inside it (written below it) have left, so two
updates both count; an override outside an update replaces its result, and an update outside an
override adds to it.

On a class-based view they are used with Django's `method_decorator`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from inspect import iscoroutine
from typing import Any, TypeVar, cast, overload

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stockade import CompiledPolicy, PolicyError
from stockade._core import replace_mapping, update_mapping
from stockade.django.conf import Configuration, configuration
from stockade.django.policy_cache import Memo, NotAMappingError, checked_mapping
from stockade.faults import report_fault

__all__ = [
    "csp_exempt",
    "csp_override",
    "csp_replace",
    "csp_report_only_override",
    "csp_update",
]

View = TypeVar("View", bound=Callable[..., Any])
PolicyMapping = Mapping[str, object]
Config = PolicyMapping | Callable[[HttpRequest], PolicyMapping]


def csp_override(config: Config) -> Callable[[View], View]:
    """Send this policy instead of the site's; `{}` sends none.

    Raises TypeError if `config` is neither a mapping nor a function, PolicyError if it says
    something that must not be sent.
    """
    return _decorator(_Override("csp_override", config, report_only=False))


def csp_report_only_override(config: Config) -> Callable[[View], View]:
    """Send this report-only policy instead of the site's; `{}` sends none."""
    return _decorator(_Override("csp_report_only_override", config, report_only=True))


def csp_update(config: Config, *, report_only: bool = False) -> Callable[[View], View]:
    """Add sources to the policy that the view has otherwise, directive by directive.

    A view without a policy allows everything already: it stays without one.
    """
    return _decorator(_Merge("csp_update", config, update_mapping, report_only=report_only))


def csp_replace(config: Config, *, report_only: bool = False) -> Callable[[View], View]:
    """Replace whole directives of the policy that the view has otherwise; None removes one.

    A view without a policy stays without one: `csp_override` is what gives it one.
    """
    return _decorator(_Merge("csp_replace", config, replace_mapping, report_only=report_only))


@overload
def csp_exempt(view: View, *, report_only: bool = False) -> View: ...
@overload
def csp_exempt(view: None = None, *, report_only: bool = False) -> Callable[[View], View]: ...
def csp_exempt(
    view: View | None = None, *, report_only: bool = False
) -> View | Callable[[View], View]:
    """Send no policy where the site has one. Written with or without parentheses."""
    decorator: Callable[[View], View] = _decorator(
        _Override("csp_exempt", {}, report_only=report_only)
    )
    return decorator if view is None else decorator(view)


class _Override:
    """Leaves a policy on a response, in the place of the one that it would get otherwise."""

    def __init__(self, name: str, config: Config, *, report_only: bool) -> None:
        self._name = name
        self._report_only = report_only
        # Where Django's own decorators leave the policy, too.
        self._attribute = "_csp_ro_config" if report_only else "_csp_config"
        self._config = config if callable(config) else self._checked_copy(config)
        self._compiled_under: Configuration | None = None

    def __call__(self, request: HttpRequest, response: HttpResponseBase) -> None:
        try:
            policy = self._policy(request, response)
        except (PolicyError, NotAMappingError) as error:
            # The response keeps the policy that it has so far, so nothing becomes weaker.
            report_fault(ImproperlyConfigured(str(error)), development=settings.DEBUG)
        else:
            setattr(response, self._attribute, policy)

    def _checked_copy(self, config: PolicyMapping) -> PolicyMapping:
        checked_mapping(config, self._name)
        self._check(config)
        return copy.deepcopy(config)

    def _check(self, config: PolicyMapping) -> None:
        """Raise PolicyError for what is wrong whatever the settings say."""
        CompiledPolicy.from_mapping(config, setting=self._name, report_only=self._report_only)

    def _policy(self, request: HttpRequest, response: HttpResponseBase) -> PolicyMapping:
        if callable(self._config):
            return self._compiled(self._ask(self._config, request))
        if self._compiled_under is not configuration():
            self._compiled(self._config)
            self._compiled_under = configuration()
        return self._config

    def _ask(
        self, function: Callable[[HttpRequest], PolicyMapping], request: HttpRequest
    ) -> PolicyMapping:
        return checked_mapping(function(_checked_request(request, self._name)), self._name)

    def _compiled(self, policy: PolicyMapping) -> PolicyMapping:
        """`policy` itself, for which the middleware will find the compiled policy at hand."""
        found = configuration()
        cache = found.report_only_cache if self._report_only else found.enforce_cache
        cache.compile(policy, setting=self._name)
        return policy


class _Merge(_Override):
    """Leaves a changed copy of the policy that a response has so far."""

    def __init__(
        self,
        name: str,
        config: Config,
        combine: Callable[..., PolicyMapping],
        *,
        report_only: bool,
    ) -> None:
        super().__init__(name, config, report_only=report_only)
        self._combine = combine
        self._merged: Memo[PolicyMapping | CompiledPolicy, PolicyMapping] = Memo()

    def _check(self, config: PolicyMapping) -> None:
        # This is a part of a policy, checked like a whole one. The part may bring a nonce, and then
        # the whole needs a `base-uri`, which is the other part's business.
        super()._check({"base-uri": ["'none'"], **config})

    def _policy(self, request: HttpRequest, response: HttpResponseBase) -> PolicyMapping:
        base = getattr(response, self._attribute, _UNSET)
        if base is _UNSET:
            base = self._site_policy(request)
        if callable(self._config):
            return self._merge(base, self._ask(self._config, request))
        merged = self._merged.find(base)
        if merged is None:
            merged = self._merged.keep(base, self._merge(base, self._config))
        return merged

    def _site_policy(self, request: HttpRequest) -> CompiledPolicy:
        site = configuration().policies_for(_checked_request(request, self._name))
        return site.report_only if self._report_only else site.enforce

    def _merge(self, base: PolicyMapping | CompiledPolicy, config: PolicyMapping) -> PolicyMapping:
        if isinstance(base, CompiledPolicy):
            base = base.mapping
        if not base:
            return {}
        return self._compiled(self._combine(base, config, setting=self._name))


_UNSET: Any = object()


def _checked_request(request: HttpRequest, name: str) -> HttpRequest:
    # Not isinstance: other frameworks' requests (REST framework's) wrap Django's.
    if not hasattr(request, "META"):
        raise TypeError(
            f"{name} was not given a request but a {type(request).__name__}. On a method of a "
            f"class-based view, write @method_decorator({name}(…)) instead."
        )
    return request


def _decorator(apply: Callable[[HttpRequest, HttpResponseBase], None]) -> Callable[[View], View]:
    """A decorator for sync and async views that calls `apply` with each response."""

    async def finish_later(request: HttpRequest, response: Coroutine[Any, Any, Any]) -> Any:
        return finish(request, await response)

    def finish(request: HttpRequest, response: Any) -> Any:
        if isinstance(response, HttpResponseBase):
            apply(request, response)
        elif iscoroutine(response):
            # `dispatch` of a class-based view is a plain function also where its handlers are not.
            return finish_later(request, response)
        return response

    def decorator(view: View) -> View:
        @wraps(view)
        def sync_view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return finish(request, view(request, *args, **kwargs))

        @wraps(view)
        async def async_view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return finish(request, await view(request, *args, **kwargs))

        return cast(View, async_view if iscoroutinefunction(view) else sync_view)

    return decorator
