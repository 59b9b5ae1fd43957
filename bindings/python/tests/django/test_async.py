"""Async requests, and many requests at once."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, AsyncRequestFactory, Client, override_settings
from django.urls import path
from testproject.headers import enforced, nonce_of

from stockade import LateNonceError
from stockade.django.middleware import ContentSecurityPolicyMiddleware
from stockade.nonce import current_nonce


async def page(request: HttpRequest) -> HttpResponse:
    """Prints its nonce three times, letting other requests run in between."""
    printed = [str(request.csp_nonce)]
    await asyncio.sleep(0)
    printed.append(str(current_nonce.get()))
    await asyncio.sleep(0)
    printed.append(await sync_to_async(lambda: str(current_nonce.get()))())
    return HttpResponse(" ".join(printed))


def sync_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.csp_nonce} {current_nonce.get()}")


async def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    async def body():
        for _ in range(3):
            await asyncio.sleep(0)
            yield f"{request.csp_nonce} {current_nonce.get()} "

    return StreamingHttpResponse(body(), content_type=request.GET.get("type", "text/html"))


async def sync_stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(f"{request.csp_nonce} {current_nonce.get()} " for _ in range(3))


urlpatterns = [
    path("page/", page),
    path("sync-page/", sync_page),
    path("plain/", plain),
    path("stream/", stream),
    path("sync-stream/", sync_stream),
]


def sync_only(get_response):
    """Middleware that makes Django run everything outside of it in a thread."""

    def middleware(request):
        return get_response(request)

    return middleware


OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
SYNC_ONLY = f"{__name__}.sync_only"


@pytest.fixture(autouse=True)
def urls():
    with override_settings(ROOT_URLCONF=__name__):
        yield


async def body_of(response) -> str:
    if not response.streaming:
        return response.content.decode()
    return b"".join([part async for part in response]).decode()


def test_the_middleware_is_a_coroutine_function_in_an_async_stack():
    async def get_response(request):
        return HttpResponse()

    assert iscoroutinefunction(ContentSecurityPolicyMiddleware(get_response))
    assert not iscoroutinefunction(ContentSecurityPolicyMiddleware(lambda request: None))


@pytest.mark.parametrize("middleware", [[OWN], [SYNC_ONLY, OWN], [OWN, SYNC_ONLY]])
@pytest.mark.parametrize("url", ["/page/", "/sync-page/", "/stream/"])
def test_an_async_response_has_one_nonce_everywhere(url, middleware):
    async def run():
        with override_settings(MIDDLEWARE=middleware):
            response = await AsyncClient().get(url)
            return response, await body_of(response)

    response, body = asyncio.run(run())
    assert set(body.split()) == {nonce_of(response)}
    assert response.headers["Cache-Control"] == "private"


def test_a_sync_stream_has_one_nonce_everywhere():
    async def run():
        response = await AsyncClient().get("/sync-stream/")
        with pytest.warns(Warning, match="must consume synchronous iterators"):
            return response, await body_of(response)

    response, body = asyncio.run(run())
    assert set(body.split()) == {nonce_of(response)}


def test_an_unread_nonce_is_left_out():
    response = asyncio.run(AsyncClient().get("/plain/"))

    assert enforced(response)
    assert nonce_of(response) is None


@override_settings(DEBUG=True)
def test_a_late_nonce_in_an_async_stream_raises():
    """G2: the stream is no page, so its header has gone without a nonce."""

    async def run():
        return await body_of(await AsyncClient().get("/stream/", {"type": "text/plain"}))

    with pytest.raises(LateNonceError):
        asyncio.run(run())


def test_concurrent_async_requests_have_nonces_of_their_own():
    urls = ["/page/", "/sync-page/", "/stream/"] * 20

    async def get(url):
        response = await AsyncClient().get(url)
        return nonce_of(response), await body_of(response)

    async def run():
        found = await asyncio.gather(*map(get, urls))
        assert current_nonce.get() is None
        return found

    found = asyncio.run(run())
    assert len({nonce for nonce, _ in found}) == len(urls)
    for nonce, body in found:
        assert set(body.split()) == {nonce}


def test_concurrent_threads_have_nonces_of_their_own():
    client, together = Client(), threading.Barrier(8)

    def get(_):
        together.wait()
        found = []
        for _ in range(20):
            response = client.get("/sync-page/")
            found.append((nonce_of(response), response.content.decode()))
        assert current_nonce.get() is None
        return found

    with ThreadPoolExecutor(8) as threads:
        found = [pair for pairs in threads.map(get, range(8)) for pair in pairs]
    assert len({nonce for nonce, _ in found}) == 160
    for nonce, body in found:
        assert set(body.split()) == {nonce}


def test_a_visitor_who_leaves_during_a_stream_leaves_no_nonce_behind():
    async def run():
        scope = AsyncRequestFactory()._base_scope(path="/stream/")
        sent = []
        gone = asyncio.Event()

        async def receive():
            if not sent:
                sent.append("request")
                return {"type": "http.request", "body": b"", "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.body":
                gone.set()
                await asyncio.sleep(0)

        await ASGIHandler()(scope, receive, send)
        return current_nonce.get()

    assert asyncio.run(run()) is None


def test_a_request_that_is_given_up_does_not_touch_the_nonce_of_another():
    """Its coroutine may be closed while another request is answered."""

    async def run():
        async def never(request):
            await asyncio.Future()

        abandoned = ContentSecurityPolicyMiddleware(never)(AsyncRequestFactory().get("/"))
        abandoned.send(None)
        seen = []

        async def view(request):
            abandoned.close()
            seen.append(current_nonce.get() is request.csp_nonce)
            return HttpResponse()

        other = asyncio.create_task(
            ContentSecurityPolicyMiddleware(view)(AsyncRequestFactory().get("/"))
        )
        await other
        return seen

    assert asyncio.run(run()) == [True]
