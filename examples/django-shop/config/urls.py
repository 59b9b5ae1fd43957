"""The shop at the root, Django's admin beside it."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import include, path


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Where browsers look for the icon of a page that names none, as those of the admin do."""
    return HttpResponseRedirect(static("shop/logo.svg"))


urlpatterns = [
    path("favicon.ico", favicon),
    path("admin/", admin.site.urls),
    path("", include("shop.urls")),
]
