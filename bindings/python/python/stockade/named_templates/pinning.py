"""Makes the entry of a package in the lock file out of what has been reviewed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata

from stockade._core import ReviewedTag, TemplateReview
from stockade.named_templates.lock import PinnedAsset, PinnedPackage, PinnedTag
from stockade.named_templates.packages import NamedTemplatesError
from stockade.named_templates.reviewing import ReviewedPackage
from stockade.terminal import shortened

__all__ = ["find_tag", "pin", "pinned_tag", "waiting", "with_distributions"]

_PLACE = re.compile(r"(?P<template>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")


def pin(
    package: ReviewedPackage,
    before: PinnedPackage | None,
    *,
    accepted: Iterable[PinnedTag] = (),
    assets: Iterable[str] = (),
    digest_of: Callable[[str], str | None],
) -> PinnedPackage:
    """What a lock says about `package`, which was reviewed as it is to be pinned.

    Besides what gets a nonce by itself these are the tags that somebody has `accepted`, now or
    earlier. `assets` are those of discoverable form media. They count if the package prints form
    media at all.
    """
    tags = {
        pinned_tag(review, tag)
        for review, tag in package.tags
        if tag.outcome == "added" or tag.reason == "approved-part"
    }
    if before is not None:
        # A script that waits for a part of it may not get its nonce yet.
        tags |= {pinned_tag(*found) for found in package.tags} & set(before.tags)
    prints_media = any(tag.element == "media" for tag in tags)
    return PinnedPackage(
        None,
        None,
        tags=tuple(sorted(tags.union(accepted))),
        assets=_pinned_assets(assets, before, digest_of) if prints_media else (),
    )


def pinned_tag(review: TemplateReview, tag: ReviewedTag) -> PinnedTag:
    beginning = shortened(" ".join(tag.source[:1000].split()), 120)
    return PinnedTag(review.name, tag.element, beginning, tag.digest)


def waiting(package: ReviewedPackage) -> list[tuple[TemplateReview, ReviewedTag]]:
    """The tags that get a nonce if, and only if, a person says so."""
    return [found for found in package.tags if _is_waiting(found[1])]


def find_tag(packages: Iterable[ReviewedPackage], place: str) -> PinnedTag:
    """The tag at `place`, "admin/base.html:12", which a person has read. A column may follow.

    Raises NamedTemplatesError if there is none, if there are several, or if nobody can approve it.
    """
    match = _PLACE.fullmatch(place)
    if match is None:
        raise NamedTemplatesError(
            f"{place!r} is no place of a tag.",
            hint="Write the template's name and the line: admin/base.html:12.",
        )
    template, line, column = match["template"], int(match["line"]), match["column"]
    tags = [found for package in packages for found in package.tags if found[0].name == template]
    at_line = [found for found in tags if found[1].line == line]
    if column is not None:
        at_line = [found for found in at_line if found[1].column == int(column)]
    covering = at_line or [found for found in tags if column is None and _covers(found[1], line)]
    pinned = {pinned_tag(*found) for found in covering if found[1].pinnable}
    if len(pinned) > 1:
        places = ", ".join(f"{template}:{tag.line}:{tag.column}" for _, tag in covering)
        raise NamedTemplatesError(f"{place}: several tags stand there.", hint=f"Write {places}.")
    if pinned:
        return pinned.pop()
    if covering:
        raise NamedTemplatesError(
            f"{place}: nobody can approve this tag, because {covering[0][1].message}."
        )
    lines = ", ".join(str(tag.line) for _, tag in tags if _is_waiting(tag))
    raise NamedTemplatesError(
        f"{place}: no tag stands there.",
        hint=f"In {template} those in the lines {lines} are refused and wait for a person."
        if lines
        else "Without --pin, the command lists the tags.",
    )


def _is_waiting(tag: ReviewedTag) -> bool:
    return tag.outcome == "refused" and tag.pinnable


def _covers(tag: ReviewedTag, line: int) -> bool:
    return tag.line <= line <= tag.line + tag.source.count("\n")


def _pinned_assets(
    assets: Iterable[str],
    before: PinnedPackage | None,
    digest_of: Callable[[str], str | None],
) -> tuple[PinnedAsset, ...]:
    """The assets with the digests of today.

    What was pinned before and cannot be discovered stays, for somebody has named it. It goes with
    its file.
    """
    digests = {path: digest_of(path) for path in assets}
    for asset in before.assets if before else ():
        digest = digest_of(asset.path)
        if digest is not None or asset.digest is None:
            digests.setdefault(asset.path, digest)
    return tuple(PinnedAsset(path, digest) for path, digest in sorted(digests.items()))


def with_distributions(packages: Mapping[str, PinnedPackage]) -> dict[str, PinnedPackage]:
    """The same packages, with the distributions that they came from.

    Only for what is written to a file: to find this out takes a fifth of a second.
    """
    installed = metadata.packages_distributions()
    return {
        name: _with_distribution(name, package, installed) for name, package in packages.items()
    }


def _with_distribution(
    name: str, package: PinnedPackage, installed: Mapping[str, list[str]]
) -> PinnedPackage:
    distributions = set(installed.get(name.partition(".")[0], ()))
    if len(distributions) != 1:  # a folder, or a namespace that several of them share
        return package
    distribution = distributions.pop()
    return package._replace(distribution=distribution, version=metadata.version(distribution))
