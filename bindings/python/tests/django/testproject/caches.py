"""Django's caches in memory and in files, with a look at what is written into them."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

__all__ = ["OPEN_CACHE", "OpenFiles", "OpenMemory", "entries", "open_files"]

#: For the setting `CACHES`.
OPEN_CACHE = {"default": {"BACKEND": "testproject.caches.OpenMemory", "LOCATION": "open"}}

#: Everything that was stored since a cache was last emptied, by its key, as it was written.
entries: dict[str, bytes] = {}


def open_files(folder: Path) -> dict[str, dict[str, str]]:
    """For the setting `CACHES`."""
    return {"default": {"BACKEND": "testproject.caches.OpenFiles", "LOCATION": str(folder)}}


class _Open(BaseCache):
    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        super().set(key, value, *args, **options)
        entries[key] = pickle.dumps(value)

    def clear(self) -> None:
        super().clear()
        entries.clear()


class OpenMemory(_Open, LocMemCache):
    pass


class OpenFiles(_Open, FileBasedCache):
    pass
