"""An app's policies, read from arguments, from `app.config` and from Talisman's options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stockade._core import CompiledPolicy, reporting_endpoints
from stockade.flask.policies import AppPolicies, PolicyMapping
from stockade.flask.talisman import convert_talisman_options
from stockade.serving import Policies

if TYPE_CHECKING:
    from flask import Flask

__all__ = [
    "Options",
    "PolicySource",
    "Setting",
    "TemplateNames",
    "read_configuration",
    "setting_of",
]

#: A policy as people write it: in Django 6's format, or as the text of a header.
PolicySource = PolicyMapping | str

#: Packages or folders, and what of their templates may get a nonce.
TemplateNames = Mapping[str, str] | Mapping[Path, str] | Mapping[str | Path, str]


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


class Setting(NamedTuple):
    """A value and the name under which its author knows it."""

    name: str
    value: Any


def read_configuration(app: Flask, options: Options) -> AppPolicies:
    """Compile the app's policies.

    Raises PolicyError for a policy that must not be sent, TypeError for a value of the wrong type,
    ValueError where nobody gave a policy.
    """
    policy = setting_of(app, "policy", options.policy)
    report_only = setting_of(app, "report_only", options.report_only)
    endpoints = setting_of(app, "reporting_endpoints", options.reporting_endpoints)
    if options.talisman:
        policy, report_only = _with_talisman(policy, report_only, options.talisman)
    if policy.value is None and report_only.value is None:
        raise ValueError(
            "Stockade has no policy to send. Pass one, as in Stockade(app, "
            '{"default-src": ["\'self\'"], …}), or set app.config["STOCKADE_POLICY"] before '
            "init_app. To send none on purpose, pass {}."
        )

    endpoints_header = _reporting_endpoints(endpoints)
    names = frozenset(endpoints.value or ())
    return AppPolicies(
        app,
        Policies(_compile(policy, False, names), _compile(report_only, True, names)),
        endpoint_names=names,
        reporting_endpoints=endpoints_header,
        checks_pages=_checks_pages(app),
    )


def _checks_pages(app: Flask) -> bool:
    value = app.config.get("STOCKADE_CHECK_PAGES", True)
    if not isinstance(value, bool):
        raise TypeError(
            f"STOCKADE_CHECK_PAGES must be True or False, not {type(value).__name__} {value!r}. "
            "Write False to have debug mode say nothing about what a browser will block."
        )
    return value


def setting_of(app: Flask, argument: str, value: object) -> Setting:
    """The value of an argument, or of its key in `app.config` where it is None."""
    if value is not None:
        return Setting(argument, value)
    key = f"STOCKADE_{argument.upper()}"
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


def _compile(setting: Setting, is_report_only: bool, endpoints: frozenset[str]) -> CompiledPolicy:
    name, value = setting
    if isinstance(value, str):
        return CompiledPolicy.from_text(
            value, setting=name, report_only=is_report_only, endpoints=endpoints
        )
    if value is None or isinstance(value, Mapping):
        return CompiledPolicy.from_mapping(
            value or {}, setting=name, report_only=is_report_only, endpoints=endpoints
        )
    raise TypeError(
        f"{name} must be a dict of directives or a whole policy as a string, not "
        f"{type(value).__name__} {value!r}. To send none, write {{}}."
    )


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
