"""Looks at every template of the named packages, for the commands and the system checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from stockade._core import ReviewedTag, TemplateReview, TemplateSet, Trust
from stockade.named_templates.packages import NamedPackage, NamedTemplatesError
from stockade.named_templates.rewriting import NamedTemplates

__all__ = [
    "ReviewedPackage",
    "ReviewedTemplate",
    "review_packages",
    "select",
    "trust_to_pin",
]


class ReviewedTemplate(NamedTuple):
    """A template file, and what has been found in it."""

    source: str
    review: TemplateReview


class ReviewedPackage(NamedTuple):
    """A named package and all of its templates, in the order of their names."""

    package: NamedPackage
    is_pinned: bool
    templates: Sequence[ReviewedTemplate]

    @property
    def tags(self) -> list[tuple[TemplateReview, ReviewedTag]]:
        return [
            (template.review, tag) for template in self.templates for tag in template.review.tags
        ]


def review_packages(
    named: NamedTemplates,
    template_sets: Iterable[TemplateSet],
    *,
    trust_of: Callable[[NamedPackage], Trust] | None = None,
    packages: Collection[NamedPackage] | None = None,
) -> list[ReviewedPackage]:
    """Review all templates of the named packages, or of some: as they are used, or under another
    trust."""
    trust_of = trust_of or named.trust_of
    found: dict[NamedPackage, dict[str, ReviewedTemplate]] = {
        package: {} for package in (named.packages if packages is None else packages)
    }
    for templates in template_sets:
        for path in templates.paths:
            package = named.package_of(path)
            # Two engines, or two names, may lead to the same file.
            if package is not None and path not in found.get(package, (path,)):
                review = templates.review(path, trust_of(package))
                found[package][path] = ReviewedTemplate(templates.source(path) or "", review)
    return [
        ReviewedPackage(
            package,
            named.approvals.is_pinned(package.name),
            sorted(templates.values(), key=lambda one: (one.review.name, one.review.path)),
        )
        for package, templates in found.items()
    ]


def trust_to_pin(named: NamedTemplates) -> Callable[[NamedPackage], Trust]:
    """The trust under which a package is pinned: as if it was not yet, but knowing its reviews."""

    def trust_of(package: NamedPackage) -> Trust:
        approved = list(named.approvals.tags_to_pin(package.name))
        return Trust(package.mode, named.addresses, approved=approved, package=package.name)

    return trust_of


def select(packages: Sequence[ReviewedPackage], names: Iterable[str]) -> list[ReviewedPackage]:
    """The packages, and the templates of packages, that `names` say. All, if there are none.

    Raises NamedTemplatesError for a name that is neither.
    """
    names = set(names)
    known = {package.package.name for package in packages}
    known |= {one.review.name for package in packages for one in package.templates}
    for name in sorted(names - known):
        close = get_close_matches(name, sorted(known), n=1)
        raise NamedTemplatesError(
            f"{name!r} is no named package, and no template of one.",
            hint=f"Did you mean {close[0]!r}?"
            if close
            else f"Named are {', '.join(package.package.name for package in packages)}.",
        )
    if not names:
        return list(packages)
    chosen = (_only(package, names) for package in packages)
    return [package for package in chosen if package is not None]


def _only(package: ReviewedPackage, names: set[str]) -> ReviewedPackage | None:
    if package.package.name in names:
        return package
    templates = [one for one in package.templates if one.review.name in names]
    return package._replace(templates=templates) if templates else None
