"""Django's own middleware beside ours: one header of each kind, and one nonce."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from testproject.headers import ENFORCE, REPORT_ONLY, enforced, nonce_of, report_only

from stockade import CSP
from stockade.django.context_processors import csp as own_processor
from stockade.django.decorators import csp_exempt, csp_update

pytest.importorskip("django.middleware.csp", reason="Django has its own middleware from 6.0")

from django.template.context_processors import csp as django_processor
from django.utils.csp import build_policy
from django.views.decorators.csp import csp_override

OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
DJANGO = "django.middleware.csp.ContentSecurityPolicyMiddleware"

SITE = {
    "default-src": [CSP.SELF, "https:"],
    "script-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
}


class Between:
    """Middleware that reads the nonce before the view, or answers in its place."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "early" in request.GET:
            request.early = str(request._csp_nonce)
        if "answer" in request.GET:
            return HttpResponse(str(request._csp_nonce))
        response = self.get_response(request)
        if "after" in request.GET:
            response.content += str(request._csp_nonce).encode()
        return response


BETWEEN = f"{__name__}.Between"


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


def page(request: HttpRequest) -> HttpResponse:
    printed = [
        django_processor(request)["csp_nonce"],
        own_processor(request)["csp_nonce"],
        request.csp_nonce,
        getattr(request, "early", request.csp_nonce),
    ]
    return HttpResponse(" ".join(map(str, printed)))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(f"{request.csp_nonce} " for _ in range(2))


@csp_override({"default-src": [CSP.NONE]})
def overridden(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


@csp_update({"img-src": ["data:"]})
def updated(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


@csp_exempt
@csp_exempt(report_only=True)
def exempt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


def own_headers(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={ENFORCE: "default-src *", REPORT_ONLY: "img-src *"})


def not_modified(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotModified()


urlpatterns = [
    path("plain/", plain),
    path("page/", page),
    path("stream/", stream),
    path("overridden/", overridden),
    path("updated/", updated),
    path("exempt/", exempt),
    path("own/", own_headers),
    path("304/", not_modified),
]


@pytest.fixture(
    params=[
        [OWN, DJANGO, BETWEEN],
        [OWN, BETWEEN, DJANGO],
        [DJANGO, OWN, BETWEEN],
        [DJANGO, BETWEEN, OWN],
        [BETWEEN, OWN, DJANGO],
    ],
    ids=lambda stack: ">".join(path.split(".")[0] for path in stack),
)
def stack(request):
    settings = {"ROOT_URLCONF": __name__, "SECURE_CSP": SITE, "SECURE_CSP_REPORT_ONLY": SITE}
    with override_settings(MIDDLEWARE=request.param, **settings):
        yield request.param


def get_sync(path, query=None):
    return Client().get(path, query)


def get_async(path, query=None):
    return async_to_sync(AsyncClient().get)(path, query)


@pytest.fixture(params=[get_sync, get_async], ids=["sync", "async"])
def get(request, stack):
    return request.param


def test_a_page_has_one_nonce(get):
    response = get("/page/")

    assert set(response.content.decode().split()) == {nonce_of(response)}
    assert report_only(response)["script-src"] == [f"'nonce-{nonce_of(response)}'"]


def test_an_unread_nonce_is_left_out_without_loosening_the_policy(get):
    """G1: Django leaves the directive out, and scripts fall back to `default-src`."""
    response = get("/plain/")

    assert enforced(response)["script-src"] == ["'none'"]
    assert report_only(response)["script-src"] == ["'none'"]


def test_a_stream_has_one_nonce(stack):
    response = get_sync("/stream/")

    assert set(b"".join(response).decode().split()) == {nonce_of(response)}


def test_djangos_decorator_counts(get):
    response = get("/overridden/")

    assert enforced(response) == {"default-src": ["'none'"]}
    assert "script-src" in report_only(response)


def test_our_decorators_count(get):
    assert enforced(get("/updated/"))["img-src"] == ["'self'", "https:", "data:"]


def test_an_exempt_view_is_exempt(get):
    response = get("/exempt/")

    assert enforced(response) is None
    assert report_only(response) is None


def test_the_headers_of_a_view_are_kept(get):
    response = get("/own/")

    assert response.headers[ENFORCE] == "default-src *"
    assert response.headers[REPORT_ONLY] == "img-src *"


def test_a_304_has_no_policy(get):
    response = get("/304/")

    assert response.status_code == 304
    assert enforced(response) is None
    assert report_only(response) is None


def test_the_policy_of_a_path_goes_before_that_of_the_site(get):
    policies = {"enforce": {"img-src": [CSP.NONE]}, "report_only": {}}
    with override_settings(STOCKADE={"PATHS": [("/page/", policies)]}):
        response = get("/page/")

    assert enforced(response) == {"img-src": ["'none'"]}
    assert report_only(response) is None


@pytest.mark.parametrize("stack", [[OWN, DJANGO, BETWEEN], [DJANGO, OWN, BETWEEN]], indirect=True)
class TestMiddlewareInsideOfBoth:
    def test_may_read_the_nonce_before_the_view(self, get):
        response = get("/page/", {"early": 1})

        assert set(response.content.decode().split()) == {nonce_of(response)}
        assert response.headers["Cache-Control"] == "private"

    def test_may_answer_in_the_place_of_the_view(self, get):
        response = get("/page/", {"answer": 1})

        assert response.content.decode() == nonce_of(response)
        assert response.headers["Cache-Control"] == "private"


@pytest.mark.parametrize("stack", [[OWN, BETWEEN, DJANGO], [DJANGO, BETWEEN, OWN]], indirect=True)
class TestMiddlewareBetweenTheTwo:
    def test_may_read_the_nonce_before_the_view(self, get):
        response = get("/page/", {"early": 1})

        assert set(response.content.decode().split()) == {nonce_of(response)}

    def test_may_answer_in_the_place_of_both(self, get, stack):
        response = get("/page/", {"answer": 1})

        if stack[0] == OWN:
            assert response.content.decode() == nonce_of(response)
        else:  # Ours has never run.
            assert response.headers[ENFORCE] == build_policy(SITE, response.content.decode())


@pytest.mark.parametrize("stack", [[OWN, BETWEEN, DJANGO]], indirect=True)
def test_a_nonce_first_read_between_the_two_after_the_view_is_in_the_header(get):
    """Django's middleware has built its header by then, without a nonce."""
    response = get("/plain/", {"after": 1})

    assert response.content.decode() == f"plain{nonce_of(response)}"


def test_a_check_says_which_middleware_to_remove(stack):
    (warning,) = [message for message in run_checks() if message.id == "stockade.W014"]

    assert warning.hint == f"Remove {DJANGO} from MIDDLEWARE."
