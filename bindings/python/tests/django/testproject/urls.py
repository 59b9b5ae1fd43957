"""Where the views of the test site are found."""

from django.urls import path

from testproject import views

urlpatterns = [
    path("plain/", views.plain),
    path("page/", views.page),
    path("template/", views.template),
]
