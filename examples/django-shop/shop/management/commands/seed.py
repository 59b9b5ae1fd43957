"""`manage.py seed`: fill an empty shop. Running it again changes nothing that is there."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from shop import seed_data
from shop.models import Category, Order, OrderLine, Product, Review

#: The addresses in pages.txt and attack-pages.txt name these two.
DEMO_ORDER = uuid.UUID("00000000-0000-4000-8000-000000000001")
ATTACK_REVIEW = 1


class Command(BaseCommand):
    """Shelves, products, reviews (one of them hostile), an order, and a superuser."""

    help = "Fills the shop with teas, reviews, an order, and a superuser for the admin."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """See the class."""
        self._shelves()
        self._products()
        self._reviews()
        self._order()
        self.stdout.write(f"The shop has {Product.objects.count()} products.")
        self._superuser()

    def _shelves(self) -> None:
        for position, shelf in enumerate(seed_data.SHELVES):
            Category.objects.get_or_create(
                slug=shelf.slug,
                defaults={"name": shelf.name, "summary": shelf.summary, "position": position},
            )

    def _products(self) -> None:
        for item in seed_data.ITEMS:
            temperature, seconds, grams = item.brewing or (None, None, None)
            Product.objects.get_or_create(
                slug=item.slug,
                defaults={
                    "category": Category.objects.get(slug=item.shelf),
                    "name": item.name,
                    "tagline": item.tagline,
                    "description": item.description,
                    "unit": item.unit,
                    "price": item.price,
                    "picture": f"shop/products/{item.slug}.svg",
                    "is_favourite": item.is_favourite,
                    "temperature": temperature,
                    "steeping_seconds": seconds,
                    "grams_per_cup": grams,
                },
            )

    def _reviews(self) -> None:
        if Review.objects.exists():
            return
        self._review(seed_data.ATTACK, pk=ATTACK_REVIEW)
        for opinion in seed_data.OPINIONS:
            self._review(opinion)

    def _review(self, opinion: seed_data.Opinion, pk: int | None = None) -> None:
        Review.objects.create(
            pk=pk,
            product=Product.objects.get(slug=opinion.product),
            author=opinion.author,
            rating=opinion.rating,
            text=opinion.text,
        )

    def _order(self) -> None:
        order, is_new = Order.objects.get_or_create(
            pk=DEMO_ORDER,
            defaults={
                "name": "Ada Example",
                "email": "ada@example.com",
                "address": "1 Kettle Lane\nSteepford",
                "gift_note": "For the long evenings.",
            },
        )
        if is_new:
            for slug, quantity in [("iron-goddess", 2), ("glass-cups", 1)]:
                product = Product.objects.get(slug=slug)
                OrderLine.objects.create(
                    order=order, product=product, quantity=quantity, price=product.price
                )

    def _superuser(self) -> None:
        users = get_user_model().objects
        if not settings.DEBUG:
            # A published password is for somebody's own machine, never for a server.
            self.stdout.write("No superuser was made, as SHOP_DEBUG is off.")
        elif not users.filter(username="demo").exists():
            users.create_superuser("demo", "demo@example.com", "demo")
            self.stdout.write("Log in to /admin/ as “demo” with the password “demo”.")
