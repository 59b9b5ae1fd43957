"""The settings, read and compiled once: `SECURE_CSP`, `SECURE_CSP_REPORT_ONLY` and `STOCKADE`.

The first two have the format of Django 6, on every version of Django. Everything else is in one
dictionary::

    STOCKADE = {
        "REPORTING_ENDPOINTS": {"csp": "https://example.org/reports"},
        "PATHS": [
            ("/embed/", {"enforce": {**SECURE_CSP, "frame-ancestors": ["https://example.com"]}}),
        ],
    }

`PATHS` is tried in order, and the first prefix of the request's path decides. What its dictionary
leaves out stays as it is elsewhere on the site; an empty policy sends no header. `CHECK_PAGES` is
False where development is not to say what a browser will block. `PROBE` is a second report-only
policy on one in so many responses, `INTEGRITY_POLICY` and `INTEGRITY_POLICY_REPORT_ONLY` are the
headers of these names. `EDGE_CACHE_KEY` is what a cache at the edge proves itself with that
replaces nonces (`stockade.serving.edge_cache`).
The keys about other people's templates are described in `stockade.django.named_templates.settings`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.utils.functional import Promise

from stockade import CompiledPolicy, PolicyError
from stockade._core import reporting_endpoints
from stockade.django.named_templates.settings import KEYS as TEMPLATE_KEYS
from stockade.django.named_templates.settings import TemplateSettings, read_template_settings
from stockade.django.policy_cache import PolicyCache
from stockade.django.probe import ServedProbe
from stockade.serving.configuration import (
    IntegrityPolicy,
    Setting,
    checked_integrity_policy,
    checked_probe,
)
from stockade.serving.edge_cache import EdgeCacheKey
from stockade.serving.policies import Policies

__all__ = ["Configuration", "configuration", "describe", "policies_for", "read_settings"]

_SETTINGS = (
    "SECURE_CSP",
    "SECURE_CSP_REPORT_ONLY",
    "STOCKADE",
    "DEBUG",
    # What the keys about templates depend on:
    "BASE_DIR",
    "INSTALLED_APPS",
    "MEDIA_URL",
    "STATIC_URL",
)
_STOCKADE_KEYS = (
    "REPORTING_ENDPOINTS",
    "PATHS",
    "PROBE",
    "INTEGRITY_POLICY",
    "INTEGRITY_POLICY_REPORT_ONLY",
    "EDGE_CACHE_KEY",
    "CHECK_PAGES",
    *TEMPLATE_KEYS,
)
#: And whether the header only reports.
_INTEGRITY_KEYS = (("INTEGRITY_POLICY", False), ("INTEGRITY_POLICY_REPORT_ONLY", True))
_PATH_KEYS = ("enforce", "report_only")


class Configuration:
    """What the settings say, ready to be served."""

    def __init__(
        self,
        site: Policies,
        paths: tuple[tuple[str, Policies], ...],
        endpoints: Mapping[str, str],
        by_setting: Mapping[str, CompiledPolicy],
        templates: TemplateSettings,
        checks_pages: bool,
        edge_cache_key: EdgeCacheKey | None,
        probe: ServedProbe | None,
        integrity_policies: tuple[IntegrityPolicy, ...],
    ) -> None:
        #: Read once, because Django takes longer for one setting than this package for a header.
        self.development: bool = settings.DEBUG
        self.site = site
        self.paths = paths
        #: Every policy by where it stands in the settings.
        self.by_setting = by_setting
        #: Whose templates get nonces when they are loaded.
        self.templates = templates
        #: Whether development says what a browser will block.
        self.checks_pages = checks_pages
        #: What an edge cache proves itself with that replaces nonces. None: there is no such edge.
        self.edge_cache_key = edge_cache_key
        #: The report-only policy that only some responses carry.
        self.probe = probe
        #: The headers `Integrity-Policy` and `Integrity-Policy-Report-Only`, those that there are.
        self.integrity_policies = integrity_policies
        #: Whether one of them names a reporting endpoint.
        self.integrity_reports = any(header.reports for header in integrity_policies)
        #: The `Reporting-Endpoints` header, "" where there are none.
        self.reporting_endpoints = reporting_endpoints(endpoints) if endpoints else ""
        #: Compiles what decorators and views leave on responses, to be enforced and report-only.
        self.enforce_cache = PolicyCache(report_only=False, endpoints=endpoints)
        self.report_only_cache = PolicyCache(report_only=True, endpoints=endpoints)

    def policies_for(self, request: HttpRequest) -> Policies:
        """The policies of a request's path, before any decorator has changed them."""
        if self.paths:
            path = request.path_info
            for prefix, policies in self.paths:
                if path.startswith(prefix):
                    return policies
        return self.site


