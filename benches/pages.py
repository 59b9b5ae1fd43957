"""Asking for a page, and checking that it is protected: a broken set-up must not be measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults

from policy import Case, directives

__all__ = ["BrokenSetUpError", "Page", "Protection", "check_pages", "template", "wsgi_caller"]

# Django's template language and Jinja's agree on this much.
_TEMPLATE = """<!doctype html>
<html lang="en">
<head><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><script ATTRIBUTE>start()</script></body>
</html>
"""

_NONCE_ATTRIBUTE = re.compile(r'nonce="([^"]*)"')
_NONCE_SOURCE = re.compile(r"'nonce-([^']+)'")


class BrokenSetUpError(Exception):
    """A candidate does not answer as it should, so there is nothing to measure."""


class Page(NamedTuple):
    """What a candidate has answered."""

    headers: list[tuple[str, str]]
    body: bytes


class Protection(NamedTuple):
    """What a candidate's pages are to be protected with."""

    #: The names of the headers that carry the policy; none where there is no protection.
    headers: tuple[str, ...]
    #: Whether a page that prints no nonce gets a policy without one.
    is_lazy: bool


def template(attribute: str) -> str:
    """The template of the page to measure, with this attribute on its script."""
    return _TEMPLATE.replace(" ATTRIBUTE", attribute and f" {attribute}")


def wsgi_caller(app: Callable[..., Any]) -> Callable[[], Page]:
    """A function that asks a WSGI application for its page at `/`, as a server does."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)

    def call() -> Page:
        page_headers: list[tuple[str, str]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> None:
            page_headers[:] = headers

        response = app(environ.copy(), start_response)
        body = b"".join(response)
        response.close()
        return Page(page_headers, body)

    return call


def check_pages(case: Case, protection: Protection, pages: Iterable[Page]) -> None:
    """Raise BrokenSetUpError unless each page has the policy, and a nonce that is no other's."""
    nonces = [nonce for page in pages if (nonce := _check_page(case, protection, page))]
    _require(len(set(nonces)) == len(nonces), f"two pages have the same nonce: {nonces}")


def _check_page(case: Case, protection: Protection, page: Page) -> str | None:
    """The page's nonce."""
    sent = {name: value for name, value in page.headers if name.lower().startswith("content-sec")}
    _require(set(sent) == set(protection.headers), f"the policy headers are {sent}")
    if not sent:
        return None
    printed = _NONCE_ATTRIBUTE.findall(page.body.decode())
    _require(len(printed) == case.prints_nonce, f"the page is {page.body!r}")
    promised = {nonce for value in sent.values() for nonce in _NONCE_SOURCE.findall(value)}
    if case.prints_nonce:
        _require(promised == set(printed), f"the page has {printed}, its headers have {promised}")
    else:
        _require(len(promised) == (not protection.is_lazy), f"the headers are {sent}")
    expected = directives(*(f"'nonce-{nonce}'" for nonce in promised))
    for value in sent.values():
        _require(_parse(value) == {name: set(expected[name]) for name in expected}, value)
    return next(iter(promised), None)


def _parse(policy: str) -> dict[str, set[str]]:
    """A policy without its order, which is another in each process with django-csp 4.0."""
    words = [directive.split() for directive in policy.split(";")]
    return {name: set(sources) for name, *sources in filter(None, words)}


def _require(holds: bool, found: str) -> None:
    if not holds:
        raise BrokenSetUpError(f"not the page that was to be measured: {found}")
