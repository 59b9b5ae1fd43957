"""Django's page caches, for pages with nonces: the same names, to be imported from here.

::

    MIDDLEWARE = [
        "stockade.django.middleware.ContentSecurityPolicyMiddleware",
        "stockade.django.cache.UpdateCacheMiddleware",
        …,
        "stockade.django.cache.FetchFromCacheMiddleware",
    ]

and for single views `from stockade.django.cache import cache_page`. A page that printed its nonce
is stored without it, and each later visitor gets it with the nonce of his own response. Everything
else is as Django has it: what is stored, for how long, and under which key.

For fragments of templates there is `{% csp_cache %}`.
"""

from stockade.django.cache.decorator import cache_page
from stockade.django.cache.middleware import (
    CacheMiddleware,
    FetchFromCacheMiddleware,
    UpdateCacheMiddleware,
)

__all__ = [
    "CacheMiddleware",
    "FetchFromCacheMiddleware",
    "UpdateCacheMiddleware",
    "cache_page",
]
