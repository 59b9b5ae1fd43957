"""The books, with what brings scripts into Unfold's pages."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.forms.widgets import WysiwygWidget
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from third_party.unfold_site.models import Author, Book, Chapter

admin.site.unregister([User, Group])


@admin.register(User)
class OurUserAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class OurGroupAdmin(GroupAdmin, ModelAdmin):
    pass


@admin.register(Author)
class AuthorAdmin(ModelAdmin):
    search_fields = ["name"]


class ChapterInline(TabularInline):
    model = Chapter
    extra = 1


@admin.register(Book)
class BookAdmin(ModelAdmin):
    autocomplete_fields = ["author"]
    inlines = [ChapterInline]
    list_display = ["title", "author", "is_lent"]
    list_filter = ["is_lent", "author"]
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ["title"]
    formfield_overrides = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "remarks":
            kwargs["widget"] = WysiwygWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)
