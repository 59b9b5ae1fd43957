"""Which files the settings name: packages and folders, found on disk.

A template belongs to a named package if its file lies in the package's directory, whatever the
template is called. One with the same name in another place is somebody else's.
"""

from __future__ import annotations

import importlib.util
import os
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, Literal, NamedTuple

__all__ = ["Mode", "NamedPackage", "NamedTemplatesError", "find_packages", "package_of"]

#: What may get a nonce: the site's own files, or whatever the package's authors have written.
Mode = Literal["own-static", "all"]
_MODES: tuple[Mode, ...] = ("own-static", "all")

#: Apps whose pages are shown inside another app's pages, and are named with it.
_SHOWN_INSIDE = {"django.contrib.admin": ("django.contrib.admindocs", "django.contrib.gis")}


class NamedTemplatesError(ValueError):
    """The settings name something that is no package: the message says what to write instead."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(f"{message} {hint}" if hint else message)
        self.message = message
        self.hint = hint


class NamedPackage(NamedTuple):
    """A package, or a folder, whose templates get nonces."""

    #: The package's dotted name. A folder's path: from the site's folder, if it lies in there.
    name: str
    #: Real paths: without symbolic links.
    directories: tuple[str, ...]
    mode: Mode


def find_packages(
    names: Mapping[Any, Any],
    *,
    setting: str,
    base: Path | None = None,
    installed: Iterable[str] = (),
) -> tuple[NamedPackage, ...]:
    """The packages and folders of `{"django.contrib.admin": "own-static", "./templates": "all"}`.

    A name with a slash in it, or a `Path`, is a folder: if relative, in the folder `base`. The
    parents of a package are imported to find it, the package itself is not.

    Raises NamedTemplatesError, which says `setting` and, among the names of `installed` apps and of
    modules that can be imported, what may have been meant.
    """
    finder = _Finder(setting, base, tuple(installed))
    found = [finder.find(name, mode) for name, mode in names.items()]
    named = {package.name for package in found}
    found += [
        finder.find(inside, package.mode)
        for package in found
        for inside in _SHOWN_INSIDE.get(package.name, ())
        if inside not in named
    ]
    return tuple(found)


def package_of(packages: Iterable[NamedPackage], path: str) -> NamedPackage | None:
    """The package that the file at `path` belongs to: of nested ones the innermost.

    Symbolic links are followed first, so a link decides nothing: the file behind it does.
    """
    real_path = os.path.normcase(os.path.realpath(path))
    depth, owner = 0, None
    for package in packages:
        for directory in package.directories:
            folder = os.path.join(os.path.normcase(directory), "")
            if real_path.startswith(folder) and len(folder) > depth:
                depth, owner = len(folder), package
    return owner


class _Finder:
    """Finds what one setting names."""

    def __init__(self, setting: str, base: Path | None, installed: tuple[str, ...]) -> None:
        self._setting = setting
        self._base = base
        self._installed = installed

    def find(self, name: object, mode: object) -> NamedPackage:
        if not isinstance(name, str | Path) or not str(name):
            raise NamedTemplatesError(
                f"{self._setting}: {name!r} names no package.",
                hint='Write a dotted name, like "django.contrib.admin", or the path of a folder.',
            )
        known_mode = self._mode(name, mode)
        if isinstance(name, Path) or "/" in name or os.sep in name:
            return self._find_folder(Path(name), known_mode)
        return NamedPackage(name, self._directories(name), known_mode)

    def _mode(self, name: str | Path, mode: object) -> Mode:
        for known in _MODES:
            if mode == known:
                return known
        close = get_close_matches(str(mode), _MODES, n=1)
        raise NamedTemplatesError(
            f"{self._setting}: {str(name)!r} is to be trusted with {mode!r}, which means nothing.",
            hint=(f"Did you mean {close[0]!r}? " if close else "")
            + '"own-static" gives nonces to files of this site and to inline code without data; '
            '"all" gives them to files from other hosts, too.',
        )

    def _find_folder(self, path: Path, mode: Mode) -> NamedPackage:
        if self._base is not None:
            path = Path(os.path.normpath(self._base / path))
        if not path.is_absolute():
            raise NamedTemplatesError(
                f"{self._setting}: {str(path)!r} is a relative path, and nothing says relative to "
                "what.",
                hint="Write an absolute path, for instance BASE_DIR / 'templates'.",
            )
        if not path.is_dir():
            raise NamedTemplatesError(
                f"{self._setting}: there is no folder {str(path)!r}.",
                hint="Write the path of a folder, or the dotted name of a package.",
            )
        return NamedPackage(self._folder_name(path), (os.path.realpath(path),), mode)

    def _folder_name(self, path: Path) -> str:
        """The same on every machine, if the folder is a part of the site."""
        if self._base is not None and path.is_relative_to(self._base):
            return f"./{path.relative_to(self._base).as_posix()}"
        return path.as_posix()

    def _directories(self, name: str) -> tuple[str, ...]:
        spec = self._spec(name)
        if spec is None:
            raise NamedTemplatesError(
                f"{self._setting}: there is no package {name!r}.",
                hint=self._suggestion(name) or "Install it, or correct the name.",
            )
        if spec.submodule_search_locations is None:
            raise NamedTemplatesError(
                f"{self._setting}: {name!r} is a module and has no templates.",
                hint=self._suggestion(name)
                or "Name the package whose folder the templates are in.",
            )
        directories = tuple(
            os.path.realpath(location)
            for location in spec.submodule_search_locations
            if os.path.isdir(location)
        )
        if not directories:
            raise NamedTemplatesError(
                f"{self._setting}: {name!r} is not a folder on disk (imported from "
                f"{spec.origin or 'an archive'}), so no loader reads its templates as files.",
                hint="Install the package unzipped, or remove it from the setting.",
            )
        return directories

    def _spec(self, name: str) -> ModuleSpec | None:
        try:
            return importlib.util.find_spec(name)
        except ValueError:  # "shop..admin"
            return None
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}."):
                return None  # a parent does not exist, or is a module with nothing in it
            raise NamedTemplatesError(
                f"{self._setting}: {name!r} cannot be looked up, because importing its parent "
                f"failed: {type(error).__name__}: {error}"
            ) from error

    def _suggestion(self, name: str) -> str | None:
        # "shop.apps.ShopConfig", as INSTALLED_APPS has it, or "shop.admin" for "shop".
        app = next((app for app in self._installed if name.startswith(f"{app}.")), None)
        close = get_close_matches(name, [*self._installed, *_importable(name)], n=1)
        meant = app or (close[0] if close else None)
        return f"Did you mean {meant!r}?" if meant else None


def _importable(name: str) -> Iterator[str]:
    """The packages beside the one that `name` means: in its parent, or on Python's path."""
    parent, _, _ = name.rpartition(".")
    path: Any = None
    if parent:
        try:
            spec = importlib.util.find_spec(parent)
        except Exception:  # whatever the parent's own code raises: there is nothing to suggest
            return
        if spec is None or spec.submodule_search_locations is None:
            return
        path = spec.submodule_search_locations
    for module in pkgutil.iter_modules(path):
        if module.ispkg:
            yield f"{parent}.{module.name}" if parent else module.name
