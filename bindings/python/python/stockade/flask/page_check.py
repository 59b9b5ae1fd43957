"""Debug mode: says what a browser will block on the pages of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from flask.signals import request_finished, template_rendered
from werkzeug.wsgi import get_current_url

from stockade.flask.exchange import Exchange, current_exchange
from stockade.page_warnings import PageWarnings
from stockade.pages import Head

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["review", "warnings", "watch"]

warnings = PageWarnings("{{ csp_nonce_attr() }}")


def watch(app: Flask) -> None:
    """Have Flask tell about the pages that it makes. More than once is as good as once."""
    template_rendered.connect(_note_template, app)
    request_finished.connect(_note_page, app)


def review(
    exchange: Exchange, environ: WSGIEnvironment, status: str, headers: list[tuple[str, str]]
) -> None:
    """Warn about the page that is sent with these headers. A stream is left alone."""
    if exchange.page is None:
        return
    (page, source), exchange.page = exchange.page, None
    if page.is_streamed or page.direct_passthrough:
        return
    head = Head(
        environ["REQUEST_METHOD"], get_current_url(environ), int(status[:3]), tuple(headers)
    )
    warnings.review(head, page.get_data(), exchange.served.policies, lambda: source)


def _note_template(app: Flask, *, template: Any, **signal: Any) -> None:
    exchange = current_exchange()
    if exchange is not None:
        # The template of a page is the last: those of its parts are rendered while it is.
        exchange.template = template.name


def _note_page(app: Flask, *, response: Response, **signal: Any) -> None:
    exchange = current_exchange()
    if exchange is not None:
        route = request.url_rule.rule if request.url_rule else request.path
        exchange.page = response, exchange.template or route
