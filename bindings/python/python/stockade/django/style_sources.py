"""Allowing one more style sheet in the policies of one response: no more than that one.

It is put there as the decorators of views do it, so a policy that a view has chosen is added to,
and one that allows the style already is left alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stockade import CSP
from stockade.django.conf import policies_for
from stockade.django.decorators import csp_update

__all__ = ["allow_style"]

#: Decide about style elements; the first of them that a policy has.
_DECIDING = ("style-src-elem", "style-src", "default-src")

Decorator = Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]


def allow_style(source: str, request: HttpRequest, response: HttpResponseBase) -> None:
    """Add `source`, the address of a style sheet, to what `response` allows."""
    for policy, report_only in zip(policies_for(request), (False, True), strict=True):
        directive = next((name for name in _DECIDING if name in policy.mapping), None)
        if directive is None or _allows_inline(policy.mapping[directive]):
            continue
        # Not into `default-src`, which decides about more: `style-src` takes over from it.
        target: Any = "style-src" if directive == "default-src" else directive
        _update(target, source, report_only)(lambda request: response)(request)


@functools.lru_cache(maxsize=256)  # An address has the host in it that the visitor asked for.
def _update(
    directive: Literal["style-src", "style-src-elem"], source: str, report_only: bool
) -> Decorator:
    return csp_update({directive: [source]}, report_only=report_only)


def _allows_inline(sources: Sequence[str] | Literal[True]) -> bool:
    """Whether the list lets every inline style through, because nothing in it says which."""
    return (
        sources is not True
        and "'unsafe-inline'" in sources
        and not any(one == CSP.NONCE or one.startswith(("'nonce-", "'sha")) for one in sources)
    )
