"""Which nonce a template prints."""

from __future__ import annotations

from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString

from stockade.nonce import current_nonce

__all__ = ["nonce_attribute", "nonce_for"]

CONTEXT_VARIABLE = "csp_nonce"

_MISSING = object()


class TemplateContext(Protocol):
    """What Django's and Jinja's template contexts, and plain dicts, have in common."""

    def get(self, key: str, default: object = ..., /) -> object: ...


def nonce_for(context: TemplateContext) -> object | None:
    """The nonce of the response that `context` is rendered for, or None where there is none.

    The context's own `csp_nonce` wins, as it does in Django. After it comes the request. Last comes
    the response being made in this thread or task, for templates that are handed neither: those of
    inclusion tags, of `{% include … only %}` and of form widgets.

    Finding the nonce does not make it: only printing does.
    """
    nonce = context.get(CONTEXT_VARIABLE, _MISSING)
    if nonce is not _MISSING:
        return nonce
    # A RequestContext keeps its request when Django empties it for an inclusion tag, and has it
    # also where the `request` context processor is not installed.
    for request in (getattr(context, "request", None), context.get("request")):
        nonce = _nonce_of_request(request)
        if nonce is not None:
            return nonce
    return current_nonce.get()


def nonce_attribute(nonce: object | None) -> str:
    """`nonce="…"`, or nothing where there is no nonce."""
    return SafeString() if nonce is None else format_html('nonce="{}"', nonce)


def _nonce_of_request(request: object) -> object | None:
    for name in ("csp_nonce", "_csp_nonce"):  # ours and django-csp's, then Django's
        nonce: object | None = getattr(request, name, None)
        if nonce is not None:
            return nonce
    return None
