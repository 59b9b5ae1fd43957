"""The policies of one Flask app, and what its views and blueprints change in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from flask import Flask, has_request_context, request

from stockade._core import CompiledPolicy, PolicyError
from stockade.faults import logger, report_fault
from stockade.flask.exchange import describe_request
from stockade.nonce import LateNonceError
from stockade.serving import REPORTING_ENDPOINTS, Policies

__all__ = [
    "EXTENSION",
    "AppPolicies",
    "PolicyChange",
    "PolicyConfig",
    "PolicyMapping",
    "ServedPolicies",
]

#: Where an app keeps its AppPolicies, in `app.extensions`.
EXTENSION = "stockade"

#: A policy in Django 6's format: directive -> list | tuple | set | str | True | False | None.
PolicyMapping = Mapping[str, object]

#: What the decorators take: a policy, or a function that makes one for each response.
PolicyConfig = PolicyMapping | Callable[[], PolicyMapping]


class NotAMappingError(TypeError):
    """A decorator was given something else than a policy."""


class Merge(Protocol):
    """Makes a policy of the one so far and of a decorator's own."""

    def __call__(
        self, base: PolicyMapping, change: PolicyMapping, /, *, setting: str
    ) -> PolicyMapping: ...


@dataclass(frozen=True, eq=False)
class PolicyChange:
    """What one decorator does to the enforced or to the report-only policy.

    `config` is checked at once: NotAMappingError if it is neither a mapping nor a function,
    PolicyError if it must not be sent.
    """

    #: The decorator's name, for messages.
    decorator: str
    config: PolicyConfig
    #: None where `config` is the whole new policy.
    merge: Merge | None = None
    report_only: bool = False

    def __post_init__(self) -> None:
        if self.is_static:
            config = self._require_mapping(self.config)
            # The other part of a merged policy may have the base-uri that this part needs.
            whole = {"base-uri": ["'none'"], **config} if self.merge else config
            CompiledPolicy.from_mapping(whole, setting=self.decorator, report_only=self.report_only)
            copy = {directive: deepcopy(value) for directive, value in config.items()}
            object.__setattr__(self, "config", copy)

    @property
    def is_static(self) -> bool:
        """Whether every response gets the same change."""
        return not callable(self.config)

    def applied_to(self, policy: PolicyMapping) -> PolicyMapping:
        """The policy of the response being made, which would otherwise be `policy`.

        Raises NotAMappingError if a function was given and did not return a mapping, PolicyError if
        the two cannot be merged.
        """
        config = self._require_mapping(self.config() if callable(self.config) else self.config)
        if self.merge is None:
            return config
        return self.merge(policy, config, setting=self.decorator) if policy else {}

    def _require_mapping(self, config: object) -> PolicyMapping:
        if isinstance(config, Mapping):
            return config
        raise NotAMappingError(
            f"CSP config should be a mapping. {self.decorator} was given a "
            f"{type(config).__name__}: write a dictionary of directives, or a function without "
            "arguments that returns one."
        )


class ServedPolicies:
    """Two compiled policies, and the headers that they are sent in."""

    __slots__ = ("_fixed_headers", "_segments", "policies", "uses_nonce")

    def __init__(self, policies: Policies, reporting_endpoints: str) -> None:
        self.policies = policies
        self.uses_nonce = policies.uses_nonce
        self._fixed_headers = [(header.name, header.without_nonce) for header in policies.headers]
        self._segments = [(header.name, header.segments) for header in policies.headers]
        if reporting_endpoints and any(header.reports for header in policies.headers):
            self._fixed_headers.append((REPORTING_ENDPOINTS, reporting_endpoints))
            self._segments.append((REPORTING_ENDPOINTS, (reporting_endpoints,)))

    def headers(self, nonce: str | None) -> Sequence[tuple[str, str]]:
        """The headers of a response that printed this nonce, or none."""
        if nonce is None:
            return self._fixed_headers
        return [(header, nonce.join(segments)) for header, segments in self._segments]


class AppPolicies:
    """What one app was configured with: made once, by `Stockade.init_app`."""

    def __init__(
        self,
        app: Flask,
        policies: Policies,
        *,
        endpoint_names: frozenset[str],
        reporting_endpoints: str,
        checks_pages: bool,
    ) -> None:
        self.app = app
        self.served = ServedPolicies(policies, reporting_endpoints)
        #: The value of the `Reporting-Endpoints` header; "" where there is none.
        self.reporting_endpoints = reporting_endpoints
        self._checks_pages = checks_pages
        self._endpoint_names = endpoint_names
        self._apply_static = lru_cache(maxsize=512)(self._apply)
        #: Logs a warning, unless the same has been logged before.
        self.warn_once = lru_cache(maxsize=512)(logger.warning)

    @property
    def development(self) -> bool:
        """Whether faults are raised (in debug mode and in tests) or logged (otherwise)."""
        return bool(self.app.debug or self.app.testing)

    @property
    def checks_pages(self) -> bool:
        """Whether the log says what a browser will block: in debug mode, unless it is not to."""
        return self._checks_pages and self.app.debug

    def report_late_nonce(self) -> None:
        """Called when the nonce is first read after the headers went out without it."""
        where = describe_request(request.environ) if has_request_context() else "a request"
        report_fault(
            LateNonceError(
                f"The CSP nonce of {where} was first read after its headers had been sent. They do "
                "not carry it, so browsers block what it was printed on. Read it before the view "
                "returns (`str(csp_nonce)` is enough). Only a stream of HTML, XHTML or SVG without "
                "a Content-Length gets its nonce in the header ahead."
            ),
            development=self.development,
        )

    def changed(self, served: ServedPolicies, change: PolicyChange) -> ServedPolicies:
        """`served` after `change`.

        A change that makes no valid policy raises in development. In production it is logged, and
        everything stays as it was: a mistake must not switch protection off.
        """
        try:
            return (self._apply_static if change.is_static else self._apply)(served, change)
        except (PolicyError, NotAMappingError) as fault:
            report_fault(fault, development=self.development)
            return served

    def _apply(self, served: ServedPolicies, change: PolicyChange) -> ServedPolicies:
        policies = served.policies
        before = policies.report_only if change.report_only else policies.enforce
        after = CompiledPolicy.from_mapping(
            change.applied_to(before.mapping),
            setting=change.decorator,
            report_only=change.report_only,
            endpoints=self._endpoint_names,
        )
        if change.report_only:
            policies = policies.replace(report_only=after)
        else:
            policies = policies.replace(enforce=after)
        return ServedPolicies(policies, self.reporting_endpoints)
