"""One nonce for each request, under every name, from its first reading to the end of its body."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from testproject.headers import ENFORCE, enforced, nonce_of

from stockade import CSP, LateNonceError, LazyNonce
from stockade.django.context_processors import csp
from stockade.django.middleware import ContentSecurityPolicyMiddleware
from stockade.nonce import current_nonce


def names(request: HttpRequest) -> HttpResponse:
    context = csp(request)["csp_nonce"]
    assert context is request.csp_nonce is request._csp_nonce is current_nonce.get()
    return HttpResponse(str(context))


def template(request: HttpRequest) -> HttpResponse:
    return render(request, "nonce.html")


def falsy(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string("{% if csp_nonce %}read{% else %}not read{% endif %}")
    before = template.render({}, request)
    str(request.csp_nonce)
    return HttpResponse(f"{before}, {template.render({}, request)}")


def untouched(request: HttpRequest) -> HttpResponse:
    nonce = request.csp_nonce
    bool(nonce), repr(nonce), f"{nonce!r}", copy.copy(nonce), copy.deepcopy(nonce)
    pickle.dumps(nonce)
    return HttpResponse(repr(nonce))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def body():
        assert current_nonce.get() is request.csp_nonce
        yield f"<script nonce={request.csp_nonce}>"

    return StreamingHttpResponse(body(), content_type=request.GET.get("type", "text/html"))


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(open(__file__, "rb"), content_type="text/html")


urlpatterns = [
    path("names/", names),
    path("template/", template),
    path("falsy/", falsy),
    path("untouched/", untouched),
    path("stream/", stream),
]


@pytest.fixture(autouse=True)
def urls():
    with override_settings(ROOT_URLCONF=__name__):
        yield


class LateReader:
    """Middleware that reads the nonce of a finished response, as a toolbar might."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.late_nonce = str(request.csp_nonce)
        return response


OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
LATE = f"{__name__}.LateReader"


def respond(view):
    return ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/"))


class TestNames:
    def test_all_mean_one_object(self):
        response = Client().get("/names/")

        assert nonce_of(response) == response.content.decode()

    def test_the_context_processor_gives_it_to_templates(self):
        response = Client().get("/template/")

        assert nonce_of(response) == response.content.decode().strip()

    def test_djangos_context_processor_does_as_well(self):
        pytest.importorskip("django.middleware.csp", reason="Django has it from 6.0")
        templates = [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"context_processors": ["django.template.context_processors.csp"]},
            }
        ]
        with override_settings(TEMPLATES=templates):
            assert Client().get("/falsy/").content == b"not read, read"

    def test_the_context_processor_gives_none_without_the_middleware(self):
        assert csp(RequestFactory().get("/")) == {"csp_nonce": None}

    def test_a_nonce_is_never_taken_from_the_client(self):
        sent = "AAAAAAAAAAAAAAAAAAAAAA"
        response = Client(headers={"csp-nonce": sent, "x-nonce": sent}).get(
            "/names/", {"csp_nonce": sent}
        )

        assert sent not in response.content.decode()


class TestReading:
    def test_is_what_makes_it_true(self):
        assert Client().get("/falsy/").content == b"not read, read"

    def test_is_nothing_but_printing(self):
        response = Client().get("/untouched/")

        assert response.content == b"<LazyNonce: not read>"
        assert "'nonce-" not in response.headers[ENFORCE]


