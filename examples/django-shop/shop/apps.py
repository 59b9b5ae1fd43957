"""The one application of the demo."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """A small tea shop: catalogue, reviews, cart and checkout."""

    name = "shop"
    verbose_name = "Second Steep"
