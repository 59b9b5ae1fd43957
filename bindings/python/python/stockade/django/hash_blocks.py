"""The template tags `{% csp_script %}` and `{% csp_style %}`."""

from __future__ import annotations

import re

from django.template import Context, Node, TemplateSyntaxError
from django.template.base import Parser, TextNode, Token, VariableNode
from django.template.defaulttags import VerbatimNode
from django.utils.safestring import SafeString, mark_safe

from stockade.django.template_nonce import nonce_for
from stockade.hash_blocks import HashBlock, HashBlockError, data_in_block
from stockade.nonce import LazyNonce, current_nonce

__all__ = ["hash_block"]

_ATTRIBUTE = re.compile(r"""(?P<name>[^\s=]+)(?:=(?P<quote>["'])(?P<value>.*)(?P=quote))?""")


def hash_block(parser: Parser, token: Token) -> HashBlockNode:
    """A script or a style that its hash allows, so that the page needs no nonce for it::

        {% csp_script type="module" %}start();{% endcsp_script %}
        {% csp_style media="print" %}nav { display: none }{% endcsp_style %}

    Only text may stand in it; `{% verbatim %}` makes text of braces.
    """
    tag, *arguments = token.split_contents()
    content = parser.parse((f"end{tag}",))
    parser.delete_first_token()
    try:
        text = "".join(_text(tag, node) for node in content)
        attributes = [_attribute(tag, argument) for argument in arguments]
        return HashBlockNode(HashBlock.make(tag, text, attributes))
    except HashBlockError as error:
        raise TemplateSyntaxError(str(error)) from error


class HashBlockNode(Node):
    """Holds what the template says and nothing of any rendering: threads share it."""

    def __init__(self, block: HashBlock) -> None:
        self.block = block

    def render(self, context: Context) -> SafeString:
        nonce = nonce_for(context)
        if not isinstance(nonce, LazyNonce):  # A view may hand over the text of its nonce.
            nonce = current_nonce.get()
        return mark_safe(self.block.print_with(nonce))


def _text(tag: str, node: Node) -> str:
    if type(node) is TextNode:
        return node.s
    if type(node) is VerbatimNode:
        return node.content
    written = node.token.contents if node.token else type(node).__name__
    is_variable = isinstance(node, VariableNode)
    raise data_in_block(tag, f"{{{{ {written} }}}}" if is_variable else f"{{% {written} %}}")


def _attribute(tag: str, argument: str) -> tuple[str, str | None]:
    found = _ATTRIBUTE.fullmatch(argument)
    if found is None:
        raise HashBlockError(
            f"{{% {tag} {argument} %}}: an attribute's value is a text in quotes, as in "
            'type="module". A variable would be data, which the hash cannot know.'
        )
    return found["name"], found["value"]
