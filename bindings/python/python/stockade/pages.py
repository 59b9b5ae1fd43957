"""Which responses a browser shows as pages, and what stands in them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

__all__ = ["LIMIT", "Head", "NotCheckedError", "content_of", "is_page"]

#: The largest page that is checked, in bytes.
LIMIT = 10_000_000


class NotCheckedError(Exception):
    """A page that cannot be checked. `str()` says why not, to follow "it is"."""


@dataclass(frozen=True)
class Head:
    """A response without its body, and which request it answers."""

    method: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The value of a header; "" if there is none."""
        wanted = name.lower()
        return ", ".join(value for found, value in self.headers if found.lower() == wanted)


def is_page(head: Head) -> bool:
    """Whether a browser that asks for this address shows the body, and reads it as HTML."""
    return (
        head.method.upper() != "HEAD"
        and head.status >= 200
        and head.status not in {204, 205, 304}
        and not (300 <= head.status < 400 and head.get("Location"))
        and _media_type(head) in {"text/html", "application/xhtml+xml"}
        and not head.get("Content-Disposition").lower().startswith("attachment")
    )


def content_of(head: Head, body: bytes) -> bytes:
    """The page, decompressed.

    Raises NotCheckedError.
    """
    if _media_type(head) == "application/xhtml+xml":
        raise NotCheckedError("XHTML, which browsers read by other rules than HTML")
    content = _decompressed(body, head.get("Content-Encoding").strip().lower())
    if len(content) > LIMIT:
        raise NotCheckedError(f"larger than {LIMIT // 1_000_000} MB")
    return content


def _media_type(head: Head) -> str:
    return head.get("Content-Type").partition(";")[0].strip().lower()


def _decompressed(body: bytes, coding: str) -> bytes:
    if coding in {"", "identity"}:
        return body
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise NotCheckedError(f"compressed as {coding[:40]}")
    # 32 has zlib recognise both gzip's header and its own.
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        return decompressor.decompress(body, LIMIT + 1)
    except zlib.error:
        raise NotCheckedError(f"not the {coding} that its headers say") from None
