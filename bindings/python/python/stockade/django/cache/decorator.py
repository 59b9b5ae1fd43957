"""`cache_page` for views whose pages have nonces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.decorators import decorator_from_middleware_with_args

from stockade.django.cache.middleware import CacheMiddleware

__all__ = ["cache_page"]

View = TypeVar("View", bound=Callable[..., Any])

_decorator: Any = decorator_from_middleware_with_args(CacheMiddleware)


def cache_page(
    timeout: float | None, *, cache: str | None = None, key_prefix: str | None = None
) -> Callable[[View], View]:
    """Django's `cache_page`, which also stores pages with nonces: each visitor gets his own nonce.

    Decorators that give the view a policy of its own may stand above or below this one. `gzip_page`
    must stand above it: a compressed page is not stored.
    """
    decorate: Callable[[View], View] = _decorator(
        page_timeout=timeout, cache_alias=cache, key_prefix=key_prefix
    )
    return decorate
