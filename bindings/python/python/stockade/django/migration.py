"""The settings of django-csp 4 and 3, rewritten as Stockade's, ready to paste."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.functional import Promise

from stockade import CSP, CompiledPolicy, PolicyError
from stockade.django import stack
from stockade.django.conf import Configuration

__all__ = ["check_old_settings"]

_VERSION_4 = {
    "CONTENT_SECURITY_POLICY": "SECURE_CSP",
    "CONTENT_SECURITY_POLICY_REPORT_ONLY": "SECURE_CSP_REPORT_ONLY",
}
_VERSION_3_OPTIONS = (
    "CSP_EXCLUDE_URL_PREFIXES",
    "CSP_INCLUDE_NONCE_IN",
    "CSP_REPORT_ONLY",
    "CSP_REPORT_PERCENTAGE",
)
_VERSION_3_DIRECTIVES = (
    "CSP_DEFAULT_SRC",
    "CSP_SCRIPT_SRC",
    "CSP_SCRIPT_SRC_ATTR",
    "CSP_SCRIPT_SRC_ELEM",
    "CSP_STYLE_SRC",
    "CSP_STYLE_SRC_ATTR",
    "CSP_STYLE_SRC_ELEM",
    "CSP_IMG_SRC",
    "CSP_FONT_SRC",
    "CSP_CONNECT_SRC",
    "CSP_MEDIA_SRC",
    "CSP_MANIFEST_SRC",
    "CSP_OBJECT_SRC",
    "CSP_CHILD_SRC",
    "CSP_FRAME_SRC",
    "CSP_WORKER_SRC",
    "CSP_PREFETCH_SRC",
    "CSP_BASE_URI",
    "CSP_FORM_ACTION",
    "CSP_FRAME_ANCESTORS",
    "CSP_NAVIGATE_TO",
    "CSP_SANDBOX",
    "CSP_PLUGIN_TYPES",
    "CSP_REQUIRE_SRI_FOR",
    "CSP_REQUIRE_TRUSTED_TYPES_FOR",
    "CSP_TRUSTED_TYPES",
    "CSP_UPGRADE_INSECURE_REQUESTS",
    "CSP_BLOCK_ALL_MIXED_CONTENT",
    "CSP_REPORT_URI",
    "CSP_REPORT_TO",
)
# How STOCKADE["PATHS"] names the two policies.
_KINDS = {"SECURE_CSP": "enforce", "SECURE_CSP_REPORT_ONLY": "report_only"}


def check_old_settings(found: Configuration) -> Iterator[CheckMessage]:
    """Find django-csp's settings, and print what to write in their place."""
    names = [
        name
        for name in (*_VERSION_4, *_VERSION_3_DIRECTIVES, *_VERSION_3_OPTIONS)
        if hasattr(settings, name)
    ]
    if not names:
        return
    listed = ", ".join(names)
    if any(not policy.is_empty for policy in found.site):
        yield Warning(
            f"{listed}: these are django-csp's settings, which Stockade does not read.",
            hint="SECURE_CSP has taken their place: remove them. If nothing else of django-csp is "
            'used, remove "csp" from INSTALLED_APPS, too.',
            id="stockade.W020",
        )
        return
    message = f"{listed}: these are django-csp's settings, which Stockade does not read."
    hint = f"Replace them with these:\n\n{_source(_converted())}"
    if stack.own_position() is None:
        yield Warning(message, hint=hint, id="stockade.W021")
    else:
        yield Error(
            f"{message} As they are the only ones, the site has no policy.",
            hint=hint,
            id="stockade.E007",
        )


