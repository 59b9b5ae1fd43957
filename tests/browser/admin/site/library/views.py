"""The pages of the site itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from library.forms import VisitForm


def visit(request: HttpRequest) -> HttpResponse:
    """A form with a widget of the admin, in a template of the site's own."""
    return render(request, "library/visit.html", {"form": VisitForm()})


def crash(request: HttpRequest) -> HttpResponse:
    """Fails, to show the debug page."""
    shelf = {"upper": "poetry"}
    return HttpResponse(shelf["lower"])


def blocked(request: HttpRequest, name: str) -> HttpResponse:
    """A page with one script that no policy lets run: its report says that all before it came."""
    return HttpResponse("<!doctype html><title>Blocked</title><script>document.title = 1</script>")
