"""Where the views of the test site are found. Most tests bring views and addresses of their own."""

from django.urls import path

from testproject import views

urlpatterns = [path("plain/", views.plain)]
