"""The transports of httpx that call an application directly. httpx2 has the same."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from stockade.pytest_plugin.observer import Observer
from stockade.pytest_plugin.origin import Origin, request_made
from stockade.pytest_plugin.patching import Method, Patches
from stockade.pytest_plugin.recording import Recording
from stockade.testing.responses import httpx_head

__all__ = ["record_stream", "watch"]


def watch(module: ModuleType, observer: Observer, patches: Patches) -> None:
    """Look at the responses of both transports: their bodies are read by the client, or by the test
    where it asks for a stream.

    `module` is `httpx`.
    """

    def wsgi_transport(original: Method) -> Method:
        def handle_request(self: Any, request: Any) -> Any:
            with request_made() as origin:
                response = original(self, request)
            with observer.guarded():
                _look_at(module, request, response, origin, observer)
            return response

        return handle_request

    def asgi_transport(original: Method) -> Method:
        async def handle_async_request(self: Any, request: Any) -> Any:
            with request_made() as origin:
                response = await original(self, request)
            with observer.guarded():
                _look_at(module, request, response, origin, observer)
            return response

        return handle_async_request

    patches.wrap(module.WSGITransport, "handle_request", wsgi_transport)
    patches.wrap(module.ASGITransport, "handle_async_request", asgi_transport)


def _look_at(
    module: ModuleType, request: Any, response: Any, origin: Origin, observer: Observer
) -> None:
    if recording := observer.will_see(httpx_head(request, response), origin):
        record_stream(module, response, recording)


def record_stream(module: ModuleType, response: Any, recording: Recording) -> None:
    """Have the body of a response recorded when it is read, as it comes from the application."""
    stream: Any = response.stream

    class SyncStream(module.SyncByteStream):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Any:
            return recording.of(stream)

        def close(self) -> None:
            stream.close()

    class AsyncStream(module.AsyncByteStream):  # type: ignore[misc, name-defined]
        def __aiter__(self) -> Any:
            return recording.of_async(stream)

        async def aclose(self) -> None:
            await stream.aclose()

    is_sync = isinstance(stream, module.SyncByteStream)
    response.stream = SyncStream() if is_sync else AsyncStream()
