"""What an application is configured with, read from whatever its framework keeps settings in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from stockade._core import CompiledPolicy, integrity_policy_endpoints, reporting_endpoints
from stockade.serving.edge_cache import EdgeCacheKey
from stockade.serving.policies import INTEGRITY_POLICY, INTEGRITY_POLICY_REPORT_ONLY, Policies
from stockade.serving.policy_changes import PolicyMapping

__all__ = [
    "Configuration",
    "IntegrityPolicy",
    "PolicySource",
    "Probe",
    "Setting",
    "Settings",
    "checked_integrity_policy",
    "checked_probe",
    "read",
]

#: A policy as people write it: in Django 6's format, or as the text of a header.
PolicySource = PolicyMapping | str


class Probe(NamedTuple):
    """A second report-only policy, on one in `one_in` responses: what the next, stricter policy
    would block is heard of without a report from every page."""

    policy: PolicySource
    one_in: int = 1


class IntegrityPolicy(NamedTuple):
    """The header `Integrity-Policy`, or the one that only reports."""

    name: str
    value: str
    #: Whether it names a reporting endpoint.
    reports: bool


class Setting(NamedTuple):
    """A value and the name under which its author knows it."""

    name: str
    value: Any


class Settings(NamedTuple):
    """Everything that an application can be configured with. A value of None: nothing."""

    policy: Setting
    report_only: Setting
    probe: Setting
    reporting_endpoints: Setting
    integrity_policy: Setting
    integrity_policy_report_only: Setting
    edge_cache_key: Setting


@dataclass(frozen=True)
class Configuration:
    """Settings that were checked and compiled."""

    policies: Policies
    #: Empty where there is none.
    probe: CompiledPolicy
    #: Which responses carry the probe: one in so many.
    probe_one_in: int
    endpoint_names: frozenset[str]
    #: The value of the header `Reporting-Endpoints`; "": none is sent.
    reporting_endpoints: str
    integrity_policies: tuple[IntegrityPolicy, ...]
    edge_cache_key: EdgeCacheKey | None


def read(settings: Settings, *, missing: str) -> Configuration:
    """Check and compile settings.

    Raises PolicyError for a policy that must not be sent, TypeError for a value of the wrong type,
    ValueError for another value that makes no sense, and with `missing` where there is no policy.
    """
    if settings.policy.value is None and settings.report_only.value is None:
        raise ValueError(missing)
    endpoints = settings.reporting_endpoints
    endpoints_header = _reporting_endpoints(endpoints)
    names = frozenset(endpoints.value or ())
    probe = checked_probe(settings.probe)
    integrity_policies = (
        checked_integrity_policy(settings.integrity_policy, names),
        checked_integrity_policy(settings.integrity_policy_report_only, names, report_only=True),
    )
    return Configuration(
        Policies(
            _compiled(settings.policy, names),
            _compiled(settings.report_only, names, report_only=True),
        ),
        _compiled(Setting(settings.probe.name, probe.policy), names, report_only=True),
        probe.one_in,
        names,
        endpoints_header,
        tuple(filter(None, integrity_policies)),
        _edge_cache_key(settings.edge_cache_key),
    )


def _compiled(
    setting: Setting, endpoints: frozenset[str], *, report_only: bool = False
) -> CompiledPolicy:
    name, value = setting
    if isinstance(value, str):
        return CompiledPolicy.from_text(
            value, setting=name, report_only=report_only, endpoints=endpoints
        )
    if value is None or isinstance(value, Mapping):
        return CompiledPolicy.from_mapping(
            value or {}, setting=name, report_only=report_only, endpoints=endpoints
        )
    raise TypeError(
        f"{name} must be a dict of directives or a whole policy as a string, not "
        f"{type(value).__name__} {value!r}. To send none, write {{}}."
    )


def checked_probe(setting: Setting) -> Probe:
    """The probe, or one without a policy where there is none. Raises TypeError or ValueError."""
    name, value = setting
    if value is None:
        return Probe({})
    if not isinstance(value, Probe):
        raise TypeError(
            f"{name} must be a Probe, not {type(value).__name__} {value!r}. Write for example "
            "Probe(STRICTER_POLICY, one_in=100)."
        )
    is_number = isinstance(value.one_in, int) and not isinstance(value.one_in, bool)
    if not is_number or value.one_in < 1:
        raise ValueError(
            f"{name}: one_in is {value.one_in!r}, but one in how many responses carry the probe is "
            "a whole number from 1 (every response) on."
        )
    return value


def _reporting_endpoints(setting: Setting) -> str:
    name, value = setting
    if not value:
        return ""
    if not isinstance(value, Mapping):
        raise TypeError(
            f"{name} must be a dict of names to addresses, not {type(value).__name__} {value!r}. "
            'Write for example {"csp": "https://example.org/reports"}.'
        )
    return reporting_endpoints(value, setting=name)


def checked_integrity_policy(
    setting: Setting, endpoints: Collection[str], *, report_only: bool = False
) -> IntegrityPolicy | None:
    """The header, None where there is none. Raises TypeError or PolicyError."""
    name, value = setting
    if value is None:
        return None
    reports_to = integrity_policy_endpoints(
        value, setting=name, endpoints=endpoints, report_only=report_only
    )
    header = INTEGRITY_POLICY_REPORT_ONLY if report_only else INTEGRITY_POLICY
    return IntegrityPolicy(header, value, reports=bool(reports_to))


def _edge_cache_key(setting: Setting) -> EdgeCacheKey | None:
    name, value = setting
    return None if value is None else EdgeCacheKey(value, setting=name)
