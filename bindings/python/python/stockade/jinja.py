"""Nonces and hashes in Jinja templates, whatever renders them.

::

    environment = Environment(autoescape=True, extensions=["stockade.jinja.NonceExtension"])

gives every template `{{ csp_nonce }}` and `{{ csp_nonce_attr() }}`::

    <script {{ csp_nonce_attr() }}>…</script>

Both are globals, so that macros imported without context have them too, and both look for the nonce
when they are printed: a `{% set %}` in an imported template, whose variables Jinja keeps for all
later requests, keeps no nonce with them.

A script that is the same for every visitor needs no nonce. Its hash allows it, on this page::

    {% csp_script %}…{% endcsp_script %}
    {% csp_style %}…{% endcsp_style %}

Flask and Django's Jinja2 backend have more to offer: see `stockade.flask` and
`stockade.django.jinja2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from jinja2 import Environment, nodes, pass_context
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup

from stockade.hash_blocks import TAGS, HashBlock, HashBlockError, data_in_block
from stockade.nonce import LazyNonce, current_nonce
from stockade.serving.inline_hashes import InlineHash, Kind

__all__ = [
    "HashBlockExtension",
    "NonceAttribute",
    "NonceExtension",
    "ResponseNonce",
    "csp_nonce_attr",
    "nonce_for",
]

FindNonce = Callable[[], object | None]


class ResponseNonce:
    """The global `csp_nonce`: prints the nonce of whatever response is being made.

    `find` returns that nonce, or None where there is none; then nothing is printed.
    """

    __slots__ = ("find",)

    def __init__(self, find: FindNonce) -> None:
        self.find = find

    def __call__(self) -> ResponseNonce:
        """`{{ csp_nonce() }}`, as templates written for flask-talisman have it."""
        return self

    def __str__(self) -> str:
        nonce = self.find()
        return "" if nonce is None else str(nonce)

    def __html__(self) -> Markup:
        return Markup.escape(str(self))

    def __bool__(self) -> bool:
        """False until the nonce is first printed, as everywhere in Stockade and Django."""
        return bool(self.find())


class NonceAttribute:
    """What `csp_nonce_attr()` returns: prints `nonce="…"`, or nothing where there is no nonce."""

    __slots__ = ("_find",)

    def __init__(self, find: FindNonce) -> None:
        self._find = find

    def __str__(self) -> str:
        nonce = self._find()
        return "" if nonce is None else Markup('nonce="{}"').format(nonce)

    __html__ = __str__


class HashBlockExtension(Extension):
    """Adds `{% csp_script %}` and `{% csp_style %}` to the language of an environment."""

    tags = set(TAGS)

    def parse(self, parser: Parser) -> nodes.Node:
        """Called by Jinja with the parser at the tag's name."""
        token = next(parser.stream)
        tag: str = token.value
        try:
            attributes = list(_attributes(tag, parser))
            content = parser.parse_statements((f"name:end{tag}",), drop_needle=True)
            block = HashBlock.make(tag, "".join(_texts(tag, content)), attributes)
        except HashBlockError as error:
            parser.fail(str(error), token.lineno)
        arguments = [nodes.Const(part) for part in (block.html, *block.inline_hash)]
        call = self.call_method("_print", [nodes.ContextReference(), *arguments])
        return nodes.Output([call]).set_lineno(token.lineno)

    def _print(self, context: Context, html: str, kind: Kind, source: str) -> Markup:
        block = HashBlock(html, InlineHash(kind, source))
        return Markup(block.print_with(_response_nonce(context)))  # noqa: S704


class NonceExtension(HashBlockExtension):
    """Adds `csp_nonce` and `csp_nonce_attr()` to an environment's globals, and the blocks
    `{% csp_script %}` and `{% csp_style %}` to its language."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["csp_nonce"] = ResponseNonce(current_nonce.get)
        environment.globals["csp_nonce_attr"] = csp_nonce_attr


@pass_context
def csp_nonce_attr(context: Context) -> NonceAttribute:
    """`nonce="…"`, as an attribute of a `script`, `style` or `link` element."""
    return NonceAttribute(lambda: nonce_for(context))


def nonce_for(context: Context) -> object | None:
    """The nonce that a template prints: the one it was rendered with, else the response's."""
    nonce: object | None = context.get("csp_nonce")
    return nonce.find() if isinstance(nonce, ResponseNonce) else nonce


def _response_nonce(context: Context) -> object | None:
    """The nonce that tells the middleware about hashes. A view may have rendered the template with
    a text in its place."""
    nonce = nonce_for(context)
    if isinstance(nonce, LazyNonce):
        return nonce
    known = context.environment.globals.get("csp_nonce")
    return known.find() if isinstance(known, ResponseNonce) else None


def _attributes(tag: str, parser: Parser) -> Iterator[tuple[str, str | None]]:
    """What stands in the tag behind its name, as `type="module" data-part="menu"`."""
    stream = parser.stream
    while stream.current.type != "block_end":
        name = stream.expect("name").value
        while stream.skip_if("sub"):
            name += f"-{stream.expect('name').value}"
        value = None
        if stream.skip_if("assign"):
            if stream.current.type != "string":
                raise HashBlockError(
                    f"{{% {tag} {name}=… %}}: an attribute's value is a text in quotes, as in "
                    'type="module". A variable would be data, which the hash cannot know.'
                )
            value = next(stream).value
        yield name, value


def _texts(tag: str, content: Iterable[nodes.Node]) -> Iterator[str]:
    for node in content:
        if not isinstance(node, nodes.Output):
            raise data_in_block(tag, f"a tag ({{% … %}}) in line {node.lineno}")
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                raise data_in_block(tag, f"an expression ({{{{ … }}}}) in line {part.lineno}")
            yield part.data
