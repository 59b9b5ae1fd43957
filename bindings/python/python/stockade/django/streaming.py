"""Streamed bodies: the nonce stands in the header first, and is at hand while the body is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from stockade.nonce import LazyNonce, current_nonce, leave
from stockade.serving.policies import can_hold_markup

__all__ = ["is_streamed_page", "provide_nonce"]


def is_streamed_page(response: HttpResponseBase) -> bool:
    """Whether the body may turn out to hold the nonce."""
    # A file was there before the request.
    return not isinstance(response, FileResponse) and can_hold_markup(
        response.get("Content-Type", "")
    )


def provide_nonce(response: StreamingHttpResponse, nonce: LazyNonce) -> None:
    """Let the templates in a body find the nonce while each of its parts is made."""
    if isinstance(response, FileResponse):
        return
    parts: Any = response.streaming_content
    response.streaming_content = (
        _async_parts(parts, nonce) if response.is_async else _parts(parts, nonce)
    )


def _parts(parts: Iterator[bytes], nonce: LazyNonce) -> Iterator[bytes]:
    while True:
        token = current_nonce.set(nonce)
        try:
            part = next(parts)
        except StopIteration:
            return
        finally:
            leave(token)
        yield part


async def _async_parts(parts: AsyncIterator[bytes], nonce: LazyNonce) -> AsyncIterator[bytes]:
    while True:
        token = current_nonce.set(nonce)
        try:
            part = await anext(parts)
        except StopAsyncIteration:
            return
        finally:
            leave(token)
        yield part
