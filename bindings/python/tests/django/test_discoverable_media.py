"""The media of forms, widgets and the admin that can be pinned."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django
import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.test import override_settings

from stockade.django.named_templates.discoverable_media import DiscoveredMedia, discover_media
from stockade.django.named_templates.static_files import read_static_file, static_name


@pytest.fixture
def make_site():
    """Makes an AdminSite with one model. It is gone after the test."""
    sites = []

    def make(model: Any, model_admin: type[admin.ModelAdmin] = admin.ModelAdmin) -> DiscoveredMedia:
        site = admin.AdminSite()
        site.register(User, UserAdmin)  # for what refers to users
        if model is User:
            site.unregister(User)
        site.register(model, model_admin)
        sites.append(site)
        return discover_media()

    yield make
    admin.sites.all_sites.difference_update(sites)


def media_form(*js: str) -> type[forms.ModelForm]:
    """A form with scripts."""

    class Form(forms.ModelForm):
        @property
        def media(self) -> forms.Media:
            return forms.Media(js=js)

    return Form


class TestOfTheAdmin:
    def test_own_media_of_a_model_admin(self, make_site):
        class GroupAdmin(admin.ModelAdmin):
            class Media:
                js = ("shop/group.js",)
                css = {"print": ["shop/group.css", "https://cdn.example/group.css"]}

        assert {"shop/group.js", "shop/group.css", "https://cdn.example/group.css"} <= (
            make_site(Group, GroupAdmin).assets
        )

    def test_forms_that_add_and_that_change(self, make_site):
        class MyUserAdmin(UserAdmin):
            add_form = media_form("shop/add.js")
            add_fieldsets = ((None, {"fields": ["username"]}),)
            form = media_form("shop/change.js")

        assert {"shop/add.js", "shop/change.js"} <= make_site(User, MyUserAdmin).assets

    def test_widgets_and_inlines(self, make_site):
        class LogInline(admin.TabularInline):
            model = LogEntry
            fields = ("content_type", "action_time")

            class Media:
                js = ("shop/inline.js",)

        class MyUserAdmin(UserAdmin):
            inlines = (LogInline,)

        assert {
            "shop/inline.js",
            "admin/js/inlines.js",
            "admin/js/SelectFilter2.js",  # the groups of a user
            "admin/js/calendar.js",  # the date of the last login
        } <= make_site(User, MyUserAdmin).assets

    def test_editable_lists_and_actions(self, make_site):
        class Actions(admin.helpers.ActionForm):
            class Media:
                js = ("shop/actions.js",)

        class MyGroupAdmin(admin.ModelAdmin):
            list_display = ("id", "name")
            list_editable = ("name",)
            action_form = Actions

            def get_changelist_form(self, request, **kwargs):
                return media_form("shop/list.js")

        assert {"shop/actions.js", "shop/list.js"} <= make_site(Group, MyGroupAdmin).assets

    @pytest.mark.skipif(django.VERSION >= (5, 1), reason="fieldsets collapse without a script")
    def test_fieldsets_that_collapse(self, make_site):
        class MyGroupAdmin(admin.ModelAdmin):
            fieldsets = ((None, {"fields": ["name"], "classes": ["collapse"]}),)

        assert "admin/js/collapse.js" in make_site(Group, MyGroupAdmin).assets

    def test_a_superuser_asks(self, make_site):
        class MyGroupAdmin(admin.ModelAdmin):
            def get_form(self, request, obj=None, **kwargs):
                assert request.user.is_superuser
                assert request.user.has_perm("auth.change_group")
                return media_form("shop/secret.js")

        assert "shop/secret.js" in make_site(Group, MyGroupAdmin).assets

    def test_one_that_fails_is_named_and_hides_no_other(self, make_site):
        class MyGroupAdmin(admin.ModelAdmin):
            def get_form(self, request, obj=None, **kwargs):
                return request.session["form"]

        found = make_site(Group, MyGroupAdmin)

        assert len(found.faults) == 1
        assert found.faults[0].startswith("The admin of auth.Group could not be asked: Attribute")
        assert "admin/js/calendar.js" in found.assets


class TestOfAppModules:
    @pytest.fixture
    def make_app(self, tmp_path: Path, monkeypatch):
        """Makes an app with a module `forms`, and one with widgets."""
        monkeypatch.syspath_prepend(tmp_path)

        def make(forms: str = "", widgets: str = "") -> DiscoveredMedia:
            (tmp_path / "mediashop").mkdir()
            (tmp_path / "mediashop" / "__init__.py").touch()
            (tmp_path / "mediashop" / "forms.py").write_text(f"from django.forms import *\n{forms}")
            (tmp_path / "mediashop" / "widgets.py").write_text(
                f"from django.forms import *\n{widgets}"
            )
            with override_settings(INSTALLED_APPS=["mediashop"]):
                return discover_media()

        yield make
        for name in ("mediashop", "mediashop.forms", "mediashop.widgets"):
            sys.modules.pop(name, None)

    def test_forms_and_their_widgets(self, make_app):
        source = """
class Map(TextInput):
    class Media:
        js = ["shop/map.js"]

