"""The sections of the documentation that have code, and what each is run with."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pages import Block, Page, Section

__all__ = ["Case", "cases"]

#: Which framework runs the code of a page, or of a heading and those below it: the name of its
#: module.
FRAMEWORKS = {
    "README.md#django": "django",
    "README.md#flask": "flask",
    "README.md#fastapi-starlette-any-asgi-or-wsgi-application": "fastapi",
    "docs/caching.md#django": "django",
    "docs/caching.md#flask-caching": "flask",
    "docs/django.md": "django",
    "docs/edge-caches.md#django": "django",
    "docs/edge-caches.md#flask": "flask",
    "docs/explanation.md": "django",
    "docs/flask.md": "flask",
    "docs/hash-blocks.md": "django",
    "docs/hash-blocks.md#flask": "flask",
    "docs/hash-blocks.md#jinja-elsewhere": "flask",
    "docs/migrating.md": "django",
    "docs/migrating.md#from-flask-talisman": "flask",
    "docs/migrating.md#from-hooks-of-your-own-in-flask": "flask",
    "docs/reference.md": "django",
    "docs/reference.md#flask": "flask",
    "docs/templates.md": "django",
    "docs/templates.md#flask": "flask",
    "docs/templates.md#flask-admin": "flask",
    "docs/testing.md": "flask",
    "docs/testing.md#django": "django",
    "docs/tutorial.md": "django",
    "docs/wsgi-asgi.md": "fastapi",
    "docs/wsgi-asgi.md#starlette": "starlette",
    "docs/wsgi-asgi.md#any-asgi-application": "starlette",
    "docs/wsgi-asgi.md#any-wsgi-application": "werkzeug",
}

#: Pages that tests of a crate run, because no Python is needed for them.
RUN_BY_CRATES = {
    "docs/axum.md": "crates/stockade-web/tests/tower/documentation.rs",
    "docs/command.md": "crates/stockade-cli/tests/documentation.rs",
    "docs/static-sites.md": "crates/stockade-cli/tests/documentation.rs",
}


@dataclass
class Case:
    """A section to be tested."""

    page: Page
    section: Section
    #: None where there is nothing to be run in one.
    framework: str | None
    #: The blocks of the headings before, where their project goes on.
    earlier: list[Block]

    @property
    def name(self) -> str:
        return f"{self.page.name}#{self.section.anchor}"

    @property
    def has_quick_start(self) -> bool:
        """Whether the project is set up as in the README."""
        return self.page.name != "README.md" and project(self.page, self.section) is None

    @property
    def missing_module(self) -> str | None:
        """A module that the section needs and that is not installed here."""
        needed = self.section.comments.get("needs", "").split()
        return next((name for name in needed if importlib.util.find_spec(name) is None), None)


def cases(pages: Iterable[Page]) -> Iterator[Case]:
    """The headings with blocks, apart from those of a framework that is not installed here."""
    for page in pages:
        if page.name in RUN_BY_CRATES:
            continue
        earlier: list[Block] = []
        for section in page.sections:
            if project(page, section) != "continued":
                earlier = []
            framework = framework_of(page, section)
            if section.blocks and (framework is None or importlib.util.find_spec(framework)):
                yield Case(page, section, framework, [*earlier])
            earlier += section.blocks


def project(page: Page, section: Section) -> str | None:
    """What the comment `project` says: below the heading, or below the page's title."""
    title = next(found for found in page.sections if found.level == 1)
    return section.comments.get("project") or title.comments.get("project")


def framework_of(page: Page, section: Section) -> str | None:
    """The framework of the heading, else of the headings that it stands below, else of the page."""
    level = section.level + 1
    for heading in reversed(page.sections[: page.sections.index(section) + 1]):
        if heading.level < level:
            level = heading.level
            if framework := FRAMEWORKS.get(f"{page.name}#{heading.anchor}"):
                return framework
    return FRAMEWORKS.get(page.name)
