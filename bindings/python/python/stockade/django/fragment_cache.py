"""Keeps nonces out of `{% cache %}` fragments.

A stored fragment would print the nonce of the response it was made for in every later response,
whose header has another: its scripts would be blocked. So a fragment that printed a nonce is an
error in development, and in production it is made anew for each response instead of being stored.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.conf import settings
from django.template import Context, NodeList
from django.templatetags.cache import CacheNode
from django.utils.safestring import SafeString

from stockade.django.template_nonce import nonce_for
from stockade.faults import report_fault
from stockade.nonce import LazyNonce

__all__ = ["CachedNonceError", "install"]


class CachedNonceError(RuntimeError):
    """A `{% cache %}` fragment printed the response's nonce."""


def install() -> None:
    """Make Django's `{% cache %}` tag refuse to store nonces. Does nothing the second time."""
    node_class: Any = CacheNode
    node_class.render = _render


class _NotToBeStored(Exception):
    """Carries a fragment past the storing in Django's `CacheNode.render`."""

    def __init__(self, fragment: SafeString) -> None:
        self.fragment = fragment


class _WatchedContent:
    """The content of a `{% cache %}` block. Django renders it where it found nothing stored."""

    def __init__(self, content: NodeList, fragment_name: str) -> None:
        self.content = content
        self.fragment_name = fragment_name

    def render(self, context: Context) -> SafeString:
        nonce = nonce_for(context)
        reads = getattr(nonce, "reads", 0)
        fragment = self.content.render(context)
        if getattr(nonce, "reads", 0) == reads and not _stands_in(fragment, nonce):
            return fragment
        report_fault(
            CachedNonceError(
                f"The fragment {{% cache … {self.fragment_name} %}} printed this response's CSP "
                "nonce. Stored, it would print the same nonce in later responses, where browsers "
                "block it. Move what carries the nonce out of the {% cache %} block, for instance "
                "into a static file. In production the fragment is not stored."
            ),
            development=settings.DEBUG,
        )
        raise _NotToBeStored(fragment)


def _stands_in(fragment: str, nonce: object | None) -> bool:
    """Finds a nonce that counts no readings: Django's own, or a view's `str(request.csp_nonce)`."""
    value = nonce.value if isinstance(nonce, LazyNonce) else str(nonce) if nonce else None
    return value is not None and value in fragment


_django_render = CacheNode.render


def _render(node: CacheNode, context: Context) -> Any:
    # All threads share the node, so the content is watched in a copy of it.
    watched: Any = copy(node)
    watched.nodelist = _WatchedContent(node.nodelist, node.fragment_name)
    try:
        return _django_render(watched, context)
    except _NotToBeStored as left:
        return left.fragment
