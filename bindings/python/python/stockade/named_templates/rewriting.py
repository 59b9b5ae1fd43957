"""Adds nonces to the source of a template when a loader has read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from threading import RLock

from stockade._core import OwnAddresses, TemplateReview, TemplateSet, Trust
from stockade.faults import logger
from stockade.named_templates.approvals import Approvals
from stockade.named_templates.packages import NamedPackage, package_of

__all__ = ["LARGEST_TEMPLATE", "KnownTemplates", "NamedTemplates", "is_unicode"]

#: In bytes. A larger file is not looked at. The largest of Django's and wagtail's admin has
#: forty thousand.
LARGEST_TEMPLATE = 1024 * 1024

_LIMIT = 1024


class NamedTemplates:
    """What the settings say about other people's templates."""

    def __init__(
        self,
        packages: Iterable[NamedPackage],
        approvals: Approvals,
        addresses: OwnAddresses,
    ) -> None:
        self.packages = tuple(packages)
        self.approvals = approvals
        self.addresses = addresses
        self._trust: dict[NamedPackage, Trust] = {}
        self._logged = _Once()

    def package_of(self, path: str) -> NamedPackage | None:
        """The named package that the file at `path` belongs to."""
        return package_of(self.packages, path)

    def trust_of(self, package: NamedPackage) -> Trust:
        """What of the package's templates may get a nonce."""
        trust = self._trust.get(package)
        if trust is None:
            trust = self._trust[package] = Trust(
                package.mode,
                self.addresses,
                approved=sorted(self.approvals.tags(package.name)),
                only_approved=self.approvals.is_pinned(package.name),
                package=package.name,
            )
        return trust

    def rewrite(self, templates: TemplateSet, path: str, source: str) -> str:
        """`source`, which stands at `path` in `templates`, with the nonces that its package gets.

        A template of no named package comes back as it is, and so does one that cannot be
        rewritten, whatever the reason: it is logged, and the page lacks its nonces.
        """
        package = self.package_of(path)
        return source if package is None else self.rewrite_as(package, templates, path, source)

    def rewrite_as(
        self,
        package: NamedPackage,
        templates: TemplateSet,
        path: str,
        source: str,
        *,
        finish: Callable[[TemplateReview], str] = attrgetter("rewritten"),
    ) -> str:
        """The same for a template that is to be treated as one of `package`, wherever it is.

        `finish` makes the source of the review.
        """
        try:
            review = templates.review(path, self.trust_of(package))
            rewritten = finish(review)
        except Exception:
            if self._logged.first("failed", path, hash(source)):
                logger.exception("%s: no nonces are added to this template.", path)
            return source
        if self.approvals.is_pinned(package.name):
            self._log_refusals(package, review)
        return rewritten

    def allows_asset(self, package: str, path: str) -> bool:
        """Whether a template of the package may print this asset of form media with a nonce.

        `path` is what the form names. What is refused is logged, once.
        """
        if self.approvals.allows_asset(package, path):
            return True
        if self._logged.first("asset", package, path):
            logger.warning(
                "%s is printed without a nonce: the lock file of named templates does not list it "
                "for %s, or the file has changed. Look at it, then pin the package again.",
                path,
                package,
            )
        return False

    def _log_refusals(self, package: NamedPackage, review: TemplateReview) -> None:
        for tag in review.tags:
            if tag.outcome == "refused" and self._logged.first("tag", review.path, tag.digest):
                logger.warning(
                    "%s, line %s: a <%s> gets no nonce, because %s is pinned. %s",
                    review.path,
                    tag.line,
                    tag.element,
                    package.name,
                    tag.message,
                )


class KnownTemplates:
    """Every template that an application's loaders can find, read when the first is asked for.

    Where a block or an include ends up is known only from the templates that use it, so a template
    is never looked at alone. All are read again when one turns out to have changed, which is when
    the engine has read it anew: in development, or for a loader without a cache.
    """

    def __init__(self, read: Callable[[], TemplateSet]) -> None:
        self._read = read
        self._templates: TemplateSet | None = None
        self._unknown = _Once()
        # Reentrant: what reads the templates may render one, in a loader of the site's own.
        self._lock = RLock()

    def holding(self, path: str, source: str) -> TemplateSet | None:
        """The templates, among them the one at `path` with this source. None if that is not so
        even when they have just been read; asked for the same again, they are not read again."""
        with self._lock:
            if self._templates is not None and self._templates.source(path) == source:
                return self._templates
            if not self._unknown.first(path, hash(source)):
                return None
            templates = self._templates = self._read()
            if templates.source(path) != source:
                logger.warning("%s is none of the templates found: it gets no nonces.", path)
                return None
            self._unknown.forget(path, hash(source))
            return templates

    def forget(self) -> None:
        """Read all templates again when the next one is asked for."""
        with self._lock:
            self._templates = None
            self._unknown.clear()


def is_unicode(*texts: str) -> bool:
    """False if one of them holds bytes that Python could not decode, as it may in a file's name."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


class _Once:
    """Remembers what has happened, up to a limit; then it may happen again."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def first(self, *what: object) -> bool:
        if what in self._seen:
            return False
        if len(self._seen) >= _LIMIT:
            self._seen.clear()
        self._seen.add(what)
        return True

    def forget(self, *what: object) -> None:
        self._seen.discard(what)

    def clear(self) -> None:
        self._seen.clear()
