"""Django's debug pages, kept working under a strict policy.

Their inline scripts and styles carry no nonce. Django 6 exempts them from its own policies with
the decorators that mark a response; older versions get the same marks here. It is the pages that
are exempt, not the status codes: the site's own 404 and 500 pages keep their policy.
"""

from __future__ import annotations

from django.views import debug

from stockade.django.decorators import csp_exempt

__all__ = ["exempt_all"]

# Django's handlers look these up in the module at each call.
_PAGES = ("technical_404_response", "technical_500_response", "default_urlconf")


def exempt_all() -> None:
    """Exempt the debug pages that Django (6.0: the first two, 6.1: all) does not exempt itself."""
    for name in _PAGES:
        page = getattr(debug, name)
        if not hasattr(page, "__wrapped__"):
            setattr(debug, name, csp_exempt(csp_exempt(page), report_only=True))
