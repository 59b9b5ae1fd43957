"""What every page's header shows."""

from django.http import HttpRequest

from .cart import Cart


def cart(request: HttpRequest) -> dict[str, Cart]:
    """The visitor's cart.

    A request for a missing static file has no session, as it passes no middleware, and the 404 page
    is rendered for it all the same.
    """
    return {"cart": Cart(getattr(request, "session", {}))}
