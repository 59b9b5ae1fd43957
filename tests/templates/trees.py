"""The templates of a package, as they are installed and as Stockade rewrites them."""

from __future__ import annotations

import importlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal

from stockade._core import OwnAddresses, TemplateReview, TemplateSet, Trust

Mode = Literal["own-static", "all"]
MODES: Sequence[Mode] = ("own-static", "all")

# Folders of a package's own tests, and of what it copies into new projects.
_NOT_OF_THE_PACKAGE = {"test", "tests", "project_template"}


class Tree(ABC):
    """The templates of one package in one template language."""

    dialect: ClassVar[Literal["django", "jinja"]]

    def __init__(self, name: str, folders: Sequence[Path]) -> None:
        self.name = name
        self.folders = folders
        #: What the tests have to tell about it, which no test could say to be right or wrong.
        self.notes: list[str] = []

    @cached_property
    def templates(self) -> TemplateSet:
        """The package's templates, among everything that a site with it can find."""
        return self.read_templates()

    @abstractmethod
    def read_templates(self) -> TemplateSet:
        """The same, read anew."""

    @abstractmethod
    def compile(self, source: str, name: str) -> object:
        """Compile a template with the package's own engine. Raises what that raises."""

    @abstractmethod
    def rendered(self, name: str, *, rewritten: bool, everything: bool) -> str:
        """What a template prints without a policy. Raises what its engine raises.

        With `everything` each variable has a value; otherwise none has.
        """

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The source of each template of the package, by its path."""
        found = {path: self.templates.source(path) for _, path in files_in(self.folders)}
        return {path: source for path, source in found.items() if source is not None}

    @cached_property
    def names(self) -> Sequence[str]:
        """The names that the package's templates can be loaded by."""
        names = (name for name, path in files_in(self.folders) if path in self.sources)
        return list(dict.fromkeys(names))

    def review(self, path: str, mode: Mode = "own-static") -> TemplateReview:
        """What Stockade does with the template at `path`."""
        return self.templates.review(path, Trust(mode, OwnAddresses()))

    def reviews(self, mode: Mode = "own-static") -> Iterator[TemplateReview]:
        """What Stockade does with each template of the package."""
        return (self.review(path, mode) for path in self.sources)


def template_folders(package: str, name: str = "templates") -> Sequence[Path]:
    """The folders below an installed package that templates are looked for in."""
    file = importlib.import_module(package).__file__
    assert file is not None
    root = Path(file).parent
    folders = (folder for folder in sorted(root.rglob(name)) if folder.is_dir())
    return [
        folder
        for folder in folders
        if _NOT_OF_THE_PACKAGE.isdisjoint(folder.relative_to(root).parts)
    ]


def files_in(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """The name and the real path of every file, first those of the first folder."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(folder).as_posix(), os.path.realpath(path)
