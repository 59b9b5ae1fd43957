"""The shop in Django's admin: forms with prepopulated slugs, inlines, search and filters."""

from django.contrib import admin

from .models import Category, Order, OrderLine, Product, Review


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "summary", "position"]
    prepopulated_fields = {"slug": ["name"]}


class ReviewInline(admin.TabularInline):
    model = Review
    extra = 0


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["name", "category", "price", "is_favourite"]
    list_filter = ["category", "is_favourite"]
    search_fields = ["name", "tagline"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ReviewInline]


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["product", "author", "rating", "written_at"]
    list_filter = ["rating"]
    date_hierarchy = "written_at"
    autocomplete_fields = ["product"]


class OrderLineInline(admin.TabularInline):
    model = OrderLine
    extra = 0
    autocomplete_fields = ["product"]


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "placed_at"]
    date_hierarchy = "placed_at"
    inlines = [OrderLineInline]
