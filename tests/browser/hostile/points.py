"""Every point in Django's templates that prints data, marked in the pages.

Each node of a compiled template is asked to render itself by one method, which is wrapped here: the
templates, their inheritance and their tags are the real ones, and so is what surrounds the point.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template import Context, Node, Template
from django.template.base import FilterExpression, TextNode, TokenType, Variable, VariableNode
from django.templatetags.i18n import BlockTranslateNode
from django.utils.safestring import SafeString

from hostile.marked_pages import marked


def install() -> None:
    """From now on, what templates print has marks around what comes from data."""
    render = Node.render_annotated

    def render_annotated(node: Node, context: Context) -> Any:
        output = render(node, context)
        if not _prints_data(node):
            return output
        return SafeString(marked(_name(node), str(output), escaped=context.autoescape))

    patched: Any = Node
    patched.render_annotated = render_annotated


def points_of(template: Template) -> set[str]:
    """The names of all points that a template has."""
    return {_name(node) for node in template.nodelist.get_nodes_by_type(Node) if _prints_data(node)}


def _name(node: Node) -> str:
    """Where it is: `admin/base.html:12:title`."""
    assert node.origin is not None
    assert node.token is not None
    return f"{node.origin.template_name!s}:{node.token.lineno}:{node.token.contents}"


def _prints_data(node: Node) -> bool:
    """Whether it prints anything that the template's author has not written, by itself."""
    if isinstance(node, TextNode) or node.token is None or any(_inner_nodes(node)):
        return False
    if node.token.contents.startswith("stockade_media "):
        return False  # the tags of widgets: whoever writes those needs no point to print at
    if isinstance(node, BlockTranslateNode):
        return any(token.token_type == TokenType.VAR for token in [*node.singular, *node.plural])
    if isinstance(node, VariableNode):
        # What the parent's block prints is marked there.
        is_parent = str(node.filter_expression) == "block.super"
        return not is_parent and _has_variable(node.filter_expression)
    return _has_variable(list(vars(node).values()))


def _inner_nodes(node: Node) -> Iterator[object]:
    """The nodes that it is made of; it may include another template, too."""
    if hasattr(node, "filename") or type(node).__name__ == "IncludeNode":
        yield node
    for name in node.child_nodelists:
        yield from getattr(node, name, None) or ()


def _has_variable(part: object) -> bool:
    """Whether a value from the context is in there."""
    if isinstance(part, FilterExpression):
        arguments = [argument for _, given in part.filters for _, argument in given]
        return _has_variable([part.var, *arguments])
    if isinstance(part, Variable):
        return part.literal is None and not part.translate
    if isinstance(part, dict):
        return any(map(_has_variable, part.values()))
    return isinstance(part, list | tuple) and any(map(_has_variable, part))
