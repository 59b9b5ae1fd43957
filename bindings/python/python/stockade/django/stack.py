"""Where middleware stands in the `MIDDLEWARE` setting: the first is the outermost."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.module_loading import import_string

__all__ = ["OWN", "django_csp", "own_position", "position", "positions"]

OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"


def positions(cls: type | None) -> list[int]:
    """The places of a middleware class and its subclasses, outermost first."""
    return [index for index, _, found in _classes() if cls is not None and issubclass(found, cls)]


def position(cls: type | None) -> int | None:
    """The outermost place of a middleware class or a subclass, or None where it is not used."""
    return next(iter(positions(cls)), None)


def own_position() -> int | None:
    """The place of Stockade's middleware."""
    return position(import_string(OWN))


def django_csp() -> list[str]:
    """The paths of the middleware that comes from django-csp, or is derived from it."""
    return [
        path
        for _, path, found in _classes()
        if any(base.__module__.startswith("csp.") for base in found.__mro__)
    ]


def _classes() -> Iterator[tuple[int, str, type]]:
    for index, path in enumerate(settings.MIDDLEWARE):
        try:
            found = import_string(path)
        except ImportError:
            continue  # Django says so itself when it loads the middleware.
        if isinstance(found, type):
            yield index, path, found