class TestLateReading:
    """G2: a nonce that no header carries is an error, not a silence."""

    @override_settings(DEBUG=True, MIDDLEWARE=[LATE, OWN])
    def test_raises_in_development(self):
        with pytest.raises(LateNonceError, match=r"/untouched/.*after Stockade's"):
            Client().get("/untouched/")

    @override_settings(MIDDLEWARE=[LATE, OWN])
    def test_is_logged_once_in_production(self, caplog):
        client = Client()
        caplog.clear()
        response = client.get("/untouched/")

        assert response.late_nonce not in response.headers[ENFORCE]
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert "/untouched/" in caplog.text
        assert response.late_nonce not in caplog.text

    @override_settings(DEBUG=True, MIDDLEWARE=[LATE, OWN])
    def test_of_a_nonce_that_was_read_before_is_no_error(self):
        response = Client().get("/names/")

        assert response.late_nonce == nonce_of(response)

    @override_settings(DEBUG=True, MIDDLEWARE=[LATE, OWN], SECURE_CSP={"default-src": [CSP.SELF]})
    def test_where_no_policy_has_a_nonce_is_no_error(self):
        assert Client().get("/untouched/").late_nonce

    @override_settings(DEBUG=True)
    def test_in_a_streamed_body_that_is_not_a_page_raises(self):
        response = Client().get("/stream/", {"type": "text/plain"})

        with pytest.raises(LateNonceError):
            b"".join(response)


class TestStreaming:
    @pytest.mark.parametrize(
        "content_type", ["text/html; charset=utf-8", "application/xhtml+xml", "image/svg+xml"]
    )
    def test_pages_have_their_nonce_in_the_header(self, content_type):
        response = Client().get("/stream/", {"type": content_type})

        assert nonce_of(response)
        assert b"".join(response).decode() == f"<script nonce={nonce_of(response)}>"

    def test_pages_are_kept_out_of_caches(self):
        assert Client().get("/stream/").headers["Cache-Control"] == "private"

    def test_other_streams_have_none(self):
        response = Client().get("/stream/", {"type": "text/csv"})

        assert enforced(response)
        assert nonce_of(response) is None
        response.close()

    def test_files_have_none(self):
        response = respond(file)

        assert enforced(response)
        assert nonce_of(response) is None
        assert response.file_to_stream  # A server may still send it in its own way.
        response.close()

    @override_settings(SECURE_CSP={"default-src": [CSP.SELF]})
    def test_pages_have_none_where_no_policy_has_one(self):
        response = Client().get("/stream/")

        assert "Cache-Control" not in response.headers
        response.close()


class TestCurrentNonce:
    """The ContextVar behind tags that are handed neither request nor context."""

    def test_is_cleared_when_the_response_is_finished(self):
        Client().get("/names/")

        assert current_nonce.get() is None

    def test_is_set_while_a_body_is_streamed(self):
        response = Client().get("/stream/")
        assert current_nonce.get() is None  # Only while a part is made, which asserts that.

        assert b"".join(response)
        assert current_nonce.get() is None

    def test_is_cleared_when_a_view_fails(self):
        def view(request):
            raise RuntimeError

        with pytest.raises(RuntimeError):
            respond(view)
        assert current_nonce.get() is None

    def test_is_that_of_the_outer_request_after_an_inner_one(self):
        seen = []

        def view(request):
            Client().get("/names/")
            seen.append(current_nonce.get() is request.csp_nonce)
            return HttpResponse()

        respond(view)
        assert seen == [True]

    def test_is_that_of_the_request_while_the_stream_of_another_is_read(self):
        earlier = Client().get("/stream/")
        seen = []

        def view(request):
            list(earlier)
            seen.append(current_nonce.get() is request.csp_nonce)
            return HttpResponse()

        respond(view)
        assert seen == [True]
        assert current_nonce.get() is None


def test_a_request_is_freed_at_once():
    """The nonce does not keep the request, with its uploads, until the garbage collector runs."""
    request = RequestFactory().get("/")
    reference = weakref.ref(request)
    gc.disable()
    try:
        ContentSecurityPolicyMiddleware(lambda request: HttpResponse(request.csp_nonce))(request)
        del request
        assert reference() is None
    finally:
        gc.enable()


def test_threads_that_make_parts_of_one_page_print_the_same_nonce():
    together = threading.Barrier(4)

    def printed(nonce):
        together.wait()
        return str(nonce)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            for _ in range(2000):
                assert len(set(threads.map(printed, [LazyNonce()] * 4))) == 1
    finally:
        sys.setswitchinterval(interval)
