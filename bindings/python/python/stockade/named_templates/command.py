"""What `manage.py csp templates` and `flask csp templates` do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stockade import __version__
from stockade.named_templates.changes import Changes
from stockade.named_templates.diff import diff_packages
from stockade.named_templates.listing import Listing, shown_path
from stockade.named_templates.lock import PinnedPackage, PinnedTag
from stockade.named_templates.packages import NamedTemplatesError
from stockade.named_templates.pinning import find_tag, pinned_tag, waiting, with_distributions
from stockade.named_templates.reviewing import ReviewedPackage, select
from stockade.named_templates.site import Site
from stockade.terminal import Terminal, printable

__all__ = ["Site", "TemplatesCommand"]


class TemplatesCommand:
    """Shows, pins and checks the templates of named packages.

    `name` is how the command was called, `write` prints a line. `ask` puts a question to a person
    and returns the answer; it is None where nobody sits at the terminal.

    Every method raises NamedTemplatesError or LockError for what cannot be done.
    """

    def __init__(
        self,
        site: Site,
        terminal: Terminal,
        *,
        name: str,
        write: Callable[[str], None],
        ask: Callable[[str], str] | None = None,
    ) -> None:
        self._site = site
        self._terminal = terminal
        self._name = name
        self._write = write
        self._ask = ask
        self._listing = Listing(terminal, name)

    def show(self, names: Iterable[str]) -> None:
        """List every tag, and what becomes of it."""
        packages = select(self._site.reviewed(), names)
        for package in packages:
            self._write_all(self._listing.package(package))
        refused = any(tag.outcome == "refused" for one in packages for _, tag in one.tags)
        self._write_all(self._listing.advice(refused=refused))

    def diff(self, names: Iterable[str]) -> None:
        """Show the edits as a unified diff."""
        self._write_all(diff_packages(select(self._site.reviewed(), names), self._terminal))

    def pin(
        self, names: Iterable[str], *, accept: Iterable[str] = (), assets: Iterable[str] = ()
    ) -> None:
        """Write the lock file, and print what is different in it.

        `accept` are the places of refused tags that a person has read; `assets` are scripts and
        stylesheets that form media print, and that cannot be discovered.
        """
        packages = self._packages_to_pin(names)
        accepted = {find_tag(packages, place) for place in accept}
        if self._ask is not None:
            accepted |= self._accepted_by_answers(self._ask, packages, accepted)
        found = self._discovered_assets().union(assets)
        pinned = [
            (package, self._site.pin(package, found, accepted=accepted)) for package in packages
        ]
        entries = {package.package.name: entry for package, entry in pinned}
        lock = self._site.required_lock.with_packages(with_distributions(entries))
        lock.write(stockade_version=__version__)
        for package, entry in pinned:
            self._report_pinned(package, entry)
        self._write(f"Written: {shown_path(str(lock.path))}")

    def check(self, names: Iterable[str]) -> bool:
        """Compare with the lock file. Prints what differs, and returns whether nothing does."""
        names = list(names)
        packages = self._packages_to_pin(names)
        pinned = [package for package in packages if package.is_pinned]
        if not pinned or (names and pinned != packages):
            missing = next(package for package in packages if not package.is_pinned)
            raise NamedTemplatesError(
                f"{missing.package.name} is not pinned, so there is nothing to compare it with.",
                hint=f"Write the lock file with {self._name} --pin.",
            )
        found = self._discovered_assets()
        changes = [
            (package, self._site.changes(package, self._site.pin(package, found)))
            for package in pinned
        ]
        for package, difference in changes:
            self._report_changes(package, difference)
        return not any(difference for _, difference in changes)

    def _packages_to_pin(self, names: Iterable[str]) -> list[ReviewedPackage]:
        chosen = select(self._site.reviewed_to_pin(), names)
        for name in set(names) - {package.name for package in self._site.named.packages}:
            raise NamedTemplatesError(
                f"{name} is a template, and packages are pinned as a whole.",
                hint="Name the package, or nothing for all of them.",
            )
        return chosen

    def _discovered_assets(self) -> set[str]:
        assets, faults = self._site.media()
        for fault in faults:
            self._write(self._terminal.style(printable(fault), "yellow"))
        return set(assets)

    def _accepted_by_answers(
        self,
        ask: Callable[[str], str],
        packages: Iterable[ReviewedPackage],
        accepted: set[PinnedTag],
    ) -> set[PinnedTag]:
        """Show each tag that waits for a person, and ask."""
        answers = set()
        for package in packages:
            for review, tag in waiting(package):
                if pinned_tag(review, tag) in accepted:
                    continue
                self._write("")
                self._write_all(self._listing.refused(review, tag))
                answer = ask("Can it have a nonce, whatever the data? [y/N] ")
                if answer.strip().lower() in ("y", "yes"):
                    answers.add(pinned_tag(review, tag))
        return answers

    def _report_pinned(self, package: ReviewedPackage, entry: PinnedPackage) -> None:
        tags, assets = len(entry.tags), len(entry.assets)
        name = self._terminal.style(printable(package.package.name), "bold")
        self._write(
            f"{name}: {tags} tag{'' if tags == 1 else 's'}, "
            f"{assets} asset{'' if assets == 1 else 's'}"
        )
        if package.is_pinned:
            self._write_all(self._listing.changes(self._site.changes(package, entry), package))

    def _report_changes(self, package: ReviewedPackage, changes: Changes) -> None:
        name = self._terminal.style(printable(package.package.name), "bold")
        self._write(f"{name}: {'not what was pinned' if changes else 'as pinned'}")
        self._write_all(self._listing.changes(changes, package))

    def _write_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._write(line)
