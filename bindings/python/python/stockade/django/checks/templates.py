"""Named templates: whether they are still what was pinned, and what has to be decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import metadata

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from stockade.django.conf import Configuration
from stockade.named_templates.changes import Changes
from stockade.named_templates.listing import Listing
from stockade.named_templates.lock import Lock, LockError, PinnedPackage
from stockade.named_templates.reviewing import ReviewedPackage
from stockade.terminal import Terminal

__all__ = ["CHECKS", "pinned_packages_changed"]

_COMMAND = "manage.py csp templates"


def lock_missing(found: Configuration) -> Iterator[CheckMessage]:
    lock = _lock(found)
    # The file has a usual place, too, where it may be missing: then nothing is pinned.
    if lock is not None and not lock.exists and "TEMPLATES_LOCK" in settings.STOCKADE:
        yield Error(
            f'STOCKADE["TEMPLATES_LOCK"] is {lock.path}, and there is no such file. Until there '
            "is, nobody knows what has been reviewed.",
            hint=f"Write it with `{_COMMAND} --pin`, or take it from version control.",
            id="stockade.E012",
        )


def pinned_packages_not_named(found: Configuration) -> Iterator[CheckMessage]:
    lock, named = _lock(found), found.templates.named
    if lock is None or named is None:
        return
    for name in lock.absent_from(package.name for package in named.packages):
        yield Warning(
            f'{name} is pinned in {lock.path}, but STOCKADE["TEMPLATES"] does not name it.',
            hint=f'Name it, or delete "{name}" from the file.',
            id="stockade.W031",
        )


def static_files_elsewhere(found: Configuration) -> Iterator[CheckMessage]:
    named = found.templates.named
    if named is None or named.addresses.static_is_own:
        return
    trusting = [package.name for package in named.packages if package.mode == "own-static"]
    if trusting:
        yield Warning(
            f"STATIC_URL ({settings.STATIC_URL}) is on another host, so the static files of "
            f"{', '.join(trusting)} get no nonces.",
            hint='If nobody else can put files there, add its origin to STOCKADE["OWN_ORIGINS"]: '
            "then they count as this site's own.",
            id="stockade.W032",
        )


CHECKS: tuple[Callable[[Configuration], Iterator[CheckMessage]], ...] = (
    lock_missing,
    pinned_packages_not_named,
    static_files_elsewhere,
)


def pinned_packages_changed(found: Configuration) -> Iterator[CheckMessage]:
    """What an upgrade has brought. It has no nonce until somebody has looked at it.

    All templates are read for this, and the forms of the admin are made. So it is no part of
    CHECKS, which are also done whenever a server starts.
    """
    lock, named = _lock(found), found.templates.named
    if lock is None or named is None:
        return
    pinned = [package for package in named.packages if lock.package(package.name)]
    if not pinned:
        return
    # It imports the engines, which must not be made before somebody needs them.
    from stockade.django.named_templates.review import site_to_review

    site = site_to_review(found.templates)
    if site is None:
        return
    assets, _ = site.media()
    for package in site.reviewed_to_pin(pinned):
        changes = site.changes(package, site.pin(package, assets))
        if changes:
            yield _changed(package, changes, lock.package(package.package.name))


def _changed(
    package: ReviewedPackage, changes: Changes, pinned: PinnedPackage | None
) -> CheckMessage:
    name = package.package.name
    lines = Listing(Terminal(), _COMMAND).changes(changes, package)
    consequence = "What is new or changed gets no nonce" if changes.adds else "Something is gone"
    return Warning(
        f"{name} is not what was pinned{_versions(pinned)}. {consequence}:\n" + "\n".join(lines),
        hint=f"Look at it with `{_COMMAND} {name} --diff`, then pin it with "
        f"`{_COMMAND} {name} --pin`.",
        id="stockade.W030",
    )


def _versions(pinned: PinnedPackage | None) -> str:
    """From which version to which, if the distribution has another one now."""
    if pinned is None or pinned.distribution is None:
        return ""
    try:
        now = metadata.version(pinned.distribution)
    except metadata.PackageNotFoundError:
        return ""
    return "" if now == pinned.version else f" ({pinned.distribution} {pinned.version}, now {now})"


def _lock(found: Configuration) -> Lock | None:
    if found.templates.named is None or found.templates.lock is None:
        return None
    try:
        return Lock.read(found.templates.lock)
    except LockError:
        return None  # Reading the settings has said so.
