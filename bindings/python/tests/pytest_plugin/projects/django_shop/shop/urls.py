from django.urls import include, path

from shop import views

VIEWS = [
    views.any_script,
    views.clean,
    views.data,
    views.download,
    views.empty,
    views.escape,
    views.fixed_nonce,
    views.latin,
    views.meta,
    views.moved,
    views.none,
    views.packed,
    views.report_only,
    views.streamed,
    views.xhtml,
]

pages = [
    *(path(f"{view.__name__}/", view, name=view.__name__) for view in VIEWS),
    path("blocked/<int:number>/", views.blocked, name="blocked"),
    path("unused/", views.clean, name="unused"),
]

urlpatterns = [path("", include((pages, "site")))]
