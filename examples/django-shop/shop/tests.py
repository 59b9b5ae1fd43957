"""The shop answers, and what it sends fits together. Real browsers are for `pages.txt`."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory, TestCase, override_settings
from django.urls import path
from django.views.defaults import page_not_found

from . import seed_data
from .models import Order, Product, Review
from .urls import urlpatterns

HEADER = "Content-Security-Policy"
SCRIPT_OR_STYLE = re.compile(r"<(?:script|style|link [^>]*stylesheet)\b[^>]*>")


def listed(name: str) -> list[str]:
    """The paths in one of the lists beside manage.py."""
    lines = Path(settings.BASE_DIR, name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def body(response: HttpResponseBase) -> str:
    """The whole text of a response, streamed or not."""
    return b"".join(response).decode()


def spill(request: HttpRequest) -> None:
    """A view that fails."""
    raise RuntimeError("spilled")


class SeededTestCase(TestCase):
    """A shop with everything that the demo has."""

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("seed", stdout=StringIO())

    def assertNoncesMatch(self, response: HttpResponseBase) -> None:
        """Each script and style sheet has the nonce of the header, and the header has no other."""
        policy = response[HEADER]
        nonces = set(re.findall(r"'nonce-([^']+)'", policy))
        self.assertEqual(len(nonces), 1, policy)
        tags = SCRIPT_OR_STYLE.findall(body(response))
        self.assertTrue(tags)
        for tag in tags:
            if 'type="application/json"' not in tag:
                self.assertIn(f'nonce="{nonces.copy().pop()}"', tag)


class PolicyTests(SeededTestCase):
    """The header and the pages agree."""

    def test_every_listed_page_has_its_nonce_on_every_tag(self) -> None:
        for address in listed("pages.txt"):
            with self.subTest(address):
                response = self.client.get(address)
                self.assertIn(response.status_code, {200, 404})
                self.assertNoncesMatch(response)

    def test_the_policy_is_the_strict_one(self) -> None:
        policy = self.client.get("/")[HEADER]
        for part in [
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
        ]:
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)

    def test_two_responses_have_two_nonces(self) -> None:
        self.assertNotEqual(self.client.get("/")[HEADER], self.client.get("/")[HEADER])

    def test_a_304_carries_no_policy(self) -> None:
        first = self.client.get("/brewing/")
        second = self.client.get("/brewing/", headers={"If-None-Match": first["ETag"]})
        self.assertEqual(second.status_code, 304)
        self.assertNotIn(HEADER, second)

    def test_a_spreadsheet_has_no_nonce(self) -> None:
        response = self.client.get("/price-list.csv")
        self.assertIn("Morning Sencha,Green,75 g tin,11.50", body(response))
        self.assertNotIn("nonce", response[HEADER])

    def test_pages_that_django_renders_without_a_request_have_the_nonce(self) -> None:
        self.client.raise_request_exception = False
        with override_settings(ROOT_URLCONF=(path("spill/", spill), *urlpatterns)):
            spilled = self.client.get("/spill/")
        self.assertContains(spilled, "We have spilled something", status_code=500)
        self.assertNoncesMatch(spilled)

        client = self.client_class(enforce_csrf_checks=True)
        refused = client.post("/cart/add/morning-sencha/", {"quantity": 1})
        self.assertContains(refused, "Please send that again", status_code=403)
        self.assertNoncesMatch(refused)

    def test_the_404_page_works_where_no_middleware_ran(self) -> None:
        missing_static_file = RequestFactory().get("/static/missing.png")
        page = page_not_found(missing_static_file, Http404())
        self.assertContains(page, "We do not stock that", status_code=404)


class AttackTests(SeededTestCase):
    """The hostile review is there, escaped where it should be and unescaped where it says so."""

    def test_the_product_page_escapes_it(self) -> None:
        page = body(self.client.get("/teas/morning-sencha/"))
        self.assertIn("&lt;script&gt;document.documentElement.dataset.pwned", page)
        self.assertNotIn("<script>", page)

    def test_the_attack_page_prints_it_as_it_was_typed(self) -> None:
        [address] = listed("attack-pages.txt")
        response = self.client.get(address)
        self.assertIn(seed_data.ATTACK.text, body(response))
        self.assertIn("script-src 'nonce-", response[HEADER])


class ShoppingTests(SeededTestCase):
    """From the first look to the order."""

    def test_search_filter_and_sort(self) -> None:
        def names(query: str) -> list[str]:
            response = self.client.get(f"/teas/?{query}")
            return [product.name for product in response.context["products"]]

        self.assertEqual(names("q=bergamot"), ["Bergamot Earl Grey"])
        self.assertEqual(names("category=white"), ["Silver Needle", "White Peony"])
        self.assertEqual(names("sort=-price")[0], "Stoneware Teapot")
        self.assertEqual(names("category=nonsense&sort=nonsense"), names(""))

    def test_a_review_is_stored_and_shown(self) -> None:
        review = {"rating": "4", "text": "Fine & dandy", "author": "Ada"}
        response = self.client.post("/teas/white-peony/", review, follow=True)
        self.assertContains(response, "Thank you for your review.")
        self.assertContains(response, "Fine &amp; dandy")

    def test_a_review_without_a_rating_is_refused(self) -> None:
        response = self.client.post("/teas/white-peony/", {"text": "Fine", "author": "Ada"})
        self.assertContains(response, "This field is required.")
        self.assertFalse(Review.objects.filter(product__slug="white-peony").exists())

    def test_the_cart_becomes_an_order(self) -> None:
        self.client.post("/cart/add/glass-cups/", {"quantity": "2"})
        self.client.post("/cart/add/iron-goddess/", {"quantity": "1"})
        self.client.post("/cart/change/iron-goddess/", {"remove": "yes"})
        response = self.client.post(
            "/checkout/",
            {"name": "Ada", "email": "ada@example.com", "address": "1 Kettle Lane"},
            follow=True,
        )
        order = Order.objects.latest("placed_at")
        self.assertEqual([str(line) for line in order.lines.all()], ["2 × Glass Cups"])
        self.assertContains(response, "€44.00")
        self.assertEqual(len(response.context["cart"]), 0)

    def test_an_empty_cart_becomes_none(self) -> None:
        before = Order.objects.count()
        address = {"name": "Ada", "email": "ada@example.com", "address": "1 Kettle Lane"}
        self.assertRedirects(self.client.post("/checkout/", address), "/cart/")
        self.assertEqual(Order.objects.count(), before)

    def test_a_cart_has_limits(self) -> None:
        for quantity in ["0", "-1", "13", "many"]:
            self.client.post("/cart/add/glass-cups/", {"quantity": quantity})
        self.assertContains(self.client.get("/cart/"), "There is nothing in it yet.")
        for quantity in ["12", "12"]:
            response = self.client.post(
                "/cart/add/glass-cups/", {"quantity": quantity}, follow=True
            )
        self.assertEqual(len(response.context["cart"]), 12)

    def test_seeding_again_changes_nothing(self) -> None:
        before = Product.objects.count(), Review.objects.count(), Order.objects.count()
        call_command("seed", stdout=StringIO())
        after = Product.objects.count(), Review.objects.count(), Order.objects.count()
        self.assertEqual(before, after)
