"""What people have reviewed: the authors of Stockade, and those of the site.

Stockade ships, in `reviewed/`, the tags of Django's and wagtail's own templates that print data and
are safe all the same, each with its reason. The site's own reviews are in its lock file.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from stockade.named_templates.assets import AssetName, Assets, ReadAsset
from stockade.named_templates.lock import Lock, PinnedPackage

__all__ = ["Approvals", "ShippedReview", "shipped_reviews"]


class ShippedReview(NamedTuple):
    """A tag that Stockade's authors have read and found safe, whatever the data is."""

    #: The package whose template it is.
    package: str
    template: str
    element: str
    #: How its source begins, on one line.
    tag: str
    digest: str
    #: The versions of the distribution in which it has been seen.
    versions: tuple[str, ...]
    #: Why no data can break out of it.
    reason: str


class Approvals:
    """Answers whether a person has reviewed a tag or an asset."""

    def __init__(
        self, lock: Lock | None, *, read_asset: ReadAsset, asset_name: AssetName = str
    ) -> None:
        self._lock = lock
        self._locked_tags = frozenset[tuple[str, str]]() if lock is None else lock.reviewed_tags()
        self._assets = Assets(read_asset, asset_name)
        self._pinned: dict[str, PinnedPackage | None] = {}
        self._pinned_assets: dict[str, Mapping[str, str | None]] = {}

    @classmethod
    def read(
        cls,
        lock: Path | None,
        *,
        read_asset: ReadAsset = lambda name: None,
        asset_name: AssetName = str,
    ) -> Approvals:
        """The approvals of a site with the lock file `lock`. Raises LockError.

        `read_asset` finds the site's static files. One that it does not find is allowed by its name
        alone, because there is nothing to compare.
        """
        read = None if lock is None else Lock.read(lock)
        return cls(read, read_asset=read_asset, asset_name=asset_name)

    def tags(self, package: str) -> frozenset[tuple[str, str]]:
        """The template name and the digest of each reviewed tag.

        For a pinned package these are the ones in the lock file and no others: a later version of
        Stockade cannot add to what the site's own people have listed. They are those of all pinned
        packages, because a part of a script may stand in a template of another one.
        """
        return self._locked_tags if self.is_pinned(package) else self.tags_to_pin(package)

    def tags_to_pin(self, package: str) -> frozenset[tuple[str, str]]:
        """The reviewed tags that a new lock would have, if the templates still have them."""
        shipped = {(review.template, review.digest) for review in shipped_reviews(package)}
        return self._locked_tags | shipped

    def is_pinned(self, package: str) -> bool:
        """Whether only what is in the lock file may get a nonce."""
        return self._package(package) is not None

    def allows_asset(self, package: str, path: str) -> bool:
        """Whether a template of `package` may print the asset with a nonce.

        Every asset, if the package is not pinned. Otherwise it has to be in the lock file, and the
        file must still be what it was. `path` is as the form names it.
        """
        pinned = self._package(package)
        if pinned is None:
            return True
        assets = self._pinned_assets.get(package)
        if assets is None:
            assets = self._pinned_assets[package] = {
                asset.path: asset.digest for asset in pinned.assets
            }
        name = self._assets.name_of(path)
        # Digests are kept for ever, so nothing is read that is not in the lock.
        return name in assets and self._assets.digest_of(name) in (None, assets[name])

    def _package(self, name: str) -> PinnedPackage | None:
        if name not in self._pinned:
            self._pinned[name] = None if self._lock is None else self._lock.package(name)
        return self._pinned[name]


def shipped_reviews(package: str) -> tuple[ShippedReview, ...]:
    """What Stockade ships for a package: all of `django.json` for any package of Django's.

    That a review of `django.contrib.gis` holds for `django.contrib.admin`, too, does no harm: it is
    bound to the template's name and to the digest. And naming the admin covers GIS.
    """
    return _shipped(package.partition(".")[0])


@functools.cache
def _shipped(distribution: str) -> tuple[ShippedReview, ...]:
    # A folder's path is no name of a file in ours.
    if not distribution.isidentifier():
        return ()
    file = resources.files(__package__) / "reviewed" / f"{distribution}.json"
    if not file.is_file():
        return ()
    return tuple(
        ShippedReview(**{**review, "versions": tuple(review["versions"])})
        for review in json.loads(file.read_text(encoding="utf-8"))["tags"]
    )
