"""Development: says what a browser will block on the pages of the site."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.autoreload import file_changed

from stockade import LazyNonce
from stockade.django import page_templates
from stockade.page_warnings import PageWarnings
from stockade.pages import Head
from stockade.serving.policies import Policies

__all__ = ["install", "review", "warnings"]

warnings = PageWarnings("{% csp_nonce_attr %}")


def install() -> None:
    """Watch what says where pages come from. To be called once, in development only."""
    page_templates.install()
    file_changed.connect(_forget, dispatch_uid="stockade.django.page_check")


def review(
    policies: Policies,
    request: HttpRequest,
    response: HttpResponse,
    nonce: LazyNonce,
    *,
    known: Collection[str],
) -> None:
    """Warn about a page whose headers are decided, but not about the addresses in `known`."""
    try:
        url = request.build_absolute_uri()
    except DisallowedHost:  # what is wrong with this response has nothing to do with its content
        return
    head = Head(request.method or "", url, response.status_code, tuple(response.headers.items()))
    find_source = partial(_find_source, request, response, nonce)
    warnings.review(head, response.content, policies, find_source, known=known)


def _find_source(request: HttpRequest, response: HttpResponse, nonce: LazyNonce) -> str:
    """The page's template, or its route."""
    page = response.content.decode(response.charset, errors="replace")
    template = page_templates.find(nonce, page)
    if template is not None:
        return template
    return f"/{request.resolver_match.route}" if request.resolver_match else request.path


def _forget(**kwargs: Any) -> None:
    """A template was edited, perhaps: what is still wrong with its pages is said again."""
    warnings.forget()
