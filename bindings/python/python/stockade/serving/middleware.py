"""What the middlewares for WSGI and for ASGI are made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

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
    that the policies' `report-to` may use, with their addresses. `integrity_policy` is the value of
    the header `Integrity-Policy`. `edge_cache_key` lets an edge cache that knows it store pages
    with nonces. With `development`, mistakes made while answering raise, and the log says what a
    browser will block; otherwise mistakes are logged.

    A header that the application has set stays as it is.

    Raises PolicyError for a policy that must not be sent, TypeError or ValueError for other
    arguments that make no sense.
    """

    def __init__(
        self,
        app: Application,
        policy: PolicySource | None = None,
        *,
        report_only: PolicySource | None = None,
        probe: Probe | None = None,
        reporting_endpoints: Mapping[str, str] | None = None,
        integrity_policy: str | None = None,
        edge_cache_key: str | None = None,
        development: bool = False,
    ) -> None:
        self.app = app
        settings = Settings(
            policy=Setting("policy", policy),
            report_only=Setting("report_only", report_only),
            probe=Setting("probe", probe),
            reporting_endpoints=Setting("reporting_endpoints", reporting_endpoints),
            integrity_policy=Setting("integrity_policy", integrity_policy),
            edge_cache_key=Setting("edge_cache_key", edge_cache_key),
        )
        compiled = configuration.read(settings, missing=_NO_POLICY)
        self.policies = ApplicationPolicies(compiled, development=development)
