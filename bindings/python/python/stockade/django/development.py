"""What development says about responses on which something cannot work, in the log "stockade"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from stockade import LazyNonce
from stockade.django import media_warnings, page_check
from stockade.django.conf import configuration
from stockade.faults import logger
from stockade.serving.policies import Policies, can_hold_markup

__all__ = ["install", "review", "warn_once"]

# What stays of a tag that Django did not recognise, because it is split over several lines.
_SPLIT_TAG = re.compile(rb"\{%\s*(csp_nonce_attr|csp_nonce|csp_media|script)\s[^%]*%\}")

_PARTIAL_HEADERS = (("HX-Request", "htmx"), ("Turbo-Frame", "Turbo"))


def install() -> None:
    """Watch what `review` cannot see in a response. To be called once, in development only."""
    media_warnings.install()
    page_check.install()


def review(policies: Policies, request: HttpRequest, response: Any, nonce: LazyNonce) -> None:
    """Warn about a response whose policies are decided; about the same thing only once."""
    media = list(media_warnings.find(policies, request, nonce))
    for warning in media:
        warn_once(warning.message)
    # What a stream will print, and whether it prints its nonce, is not known yet.
    if not response.streaming:
        if nonce and policies.uses_nonce:
            for message in _unmatched_nonce(request, response):
                warn_once(message)
        for message in _split_tags(request, response):
            warn_once(message)
        if configuration().checks_pages:
            known = {warning.address for warning in media}
            page_check.review(policies, request, response, nonce, known=known)


@lru_cache(maxsize=1024)
def warn_once(message: str) -> None:
    """Log a warning. That the call is cached is what makes it once."""
    logger.warning("%s", message)


def _unmatched_nonce(request: HttpRequest, response: Any) -> Iterator[str]:
    """A browser goes by the nonce in the header of the page it shows, not by that of a part."""
    content_type = response.get("Content-Type", "")
    if not can_hold_markup(content_type):
        yield (
            f"{request.path} printed a CSP nonce into a response of the type {content_type!r}. If "
            "this becomes part of a page, the nonce cannot work there: the page has its own. Load "
            "the scripts with the page itself."
        )
    for header, library in _PARTIAL_HEADERS:
        if header in request.headers:
            yield (
                f"{request.path} printed a CSP nonce for {library} ({header}), which puts the "
                "response into a page that has another nonce: browsers block what carries this "
                "one. Load the scripts and styles of partial templates with the page itself."
            )


def _split_tags(request: HttpRequest, response: Any) -> Iterator[str]:
    if can_hold_markup(response.get("Content-Type", "")):
        for tag in _SPLIT_TAG.finditer(response.content):
            if b"\n" in tag[0]:
                yield (
                    f"{request.path} shows the text of {{% {tag[1].decode()} %}} instead of its "
                    "output. Django only recognises a tag that stands on one line: put its {% and "
                    "its %} on the same line. (Some formatters split them; they need a setting.)"
                )
