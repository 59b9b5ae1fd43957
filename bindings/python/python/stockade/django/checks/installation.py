"""What stands beside Stockade in the settings: other middleware, context processors, django-csp."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.middleware.cache import FetchFromCacheMiddleware, UpdateCacheMiddleware
from django.middleware.gzip import GZipMiddleware
from django.template.backends.django import DjangoTemplates
from django.utils.module_loading import import_string

from stockade.django import builtin, cache, stack
from stockade.django.conf import Configuration

__all__ = ["CHECKS"]

_CONTEXT_PROCESSORS = {
    "stockade.django.context_processors.csp",
    "django.template.context_processors.csp",
}


def middleware_missing(found: Configuration) -> Iterator[CheckMessage]:
    policies = any(not policy.is_empty for policy in found.by_setting.values())
    if policies and stack.own_position() is None and stack.position(builtin.MIDDLEWARE) is None:
        yield Warning(
            "A policy is set, but no middleware sends it.",
            hint=f'Add "{stack.OWN}" to MIDDLEWARE, near the top.',
            id="stockade.W010",
        )


def middleware_inside_cache(found: Configuration) -> Iterator[CheckMessage]:
    """The headers belong to a response, not to a page that is stored: a stored page would keep the
    policy of the day it was stored."""
    own, outermost = stack.own_position(), stack.position(UpdateCacheMiddleware)
    if own is None or outermost is None or own < outermost:
        return
    hint = f"In MIDDLEWARE, move {stack.OWN} up, before {settings.MIDDLEWARE[outermost]}."
    if outermost in stack.positions(cache.UpdateCacheMiddleware):
        yield Warning(
            "Stockade's middleware stands inside its cache middleware, which stores nothing then: "
            "stored pages would keep an old policy and an old nonce.",
            hint=hint,
            id="stockade.W015",
        )
    else:
        yield Warning(
            "Stockade's middleware stands inside the cache middleware, so stored pages keep the "
            "policy that they were stored with, also when the settings have changed.",
            hint=hint,
            id="stockade.W011",
        )


def gzip_inside_cache(found: Configuration) -> Iterator[CheckMessage]:
    """Django recommends that order, and for its own cache it is right."""
    outermost, gzip = stack.position(cache.UpdateCacheMiddleware), stack.position(GZipMiddleware)
    if outermost is not None and gzip is not None and outermost < gzip:
        yield Warning(
            "GZipMiddleware stands inside Stockade's cache middleware: pages are compressed before "
            "they are stored, and a compressed page with a nonce is not stored.",
            hint=f"In MIDDLEWARE, move {settings.MIDDLEWARE[gzip]} up, before {stack.OWN}.",
            id="stockade.W016",
        )


def half_of_cache(found: Configuration) -> Iterator[CheckMessage]:
    halves = (
        (UpdateCacheMiddleware, cache.UpdateCacheMiddleware),
        (FetchFromCacheMiddleware, cache.FetchFromCacheMiddleware),
    )
    used = [(stack.positions(djangos), stack.positions(own)) for djangos, own in halves]
    if not any(own for _, own in used) or all(own for _, own in used):
        return
    for (djangos, own), (_, replacement) in zip(used, halves, strict=True):
        if djangos and not own:
            path = f"{cache.__name__}.{replacement.__name__}"
            yield Warning(
                "One half of the cache middleware is Stockade's, the other is Django's: pages "
                "with a nonce are not stored.",
                hint=f"In MIDDLEWARE, write {path} instead of {settings.MIDDLEWARE[djangos[0]]}.",
                id="stockade.W017",
            )


def middleware_outside_gzip(found: Configuration) -> Iterator[CheckMessage]:
    """What handles a page's nonce has to see the page, not its compressed bytes.

    Where GZipMiddleware stands inside the cache middleware, as Django recommends, Stockade cannot
    stand outside the one and inside the other: being outside the cache matters more.
    """
    own, gzip = stack.own_position(), stack.position(GZipMiddleware)
    outermost = stack.position(UpdateCacheMiddleware)
    if own is None or gzip is None or gzip < own or (outermost is not None and outermost < gzip):
        return
    yield Warning(
        "Stockade's middleware stands outside GZipMiddleware, and gets pages that are compressed "
        "and that it cannot read.",
        hint=f"In MIDDLEWARE, move {stack.OWN} down, after {settings.MIDDLEWARE[gzip]}.",
        id="stockade.W012",
    )


def context_processor_missing(found: Configuration) -> Iterator[CheckMessage]:
    needing = [name for name, policy in found.by_setting.items() if policy.uses_nonce]
    engines = [engine for engine in settings.TEMPLATES if _is_django_engine(engine)]
    processors = {
        processor
        for engine in engines
        for processor in engine.get("OPTIONS", {}).get("context_processors", ())
    }
    if needing and engines and processors.isdisjoint(_CONTEXT_PROCESSORS):
        yield Warning(
            f"{needing[0]} has a nonce, but templates have no `csp_nonce` to print: no context "
            "processor provides it.",
            hint='Add "stockade.django.context_processors.csp" to '
            'TEMPLATES[…]["OPTIONS"]["context_processors"].',
            id="stockade.W013",
        )


def builtin_middleware_too(found: Configuration) -> Iterator[CheckMessage]:
    place = stack.position(builtin.MIDDLEWARE)
    if place is not None and stack.own_position() is not None:
        yield Warning(
            "Both Django's CSP middleware and Stockade's are in MIDDLEWARE. Stockade's sends the "
            "headers; Django's only costs time.",
            hint=f"Remove {settings.MIDDLEWARE[place]} from MIDDLEWARE.",
            id="stockade.W014",
        )


def django_csp_middleware_too(found: Configuration) -> Iterator[CheckMessage]:
    if stack.own_position() is None:
        return
    for path in stack.django_csp():
        yield Error(
            "Both django-csp's middleware and Stockade's are in MIDDLEWARE. Each makes a nonce of "
            "its own, so the nonce in a page may not be the one in its header.",
            hint=f"Remove {path} from MIDDLEWARE.",
            id="stockade.E006",
        )


CHECKS: tuple[Callable[[Configuration], Iterator[CheckMessage]], ...] = (
    middleware_missing,
    middleware_inside_cache,
    gzip_inside_cache,
    half_of_cache,
    middleware_outside_gzip,
    context_processor_missing,
    builtin_middleware_too,
    django_csp_middleware_too,
)


def _is_django_engine(engine: dict[str, Any]) -> bool:
    try:
        return issubclass(import_string(engine["BACKEND"]), DjangoTemplates)
    except (ImportError, KeyError, TypeError):
        return False  # Django says so itself when it makes the engine.
