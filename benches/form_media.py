"""Form media of eleven assets: printed by Django itself, and printed with a nonce."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import django
from django import forms
from django.conf import settings
from django.template import Context, Engine

from pages import BrokenSetUpError
from rounds import Calls, Subject

__all__ = ["comparison"]

_STYLES = ("base", "forms", "calendar")
_SCRIPTS = ("jquery", "jquery.init", "core", "inlines", "calendar", "clock", "prepopulate", "admin")


@dataclass(frozen=True)
class Printer:
    """One way of printing media in a template. `make_nonce`: where each response's nonce is from,
    as module and class."""

    name: str
    #: With MEDIA where the media stands.
    template: str
    make_nonce: tuple[str, str] | None = None
    tag_library: str | None = None


def comparison() -> list[Subject]:
    """The subjects. The first is what every Django does without a nonce."""
    printers = [
        Printer("{{ form.media }}", "{{ MEDIA }}"),
        Printer(
            "Stockade's {% csp_media form.media %}",
            "{% csp_media MEDIA %}",
            ("stockade", "LazyNonce"),
            "stockade.django.templatetags.csp",
        ),
    ]
    if django.VERSION >= (6, 1):
        printers.append(
            Printer(
                "Django's {% csp_nonce_attr form.media %}",
                "{% csp_nonce_attr MEDIA %}",
                ("django.utils.csp", "LazyNonce"),
            )
        )
    return [Subject(printer.name, partial(_prepare, printer)) for printer in printers]


class Form(forms.Form):
    class Media:
        css = {"all": [f"shop/{name}.css" for name in _STYLES]}
        js = [f"shop/{name}.js" for name in _SCRIPTS]


def _prepare(printer: Printer) -> Calls:
    """Set Django up in this process, print the media once, and say how to print it again."""
    settings.configure(INSTALLED_APPS=["django.contrib.staticfiles"], STATIC_URL="/static/")
    django.setup()
    form = Form()
    calls = {
        # What a page does: the form collects the media of its widgets, which is printed then.
        "form.media": _printing(printer, "form.media", {"form": form}),
        "printing alone": _printing(printer, "media", {"media": form.media}),
    }
    for call in calls.values():
        _check(printer, call(), str(form.media))
    return calls


def _printing(printer: Printer, name: str, variables: dict[str, object]) -> Callable[[], str]:
    library = printer.tag_library
    engine = Engine(builtins=[library] if library else [])
    template = engine.from_string(printer.template.replace("MEDIA", name))
    if printer.make_nonce is None:
        return lambda: template.render(Context(variables))
    module, nonce_class = printer.make_nonce
    make_nonce = getattr(import_module(module), nonce_class)
    return lambda: template.render(Context({**variables, "csp_nonce": make_nonce()}))


def _check(printer: Printer, printed: str, plain: str) -> None:
    """Raise BrokenSetUpError unless this is the plain media with the same nonce on each tag."""
    nonce = printed.partition(' nonce="')[2].partition('"')[0]
    attribute = f' nonce="{nonce}"'
    wanted = 0 if printer.make_nonce is None else len(_STYLES) + len(_SCRIPTS)
    if printed.count(attribute) != wanted or printed.replace(attribute, "") != plain:
        raise BrokenSetUpError(f"not the media that was to be measured: {printed}")
