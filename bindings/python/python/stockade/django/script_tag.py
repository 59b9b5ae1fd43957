"""django-csp's block tag `{% script %}…{% endscript %}`, for templates that were written for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList, TemplateSyntaxError, VariableDoesNotExist
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from stockade.django.markup import first_tag
from stockade.django.template_nonce import nonce_for
from stockade.faults import report_fault

__all__ = ["script"]

# The order in which django-csp prints attributes; others follow as they are written.
_ATTRIBUTE_ORDER = ("id", "src", "type", "async", "defer", "integrity", "nomodule")


def script(parser: Parser, token: Token) -> ScriptNode:
    """An inline script, or one loaded from `src`, with the nonce::

        {% script type="module" %}start();{% endscript %}
        {% script src=bundle_url defer=True %}{% endscript %}

    Attribute values are template expressions and are escaped. True prints the bare attribute; False
    and None print none (django-csp prints `async=false`, which to a browser means `async`). With a
    `src` the block's content is left out. The content may be wrapped in a `<script>` of its own,
    for the sake of editors: that one is not printed.
    """
    tag_name, *rest = token.split_contents()
    attributes = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(
            f'{{% {tag_name} %}} takes attributes only, as in type="module", not {rest[0]!r}.'
        )
    if "nonce" in attributes:
        raise TemplateSyntaxError(f"{{% {tag_name} %}} adds the nonce itself: leave out `nonce=`.")
    content = parser.parse((f"end{tag_name}",))
    parser.delete_first_token()
    return ScriptNode(content, attributes)


class ScriptNode(Node):
    """Holds what the template says and nothing of any rendering: threads share it."""

    def __init__(self, content: NodeList, attributes: dict[str, FilterExpression]) -> None:
        self.nodelist = content
        known = {name: attributes[name] for name in _ATTRIBUTE_ORDER if name in attributes}
        self.attributes = known | attributes

    def render(self, context: Context) -> SafeString:
        attributes = {
            "nonce": nonce_for(context),
            **{name: self._resolve(name, context) for name in self.attributes},
        }
        content = mark_safe("" if attributes.get("src") else self._content(context))
        return format_html("<script{}>{}</script>", _printed(attributes), content)

    def _resolve(self, name: str, context: Context) -> Any:
        expression = self.attributes[name]
        value = expression.resolve(context, ignore_failures=True)
        if value is None and expression.is_var and not _is_defined(expression, context):
            problem = TemplateSyntaxError(
                f"{{% script {name}={expression} %}}: {expression} is undefined here, "
                f"so the attribute is left out. If it is meant as text, put it in quotes: "
                f'{name}="{expression}".'
            )
            report_fault(problem, development=settings.DEBUG)
        return value

    def _content(self, context: Context) -> str:
        content = self.nodelist.render(context).strip()
        wrapper = first_tag(content)
        end_tag = "</script>"
        if wrapper and wrapper.name == "script" and content.lower().endswith(end_tag):
            return content[wrapper.end : -len(end_tag)].strip()
        return content


def _is_defined(expression: FilterExpression, context: Context) -> bool:
    try:
        expression.var.resolve(context)
    except VariableDoesNotExist:
        return False
    return True


def _printed(attributes: dict[str, Any]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in attributes.items()
            if value is not None and value is not False
        ),
    )
