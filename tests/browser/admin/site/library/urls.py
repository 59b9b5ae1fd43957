"""The admin with its documentation, and the pages of the site itself."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.staticfiles import views as static_files
from django.urls import include, path
from django.views.decorators.cache import cache_control

from library import views

urlpatterns = [
    path("admin/doc/", include("django.contrib.admindocs.urls")),
    path(
        "admin/password_reset/",
        auth_views.PasswordResetView.as_view(),
        # The login page links to it by this name.
        name="admin_password_reset",
    ),
    path(
        "admin/password_reset/done/",
        auth_views.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "reset/<uidb64>/<token>/",
        auth_views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        auth_views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("admin/", admin.site.urls),
    # Browsers may keep them: the crawl needs the same few files hundreds of times.
    path("static/<path:path>", cache_control(max_age=3600)(static_files.serve)),
    path("visit/", views.visit),
    path("crash/", views.crash),
    path("blocked/<slug:name>/", views.blocked),
]