@dataclass
class _Conversion:
    #: Policies in Django 6's format, by their setting.
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Path prefixes without a policy, by the setting of the policy that they do without.
    exempt: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: What cannot be expressed, or has to be decided by a person.
    notes: list[str] = field(default_factory=list)

    def add(
        self, setting: str, directives: Mapping[str, Any], prefixes: Any, percentage: str | None
    ) -> None:
        """Add a policy. `percentage` is the name of the setting that samples its reports."""
        policy = {
            # django-csp adds this to a policy that lacks it.
            "default-src": [CSP.SELF],
            **{name: _value(name, value) for name, value in directives.items()},
        }
        self.policies[setting] = {
            name: value for name, value in policy.items() if value not in (None, False)
        }
        if prefixes:
            self.exempt[setting] = tuple(prefixes)
        if percentage:
            self.notes.append(
                f"{percentage} has no counterpart: Stockade asks for every report. Sample them "
                "where they are received."
            )
        self._check(setting)

    def _check(self, setting: str) -> None:
        policy = self.policies[setting]
        try:
            CompiledPolicy.from_mapping(policy, setting=setting)
        except PolicyError as error:
            if error.kind == "missing-base-uri":
                policy["base-uri"] = [CSP.NONE]
                self.notes.append(
                    f'"base-uri" is new in {setting}: without it, an injected <base> element makes '
                    "a nonce useless. A site that uses <base> itself needs [CSP.SELF]."
                )
                self._check(setting)
            else:
                self.notes.append(f"To be corrected: {error}.")


def _converted() -> _Conversion:
    conversion = _Conversion()
    for name, setting in _VERSION_4.items():
        config = getattr(settings, name, None)
        if isinstance(config, Mapping):
            conversion.add(
                setting,
                config.get("DIRECTIVES") or {},
                config.get("EXCLUDE_URL_PREFIXES"),
                f'{name}["REPORT_PERCENTAGE"]' if "REPORT_PERCENTAGE" in config else None,
            )
    if not conversion.policies:
        _convert_version_3(conversion)
    return conversion


def _convert_version_3(conversion: _Conversion) -> None:
    directives = {
        name.removeprefix("CSP_").replace("_", "-").lower(): getattr(settings, name)
        for name in _VERSION_3_DIRECTIVES
        if hasattr(settings, name)
    }
    for directive in getattr(settings, "CSP_INCLUDE_NONCE_IN", ()):
        directives[directive] = [*_sources(directives.get(directive) or ()), CSP.NONCE]
    conversion.add(
        "SECURE_CSP_REPORT_ONLY" if getattr(settings, "CSP_REPORT_ONLY", False) else "SECURE_CSP",
        directives,
        getattr(settings, "CSP_EXCLUDE_URL_PREFIXES", None),
        "CSP_REPORT_PERCENTAGE" if hasattr(settings, "CSP_REPORT_PERCENTAGE") else None,
    )


def _value(directive: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if sources := _sources(value):
        return sources
    # django-csp sends an empty list as one that allows nothing; Django and Stockade leave it out.
    return [CSP.NONE] if directive.endswith(("-src", "-uri", "-action", "-ancestors")) else True


def _sources(value: Any) -> list[str]:
    if isinstance(value, str | Promise):
        return str(value).split()
    if isinstance(value, set | frozenset):
        value = sorted(value)
    # django-csp 4's NONCE is an object of its own.
    return [CSP.NONCE if type(item).__module__ == "csp.constants" else str(item) for item in value]


def _source(conversion: _Conversion) -> str:
    """The Python source of the new settings, then the notes."""
    blocks = ["from stockade import CSP"]
    for setting, policy in conversion.policies.items():
        lines = [f"    {json.dumps(name)}: {_literal(value)}," for name, value in policy.items()]
        blocks.append("\n".join([f"{setting} = {{", *lines, "}"]))
    if conversion.exempt:
        lines = [f"        {entry}," for entry in _path_entries(conversion.exempt)]
        blocks.append("\n".join(["STOCKADE = {", '    "PATHS": [', *lines, "    ],", "}"]))
    blocks += [f"# {note}" for note in conversion.notes]
    return "\n\n".join(blocks)


def _path_entries(exempt: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The entries of `PATHS`. The first that fits decides there, so the longest come first, and
    each does without what the shorter prefixes that fit it do without."""
    prefixes = {prefix for found in exempt.values() for prefix in found}
    for prefix in sorted(prefixes, key=lambda prefix: (-len(prefix), prefix)):
        kinds = [
            f'"{_KINDS[setting]}": {{}}'
            for setting, found in exempt.items()
            if prefix.startswith(found)
        ]
        yield f"({json.dumps(prefix)}, {{{', '.join(kinds)}}})"


def _literal(value: Any) -> str:
    if value is True:
        return "True"
    return f"[{', '.join(map(_source_literal, value))}]"


def _source_literal(source: str) -> str:
    names = {str(member): member.name for member in CSP}
    return f"CSP.{names[source]}" if source in names else json.dumps(source)
