"""One small view for each thing that tests ask of a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def plain(request: HttpRequest) -> HttpResponse:
    """A page that prints no nonce."""
    return HttpResponse("plain")


def page(request: HttpRequest) -> HttpResponse:
    """A page whose whole body is the nonce."""
    return HttpResponse(str(request.csp_nonce))


def template(request: HttpRequest) -> HttpResponse:
    """A page that prints the nonce through the context processor."""
    return render(request, "nonce.html")
