"""What the middlewares for WSGI and for ASGI are made with."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from stockade.serving import configuration
from stockade.serving.application import ApplicationPolicies
from stockade.serving.configuration import PolicySource, Probe, Setting, Settings

__all__ = ["PolicyMiddleware"]

Application = TypeVar("Application")

_NO_POLICY = (
    "ContentSecurityPolicyMiddleware has no policy to send. Pass one, as in "
    'ContentSecurityPolicyMiddleware(app, {"default-src": ["\'self\'"], …}). To send none on '
    "purpose, pass {}."
)


class PolicyMiddleware(Generic[Application]):
    """Gives each request its nonce, and each response its policies.

    `policy` is enforced, and what breaks `report_only` is only reported; both can be sent at once.
    They are dicts in the format of Django 6's `SECURE_CSP`, or whole policies as strings. `probe`
    is a second report-only policy, on one in so many responses. `reporting_endpoints` are the names
    that the policies' `report-to` may use, with their addresses. `integrity_policy` and
    `integrity_policy_report_only` are the values of the headers of these names. `edge_cache_key`
    lets an edge cache that knows it store pages with nonces. With `development`, mistakes made
    while answering raise, and the log says what a browser will block; otherwise mistakes are
    logged.

    A header that the application has set stays as it is.

    Raises PolicyError for a policy that must not be sent, TypeError or ValueError for other
    arguments that make no sense.
    """

    #: What the application is called with.
    _arguments: ClassVar[tuple[str, ...]]
    #: Where the middleware is for applications that are called with something else.
    _other_module: ClassVar[str]

    def __init__(
        self,
        app: Application,
        policy: PolicySource | None = None,
        *,
        report_only: PolicySource | None = None,
        probe: Probe | None = None,
        reporting_endpoints: Mapping[str, str] | None = None,
        integrity_policy: str | None = None,
        integrity_policy_report_only: str | None = None,
        edge_cache_key: str | None = None,
        development: bool = False,
    ) -> None:
        self._check_application(app)
        self.app = app
        settings = Settings(
            policy=Setting("policy", policy),
            report_only=Setting("report_only", report_only),
            probe=Setting("probe", probe),
            reporting_endpoints=Setting("reporting_endpoints", reporting_endpoints),
            integrity_policy=Setting("integrity_policy", integrity_policy),
            integrity_policy_report_only=Setting(
                "integrity_policy_report_only", integrity_policy_report_only
            ),
            edge_cache_key=Setting("edge_cache_key", edge_cache_key),
        )
        compiled = configuration.read(settings, missing=_NO_POLICY)
        if not isinstance(development, bool):
            # The text "0" or "false", from the environment, would be as good as True.
            raise TypeError(
                f"development must be True or False, not {type(development).__name__} "
                f"{development!r}."
            )
        self.policies = ApplicationPolicies(compiled, development=development)

    def _check_application(self, app: object) -> None:
        """Raise TypeError for what would fail at the first request."""
        try:
            # Not what a decorator stands around: that may be called with something else.
            signature = inspect.signature(app, follow_wrapped=False)  # type: ignore[arg-type]
            signature.bind(*self._arguments)
        except ValueError:
            return  # Written in C, and says nothing about its arguments.
        except TypeError:
            raise TypeError(
                f"{type(self).__module__}.ContentSecurityPolicyMiddleware stands around an "
                f"application that is called with ({', '.join(self._arguments)}), and "
                f"{app!r} cannot be. {self._other_module} has the middleware for applications "
                "of the other kind."
            ) from None
