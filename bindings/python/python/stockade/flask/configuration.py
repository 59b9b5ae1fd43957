"""An app's policies, read from arguments, from `app.config` and from Talisman's options."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stockade.flask.policies import AppPolicies
from stockade.flask.talisman import convert_talisman_options
from stockade.serving import configuration
from stockade.serving.configuration import PolicySource, Setting, Settings

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["Options", "TemplateNames", "read_configuration", "setting_of"]

#: Packages or folders, and what of their templates may get a nonce.
TemplateNames = Mapping[str, str] | Mapping[Path, str] | Mapping[str | Path, str]

_PREFIX = "STOCKADE_"
_NAMES = (
    "POLICY",
    "REPORT_ONLY",
    "REPORTING_ENDPOINTS",
    "PROBE",
    "INTEGRITY_POLICY",
    "INTEGRITY_POLICY_REPORT_ONLY",
    "EDGE_CACHE_KEY",
    "CHECK_PAGES",
    "TEMPLATES",
    "TEMPLATES_LOCK",
    "OWN_ORIGINS",
    "MEDIA_URL",
)
_NO_POLICY = (
    "Stockade has no policy to send. Pass one, as in Stockade(app, "
    '{"default-src": ["\'self\'"], …}), or set app.config["STOCKADE_POLICY"] before '
    "init_app. To send none on purpose, pass {}."
)


class Options(NamedTuple):
    """What `Stockade` was given. None: `app.config` says."""

    policy: PolicySource | None = None
    report_only: PolicySource | None = None
    reporting_endpoints: Mapping[str, str] | None = None
    templates: TemplateNames | None = None
    talisman: Mapping[str, Any] | None = None

    def or_else(self, other: Options) -> Options:
        """These options, and `other` where these say nothing."""
        said = {name: value for name, value in self._asdict().items() if value is not None}
        return other._replace(**said)


def read_configuration(app: Flask, options: Options) -> AppPolicies:
    """Compile the app's policies.

    Raises PolicyError for a policy that must not be sent, TypeError for a value of the wrong type,
    ValueError for another value that makes no sense, for a key that is no setting of Stockade's,
    and where nobody gave a policy.
    """
    _refuse_unknown_keys(app)
    policy = setting_of(app, "policy", options.policy)
    report_only = setting_of(app, "report_only", options.report_only)
    if options.talisman:
        policy, report_only = _with_talisman(policy, report_only, options.talisman)
    settings = Settings(
        policy,
        report_only,
        probe=setting_of(app, "probe"),
        reporting_endpoints=setting_of(app, "reporting_endpoints", options.reporting_endpoints),
        integrity_policy=setting_of(app, "integrity_policy"),
        integrity_policy_report_only=setting_of(app, "integrity_policy_report_only"),
        edge_cache_key=setting_of(app, "edge_cache_key"),
    )
    return AppPolicies(
        app,
        configuration.read(settings, missing=_NO_POLICY),
        checks_pages=_checks_pages(app),
    )


def _refuse_unknown_keys(app: Flask) -> None:
    for key in app.config:
        name = key.removeprefix(_PREFIX)
        if name == key or name in _NAMES:
            continue
        close = get_close_matches(name, _NAMES, n=1)
        known = ", ".join(f"{_PREFIX}{name}" for name in close or _NAMES)
        advice = f"Did you mean {known}?" if close else f"Known are: {known}."
        raise ValueError(f"{key} in app.config is no setting of Stockade's. {advice}")


def _checks_pages(app: Flask) -> bool:
    value = app.config.get("STOCKADE_CHECK_PAGES", True)
    if not isinstance(value, bool):
        raise TypeError(
            f"STOCKADE_CHECK_PAGES must be True or False, not {type(value).__name__} {value!r}. "
            "Write False to have debug mode say nothing about what a browser will block."
        )
    return value


def setting_of(app: Flask, argument: str, value: object = None) -> Setting:
    """The value of an argument, or of its key in `app.config` where it is None."""
    if value is not None:
        return Setting(argument, value)
    key = f"{_PREFIX}{argument.upper()}"
    return Setting(key, app.config.get(key))


def _with_talisman(
    policy: Setting, report_only: Setting, talisman: Mapping[str, Any]
) -> tuple[Setting, Setting]:
    mapping, is_report_only = convert_talisman_options(talisman)
    converted = Setting("content_security_policy", mapping)
    replaced = report_only if is_report_only else policy
    if replaced.value is not None:
        raise TypeError(
            f"{replaced.name} and Talisman's options ({', '.join(talisman)}) both give the same "
            "policy. Keep one of them."
        )
    return (policy, converted) if is_report_only else (converted, report_only)
