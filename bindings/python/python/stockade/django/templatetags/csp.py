"""The template tags: with `{% load csp %}`, or in every template by the setting

::

    TEMPLATES = [{…, "OPTIONS": {"builtins": ["stockade.django.templatetags.csp"], …}}]

| written | printed |
|---|---|
| `<script {% csp_nonce_attr %}>` | `<script nonce="…">` |
| `{% csp_nonce_attr form.media %}` | the form's scripts and stylesheets, each with the nonce |
| `{% csp_nonce %}`, `{% csp_media form.media %}` | the same two, as tags of their own |
| `{{ form.media\\|with_nonce:csp_nonce }}` | the same media, as a filter |
| `{% script %}…{% endscript %}` | django-csp's block tag |
| `{% csp_script %}…{% endcsp_script %}` | an inline script that its hash allows, without a nonce |
| `{% csp_style %}…{% endcsp_style %}` | the same for a style |
| `{% csp_cache 500 menu %}…{% endcsp_cache %}` | a stored fragment, with each response's nonce |

The first two are Django 6.1's and print the same bytes. The tags can end with `as variable`. They
also work where a template is handed neither `csp_nonce` nor the request: in inclusion tags, after
`{% include … only %}` and in the templates of form widgets. Without the middleware they print
what the page would have without them.

Django does not recognise a tag that is split over several lines: `{%` and `%}` must stand on one.
"""

from __future__ import annotations

from django.template import Context, Library, Node, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape

from stockade.django.fragment_cache import csp_cache
from stockade.django.hash_blocks import hash_block
from stockade.django.media import render_media_or_report
from stockade.django.script_tag import script
from stockade.django.template_nonce import nonce_attribute, nonce_for

register = Library()

register.tag("script", script)
register.tag("csp_cache", csp_cache)
register.tag("csp_script", hash_block)
register.tag("csp_style", hash_block)


@register.tag
def csp_nonce_attr(parser: Parser, token: Token) -> Node:
    """The attribute `nonce="…"`; with form media as argument, its tags with that attribute."""
    arguments, variable = _read_arguments(token)
    if not arguments:
        return NonceAttributeNode(variable)
    return _media_node(parser, token, arguments, variable)


@register.tag
def csp_nonce(parser: Parser, token: Token) -> Node:
    """The attribute `nonce="…"`."""
    arguments, variable = _read_arguments(token)
    if arguments:
        raise TemplateSyntaxError(
            f"{{% csp_nonce %}} takes no argument, not {arguments[0]!r}. For form media there is "
            "{% csp_media form.media %}."
        )
    return NonceAttributeNode(variable)


@register.tag
def csp_media(parser: Parser, token: Token) -> Node:
    """The scripts and stylesheets of form media, each with the nonce."""
    arguments, variable = _read_arguments(token)
    return _media_node(parser, token, arguments, variable)


@register.filter
def with_nonce(media: object, nonce: object | None) -> str:
    """`{{ form.media|with_nonce:csp_nonce }}`: the media's tags, each with that nonce.

    It needs `csp_nonce` in the context: where that is missing (in an inclusion tag, a widget
    template, or without the context processor) Django raises VariableDoesNotExist, as for every
    undefined filter argument. `{% csp_media %}` works there.
    """
    return render_media_or_report(media, nonce, "{{ …|with_nonce:… }}")


class _ValueNode(Node):
    """Prints a value, or keeps it in a variable: what Django's `simple_tag` does."""

    def __init__(self, variable: str | None) -> None:
        self.variable = variable

    def render(self, context: Context) -> str:
        value = self.value(context)
        if self.variable is not None:
            context[self.variable] = value
            return ""
        return conditional_escape(value) if context.autoescape else value

    def value(self, context: Context) -> str:
        raise NotImplementedError


class NonceAttributeNode(_ValueNode):
    def value(self, context: Context) -> str:
        return nonce_attribute(nonce_for(context))


class MediaNode(_ValueNode):
    def __init__(self, tag_name: str, media: FilterExpression, variable: str | None) -> None:
        super().__init__(variable)
        self.tag_name = tag_name
        self.media = media

    def value(self, context: Context) -> str:
        media = self.media.resolve(context, ignore_failures=True)
        return render_media_or_report(media, nonce_for(context), self)

    def __str__(self) -> str:
        tag = f"{{% {self.tag_name} {self.media} %}}"
        if self.origin is None or self.token is None:
            return tag
        template = self.origin.template_name or "a template"
        return f"{tag} in {template!s}, line {self.token.lineno},"


def _read_arguments(token: Token) -> tuple[list[str], str | None]:
    """What stands after the tag's name: arguments, then perhaps `as variable`."""
    _, *arguments = token.split_contents()
    if len(arguments) >= 2 and arguments[-2] == "as":
        return arguments[:-2], arguments[-1]
    return arguments, None


def _media_node(
    parser: Parser, token: Token, arguments: list[str], variable: str | None
) -> MediaNode:
    tag_name = token.contents.split()[0]
    if len(arguments) != 1:
        raise TemplateSyntaxError(
            f"{{% {tag_name} %}} takes one argument, as in {{% {tag_name} form.media %}}, "
            f"not {len(arguments)}."
        )
    # As a `simple_tag`, Django's own tag can also be given its argument by name.
    expression = parser.compile_filter(arguments[0].removeprefix("media="))
    return MediaNode(tag_name, expression, variable)
