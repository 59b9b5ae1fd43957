"""Pages with nonces in a cache at the edge, such as nginx or a content delivery network's worker.

An edge that knows the application's key gets pages with nonces in a form that it may store: each
response tells it, in a header that it must remove, which nonce to replace by a fresh one for every
visitor. Everybody else gets `Cache-Control: private`, as always.
"""

from __future__ import annotations

from hmac import compare_digest

__all__ = ["KEY_HEADER", "PLACEHOLDER_HEADER", "EdgeCacheKey"]

#: The request header in which an edge cache sends its key.
KEY_HEADER = "CSP-Edge-Key"
#: The response header that tells an edge cache what to replace.
PLACEHOLDER_HEADER = "CSP-Nonce-Placeholder"

#: As few characters as cannot be guessed.
_MIN_LENGTH = 22


class EdgeCacheKey:
    """What an edge cache proves itself with. Never shown.

    >>> key = EdgeCacheKey("0123456789abcdefghijklmnop", setting="edge_cache_key")
    >>> key
    EdgeCacheKey(…)
    >>> key.matches("0123456789abcdefghijklmnop"), key.matches("")
    (True, False)
    """

    __slots__ = ("_key",)

    def __init__(self, key: object, *, setting: str) -> None:
        """Raises TypeError for what is no text, ValueError for a key that can be guessed or that no
        header can carry."""
        if not isinstance(key, str):
            raise TypeError(f"{setting} must be a text, not {type(key).__name__}.")
        if len(key) < _MIN_LENGTH or not all("!" <= character <= "~" for character in key):
            raise ValueError(
                f"{setting} must be {_MIN_LENGTH} or more printable ASCII characters without "
                "spaces, so that nobody guesses it; `openssl rand -hex 16` makes one."
            )
        self._key = key.encode("ascii")

    def matches(self, sent: str) -> bool:
        """Whether a request came from the edge: compared in a time that does not tell how much of
        the key was right."""
        return compare_digest(self._key, sent.encode("utf-8", "replace"))

    def __repr__(self) -> str:
        return "EdgeCacheKey(…)"
