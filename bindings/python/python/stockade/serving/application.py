"""The policies of one application: what its responses are sent with, and what changes them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from stockade._core import CompiledPolicy, PolicyError
from stockade.faults import logger, report_fault
from stockade.nonce import LateNonceError
from stockade.serving.configuration import Configuration
from stockade.serving.inline_hashes import InlineHash
from stockade.serving.policies import REPORT_ONLY, REPORTING_ENDPOINTS, Policies
from stockade.serving.policy_changes import NotAMappingError, PolicyChange
from stockade.serving.turns import Turns

__all__ = ["ApplicationPolicies", "ServedPolicies", "describe_request"]


class ServedPolicies:
    """Compiled policies, and the headers in which they and their neighbours are sent."""

    __slots__ = ("_fixed_headers", "_segments", "policies", "probe", "uses_nonce")

    def __init__(
        self, policies: Policies, probe: CompiledPolicy, configuration: Configuration
    ) -> None:
        self.policies = policies
        #: What only some responses carry.
        self.probe = probe
        self.uses_nonce = policies.uses_nonce or probe.uses_nonce
        headers = policies.headers
        integrity = configuration.integrity_policies
        neighbours = [(header.name, header.value) for header in integrity]
        reports = (
            probe.report_to is not None
            or any(header.reports for header in headers)
            or any(header.reports for header in integrity)
        )
        if reports and configuration.reporting_endpoints:
            neighbours.append((REPORTING_ENDPOINTS, configuration.reporting_endpoints))
        self._fixed_headers = [(header.name, header.without_nonce) for header in headers]
        self._fixed_headers += neighbours
        self._segments = [(header.name, header.segments) for header in headers]
        self._segments += [(name, (value,)) for name, value in neighbours]

    def headers(self, nonce: str | None) -> list[tuple[str, str]]:
        """The headers of a response that printed this nonce, or none; without the probe."""
        if nonce is None:
            return [*self._fixed_headers]
        return [(header, nonce.join(segments)) for header, segments in self._segments]

    def probe_header(self, nonce: str | None) -> tuple[str, str]:
        """The header of the probe."""
        probe = self.probe
        return REPORT_ONLY, probe.without_nonce if nonce is None else nonce.join(probe.segments)


class ApplicationPolicies:
    """What one application was configured with: made once, when it is set up."""

    def __init__(self, configuration: Configuration, *, development: bool = False) -> None:
        self.configuration = configuration
        self._development = development
        self.served = ServedPolicies(configuration.policies, configuration.probe, configuration)
        #: What an edge cache proves itself with.
        self.edge_cache_key = configuration.edge_cache_key
        self.has_probe = not configuration.probe.is_empty
        #: Says which responses carry the probe.
        self.turns = Turns(configuration.probe_one_in)
        self._apply_static = lru_cache(maxsize=512)(self._apply)
        self._allow = lru_cache(maxsize=512)(self._with_inline_hashes)
        #: Logs a warning, unless the same has been logged before.
        self.warn_once = lru_cache(maxsize=512)(logger.warning)

    @property
    def development(self) -> bool:
        """Whether faults are raised (in development) or logged (otherwise)."""
        return self._development

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
            endpoints=self.configuration.endpoint_names,
        )
        if change.report_only:
            policies = policies.replace(report_only=after)
        else:
            policies = policies.replace(enforce=after)
        return ServedPolicies(policies, served.probe, self.configuration)

    def allowing(self, served: ServedPolicies, hashes: tuple[InlineHash, ...]) -> ServedPolicies:
        """`served`, and these inline scripts and styles allowed as well."""
        return self._allow(served, hashes)

    def _with_inline_hashes(
        self, served: ServedPolicies, hashes: tuple[InlineHash, ...]
    ) -> ServedPolicies:
        policies = served.policies.with_inline_hashes(hashes)
        probe = policies.replace(report_only=served.probe).with_inline_hashes(hashes).report_only
        return ServedPolicies(policies, probe, self.configuration)

    def report_late_nonce(self, method: str, path: str | bytes) -> None:
        """Called when the nonce is first read after the headers went out without it."""
        report_fault(
            LateNonceError(
                f"The CSP nonce of {describe_request(method, path)} was first read after its "
                "headers had been sent. They do not carry it, so browsers block what it was "
                "printed on. Read it before the view returns (`str(csp_nonce)` is enough). Only a "
                "stream of HTML, XHTML or SVG without a Content-Length gets its nonce in the "
                "header ahead."
            ),
            development=self.development,
        )

    def report_late_block(
        self, served: ServedPolicies, method: str, path: str | bytes, inline: InlineHash
    ) -> None:
        """Called when an inline block is first printed after the headers went out."""
        policies = served.policies
        if policies.with_inline_hashes((inline,)).headers == policies.headers:
            return  # It is allowed anyway.
        report_fault(
            LateNonceError(
                f"A {{% csp_{inline.kind} %}} block of {describe_request(method, path)} was "
                "printed after the headers had been sent, which do not carry its hash, so browsers "
                f"block it. In a stream, write <{inline.kind} {{{{ csp_nonce_attr() }}}}> instead."
            ),
            development=self.development,
        )


def describe_request(method: str, path: str | bytes) -> str:
    """The request, for messages. A text is a path as WSGI has it: its bytes as Latin-1.

    >>> describe_request("GET", "/a page\\n")
    'GET /a%20page%0A'
    """
    # A path can hold line breaks, which must not reach a log.
    raw = path if isinstance(path, bytes) else path.encode("latin-1", "replace")
    return f"{quote(method)} {quote(raw)}"
