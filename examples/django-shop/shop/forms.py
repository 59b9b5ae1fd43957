"""The shop's forms. Their media come from their widgets."""

from __future__ import annotations

from django import forms
from django.db import transaction

from .cart import MAX_QUANTITY, Cart
from .models import Category, Order, OrderLine, ProductQuerySet, Review
from .widgets import CountedTextarea, QuantityStepper, StarRating


class CatalogueForm(forms.Form):
    """Search, filter and sort. Everything is optional, and nonsense counts as nothing asked."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="slug", required=False, empty_label="Everything"
    )
    sort = forms.ChoiceField(
        choices=[
            ("", "By shelf"),
            ("price", "Price, low to high"),
            ("-price", "Price, high to low"),
        ],
        required=False,
    )

    def filter(self, products: ProductQuerySet) -> ProductQuerySet:
        """The products that were asked for."""
        self.is_valid()  # fills cleaned_data with those fields that are
        if words := self.cleaned_data.get("q"):
            products = products.filter(name__icontains=words) | products.filter(
                tagline__icontains=words
            )
        if category := self.cleaned_data.get("category"):
            products = products.filter(category=category)
        if sort := self.cleaned_data.get("sort"):
            products = products.order_by(sort, "name")
        return products


class ReviewForm(forms.ModelForm):
    """A visitor's review of one product."""

    class Meta:
        model = Review
        fields = ["rating", "text", "author"]
        widgets = {
            "rating": StarRating,
            "text": CountedTextarea(attrs={"rows": 4}),
            "author": forms.TextInput(attrs={"autocomplete": "name"}),
        }


class QuantityForm(forms.Form):
    """How many of a product."""

    quantity = forms.IntegerField(
        min_value=1, max_value=MAX_QUANTITY, initial=1, widget=QuantityStepper
    )


class CheckoutForm(forms.ModelForm):
    """Where to send the cart. There is no payment: the shop is a demo."""

    class Meta:
        model = Order
        fields = ["name", "email", "address", "gift_note"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
            "gift_note": CountedTextarea(attrs={"rows": 3}),
        }

    @transaction.atomic
    def place_order(self, cart: Cart) -> Order:
        """Save the order with the lines of `cart`, and empty it."""
        order: Order = self.save()
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order, product=line.product, quantity=line.quantity, price=line.product.price
            )
            for line in cart
        )
        cart.clear()
        return order
