"""Inline scripts and styles that a policy allows by their hashes."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Literal, NamedTuple

__all__ = ["MOST_HASHES", "InlineHash", "Kind", "TooManyInlineBlocksError", "as_parsed"]

Kind = Literal["script", "style"]

#: The most hashes that one response adds to its policies: 3.5 kB of them. Many servers and proxies
#: refuse headers of more than 4 or 8 kB.
MOST_HASHES = 64


class TooManyInlineBlocksError(RuntimeError):
    """A page has more different inline blocks than its header can allow."""

    def __init__(self, request: str) -> None:
        super().__init__(
            f"{request} has more than {MOST_HASHES} different inline blocks. Servers refuse "
            "headers with so many hashes, so browsers block those behind. Move some into a file."
        )


class InlineHash(NamedTuple):
    """Allows one inline script or style: the one with exactly this text.

    >>> InlineHash.of("script", "start()")
    InlineHash(kind='script', source="'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='")
    """

    kind: Kind
    #: The source expression, for a policy's list.
    source: str

    @classmethod
    def of(cls, kind: Kind, content: str) -> InlineHash:
        """The hash of what stands between the tags: one more space is another hash."""
        digest = sha256(as_parsed(content).encode()).digest()
        return cls(kind, f"'sha256-{b64encode(digest).decode()}'")


def as_parsed(content: str) -> str:
    """What a browser's HTML parser makes of a script's or a style's text, which is what it hashes:
    newlines are line feeds, and NUL is U+FFFD
    (https://html.spec.whatwg.org/#preprocessing-the-input-stream)."""
    return content.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
