"""The shop's pages, in the order a visitor meets them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import condition, require_POST, require_safe
from django.views.generic import ListView

from .cart import Cart
from .forms import CatalogueForm, CheckoutForm, QuantityForm, ReviewForm
from .models import Category, Order, Product, Review


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: favourites and the shelves."""
    context = {
        "favourites": Product.objects.with_ratings().filter(is_favourite=True)[:4],
        "categories": Category.objects.all(),
    }
    return render(request, "shop/home.html", context)


class CatalogueView(ListView):
    """Everything on sale: searched, filtered, sorted, and cut into pages."""

    template_name = "shop/catalogue.html"
    context_object_name = "products"
    paginate_by = 8

    def get_queryset(self) -> QuerySet[Product]:
        self.form = CatalogueForm(self.request.GET)
        return self.form.filter(Product.objects.with_ratings())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # What page links keep of the query. ({% querystring %} needs Django 5.1.)
        query = self.request.GET.copy()
        query.pop("page", None)
        page = context["page_obj"]
        return context | {
            "form": self.form,
            "query": query.urlencode(),
            "page_numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        }


def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product with its reviews, and the form to add one."""
    product = Product.objects.with_ratings().filter(slug=slug).first()
    if product is None:
        # Not Http404: the shop's own page is to be seen with DEBUG on, too.
        return not_found(request)
    form = ReviewForm(request.POST or None, instance=Review(product=product))
    if form.is_valid():
        form.save()
        messages.success(request, "Thank you for your review.")
        return redirect(product.get_absolute_url() + "#reviews")
    context = {"product": product, "review_form": form, "quantity_form": QuantityForm()}
    return render(request, "shop/product.html", context)


def not_found(request: HttpRequest) -> HttpResponse:
    """The shop's own 404 page. It keeps the policy, and works under it."""
    return render(request, "404.html", status=404)


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """The cart, with a quantity to change on each line."""
    rows = []
    for line in Cart(request.session):
        auto_id = f"id_%s_{line.product.pk}"  # a label for each line needs an id for each line
        rows.append((line, QuantityForm(initial={"quantity": line.quantity}, auto_id=auto_id)))
    return render(request, "shop/cart.html", {"rows": rows, "media": QuantityForm().media})


@require_POST
def add_to_cart(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a product in the cart and show the cart."""
    product = get_object_or_404(Product, slug=slug)
    form = QuantityForm(request.POST)
    if form.is_valid():
        Cart(request.session).add(product, form.cleaned_data["quantity"])
        messages.success(request, f"{product} is in your cart.")
        return redirect("cart")
    messages.error(request, f"That is not a quantity of {product} we can send.")
    return redirect(product)


@require_POST
def change_cart(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the quantity of a product in the cart, or take it out."""
    product = get_object_or_404(Product, slug=slug)
    form = QuantityForm(request.POST)
    if "remove" in request.POST:
        Cart(request.session).set(product, 0)
        messages.success(request, f"{product} is no longer in your cart.")
    elif form.is_valid():
        Cart(request.session).set(product, form.cleaned_data["quantity"])
        messages.success(request, "Your cart is up to date.")
    else:
        messages.error(request, f"That is not a quantity of {product} we can send.")
    return redirect("cart")


def checkout(request: HttpRequest) -> HttpResponse:
    """Where to send it. With an empty cart the form can be seen but not sent."""
    cart = Cart(request.session)
    form = CheckoutForm(request.POST or None)
    if form.is_valid():
        if not cart:
            messages.error(request, "Your cart is empty.")
            return redirect("cart")
        order = form.place_order(cart)
        messages.success(request, "Your order is on its way.")
        return redirect(order)
    return render(request, "shop/checkout.html", {"form": form})


@require_safe
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was ordered."""
    order = get_object_or_404(Order.objects.prefetch_related("lines__product"), pk=pk)
    return render(request, "shop/order.html", {"order": order})


def _teas_to_brew() -> list[dict[str, Any]]:
    """What the calculator on the brewing page needs of each tea."""
    return [
        {
            "name": tea.name,
            "temperature": tea.temperature,
            "seconds": tea.steeping_seconds,
            "grams": float(tea.grams_per_cup or 0),
        }
        for tea in Product.objects.filter(steeping_seconds__isnull=False)
    ]


def _brewing_etag(request: HttpRequest) -> str:
    """Changes with everything the page shows: the teas, and the number of things in the cart."""
    shown = json.dumps([_teas_to_brew(), len(Cart(request.session))])
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


@require_safe
@condition(etag_func=_brewing_etag)
def brewing(request: HttpRequest) -> HttpResponse:
    """How to brew each tea.

    On the next visit the server answers 304, and the browser shows the page that it stored. The
    nonces in that page are those of its first visit; they stay valid because the 304 carries no
    policy with another one.
    """
    return render(request, "shop/brewing.html", {"teas": _teas_to_brew()})


@require_safe
def price_list(request: HttpRequest) -> StreamingHttpResponse:
    """Every price on one page to print, streamed shelf by shelf.

    The header is sent before the last template is rendered, and the nonce is right all the same.
    """

    def parts() -> Iterator[str]:
        yield render_to_string("shop/price_list/top.html", request=request)
        for category in _shelves():
            yield render_to_string("shop/price_list/shelf.html", {"category": category})
        yield render_to_string("shop/price_list/bottom.html", request=request)

    return StreamingHttpResponse(parts())


@require_safe
def price_list_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same for a spreadsheet. It is no page, so it never has a nonce."""

    class Echo:
        """Hands each line back to `csv.writer`, which is to yield it, not store it."""

        def write(self, line: str) -> str:
            return line

    write = csv.writer(Echo()).writerow
    lines = (
        write([product.name, category.name, product.unit, product.price])
        for category in _shelves()
        for product in category.products.all()
    )
    return StreamingHttpResponse(
        lines,
        content_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="price-list.csv"'},
    )


def _shelves() -> QuerySet[Category]:
    """The categories, each with its products by name."""
    by_name = Product.objects.order_by("name")
    return Category.objects.prefetch_related(Prefetch("products", queryset=by_name))


@require_safe
def unescaped(request: HttpRequest, pk: int) -> HttpResponse:
    """What if a template forgot to escape a review? Here one does, on purpose."""
    review = get_object_or_404(Review.objects.select_related("product"), pk=pk)
    return render(request, "shop/unescaped.html", {"review": review})
