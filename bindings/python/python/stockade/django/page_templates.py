"""Development: which template a page was made of.

A response does not say. So in development the rendering of templates is watched, and the one whose
output is the page is found when the page is.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from weakref import WeakKeyDictionary

from django.template.backends import django as django_backend

from stockade.nonce import LazyNonce, current_nonce

__all__ = ["find", "install"]

#: Names and output of the templates that were rendered, by the nonce of the response being made.
_rendered: WeakKeyDictionary[LazyNonce, list[tuple[str, str]]] = WeakKeyDictionary()


def install() -> None:
    """Watch how templates are rendered, from now on and in the whole process."""
    _watch(django_backend.Template)
    if find_spec("jinja2"):
        from django.template.backends import jinja2 as jinja2_backend

        _watch(jinja2_backend.Template)


def find(nonce: LazyNonce, page: str) -> str | None:
    """The name of the template that `page` was made of, where that can be told."""
    # Templates of widgets are part of the page, too. It is the longest that is all of it.
    rendered = sorted(_rendered.pop(nonce, []), key=lambda one: len(one[1]), reverse=True)
    return next((name for name, output in rendered if output and output in page), None)


def _watch(template_class: Any) -> None:
    original = template_class.render
    if hasattr(original, "_stockade"):
        return

    def render(template: Any, *args: Any, **options: Any) -> Any:
        output = original(template, *args, **options)
        nonce = current_nonce.get()
        name = template.template.name
        if nonce is not None and name:
            _rendered.setdefault(nonce, []).append((name, output))
        return output

    template_class.render = render
    template_class.render._stockade = True
