"""What the shop sells, what people say about it, and what they ordered."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Count
from django.urls import reverse


class Category(models.Model):
    """A shelf of the shop."""

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(unique=True)
    summary = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet):
    """Products as the pages show them."""

    def with_ratings(self) -> ProductQuerySet:
        """Each with `average_rating` (None without reviews) and `review_count`."""
        return (
            self.annotate(average_rating=Avg("reviews__rating"), review_count=Count("reviews"))
            .select_related("category")
            .order_by(*Product._meta.ordering)  # a query that groups drops the default order
        )


class Product(models.Model):
    """Something on a shelf. Only teas have a way to brew them."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(unique=True)
    tagline = models.CharField(max_length=120)
    description = models.TextField()
    unit = models.CharField(max_length=40, help_text="What one of it is, for example “75 g tin”.")
    price = models.DecimalField(max_digits=6, decimal_places=2)
    picture = models.CharField(max_length=100, help_text="A file below static/, drawn as SVG.")
    is_favourite = models.BooleanField(default=False, help_text="Shown on the first page.")
    temperature = models.PositiveSmallIntegerField(null=True, blank=True, help_text="°C")
    steeping_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    grams_per_cup = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["category__position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])

    @property
    def is_tea(self) -> bool:
        """Whether it is brewed, rather than brewed in."""
        return self.steeping_seconds is not None


class Review(models.Model):
    """What a visitor thinks. The text is whatever they typed, and is escaped where it is shown."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    author = models.CharField("your name", max_length=60)
    rating = models.PositiveSmallIntegerField(
        "your rating", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField("your review", max_length=600)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.author} on {self.product}"


class Order(models.Model):
    """A finished checkout. Its random key is what lets a visitor come back to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("full name", max_length=80)
    email = models.EmailField("email address")
    address = models.TextField("delivery address", max_length=240)
    gift_note = models.TextField(
        max_length=160, blank=True, help_text="Written by hand on a card, if you like."
    )
    placed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-placed_at"]

    def __str__(self) -> str:
        return f"Order of {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.pk])

    @property
    def total(self) -> Decimal:
        """In euros."""
        return sum((line.total for line in self.lines.all()), Decimal(0))


class OrderLine(models.Model):
    """One product of an order, at the price of that day."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.PositiveSmallIntegerField()
    price = models.DecimalField(max_digits=6, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"

    @property
    def total(self) -> Decimal:
        """In euros."""
        return self.price * self.quantity
