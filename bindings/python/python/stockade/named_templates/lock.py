"""The lock file: which tags of which packages, and which of their assets, a person has reviewed.

It belongs into version control. A package that is in it is *pinned*: nothing of it gets a nonce
but what is listed, so that an upgrade which adds a script waits until somebody has looked at it.

    {
      "format": 1,
      "generated": "by Stockade 0.1.0",
      "packages": {
        "django.contrib.admin": {
          "distribution": "Django",
          "version": "5.2.19",
          "tags": [{"template": …, "element": …, "tag": …, "digest": …}],
          "assets": [{"path": …, "digest": …}]
        }
      }
    }

Only templates, digests and paths decide. The rest is for the people who read the file.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Lock", "LockError", "PinnedAsset", "PinnedPackage", "PinnedTag"]

_FORMAT = 1
_DIGEST = re.compile(r"sha256-[A-Za-z0-9+/]{43}=")


class LockError(ValueError):
    """The lock file cannot be used: its message says why, and what to do."""


class PinnedTag(NamedTuple):
    """A tag that may get a nonce. Several tags of a template that are alike are one."""

    template: str
    element: str
    #: How its source begins, on one line.
    tag: str
    #: "sha256-…" of the tag: for an inline script or style with its content.
    digest: str


class PinnedAsset(NamedTuple):
    """A script or stylesheet that form media may print with a nonce."""

    #: The name of the static file: "shop/calendar.js". Or an address elsewhere.
    path: str
    #: "sha256-…" of the file. None where it is no static file of the site: an address elsewhere.
    digest: str | None


class PinnedPackage(NamedTuple):
    """What has been reviewed of one named package."""

    #: The installed distribution that the package came from, if that is known.
    distribution: str | None
    version: str | None
    tags: tuple[PinnedTag, ...]
    assets: tuple[PinnedAsset, ...]


class Lock:
    """The content of a lock file. Not to be changed: `with_packages` makes another one."""

    def __init__(self, path: Path, packages: Mapping[str, PinnedPackage]) -> None:
        self.path = path
        self._packages = {self._key(name): package for name, package in packages.items()}

    @classmethod
    def read(cls, path: Path) -> Lock:
        """Read the file at `path`: where there is none, nothing is pinned yet.

        Raises LockError if it is not in order.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls(path, {})
        except (OSError, UnicodeDecodeError) as error:
            raise LockError(f"{path}: the lock file cannot be read: {error}.") from error
        return cls(path, _Reader(path).packages(text))

    def package(self, name: str) -> PinnedPackage | None:
        """What is pinned of the package, None if it is not pinned."""
        return self._packages.get(self._key(name))

    @property
    def exists(self) -> bool:
        return self.path.exists()

    def reviewed_tags(self) -> frozenset[tuple[str, str]]:
        """The template name and the digest of every tag of every package."""
        return frozenset(
            (tag.template, tag.digest)
            for package in self._packages.values()
            for tag in package.tags
        )

    def absent_from(self, names: Iterable[str]) -> list[str]:
        """The packages of the lock that `names` lacks, as the lock calls them."""
        return sorted(self._packages.keys() - {self._key(name) for name in names})

    def with_packages(self, packages: Mapping[str, PinnedPackage]) -> Lock:
        """A lock in which `packages` stand as given, and all others as they are here."""
        changed = {self._key(name): package for name, package in packages.items()}
        return Lock(self.path, {**self._packages, **changed})

    def write(self, *, stockade_version: str) -> None:
        """Write the file: sorted, so that version control shows what has changed. Raises LockError.

        It is replaced as a whole, so that no server ever reads half of it.
        """
        document = {
            "format": _FORMAT,
            "generated": f"by Stockade {stockade_version}",
            "packages": {
                name: _document(package) for name, package in sorted(self._packages.items())
            },
        }
        try:
            _replace(self.path, json.dumps(document, indent=2) + "\n")
        except OSError as error:
            raise LockError(f"{self.path}: the lock file cannot be written: {error}.") from error

    def _key(self, name: str) -> str:
        """A folder is listed by its path from the lock file, which is the same on every machine."""
        if not os.path.isabs(name):
            return name
        try:
            return Path(os.path.relpath(name, self.path.absolute().parent)).as_posix()
        except ValueError:  # Windows: it is on another drive.
            return name


def _document(package: PinnedPackage) -> dict[str, Any]:
    return {
        "distribution": package.distribution,
        "version": package.version,
        "tags": [tag._asdict() for tag in sorted(package.tags)],
        "assets": [asset._asdict() for asset in sorted(package.assets, key=lambda one: one.path)],
    }


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(text)
    try:
        # Temporary files are private. This one is to be read like any other of the project.
        os.chmod(file.name, path.stat().st_mode if path.exists() else 0o644)
        os.replace(file.name, path)
    except OSError:
        os.unlink(file.name)
        raise


class _Reader:
    """Reads what `Lock.write` wrote, and says where it has been damaged since."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def packages(self, text: str) -> dict[str, PinnedPackage]:
        try:
            document = json.loads(text, object_pairs_hook=self._object)
        except json.JSONDecodeError as error:
            raise self._error(
                f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
            ) from error
        except RecursionError as error:
            raise self._error("is nested far too deeply") from error
        match document:
            case {"format": int(found)} if found != _FORMAT:
                raise self._error(
                    f"has format {found}, and this version of Stockade reads format {_FORMAT}"
                )
            case {"format": 1, "packages": dict(packages)}:
                return {name: self._package(name, value) for name, value in packages.items()}
        raise self._error('must be {"format": 1, "packages": {…}}')

    def _package(self, name: str, value: Any) -> PinnedPackage:
        where = f'"packages"["{name}"]'
        match value:
            case {
                "distribution": str() | None as distribution,
                "version": str() | None as version,
                "tags": list(tags),
                "assets": list(assets),
            }:
                return PinnedPackage(
                    distribution,
                    version,
                    tuple(
                        self._tag(f'{where}["tags"][{index}]', tag)
                        for index, tag in enumerate(tags)
                    ),
                    tuple(
                        self._asset(f'{where}["assets"][{index}]', asset)
                        for index, asset in enumerate(assets)
                    ),
                )
        raise self._error(
            f'{where} must have a "distribution" and a "version" (text or null), "tags" and '
            '"assets" (lists)'
        )

    def _tag(self, where: str, value: Any) -> PinnedTag:
        match value:
            case {
                "template": str(template),
                "element": str(element),
                "tag": str(tag),
                "digest": str(digest),
            } if _DIGEST.fullmatch(digest):
                return PinnedTag(template, element, tag, digest)
        raise self._error(
            f'{where} must have a "template", an "element", a "tag" and a "digest" ("sha256-…")'
        )

    def _asset(self, where: str, value: Any) -> PinnedAsset:
        match value:
            case {"path": str(path), "digest": None}:
                return PinnedAsset(path, None)
            case {"path": str(path), "digest": str(digest)} if _DIGEST.fullmatch(digest):
                return PinnedAsset(path, digest)
        raise self._error(f'{where} must have a "path" and a "digest" ("sha256-…" or null)')

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A JSON object. If a key stood there twice, a value would be seen that does not count."""
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise self._error(f'has the key "{twice}" twice in one object')
        return found

    def _error(self, what: str) -> LockError:
        return LockError(
            f"{self._path}: the lock file {what}. Until it is in order nobody knows what has been "
            "reviewed. Take it from version control as it was, or delete it and write it again "
            "with `csp templates --pin`."
        )
