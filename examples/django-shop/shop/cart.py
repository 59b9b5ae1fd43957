"""The visitor's cart, kept in the session."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from decimal import Decimal
from typing import Any, NamedTuple

from .models import Product

MAX_QUANTITY = 12
_SESSION_KEY = "cart"


class CartLine(NamedTuple):
    """One product in the cart."""

    product: Product
    quantity: int

    @property
    def total(self) -> Decimal:
        """In euros."""
        return self.product.price * self.quantity


class Cart:
    """How many of which product. Reading it never creates a session."""

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session
        # JSON, which sessions are stored as, has only text for keys.
        self._quantities: dict[str, int] = dict(session.get(_SESSION_KEY, {}))

    def __len__(self) -> int:
        return sum(self._quantities.values())

    def __iter__(self) -> Iterator[CartLine]:
        """The lines in the order they were added; a product that is no longer sold is left out."""
        products = Product.objects.in_bulk([int(key) for key in self._quantities])
        for key, quantity in self._quantities.items():
            if product := products.get(int(key)):
                yield CartLine(product, quantity)

    @property
    def total(self) -> Decimal:
        """In euros."""
        return sum((line.total for line in self), Decimal(0))

    def add(self, product: Product, quantity: int) -> None:
        """Put `quantity` more of `product` in, up to as many as one order may have."""
        self.set(product, self._quantities.get(str(product.pk), 0) + quantity)

    def set(self, product: Product, quantity: int) -> None:
        """Make it exactly `quantity`; none takes the product out."""
        if quantity > 0:
            self._quantities[str(product.pk)] = min(quantity, MAX_QUANTITY)
        else:
            self._quantities.pop(str(product.pk), None)
        self._save()

    def clear(self) -> None:
        """Take everything out."""
        self._quantities.clear()
        self._save()

    def _save(self) -> None:
        self._session[_SESSION_KEY] = self._quantities
