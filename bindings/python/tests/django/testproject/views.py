"""The views of the test site."""

from django.http import HttpRequest, HttpResponse


def plain(request: HttpRequest) -> HttpResponse:
    """A page that prints no nonce."""
    return HttpResponse("plain")
