"""The admin of the library: between them, these classes use every option that brings a script."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from stockade.django.decorators import csp_update

from library.forms import BranchForm, BranchOnForeignMapForm
from library.models import (
    Author,
    Book,
    Branch,
    BranchOnForeignMap,
    Chapter,
    Genre,
    Loan,
    Publisher,
    Review,
)

#: Where Django's own map widget gets OpenLayers from, and the maps themselves.
FOREIGN_MAPS = {
    "script-src": ["https://cdn.jsdelivr.net/npm/"],
    "style-src": ["https://cdn.jsdelivr.net/npm/"],
    "img-src": ["https://tile.openstreetmap.org"],
}


class ChapterInline(admin.TabularInline):
    model = Chapter
    extra = 1
    autocomplete_fields = ["translator"]
    prepopulated_fields = {"slug": ["title"]}


class ReviewInline(admin.StackedInline):
    model = Review
    extra = 0


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    actions = ["mark_lost"]
    autocomplete_fields = ["author"]
    date_hierarchy = "published"
    fieldsets = [
        (None, {"fields": ["title", "slug", "author", "publisher", "sequel_to", "status"]}),
        ("Times", {"fields": ["published", "bought", "opened_at"]}),
        ("Subjects", {"fields": ["genres", "shelved_under"]}),
        ("More", {"fields": ["details", "remarks"], "classes": ["collapse"]}),
    ]
    filter_horizontal = ["genres"]
    filter_vertical = ["shelved_under"]
    inlines = [ChapterInline, ReviewInline]
    list_display = ["title", "author", "status", "published"]
    list_editable = ["status"]
    list_filter = ["status", "genres"]
    list_per_page = 10
    ordering = ["pk"]
    prepopulated_fields = {"slug": ["title"]}
    raw_id_fields = ["sequel_to"]
    search_fields = ["title", "author__name"]

    @admin.action(description="Mark as lost")
    def mark_lost(self, request: HttpRequest, queryset: QuerySet[Book]) -> None:
        count = queryset.update(status=Book.Status.LOST)
        self.message_user(request, f"{count} marked as lost")


@admin.register(Loan)
class LoanAdmin(admin.ModelAdmin):
    actions_on_top = False


@admin.register(Branch)
class BranchAdmin(admin.ModelAdmin):
    form = BranchForm


@admin.register(BranchOnForeignMap)
class BranchOnForeignMapAdmin(admin.ModelAdmin):
    form = BranchOnForeignMapForm

    @method_decorator(csp_update(FOREIGN_MAPS))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)


admin.site.register([Publisher, Genre])
