"""The responses of test clients, each in the terms of its library, as what is checked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from stockade.pages import Head

__all__ = [
    "django_head",
    "httpx_head",
    "page_of",
    "webtest_head",
    "werkzeug_head",
    "without_coding",
]


def page_of(response: Any) -> tuple[Head, bytes]:
    """The head and the body of a response of a test client.

    Raises TypeError for anything else, and for a stream that cannot be read twice.
    """
    libraries = {kind.__module__.partition(".")[0] for kind in type(response).__mro__}
    if "django" in libraries:
        if response.streaming:
            raise TypeError(
                "the response is streamed, and what a test reads of it is gone: "
                "run the tests with `pytest --csp`, which looks at the parts as the test reads them"
            )
        return django_head(response), response.content
    if "werkzeug" in libraries:
        return werkzeug_head(response), response.get_data()
    if libraries & {"httpx", "httpx2"}:
        return without_coding(httpx_head(response.request, response)), response.content
    if "webob" in libraries:
        return webtest_head(response), response.body
    raise TypeError(
        f"this is a {type(response).__name__}, and not a response of the test client of Django or "
        "Flask, of Starlette, httpx or WebTest"
    )


def django_head(response: Any) -> Head:
    request = getattr(response, "wsgi_request", None) or getattr(response, "asgi_request", None)
    headers = tuple(response.items())
    if request is None:  # The test has called the view itself.
        return Head("GET", "http://testserver/", response.status_code, headers)
    # Not `build_absolute_uri`, which refuses hosts that the settings do not know.
    host = request.META.get("HTTP_HOST") or _server_of(request)
    url = f"{request.scheme}://{host}{request.get_full_path()}"
    return Head(request.method or "GET", url, response.status_code, headers)


def werkzeug_head(response: Any) -> Head:
    request = response.request
    return Head(request.method, request.url, response.status_code, tuple(response.headers.items()))


def httpx_head(request: Any, response: Any) -> Head:
    """Also for the copies of httpx that have another name."""
    # The credentials that an address may hold are for the client, and no part of the page's own.
    url = urlsplit(str(request.url))
    host = url.netloc.rpartition("@")[2]
    return Head(
        request.method,
        urlunsplit(url._replace(netloc=host)),
        response.status_code,
        tuple(response.headers.multi_items()),
    )


def webtest_head(response: Any) -> Head:
    request = response.request
    return Head(request.method, request.url, response.status_int, tuple(response.headerlist))


def without_coding(head: Head) -> Head:
    """The same for a body that the client has decompressed."""
    headers = (header for header in head.headers if header[0].lower() != "content-encoding")
    return Head(head.method, head.url, head.status, tuple(headers))


def _server_of(request: Any) -> str:
    name, port = request.META.get("SERVER_NAME", "testserver"), request.META.get("SERVER_PORT", "")
    return f"{name}:{port}" if port not in {"", "80", "443"} else name
