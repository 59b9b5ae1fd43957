"""An application, as far as reviewing and pinning its named templates is concerned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from stockade._core import TemplateSet
from stockade.named_templates.assets import AssetName, Assets, ReadAsset
from stockade.named_templates.changes import Changes, changes_between
from stockade.named_templates.lock import Lock, LockError, PinnedPackage, PinnedTag
from stockade.named_templates.packages import NamedPackage
from stockade.named_templates.pinning import pin, pinned_tag, waiting
from stockade.named_templates.reviewing import ReviewedPackage, review_packages, trust_to_pin
from stockade.named_templates.rewriting import NamedTemplates

__all__ = ["Site"]

_NOTHING = PinnedPackage(None, None, (), ())


@dataclass(frozen=True)
class Site:
    """What the framework knows of an application, and what a lock file would say of it."""

    named: NamedTemplates
    #: All templates that its engines find.
    template_sets: Sequence[TemplateSet]
    #: The assets of discoverable form media, and a sentence for each form that cannot be asked.
    media: Callable[[], tuple[Iterable[str], Sequence[str]]]
    read_asset: ReadAsset
    #: None if the settings do not say where it is.
    lock: Lock | None
    lock_setting: str
    asset_name: AssetName = str

    @property
    def required_lock(self) -> Lock:
        """The lock, to be written or compared with. Raises LockError if it has no place."""
        if self.lock is None:
            raise LockError(
                f"There is nowhere to write to. Say in {self.lock_setting} where the lock file is "
                "to be: it belongs into version control."
            )
        return self.lock

    @cached_property
    def assets(self) -> Assets:
        return Assets(self.read_asset, self.asset_name)

    def reviewed(self) -> list[ReviewedPackage]:
        """The named packages as they are used."""
        return review_packages(self.named, self.template_sets)

    def reviewed_to_pin(
        self, packages: Collection[NamedPackage] | None = None
    ) -> list[ReviewedPackage]:
        """The named packages, or some of them, under the trust that they are pinned with."""
        return review_packages(
            self.named,
            self.template_sets,
            trust_of=trust_to_pin(self.named),
            packages=packages,
        )

    def pin(
        self,
        package: ReviewedPackage,
        assets: Iterable[str],
        *,
        accepted: Iterable[PinnedTag] = (),
    ) -> PinnedPackage:
        """What the lock would say of a package that has been reviewed to be pinned."""
        templates = {template.review.name for template in package.templates}
        return pin(
            package,
            self.required_lock.package(package.package.name),
            accepted=[tag for tag in accepted if tag.template in templates],
            assets=set(map(self.assets.name_of, assets)),
            digest_of=self.assets.digest_of,
        )

    def changes(self, package: ReviewedPackage, now: PinnedPackage) -> Changes:
        """What of a package differs from what the lock says of it."""
        before = self.required_lock.package(package.package.name) or _NOTHING
        return changes_between(
            before, now, waiting=[pinned_tag(*found) for found in waiting(package)]
        )