@functools.cache
def configuration() -> Configuration:
    """The configuration that the current settings ask for. Raises ImproperlyConfigured."""
    found, errors = read_settings()
    if errors:
        raise ImproperlyConfigured("\n".join(map(describe, errors)))
    return found


def policies_for(request: HttpRequest) -> Policies:
    """The policies of a request's path, before any decorator has changed them."""
    return configuration().policies_for(request)


def describe(message: checks.CheckMessage) -> str:
    """A system check's message as one line, for an exception or a log."""
    return " ".join(filter(None, (f"{message.id}:", message.msg, message.hint)))


def read_settings() -> tuple[Configuration, list[checks.Error]]:
    """Everything that the settings say, and everything that is wrong with them."""
    reader = _Reader()
    return reader.read(), reader.errors


class _Reader:
    """Reads the settings, collecting errors so that one run of the checks shows them all."""

    def __init__(self) -> None:
        self.errors: list[checks.Error] = []
        self._endpoints: dict[str, str] = {}
        self._by_setting: dict[str, CompiledPolicy] = {}

    def read(self) -> Configuration:
        stockade = self._stockade()
        self._endpoints = self._reporting_endpoints(stockade.get("REPORTING_ENDPOINTS", {}))
        site = Policies(
            self._policy("SECURE_CSP", getattr(settings, "SECURE_CSP", {})),
            self._policy(
                "SECURE_CSP_REPORT_ONLY",
                getattr(settings, "SECURE_CSP_REPORT_ONLY", {}),
                report_only=True,
            ),
        )
        paths = self._paths(stockade.get("PATHS", ()), site)
        templates = read_template_settings(stockade, self._add)
        return Configuration(
            site,
            paths,
            self._endpoints,
            self._by_setting,
            templates,
            self._checks_pages(stockade.get("CHECK_PAGES", True)),
            self._edge_cache_key(stockade.get("EDGE_CACHE_KEY")),
            self._probe(stockade.get("PROBE")),
            self._integrity_policies(stockade),
        )

    def _stockade(self) -> Mapping[str, Any]:
        value = getattr(settings, "STOCKADE", {})
        if not self._is_mapping("STOCKADE", value, '{"PATHS": […]}'):
            return {}
        self._refuse_unknown_keys("STOCKADE", value, _STOCKADE_KEYS)
        return value

    def _reporting_endpoints(self, value: Any) -> dict[str, str]:
        setting = 'STOCKADE["REPORTING_ENDPOINTS"]'
        if not self._is_mapping(setting, value, '{"csp": "https://example.org/reports"}'):
            return {}
        try:
            reporting_endpoints(value, setting=setting)
        except (PolicyError, TypeError) as error:
            self._add("E004", str(error))
            return {}
        return dict(value)

    def _paths(self, value: Any, site: Policies) -> tuple[tuple[str, Policies], ...]:
        setting = 'STOCKADE["PATHS"]'
        if not isinstance(value, list | tuple):
            self._add(
                "E005",
                f"{setting} must be a list, not {type(value).__name__}: the first prefix that fits "
                "decides, so the order has to be yours.",
                hint=f'For example {setting} = [("/embed/", {{"enforce": {{…}}}})].',
            )
            return ()
        return tuple(
            found
            for index, entry in enumerate(value)
            if (found := self._path(f"{setting}[{index}]", entry, site))
        )

    def _path(self, setting: str, entry: Any, site: Policies) -> tuple[str, Policies] | None:
        match entry:
            case (str(prefix), Mapping() as policies) if prefix.startswith("/"):
                pass
            case _:
                self._add(
                    "E005",
                    f"{setting} must be a pair of a path prefix that starts with '/' and a "
                    f"dictionary of policies, not {entry!r}.",
                    hint='For example ("/embed/", {"enforce": {…}, "report_only": {…}}).',
                )
                return None
        if self._refuse_unknown_keys(f"{setting}[1]", policies, _PATH_KEYS):
            return None
        enforce, report_only = site
        if "enforce" in policies:
            enforce = self._policy(f'{setting}[1]["enforce"]', policies["enforce"])
        if "report_only" in policies:
            report_only = self._policy(
                f'{setting}[1]["report_only"]', policies["report_only"], report_only=True
            )
        return prefix, Policies(enforce, report_only)

    def _checks_pages(self, value: Any) -> bool:
        if not isinstance(value, bool):
            self._add(
                "E013",
                f'STOCKADE["CHECK_PAGES"] must be True or False, not {value!r}.',
                hint="Write False to have development say nothing about what a browser will block.",
            )
        return value is True

    def _edge_cache_key(self, value: Any) -> EdgeCacheKey | None:
        if value is None:
            return None
        try:
            return EdgeCacheKey(value, setting='STOCKADE["EDGE_CACHE_KEY"]')
        except (TypeError, ValueError) as error:
            self._add("E014", str(error))  # It does not show the key.
            return None

    def _probe(self, value: Any) -> ServedProbe | None:
        setting = 'STOCKADE["PROBE"]'
        try:
            probe = checked_probe(Setting(setting, value))
        except (TypeError, ValueError) as error:
            self._add("E015", str(error))
            return None
        if not probe.policy:
            return None
        return ServedProbe(self._policy(setting, probe.policy, report_only=True), probe.one_in)

    def _integrity_policies(self, stockade: Mapping[str, Any]) -> tuple[IntegrityPolicy, ...]:
        found: list[IntegrityPolicy] = []
        for key, report_only in _INTEGRITY_KEYS:
            setting = Setting(f'STOCKADE["{key}"]', stockade.get(key))
            try:
                header = checked_integrity_policy(setting, self._endpoints, report_only=report_only)
            except (TypeError, ValueError) as error:
                self._add("E016", str(error))
            else:
                found += [header] if header else []
        return tuple(found)

    def _policy(self, setting: str, value: Any, *, report_only: bool = False) -> CompiledPolicy:
        example = '{"default-src": [CSP.SELF]}'
        mapping = _evaluated(value) if self._is_mapping(setting, value, example) else {}
        try:
            policy = CompiledPolicy.from_mapping(
                mapping, setting=setting, report_only=report_only, endpoints=self._endpoints
            )
        except PolicyError as error:
            self._add("E002", str(error))
            policy = CompiledPolicy.from_mapping({}, report_only=report_only)
        self._by_setting[setting] = policy
        return policy

    def _is_mapping(self, setting: str, value: Any, example: str) -> bool:
        if isinstance(value, Mapping):
            return True
        self._add(
            "E001",
            f"{setting} must be a dictionary, not {type(value).__name__}.",
            hint=f"For example {setting} = {example}.",
        )
        return False

    def _refuse_unknown_keys(
        self, setting: str, value: Mapping[str, Any], known: tuple[str, ...]
    ) -> bool:
        unknown = [key for key in value if key not in known]
        for key in unknown:
            close = get_close_matches(str(key), known, n=1)
            self._add(
                "E003",
                f"{setting} has the key {key!r}, which means nothing to Stockade.",
                hint=f"Did you mean {close[0]!r}?"
                if close
                else f"The keys are {', '.join(known)}.",
            )
        return bool(unknown)

    def _add(self, identifier: str, message: str, hint: str | None = None) -> None:
        self.errors.append(checks.Error(message, hint=hint, id=f"stockade.{identifier}"))


def _evaluated(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy with its lazy texts as texts: `"report-uri": reverse_lazy("csp-reports")`."""
    return {
        name: str(value) if isinstance(value, Promise) else value for name, value in policy.items()
    }


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting in _SETTINGS:
        configuration.cache_clear()


setting_changed.connect(_forget, dispatch_uid="stockade.django.conf")
