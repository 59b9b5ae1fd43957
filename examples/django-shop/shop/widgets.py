"""Form widgets that bring their own script and style sheet.

Each works without its script: stars are then radio buttons, the stepper is a number field. That is
also what a visitor would see if the policy blocked the scripts, so a mistake is visible at once.

The files are named in `Media`, as for any Django widget. Nothing here knows about nonces: the page
adds them, with `{% csp_media form.media %}` or `{% csp_nonce_attr form.media %}`.
"""

from __future__ import annotations

from typing import Any

from django import forms

_RATINGS = [
    (1, "Not for me"),
    (2, "Drinkable"),
    (3, "Good"),
    (4, "Very good"),
    (5, "My new favourite"),
]


class StarRating(forms.RadioSelect):
    """One to five stars, each with a word for it."""

    template_name = "shop/widgets/star_rating.html"

    class Media:
        css = {"all": ["shop/widgets/star-rating.css"]}
        js = ["shop/widgets/star-rating.js"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=_RATINGS)


class QuantityStepper(forms.NumberInput):
    """A number field with a button on either side."""

    template_name = "shop/widgets/quantity_stepper.html"

    class Media:
        css = {"all": ["shop/widgets/quantity-stepper.css"]}
        js = ["shop/widgets/quantity-stepper.js"]


class CountedTextarea(forms.Textarea):
    """A text area that counts down to its `maxlength`."""

    template_name = "shop/widgets/counted_textarea.html"

    class Media:
        css = {"all": ["shop/widgets/counted-textarea.css"]}
        js = ["shop/widgets/counted-textarea.js"]
