"""What differs between what was pinned of a package and what is there now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stockade.named_templates.lock import PinnedAsset, PinnedPackage, PinnedTag

__all__ = ["Changes", "changes_between"]

#: How much alike two tags must be for one to be the other, edited.
_ALIKE = 0.6
#: To compare more pairs of tags would take too long. Then an edited tag is a new one.
_MOST_PAIRS = 10_000


@dataclass(frozen=True)
class Changes:
    """Tags and assets that are new, changed (as they are now), and gone."""

    new_tags: Sequence[PinnedTag]
    changed_tags: Sequence[PinnedTag]
    gone_tags: Sequence[PinnedTag]
    new_assets: Sequence[PinnedAsset]
    changed_assets: Sequence[PinnedAsset]
    gone_assets: Sequence[PinnedAsset]

    def __bool__(self) -> bool:
        return self.adds or bool(self.gone_tags or self.gone_assets)

    @property
    def adds(self) -> bool:
        """Whether there is something that nobody has reviewed."""
        return bool(self.new_tags or self.changed_tags or self.new_assets or self.changed_assets)


def changes_between(
    before: PinnedPackage, now: PinnedPackage, *, waiting: Iterable[PinnedTag] = ()
) -> Changes:
    """Compare two states of a package.

    `waiting` are the tags that are there now, and in neither: a person has to approve them first.
    One that a pinned tag has become is among the changed ones.
    """
    gone = sorted(set(before.tags) - set(now.tags))
    new, changed = sorted(set(now.tags) - set(before.tags)), []
    candidates = new + sorted(set(waiting) - set(before.tags))
    if len(gone) * len(candidates) > _MOST_PAIRS:
        candidates = []
    for tag in list(gone):
        successor = next((other for other in candidates if _is_edited(tag, other)), None)
        if successor is not None:
            gone.remove(tag)
            changed.append(successor)
            candidates.remove(successor)
    was = {asset.path: asset.digest for asset in before.assets}
    paths = {asset.path for asset in now.assets}
    return Changes(
        new_tags=[tag for tag in new if tag not in changed],
        changed_tags=changed,
        gone_tags=gone,
        new_assets=[asset for asset in now.assets if asset.path not in was],
        changed_assets=[
            asset for asset in now.assets if asset.path in was and was[asset.path] != asset.digest
        ],
        gone_assets=[asset for asset in before.assets if asset.path not in paths],
    )


def _is_edited(tag: PinnedTag, other: PinnedTag) -> bool:
    return (tag.template, tag.element) == (other.template, other.element) and (
        SequenceMatcher(None, tag.tag, other.tag, autojunk=False).ratio() >= _ALIKE
    )
