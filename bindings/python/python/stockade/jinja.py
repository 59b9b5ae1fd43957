"""Nonces in Jinja templates, whatever renders them.

::

    environment = Environment(autoescape=True, extensions=["stockade.jinja.NonceExtension"])

gives every template `{{ csp_nonce }}` and `{{ csp_nonce_attr() }}`::

    <script {{ csp_nonce_attr() }}>…</script>

Both are globals, so that macros imported without context have them too, and both look for the nonce
when they are printed: a `{% set %}` in an imported template, whose variables Jinja keeps for all
later requests, keeps no nonce with them.

Flask and Django's Jinja2 backend have more to offer: see `stockade.flask` and
`stockade.django.jinja2`.
"""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from stockade.nonce import current_nonce

__all__ = ["NonceAttribute", "NonceExtension", "ResponseNonce", "csp_nonce_attr", "nonce_for"]

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


class NonceExtension(Extension):
    """Adds `csp_nonce` and `csp_nonce_attr()` to an environment's globals."""

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
