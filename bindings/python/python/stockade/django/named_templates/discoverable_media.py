"""The form, widget and admin media that can be known without a request: what a person may pin.

No `__init__` of a form or widget is called: it may want arguments, or ask the database. So what is
added there is not known, nor what a view puts together. Such assets are pinned by naming them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from django.apps import AppConfig, apps
from django.conf import settings
from django.forms import BaseForm, BaseFormSet, Media, Widget
from django.http import HttpRequest
from django.utils.module_loading import module_has_submodule

from stockade.django.assets import MediaAsset, listed_path
from stockade.django.named_templates.static_files import find_static_file, static_name

__all__ = ["DiscoveredMedia", "discover_media"]


class DiscoveredMedia(NamedTuple):
    """What has been found, and what could not be asked."""

    #: The names of static files, and addresses elsewhere.
    assets: frozenset[str]
    #: A sentence for each form and each ModelAdmin that failed.
    faults: tuple[str, ...]


def discover_media() -> DiscoveredMedia:
    """The media of every registered ModelAdmin, and of every form and widget in the modules `forms`
    and `widgets` of apps.

    Code of the site is asked, which may fail outside of a request. This is noted and does no harm.
    """
    discovery = _Discovery()
    for app in apps.get_app_configs():
        discovery.ask_app(app)
    if apps.is_installed("django.contrib.admin"):
        discovery.ask_admin_sites()
    variants = _variants(discovery.assets)
    return DiscoveredMedia(frozenset(discovery.assets.union(variants)), tuple(discovery.faults))


class _Discovery:
    def __init__(self) -> None:
        self.assets: set[str] = set()
        self.faults: list[str] = []
        self._asked: set[type] = set()

    def ask_app(self, app: AppConfig) -> None:
        for name in ("forms", "widgets"):
            if app.module is not None and module_has_submodule(app.module, name):
                self._try(f"{app.name}.{name}", self._module, f"{app.name}.{name}")

    def ask_admin_sites(self) -> None:
        from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
        from django.contrib.admin.sites import all_sites

        for site in all_sites:
            self._form(site.login_form or AdminAuthenticationForm)
            # A site has its own form for this since Django 6.0.
            self._form(getattr(site, "password_change_form", None) or AdminPasswordChangeForm)
            for model_admin in site._registry.values():
                label = f"The admin of {model_admin.model._meta.label}"
                self._try(label, self._model_admin, model_admin)

    def _module(self, name: str) -> None:
        for value in vars(import_module(name)).values():
            if isinstance(value, type) and issubclass(value, BaseForm | BaseFormSet):
                self._form(value)
            elif isinstance(value, type) and issubclass(value, Widget):
                self._widget(value)

    def _model_admin(self, model_admin: Any) -> None:
        request = _request()
        self._add(model_admin.media)
        self._form(model_admin.action_form)
        if model_admin.list_editable:
            self._form(model_admin.get_changelist_formset(request))
        if form := getattr(model_admin, "change_password_form", None):
            self._form(form)
        for instance in (None, model_admin.model()):
            self._form(model_admin.get_form(request, instance, change=instance is not None))
            self._fieldsets(model_admin.get_fieldsets(request, instance))
            for inline in model_admin.get_inline_instances(request, instance):
                self._add(inline.media)
                self._form(inline.get_formset(request, instance))
                self._fieldsets(inline.get_fieldsets(request, instance))

    def _fieldsets(self, fieldsets: Iterable[tuple[Any, Any]]) -> None:
        from django.contrib.admin.helpers import Fieldset

        # Before Django 5.1 a fieldset that collapses has a script. The form does not matter to it.
        fieldset_class: Any = Fieldset
        for _, options in fieldsets:
            self._add(fieldset_class(None, classes=options.get("classes", ())).media)

    def _form(self, form_class: Any) -> None:
        """Ask the class of a form, or of a formset, which has that of a form."""
        form_class = getattr(form_class, "form", form_class)
        if issubclass(form_class, BaseForm) and form_class not in self._asked:
            self._asked.add(form_class)
            self._try(_name(form_class), self._media_of_form, form_class)

    def _media_of_form(self, form_class: Any) -> None:
        form = form_class.__new__(form_class)
        form.fields = getattr(form_class, "base_fields", {})
        self._add(form.media)

    def _widget(self, widget_class: Any) -> None:
        try:
            self._add(widget_class.__new__(widget_class).media)
        except Exception:
            # Its media depends on how it is made. The forms that have made one are asked, too.
            return

    def _add(self, media: Media) -> None:
        self.assets.update(map(static_name, _paths(media)))

    def _try(self, name: str, ask: Callable[[Any], None], subject: Any) -> None:
        try:
            ask(subject)
        except Exception as error:
            self.faults.append(f"{name} could not be asked: {type(error).__name__}: {error}")


def _name(asked: type) -> str:
    return f"{asked.__module__}.{asked.__qualname__}"


def _paths(media: Any) -> Iterator[str]:
    for asset in (*media._js, *(asset for assets in media._css.values() for asset in assets)):
        if isinstance(asset, MediaAsset):
            yield listed_path(asset)
        # What prints itself has no path.
        elif not hasattr(asset, "__html__"):
            yield str(asset)


def _variants(assets: Iterable[str]) -> Iterator[str]:
    """The files that the same widgets name under other settings, or for another visitor.

    Otherwise what is pinned on a developer's machine would be refused in production.
    """
    for asset in assets:
        for variant in (_with_other_debug(asset), *_in_other_languages(asset)):
            if find_static_file(variant) is not None:
                yield variant


def _with_other_debug(asset: str) -> str:
    """The admin's media are minified where DEBUG is off, and so are those of others."""
    stem, extension = os.path.splitext(asset)
    if stem.endswith(".min"):
        return stem.removesuffix(".min") + extension
    return f"{stem}.min{extension}"


def _in_other_languages(asset: str) -> Iterator[str]:
    """The translations that the admin's autocomplete widget loads for its visitors' languages."""
    folder, found, _ = asset.partition("vendor/select2/select2.full")
    if not found:
        return
    from django.contrib.admin.widgets import SELECT2_TRANSLATIONS

    for language, _ in settings.LANGUAGES:
        # For "de-at" the widget takes "de".
        code = next((code for code in _generalized(language) if code in SELECT2_TRANSLATIONS), None)
        if code is not None:
            yield f"{folder}vendor/select2/i18n/{SELECT2_TRANSLATIONS[code]}.js"


def _generalized(language: str) -> Iterator[str]:
    while language:
        yield language
        language = language.rpartition("-")[0]


def _request() -> Any:
    """A request such as a ModelAdmin gets from somebody who may do everything."""
    request: Any = HttpRequest()
    request.method = "GET"
    request.user = _Superuser()
    return request


class _Superuser:
    pk = None
    is_active = is_staff = is_superuser = is_authenticated = True
    is_anonymous = False

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return True

    def has_perms(self, permissions: Iterable[str], obj: object = None) -> bool:
        return True

    def has_module_perms(self, app_label: str) -> bool:
        return True
