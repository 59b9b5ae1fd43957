"""Finding the static file that form media names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation

__all__ = ["find_static_file", "read_static_file", "static_name"]

#: What Django's storages put before the extension.
_DIGEST = re.compile(r"\.[0-9a-f]{12}(?=(\.[^./]*)?$)")


def static_name(path: str) -> str:
    """The name of the static file that form media names as `path`.

    Some widgets name files by address, with a version: "/static/shop/map.js?v=2", or what a storage
    has made of it, "/static/shop/map.55e7cbb9.js". All are "shop/map.js". What is no static file,
    because its address is elsewhere, comes back as it is.
    """
    name = path.partition("?")[0].partition("#")[0]
    if not name.startswith(("http://", "https://", "/")):
        return name
    static_url = settings.STATIC_URL
    if not static_url or not name.startswith(static_url):
        return path
    name = unquote(name.removeprefix(static_url))
    return _without_digest(name)


def read_static_file(name: str) -> bytes | None:
    """The content of a static file, None if there is none of this name.

    It is what `collectstatic` would collect, before a storage has changed its name or its content.
    """
    found = find_static_file(name)
    try:
        return None if found is None else found.read_bytes()
    except OSError:
        return None


def find_static_file(name: str) -> Path | None:
    """Where that file is."""
    if not apps.is_installed("django.contrib.staticfiles"):
        return None
    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError):  # "../", or a name that no file can have
        return None
    return Path(found) if found else None


def _without_digest(name: str) -> str:
    """The name that the manifest of a storage has for one with a digest in it."""
    original = _DIGEST.sub("", name)
    stored_names: Mapping[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    return original if stored_names.get(original) == name else name
