"""The files that form media names: what they are called, and their digests."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

__all__ = ["AssetName", "Assets", "ReadAsset", "digest_of"]

#: Finds the bytes of a static file by its name. None: there is no such static file.
ReadAsset = Callable[[str], bytes | None]

#: The name of the static file that form media names in some way: "/static/shop/map.js?v=2" is
#: "shop/map.js". What is no static file is its own name.
AssetName = Callable[[str], str]


class Assets:
    """The scripts and stylesheets of a site's form media.

    Files are read once per process, because they are asked about whenever a page is rendered.
    """

    def __init__(self, read: ReadAsset, name: AssetName = str) -> None:
        self._read = read
        self.name_of = name
        self._digests: dict[str, str | None] = {}

    def digest_of(self, name: str) -> str | None:
        """The digest of the file with this name, None if the site has no such static file."""
        if name not in self._digests:
            content = self._read(name)
            self._digests[name] = None if content is None else digest_of(content)
        return self._digests[name]


def digest_of(content: bytes) -> str:
    """SHA-256 as policies and the `integrity` attribute write it: "sha256-…"."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode('ascii')}"
