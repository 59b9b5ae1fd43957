"""Django's page for a failed CSRF check, kept as it is meant to look under a strict policy.

Before Django 6.1 its inline style carries no nonce, and no loader reads its template. The style is
always the same text, so its hash allows it: in the policy of this page only. It is put there as the
decorators of views do it. The site's own page, `403_csrf.html`, is left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import django
from django.http import HttpRequest, HttpResponse
from django.views import csrf

from stockade.django.style_sources import allow_style
from stockade.named_templates.assets import digest_of

__all__ = ["install"]

_STYLE = re.compile(r"<style[^>]*>(?P<content>[^<]*)</style>")


def install() -> None:
    """Let the page's style through, where Django does not do it. Does nothing the second time."""
    view: Any = csrf.csrf_failure
    if django.VERSION < (6, 1) and not hasattr(view, "__wrapped__"):
        csrf.csrf_failure = _allowing_style(view)  # type: ignore[assignment]


def _allowing_style(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def csrf_failure(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        style = _style()
        if style is not None and style.element.encode(response.charset) in response.content:
            allow_style(style.source, request, response)
        return response

    return csrf_failure


class _Style(NamedTuple):
    """The style element of Django's page."""

    element: str
    #: What allows it, in a policy.
    source: str


@functools.cache
def _style() -> _Style | None:
    found = _STYLE.search(_template())
    if found is None:
        return None
    return _Style(found[0], f"'{digest_of(found['content'].encode())}'")


def _template() -> str:
    """Django's own template: a text until Django 4.2, a file since."""
    text: str | None = getattr(csrf, "CSRF_FAILURE_TEMPLATE", None)
    return text or csrf.builtin_template_path("csrf_403.html").read_text(encoding="utf-8")
