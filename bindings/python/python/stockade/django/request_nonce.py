"""The nonce of a request, known to Django's caches."""

from __future__ import annotations

from typing import Any

from stockade.nonce import LazyNonce

__all__ = ["RequestNonce", "nonce_of"]


class RequestNonce(LazyNonce):
    """A nonce that, when it is printed, keeps the response out of Django's site cache and of
    `cache_page`. So do the hashes of inline blocks: a stored page comes back without its header.

    Both ask the request whether to store its response. It has to be answered at each printing:
    `cache_page` says yes when its view is called, whatever was printed before; and as it stands
    inside of all middleware, there is no later moment.
    """

    __slots__ = ("imported_styles", "request")

    def __init__(self, request: Any) -> None:
        super().__init__()
        #: To be set to None when the response is finished. The request holds this nonce, and Python
        #: frees objects that hold each other late.
        self.request = request
        #: Static files that are imported by style sheets that the nonce was printed for.
        self.imported_styles: tuple[str, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Whether the response's headers are decided: from here on it is on its way."""
        return self.request is None

    def keep_out_of_caches(self) -> None:
        if self.request is not None:
            self.request._cache_update_cache = False

    on_read = on_allow = keep_out_of_caches


def nonce_of(request: object) -> RequestNonce | None:
    """The nonce that Stockade's middleware gave a request, or None where it is not installed, or
    stands inside of whoever asks and has not seen the request yet."""
    nonce = getattr(request, "csp_nonce", None)
    return nonce if isinstance(nonce, RequestNonce) else None
