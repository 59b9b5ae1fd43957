"""Addresses of the shop."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("teas/", views.CatalogueView.as_view(), name="catalogue"),
    path("teas/<slug:slug>/", views.product, name="product"),
    path("cart/", views.cart, name="cart"),
    path("cart/add/<slug:slug>/", views.add_to_cart, name="add-to-cart"),
    path("cart/change/<slug:slug>/", views.change_cart, name="change-cart"),
    path("checkout/", views.checkout, name="checkout"),
    path("orders/<uuid:pk>/", views.order, name="order"),
    path("brewing/", views.brewing, name="brewing"),
    path("price-list/", views.price_list, name="price-list"),
    path("price-list.csv", views.price_list_csv, name="price-list-csv"),
    path("unescaped/<int:pk>/", views.unescaped, name="unescaped"),
]
