"""Debug mode: says what a browser will block on the pages of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, Response, request
from flask.signals import request_finished, template_rendered
from werkzeug.wsgi import get_current_url

from stockade.page_check import warnings
from stockade.pages import Head
from stockade.serving.exchange import Exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["review", "warnings", "watch"]

#: Where the request's environment has the template that was rendered last, and the page.
_TEMPLATE = "stockade.flask.template"
_PAGE = "stockade.flask.page"


class _Page(NamedTuple):
    """A response that Flask has made, and what it is made of."""

    response: Response
    source: str


def watch(app: Flask) -> None:
    """Have Flask tell about the pages that it makes. More than once is as good as once."""
    template_rendered.connect(_note_template, app)
    request_finished.connect(_note_page, app)


def review(
    exchange: Exchange, environ: WSGIEnvironment, status: str, headers: list[tuple[str, str]]
) -> None:
    """Warn about the page that is sent with these headers. A stream is left alone."""
    page: _Page | None = environ.pop(_PAGE, None)
    if page is None or page.response.is_streamed or page.response.direct_passthrough:
        return
    head = Head(
        environ["REQUEST_METHOD"], get_current_url(environ), int(status[:3]), tuple(headers)
    )
    body = page.response.get_data()
    warnings.review(head, body, exchange.served.policies, lambda: page.source)


def _note_template(app: Flask, *, template: Any, **signal: Any) -> None:
    if request:
        # The template of a page is the last: those of its parts are rendered while it is.
        request.environ[_TEMPLATE] = template.name


def _note_page(app: Flask, *, response: Response, **signal: Any) -> None:
    route = request.url_rule.rule if request.url_rule else request.path
    request.environ[_PAGE] = _Page(response, request.environ.get(_TEMPLATE) or route)
