"""The addresses of the Django site: those that templates name."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from django_settings import is_installed

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/doc/", include("django.contrib.admindocs.urls")),
    path("admin/", admin.site.urls),
]
if is_installed("wagtail"):
    urlpatterns += [
        path("cms/", include("wagtail.admin.urls")),
        path("documents/", include("wagtail.documents.urls")),
    ]
