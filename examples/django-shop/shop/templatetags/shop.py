"""Tags of the shop's templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..models import Product

register = template.Library()


@register.simple_tag
def stars(rating: float) -> SafeString:
    """A rating from one to five, as stars and as text for screen readers."""
    full = round(rating)
    return format_html(
        '<span class="stars" role="img" aria-label="{} of 5 stars">{}<span>{}</span></span>',
        f"{rating:.1f}".removesuffix(".0"),
        "★" * full,
        "★" * (5 - full),
    )


@register.inclusion_tag("shop/steeping_timer.html")
def steeping_timer(tea: Product) -> dict[str, Product]:
    """A countdown for one tea, with the script that runs it.

    The template of an inclusion tag sees only what is returned here: neither the request nor
    `csp_nonce`. Its `{% csp_nonce_attr %}` finds the nonce all the same.
    """
    return {"tea": tea}
