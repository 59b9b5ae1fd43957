"""The nonce and the hash blocks in an app's templates, and `request.csp_nonce`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from jinja2 import Template
from markupsafe import Markup

from stockade.flask.exchange import current_exchange
from stockade.jinja import HashBlockExtension, ResponseNonce, csp_nonce_attr
from stockade.nonce import LazyNonce
from stockade.serving.exchange import KEY, Exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from jinja2.environment import TemplateModule
    from jinja2.runtime import Context

    from stockade.serving.inline_hashes import Kind

__all__ = ["FlaskNonce", "csp_nonce", "install", "subclass"]


class FlaskNonce(ResponseNonce):
    """A nonce that also behaves as the text and the function that flask-talisman's users know.

    It is true wherever there is a nonce to print, so that `{% if csp_nonce %}` and
    `{% if csp_nonce() %}` are. Asking does not make the nonce.
    """

    __slots__ = ()

    def __html__(self) -> Markup:
        # `find` finds a LazyNonce here: base64url, which needs no escaping in HTML.
        return Markup(str(self))  # noqa: S704

    def __bool__(self) -> bool:
        return self.find() is not None

    def allow_inline(self, kind: Kind, content: str) -> None:
        """Allow the inline script or style with exactly this text on the page being made: see
        `LazyNonce.allow_inline`. Does nothing where Stockade does not answer the request."""
        nonce = self.find()
        if isinstance(nonce, LazyNonce):
            nonce.allow_inline(kind, content)

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __len__(self) -> int:
        return len(str(self))

    def __add__(self, other: str) -> str:
        return str(self) + other

    def __radd__(self, other: str) -> str:
        return other + str(self)


def _current_nonce() -> LazyNonce | None:
    exchange = current_exchange()
    return None if exchange is None else exchange.nonce


def _nonce_of(environ: WSGIEnvironment) -> LazyNonce | None:
    exchange: Exchange | None = environ.get(KEY)
    return None if exchange is None else exchange.nonce


#: The nonce of the request being answered; prints nothing outside any request.
csp_nonce = FlaskNonce(_current_nonce)


def install(app: Flask) -> None:
    """Give the app's templates the two names and the two blocks, and its requests `csp_nonce`."""
    environment = app.jinja_env
    environment.add_extension(HashBlockExtension)
    environment.globals.update(csp_nonce=csp_nonce, csp_nonce_attr=csp_nonce_attr)
    environment.template_class = subclass(_FreshModules, environment.template_class)
    app.request_class = subclass(_NonceRequest, app.request_class)


def subclass(mixin: type, base: type) -> Any:
    """`base` with what `mixin` adds, under the name by which its users know it."""
    return type(base.__name__, (mixin, base), {"__module__": base.__module__})


class _NonceRequest(Request):
    @property
    def csp_nonce(self) -> FlaskNonce:
        """The nonce of the response to this request, under flask-talisman's name for it."""
        return FlaskNonce(partial(_nonce_of, self.environ))


class _FreshModules(Template):
    """Keeps no nonce, and no hash block, in the variables of an imported template.

    Jinja evaluates a template that is imported without context once, and its variables then serve
    all requests. If the evaluation itself printed the nonce, as in

        {% set attribute %}nonce="{{ csp_nonce }}"{% endset %}

    the variables are those of one request: they are used for it, and not kept.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is not None or _brings_globals(self, ctx):
            return super()._get_default_module(ctx)
        nonce = _current_nonce()
        if nonce is None:  # Nothing will show whether the template wanted to print it.
            return self.make_module()
        before = nonce.reads, len(nonce.allowed)
        module = self.make_module()
        if (nonce.reads, len(nonce.allowed)) == before:
            self._module = module
        return module


def _brings_globals(template: Template, ctx: Context | None) -> bool:
    """Whether the importing template has globals of its own: Jinja keeps no module then."""
    return ctx is not None and bool(ctx.globals_keys - template.globals.keys())
