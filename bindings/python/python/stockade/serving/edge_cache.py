"""Pages with nonces in a cache at the edge, such as nginx or a content delivery network's worker.

An edge that knows the application's key gets pages with nonces in a form that it may store: each
response tells it, in a header that it must remove, which nonce to replace by a fresh one for every
visitor. Everybody else gets `Cache-Control: private`, as always.
"""

from __future__ import annotations

from stockade._core import EdgeCacheKey

__all__ = ["KEY_HEADER", "PLACEHOLDER_HEADER", "EdgeCacheKey"]

#: The request header in which an edge cache sends its key.
KEY_HEADER = "CSP-Edge-Key"
#: The response header that tells an edge cache what to replace.
PLACEHOLDER_HEADER = "CSP-Nonce-Placeholder"
