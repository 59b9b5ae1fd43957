"""What rewritten templates say. The library is a builtin of the engines that compile them, and is
not in `templatetags`, so nobody can load it.

| in the package's file | as it is compiled |
|---|---|
| `<script src=…>` | `<script{% stockade_nonce %} src=…>` |
| `<link href="{% static "a.css" %}"` | `<link{% stockade_nonce "imported.css" %} href=…` |
| `{{ form.media }}` | `{% stockade_media form.media "own-static" %}` |
| `{% csp_nonce_attr form.media %}` | `{% stockade_media form.media "own-static" "nonced" %}` |

Without a nonce they print what the file would print.
"""

from __future__ import annotations

from typing import Any

from django.forms.widgets import Media
from django.template import Context, Library, Node
from django.template.base import FilterExpression, Parser, Token, TokenType, VariableNode
from django.utils.html import format_html

from stockade.django.assets import MediaAsset
from stockade.django.media import MayHaveNonce, render_media
from stockade.django.named_templates.current import named_templates, package_of_origin
from stockade.django.named_templates.media_trust import MediaTrust, no_asset
from stockade.django.request_nonce import RequestNonce
from stockade.django.template_nonce import nonce_for

register = Library()

_DJANGOS_TAG = "csp_nonce_attr"


@register.tag
def stockade_nonce(parser: Parser, token: Token) -> Node:
    """The nonce as an attribute, with a space before it.

    For a style sheet that imports others, these are named.
    """
    _, *imports = token.split_contents()
    return NonceNode(tuple(name.strip('"') for name in imports))


@register.tag
def stockade_media(parser: Parser, token: Token) -> Node:
    """Form media, in which the trust in the package decides about each asset.

    What turns out to be no media is printed as `{{ … }}` prints it; or, if it was the argument of
    Django's own tag, as that one prints it.
    """
    _, variable, mode, *nonced = token.split_contents()
    media = parser.compile_filter(variable)
    may_have = _may_have(parser, mode.strip("\"'"))
    if nonced:
        return NoncedMediaNode(media, may_have, _compile_djangos_tag(parser, token, variable))
    expression: Any = MediaExpression(media, may_have)
    return VariableNode(expression)


class NonceNode(Node):
    def __init__(self, imports: tuple[str, ...]) -> None:
        self._imports = imports

    def render(self, context: Context) -> str:
        nonce = nonce_for(context)
        if nonce is None:
            return ""
        if self._imports and isinstance(nonce, RequestNonce):
            nonce.imported_styles += self._imports
        return format_html(' nonce="{}"', nonce)


class MediaExpression:
    """Stands in for the expression in `{{ form.media }}`: Django's node prints what it yields."""

    def __init__(self, media: FilterExpression, may_have: MayHaveNonce) -> None:
        self._media = media
        self._may_have = may_have

    def resolve(self, context: Context, ignore_failures: bool = False) -> object:
        value = self._media.resolve(context, ignore_failures)
        nonce = nonce_for(context)
        if nonce is None or not isinstance(value, Media | MediaAsset):
            return value
        return render_media(value, nonce, self._may_have)

    def __str__(self) -> str:
        return str(self._media)


class NoncedMediaNode(Node):
    """Stands in for `{% csp_nonce_attr form.media %}`, which gives the nonce to every asset."""

    def __init__(self, media: FilterExpression, may_have: MayHaveNonce, djangos_node: Node) -> None:
        self._media = media
        self._may_have = may_have
        self._djangos_node = djangos_node

    def render(self, context: Context) -> str:
        nonce = nonce_for(context)
        if nonce is not None:
            value = self._media.resolve(context, ignore_failures=True)
            if isinstance(value, Media | MediaAsset):
                return render_media(value, nonce, self._may_have)
        return str(self._djangos_node.render_annotated(context))


def _may_have(parser: Parser, mode: str) -> MayHaveNonce:
    named, origin = named_templates(), parser.origin
    package = named and origin and package_of_origin(named, origin)
    return MediaTrust(mode, package.name) if package else no_asset


def _compile_djangos_tag(parser: Parser, token: Token, variable: str) -> Node:
    original = Token(TokenType.BLOCK, f"{_DJANGOS_TAG} {variable}", token.position, token.lineno)
    if _DJANGOS_TAG not in parser.tags:
        parser.invalid_block_tag(original, _DJANGOS_TAG)
    node: Any = parser.tags[_DJANGOS_TAG](parser, original)
    # What the parser does for the nodes that it compiles itself.
    node.token, node.origin = original, parser.origin
    compiled: Node = node
    return compiled
