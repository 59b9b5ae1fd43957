"""What a policy that may be sent leaves open all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.urls import get_script_prefix

from stockade._core import known_bypass
from stockade.django.conf import Configuration

__all__ = ["CHECKS", "nothing_enforced"]


def builder_warnings(found: Configuration) -> Iterator[CheckMessage]:
    for setting, policy in found.by_setting.items():
        for diagnostic in policy.warnings:
            yield Warning(
                f"{setting}: {diagnostic.message}.",
                hint=diagnostic.help and f"{diagnostic.help[:1].upper()}{diagnostic.help[1:]}.",
                id="stockade.W001",
            )


def unreachable_paths(found: Configuration) -> Iterator[CheckMessage]:
    earlier: list[str] = []
    for prefix, _ in found.paths:
        for first in earlier:
            if prefix.startswith(first):
                yield Warning(
                    f'STOCKADE["PATHS"]: the entry for {prefix!r} is never used, because {first!r} '
                    "stands before it and fits the same paths.",
                    hint=f"Put {prefix!r} before {first!r}.",
                    id="stockade.W002",
                )
                break
        earlier.append(prefix)


def uploads_among_static_files(found: Configuration) -> Iterator[CheckMessage]:
    media, static = settings.MEDIA_URL, settings.STATIC_URL
    if _serves_uploads() and static and media.startswith(static):
        yield Warning(
            f"MEDIA_URL ({media}) lies under STATIC_URL ({static}): a policy that allows scripts "
            "from the static files allows them from uploads, too.",
            hint="Serve uploads from a path of their own, better from another host.",
            id="stockade.W003",
        )


def uploads_allowed_as_scripts(found: Configuration) -> Iterator[CheckMessage]:
    if not _serves_uploads():
        return
    for setting in _allowing_scripts_from(settings.MEDIA_URL, found):
        yield Warning(
            f"{setting} allows scripts from MEDIA_URL ({settings.MEDIA_URL}): whoever can upload a "
            "file can upload a script and have a page run it.",
            hint="Serve uploads from another host that the policy does not allow, or trust "
            'scripts by nonce only: "script-src": [CSP.NONCE].',
            id="stockade.W004",
        )


def static_files_beside_bypass(found: Configuration) -> Iterator[CheckMessage]:
    reason = known_bypass(settings.STATIC_URL or "")
    if not reason:
        return
    for setting in _allowing_scripts_from(settings.STATIC_URL, found):
        yield Warning(
            f"{setting} allows scripts from STATIC_URL ({settings.STATIC_URL}): {reason}.",
            hint="Serve static files from a host of your own, or trust scripts by nonce only.",
            id="stockade.W005",
        )


def nothing_enforced(found: Configuration) -> Iterator[CheckMessage]:
    enforce, report_only = found.site
    if not settings.DEBUG and enforce.is_empty and not report_only.is_empty:
        yield Warning(
            "SECURE_CSP_REPORT_ONLY is set and SECURE_CSP is not: violations are reported, and "
            "nothing is blocked.",
            hint="When the reports have become quiet, move the policy to SECURE_CSP. Until then, "
            'add "stockade.W006" to SILENCED_SYSTEM_CHECKS.',
            id="stockade.W006",
        )


CHECKS: tuple[Callable[[Configuration], Iterator[CheckMessage]], ...] = (
    builder_warnings,
    unreachable_paths,
    uploads_among_static_files,
    uploads_allowed_as_scripts,
    static_files_beside_bypass,
)


def _serves_uploads() -> bool:
    # Django makes the script prefix ("/") of a MEDIA_URL that is not set.
    url = settings.MEDIA_URL
    return bool(url) and (bool(settings.MEDIA_ROOT) or url != get_script_prefix())


def _allowing_scripts_from(address: str, found: Configuration) -> Iterator[str]:
    """The settings whose policies control scripts, and let those below `address` load."""
    script, page = f"{address}x.js", _own_page()
    for setting, policy in found.by_setting.items():
        controls = {"default-src", "script-src", "script-src-elem"} & policy.mapping.keys()
        if controls and policy.allows_without_nonce("script", script, page, redirected=True):
            yield setting


def _own_page() -> str:
    names = (host for host in settings.ALLOWED_HOSTS if not host.startswith(("*", ".")))
    return f"https://{next(names, 'localhost')}/"
