"""Nonces in cached fragments of templates.

A stored fragment would print the nonce of the response it was made for in every later response,
whose header has another: its scripts would be blocked. So a `{% cache %}` fragment that printed a
nonce is an error in development, and in production it is made anew for each response instead of
being stored. The same holds for inline blocks, whose hashes only that header has.

`{% csp_cache %}` stores such fragments, with holes where the nonce stood: see
`stockade.serving.holes`.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.conf import settings
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.templatetags.cache import CacheNode
from django.utils.safestring import SafeString, mark_safe

from stockade.django.template_nonce import nonce_for
from stockade.faults import logger, report_fault
from stockade.nonce import LazyNonce
from stockade.serving.holes import HolesError, Printed, Stored, fill_holes, make_holes

__all__ = ["CachedNonceError", "csp_cache", "install"]

_END = "endcsp_cache"


class CachedNonceError(RuntimeError):
    """A fragment printed the response's nonce, or an inline block, and cannot be stored."""


def install() -> None:
    """Make Django's `{% cache %}` tag refuse to store nonces. Does nothing the second time."""
    node_class: Any = CacheNode
    node_class.render = _render


class HoledCacheNode(CacheNode):
    """A `{% csp_cache %}` block."""


def csp_cache(parser: Parser, token: Token) -> CacheNode:
    """`{% csp_cache timeout name vary on … using="alias" %}…{% endcsp_cache %}`: Django's
    `{% cache %}`, with the same arguments and under the same keys, for fragments that print the
    nonce or have inline blocks."""
    content = parser.parse((_END,))
    parser.delete_first_token()
    tag, *arguments = token.split_contents()
    alias = None
    if len(arguments) > 2 and arguments[-1].startswith("using="):
        alias = parser.compile_filter(arguments.pop().removeprefix("using="))
    if len(arguments) < 2:
        raise TemplateSyntaxError(
            f"{{% {tag} %}} needs a time in seconds and a name, as in {{% {tag} 500 menu %}}."
        )
    timeout, name, *vary_on = arguments
    return HoledCacheNode(
        content,
        parser.compile_filter(timeout),
        name,
        [parser.compile_filter(value) for value in vary_on],
        alias,
    )


class _NotToBeStored(Exception):
    """Carries a fragment past the storing in Django's `CacheNode.render`."""

    def __init__(self, fragment: SafeString) -> None:
        self.fragment = fragment


class _WatchedContent:
    """The content of a block. Django renders it where it found nothing stored, and stores what it
    gets."""

    def __init__(self, node: CacheNode) -> None:
        self.content: NodeList = node.nodelist
        self.fragment_name = node.fragment_name
        self.keeps_holes = isinstance(node, HoledCacheNode)
        #: What was made, where something else is stored.
        self.fragment: SafeString | None = None

    def render(self, context: Context) -> Any:
        nonce = nonce_for(context)
        if not isinstance(nonce, LazyNonce):
            return self._render_without_holes(context, nonce)
        printed = Printed.from_now(nonce)
        fragment = self.content.render(context)
        stands_in_it = nonce.value is not None and nonce.value in fragment
        if not (printed.times or printed.hashes or stands_in_it):
            return fragment
        self.fragment = fragment
        return self._blanked(fragment, printed) if self.keeps_holes else self._refuse(fragment)

    def _render_without_holes(self, context: Context, nonce: object | None) -> SafeString:
        """Where there is no nonce, or another one than Stockade's (such as a view's text), nothing
        can be followed."""
        fragment = self.content.render(context)
        if nonce and str(nonce) in fragment:
            return self._refuse(fragment)
        if self.keeps_holes:
            # In a mail or a command nothing prints a nonce. Pages would get it without.
            raise _NotToBeStored(fragment)
        return fragment

    def _blanked(self, fragment: SafeString, printed: Printed) -> Any:
        nonce = printed.nonce
        if getattr(nonce, "is_finished", False):
            # The body is being streamed. Whoever read its beginning knows the nonce, and may have
            # sent it back in data that stands here.
            raise _NotToBeStored(fragment)
        try:
            pieces = make_holes(fragment, nonce.value, printed.times)
        except HolesError as reason:
            return self._refuse(fragment, str(reason))
        return Stored(None, pieces, printed.hashes).pack()

    def _refuse(self, fragment: SafeString, reason: str = "") -> SafeString:
        report_fault(CachedNonceError(self._complaint(reason)), development=settings.DEBUG)
        raise _NotToBeStored(fragment)

    def _complaint(self, reason: str) -> str:
        name = self.fragment_name
        if self.keeps_holes and reason:
            return (
                f"The fragment {{% csp_cache … {name} %}} cannot be stored: {reason}. In "
                "production it is made anew for each response."
            )
        if self.keeps_holes:
            return (
                f"The fragment {{% csp_cache … {name} %}} printed a nonce that a view or another "
                "package put into the context. Let it print Stockade's `csp_nonce`, which the "
                "context processor provides. In production the fragment is not stored."
            )
        return (
            f"The fragment {{% cache … {name} %}} printed this response's CSP nonce or an inline "
            "block. Stored, it would print the same nonce in later responses, and browsers would "
            f"block it. Write {{% csp_cache … {name} %}}…{{% endcsp_cache %}} with the same "
            "arguments, which gives each response its own. In production the fragment is not "
            "stored."
        )


_django_render = CacheNode.render


def _render(node: CacheNode, context: Context) -> Any:
    # All threads share the node, so the content is watched in a copy of it.
    watched: Any = copy(node)
    content = watched.nodelist = _WatchedContent(node)
    try:
        value = _django_render(watched, context)
    except _NotToBeStored as left:
        return left.fragment
    if content.fragment is not None:
        return content.fragment
    try:
        stored = Stored.unpack(value)
        return value if stored is None else _filled(stored, context)
    except HolesError as reason:
        logger.error("The fragment %r in the cache is not used: %s.", node.fragment_name, reason)
        return node.nodelist.render(context)


def _filled(stored: Stored, context: Context) -> SafeString:
    nonce = nonce_for(context)
    if not isinstance(nonce, LazyNonce):
        raise HolesError("there is no response whose nonce it could print")
    fragment = fill_holes(stored.pieces, nonce)
    if not isinstance(fragment, str):
        raise HolesError("it is no text")
    for inline in stored.hashes:
        nonce.allow(inline)
    return mark_safe(fragment)