class Search(Form):
    place = CharField(widget=Map)

    class Media:
        css = {"all": ["shop/search.css"]}

    def __init__(self, user):
        raise AssertionError("Nobody has asked for a form.")
"""
        assert {"shop/map.js", "shop/search.css"} <= make_app(source).assets

    def test_formsets(self, make_app):
        source = """
class Row(Form):
    class Media:
        js = ["shop/row.js"]

Rows = formset_factory(Row)
del Row
"""
        assert "shop/row.js" in make_app(source).assets

    def test_widgets_that_no_form_uses(self, make_app):
        source = """
class Map(TextInput):
    def __init__(self, place):
        raise AssertionError("Nobody has asked for a widget.")

    class Media:
        js = ["shop/map.js"]
"""
        found = make_app(widgets=source)

        assert "shop/map.js" in found.assets
        assert found.faults == ()

    def test_assets_with_attributes(self, make_app):
        source = """
from django.utils.safestring import mark_safe
from stockade.django.media import Script

class Search(Form):
    class Media:
        js = [Script("shop/deferred.js", defer=True), mark_safe("<script>go()</script>")]
"""
        found = make_app(source)

        assert "shop/deferred.js" in found.assets
        assert not any("<" in asset for asset in found.assets)

    @pytest.mark.parametrize("source", ["1 / 0", "import no_such_module", "syntax error"])
    def test_a_module_that_cannot_be_imported_is_named(self, make_app, source):
        assert make_app(source).faults[0].startswith("mediashop.forms could not be asked: ")

    def test_a_form_that_fails_is_named(self, make_app):
        source = """
class Search(Form):
    @property
    def media(self):
        return self.user.media
"""
        assert make_app(source).faults == (
            "mediashop.forms.Search could not be asked: "
            "AttributeError: 'Search' object has no attribute 'user'",
        )


class TestVariants:
    """What is pinned in development is what is printed in production."""

    @pytest.mark.parametrize("debug", [True, False])
    def test_minified_and_not(self, make_site, debug):
        with override_settings(DEBUG=debug):
            assets = make_site(Group).assets

        assert {
            "admin/js/vendor/jquery/jquery.js",
            "admin/js/vendor/jquery/jquery.min.js",
        } <= assets
        assert "admin/js/core.min.js" not in assets

    def test_languages_of_the_autocomplete_widget(self, make_site):
        class LogAdmin(admin.ModelAdmin):
            autocomplete_fields = ("user",)

        with override_settings(LANGUAGES=[("de-at", "Deutsch"), ("zh-hant", "…"), ("xx", "…")]):
            assets = make_site(LogEntry, LogAdmin).assets
        folder = "admin/js/vendor/select2/i18n/"
        languages = {asset for asset in assets if asset.startswith(folder)}

        assert languages == {f"{folder}{code}.js" for code in ("de", "zh-TW", "en")}


class TestStaticNames:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("shop/map.js", "shop/map.js"),
            ("shop/map.js?v=2#top", "shop/map.js"),
            ("/static/shop/map.js?v=2", "shop/map.js"),
            ("/static/shop/a%20map.js", "shop/a map.js"),
            ("/static/shop/map.55e7cbb9ba48.js", "shop/map.55e7cbb9ba48.js"),
            ("/elsewhere/map.js?v=2", "/elsewhere/map.js?v=2"),
            ("https://cdn.example/map.js?v=2", "https://cdn.example/map.js?v=2"),
            ("//cdn.example/map.js", "//cdn.example/map.js"),
        ],
    )
    def test_are_what_is_behind_an_address(self, path, name):
        assert static_name(path) == name

    def test_are_what_a_storage_has_given_another_name(self, tmp_path):
        names = {
            "shop/map.js": "shop/map.55e7cbb9ba48.js",
            "shop/LICENSE": "shop/LICENSE.0123456789ab",
        }
        manifest = {"version": "1.1", "hash": "", "paths": names}
        (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
        storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        with override_settings(
            STATIC_ROOT=tmp_path, STORAGES={"staticfiles": {"BACKEND": storage}}
        ):
            assert static_name("/static/shop/map.55e7cbb9ba48.js") == "shop/map.js"
            assert static_name("/static/shop/LICENSE.0123456789ab") == "shop/LICENSE"
            assert static_name("/static/shop/map.000000000000.js") == "shop/map.000000000000.js"

    def test_on_another_host_that_has_the_static_files(self):
        with override_settings(STATIC_URL="https://static.example/files/"):
            assert static_name("https://static.example/files/shop/map.js") == "shop/map.js"


class TestStaticFiles:
    def test_are_read_where_their_app_has_them(self):
        assert b"quickElement" in (read_static_file("admin/js/core.js") or b"")

    @pytest.mark.parametrize(
        "name",
        ["no/such.js", "../settings.py", "/etc/passwd", "https://cdn.example/a.js", "a\0b", ""],
    )
    def test_that_are_not_there(self, name):
        assert read_static_file(name) is None

    def test_of_a_site_without_them(self):
        with override_settings(INSTALLED_APPS=["django.contrib.admin"]):
            assert read_static_file("admin/js/core.js") is None
