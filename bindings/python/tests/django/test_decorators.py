"""Decorators that change the policy of one view."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import iscoroutinefunction
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import AsyncRequestFactory, RequestFactory, override_settings
from django.utils.decorators import method_decorator
from django.views import View
from testproject.headers import enforced, nonce_of, report_only

from stockade import CSP, PolicyError
from stockade.django.decorators import (
    csp_exempt,
    csp_override,
    csp_replace,
    csp_report_only_override,
    csp_update,
)
from stockade.django.middleware import ContentSecurityPolicyMiddleware

SITE = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "img-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
}
REPORT_ONLY = {"default-src": [CSP.NONE], "img-src": ["https:"]}


@pytest.fixture(autouse=True)
def settings():
    with override_settings(SECURE_CSP=SITE, SECURE_CSP_REPORT_ONLY=REPORT_ONLY):
        yield


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


async def async_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


def respond(view, path="/"):
    """What the middleware makes of a view, sync or async."""
    if iscoroutinefunction(view):
        request = AsyncRequestFactory().get(path)
        return asyncio.run(ContentSecurityPolicyMiddleware(view)(request))
    return ContentSecurityPolicyMiddleware(view)(RequestFactory().get(path))


both_kinds = pytest.mark.parametrize("view", [view, async_view])
every_decorator = pytest.mark.parametrize(
    "decorator", [csp_override, csp_report_only_override, csp_update, csp_replace]
)


class TestEachDecorator:
    @both_kinds
    @every_decorator
    def test_keeps_the_name_and_the_kind_of_the_view(self, decorator, view):
        decorated = decorator({"img-src": [CSP.SELF]})(view)

        assert decorated.__name__ == view.__name__
        assert decorated.__wrapped__ is view
        assert iscoroutinefunction(decorated) == iscoroutinefunction(view)

    @every_decorator
    @pytest.mark.parametrize("config", ["default-src 'self'", ["default-src"], None, 7])
    def test_refuses_what_is_no_mapping(self, decorator, config):
        with pytest.raises(TypeError, match=r"CSP config should be a mapping\."):
            decorator(config)

    @every_decorator
    @pytest.mark.parametrize(
        "config",
        [
            {"img-src": ["x.example; script-src *"]},
            {"img-src": ["self"]},
            {"img-scr": [CSP.SELF]},
            {"img-src": [CSP.NONE, "x.example"]},
            {"img-src": [3]},
        ],
    )
    def test_refuses_a_wrong_policy_when_the_view_is_decorated(self, decorator, config):
        """G11: it does not wait for a request."""
        with pytest.raises(PolicyError) as raised:
            decorator(config)

        assert raised.value.setting == decorator.__name__
        assert decorator.__name__ in str(raised.value)

    @every_decorator
    def test_is_not_changed_by_what_happens_to_its_dictionary_later(self, decorator):
        config = {"img-src": ["https://a.example"]}
        decorated = decorator(config)(view)
        config["img-src"].append("https://b.example")

        response = respond(decorated)
        assert "b.example" not in str(response.headers)

    @every_decorator
    def test_leaves_a_view_that_forgot_its_response_to_django(self, decorator):
        assert decorator({})(lambda request: None)(RequestFactory().get("/")) is None

    def test_can_stand_on_a_template_response(self):
        @csp_update({"img-src": ["https://a.example"]})
        def view(request):
            return TemplateResponse(request, "nonce.html").render()

        response = respond(view)
        assert enforced(response)["img-src"] == ["'self'", "https://a.example"]
        assert nonce_of(response) == response.rendered_content.strip()


class TestOverride:
    @both_kinds
    def test_replaces_the_policy_of_the_site(self, view):
        response = respond(csp_override({"default-src": [CSP.SELF]})(view))

        assert enforced(response) == {"default-src": ["'self'"]}
        assert report_only(response) == {"default-src": ["'none'"], "img-src": ["https:"]}

    @both_kinds
    def test_of_the_report_only_policy_leaves_the_enforced_one(self, view):
        response = respond(csp_report_only_override({"default-src": [CSP.SELF]})(view))

        assert "script-src" in enforced(response)
        assert report_only(response) == {"default-src": ["'self'"]}

    def test_with_nothing_sends_nothing(self):
        response = respond(csp_override({})(csp_report_only_override({})(view)))

        assert enforced(response) is None
        assert report_only(response) is None

    def test_leaves_the_mapping_where_djangos_decorator_does(self):
        config = {"default-src": [CSP.SELF]}
        request = RequestFactory().get("/")
        request.csp_nonce = ""

        response = csp_override(config)(csp_report_only_override({})(view))(request)
        assert response._csp_config == config
        assert response._csp_ro_config == {}

    def test_the_outermost_wins(self):
        inner = csp_override({"default-src": [CSP.NONE]})(view)

        response = respond(csp_override({"default-src": [CSP.SELF]})(inner))
        assert enforced(response) == {"default-src": ["'self'"]}

    def test_fills_in_the_nonce(self):
        config = {"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}

        response = respond(csp_override(config)(view))
        assert nonce_of(response) == response.content.decode()

    def test_works_in_the_place_of_djangos(self):
        django = pytest.importorskip("django.views.decorators.csp", reason="Django has it from 6.0")
        decorated = django.csp_override({"default-src": [CSP.NONE]})(view)

        assert enforced(respond(decorated)) == {"default-src": ["'none'"]}
        updated = respond(csp_update({"img-src": [CSP.SELF]})(decorated))
        assert enforced(updated)["img-src"] == ["'self'"]


class TestUpdate:
    """G10: a view changes a part of the policy without a copy of the whole."""

    @both_kinds
    def test_adds_sources_to_the_policy_of_the_site(self, view):
        response = respond(csp_update({"img-src": ["https://a.example"]})(view))

        policy = enforced(response)
        assert policy.pop("img-src") == ["'self'", "https://a.example"]
        assert policy == {
            "default-src": ["'self'"],
            "script-src": [f"'nonce-{response.content.decode()}'"],
            "base-uri": ["'none'"],
        }
        assert report_only(response) == {"default-src": ["'none'"], "img-src": ["https:"]}

    def test_of_the_report_only_policy_leaves_the_enforced_one(self):
        response = respond(csp_update({"img-src": ["data:"]}, report_only=True)(view))

        assert enforced(response)["img-src"] == ["'self'"]
        assert report_only(response)["img-src"] == ["https:", "data:"]

    @both_kinds
    def test_twice_counts_twice(self, view):
        decorated = csp_update({"img-src": ["https://a.example"]})(view)
        decorated = csp_update({"img-src": ["https://b.example"]})(decorated)

        policy = enforced(respond(decorated))
        assert policy["img-src"] == ["'self'", "https://a.example", "https://b.example"]

    def test_may_add_a_nonce(self):
        """The whole policy has the `base-uri` that a nonce needs; the update need not repeat it."""
        response = respond(csp_update({"style-src": [CSP.NONCE]})(view))

        assert f"'nonce-{response.content.decode()}'" in enforced(response)["style-src"]

    def test_outside_an_override_adds_to_it(self):
        decorated = csp_override({"default-src": [CSP.NONE], "img-src": [CSP.SELF]})(view)
        decorated = csp_update({"img-src": ["data:"]})(decorated)

        assert enforced(respond(decorated)) == {
            "default-src": ["'none'"],
            "img-src": ["'self'", "data:"],
        }

    def test_inside_an_override_is_replaced_by_it(self):
        decorated = csp_update({"img-src": ["data:"]})(view)
        decorated = csp_override({"default-src": [CSP.NONE]})(decorated)

        assert enforced(respond(decorated)) == {"default-src": ["'none'"]}

    def test_of_a_view_without_a_policy_makes_none(self):
        """Everything is allowed there, so there is nothing to add: a policy would take away."""
        decorated = csp_update({"img-src": ["data:"]})(csp_exempt(view))
        assert enforced(respond(decorated)) is None

        with override_settings(SECURE_CSP={}):
            assert enforced(respond(csp_update({"img-src": ["data:"]})(view))) is None

    def test_follows_the_policy_of_the_path(self):
        decorated = csp_update({"img-src": ["data:"]})(view)
        paths = [("/narrow/", {"enforce": {"img-src": ["https://a.example"]}})]

        with override_settings(STOCKADE={"PATHS": paths}):
            assert enforced(respond(decorated))["img-src"] == ["'self'", "data:"]
            assert enforced(respond(decorated, "/narrow/")) == {
                "img-src": ["https://a.example", "data:"]
            }

    def test_follows_the_settings(self):
        decorated = csp_update({"img-src": ["data:"]})(view)
        respond(decorated)

        with override_settings(SECURE_CSP={"img-src": ["https://a.example"]}):
            assert enforced(respond(decorated)) == {"img-src": ["https://a.example", "data:"]}

    def test_follows_a_dictionary_that_changes_in_place(self):
        shared = {"img-src": ["https://a.example"]}

        @csp_update({"img-src": ["data:"]})
        def view(request):
            response = HttpResponse()
            response._csp_config = shared
            return response

        assert enforced(respond(view))["img-src"] == ["https://a.example", "data:"]
        shared["img-src"].append("https://b.example")
        assert "https://b.example" in enforced(respond(view))["img-src"]


class TestReplace:
    @both_kinds
    def test_replaces_directives_and_leaves_the_others(self, view):
        policy = enforced(respond(csp_replace({"img-src": ["https://a.example"]})(view)))

        assert policy["img-src"] == ["https://a.example"]
        assert policy["default-src"] == ["'self'"]

    def test_removes_a_directive_by_none(self):
        assert "img-src" not in enforced(respond(csp_replace({"img-src": None})(view)))

    def test_of_the_report_only_policy_leaves_the_enforced_one(self):
        response = respond(csp_replace({"img-src": ["data:"]}, report_only=True)(view))

        assert enforced(response)["img-src"] == ["'self'"]
        assert report_only(response)["img-src"] == ["data:"]

    def test_and_update_count_from_the_inside_to_the_outside(self):
        replaced = csp_replace({"img-src": ["https://a.example"]})
        updated = csp_update({"img-src": ["data:"]})

        assert enforced(respond(updated(replaced(view))))["img-src"] == [
            "https://a.example",
            "data:",
        ]
        assert enforced(respond(replaced(updated(view))))["img-src"] == ["https://a.example"]


class TestExempt:
    @pytest.mark.parametrize("decorator", [csp_exempt, csp_exempt()])
    @both_kinds
    def test_sends_no_enforced_policy(self, decorator, view):
        response = respond(decorator(view))

        assert enforced(response) is None
        assert report_only(response)

    @both_kinds
    def test_sends_no_report_only_policy(self, view):
        response = respond(csp_exempt(report_only=True)(view))

        assert enforced(response)
        assert report_only(response) is None


class TestClassBasedViews:
    def test_are_decorated_as_a_whole(self):
        @method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
        class Page(View):
            def get(self, request):
                return HttpResponse()

        assert enforced(respond(Page.as_view()))["img-src"] == ["'self'", "data:"]

    def test_are_decorated_by_their_methods(self):
        class Page(View):
            @method_decorator(csp_update({"img-src": ["data:"]}))
            @method_decorator(csp_exempt(report_only=True))
            def get(self, request):
                return HttpResponse()

        response = respond(Page.as_view())
        assert enforced(response)["img-src"] == ["'self'", "data:"]
        assert report_only(response) is None

    def test_with_async_handlers_are_decorated_as_a_whole(self):
        @method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
        class Page(View):
            async def get(self, request):
                return HttpResponse()

        assert enforced(respond(Page.as_view()))["img-src"] == ["'self'", "data:"]

    def test_that_are_decorated_the_wrong_way_say_what_to_write(self):
        class Page(View):
            @csp_update({"img-src": ["data:"]})
            def get(self, request):
                return HttpResponse()

        with pytest.raises(TypeError, match=r"@method_decorator\(csp_update\(…\)\)"):
            respond(Page.as_view())


class TestFunctions:
    """A function of the request in the place of a mapping."""

    def test_are_asked_at_each_request(self):
        def images(request):
            return {"img-src": [f"https://{request.path.strip('/')}.example"]}

        decorated = csp_update(images)(view)
        for name in ("a", "b", "a"):
            policy = enforced(respond(decorated, f"/{name}/"))
            assert policy["img-src"] == ["'self'", f"https://{name}.example"]
        assert enforced(respond(csp_override(images)(view), "/c/")) == {
            "img-src": ["https://c.example"]
        }

    @pytest.mark.parametrize("decorator", [csp_override, csp_update, csp_replace])
    @pytest.mark.parametrize("wrong", [{"img-src": ["self"]}, {"img-src": ["a b; c"]}, "img-src *"])
    def test_that_return_something_wrong_raise_in_development(self, decorator, wrong):
        decorated = decorator(lambda request: wrong)(view)

        with override_settings(DEBUG=True), pytest.raises(ImproperlyConfigured) as raised:
            respond(decorated)
        assert decorator.__name__ in str(raised.value)

    @pytest.mark.parametrize("decorator", [csp_override, csp_update, csp_replace])
    @pytest.mark.parametrize("wrong", [{"img-src": ["self"]}, {"img-src": ["a b; c"]}, "img-src *"])
    def test_that_return_something_wrong_change_nothing_in_production(
        self, decorator, wrong, caplog
    ):
        """What is inside the decorator stays: the last valid policy, not the site's."""
        inner = csp_override({"default-src": [CSP.NONE]})(view)

        response = respond(decorator(lambda request: wrong)(inner))
        assert enforced(response) == {"default-src": ["'none'"]}
        assert decorator.__name__ in caplog.text


class TestFaultsAtRunTime:
    """What can only be seen when the policy is put together never weakens it."""

    def test_an_update_that_makes_an_invalid_whole(self, caplog):
        inner = csp_override({"default-src": [CSP.SELF]})(view)
        decorated = csp_update({"script-src": [CSP.NONCE]})(inner)

        with override_settings(DEBUG=True), pytest.raises(ImproperlyConfigured, match="base-uri"):
            respond(decorated)
        caplog.clear()
        assert enforced(respond(decorated)) == {"default-src": ["'self'"]}
        assert "base-uri" in caplog.text

    def test_an_unknown_reporting_endpoint(self, caplog):
        inner = csp_override({"default-src": [CSP.NONE]})(view)
        decorated = csp_override({"default-src": [CSP.SELF], "report-to": "nowhere"})(inner)

        with override_settings(DEBUG=True), pytest.raises(ImproperlyConfigured, match="nowhere"):
            respond(decorated)
        assert enforced(respond(decorated)) == {"default-src": ["'none'"]}
        assert "nowhere" in caplog.text

    @pytest.mark.parametrize("config", [{"img-src": ["x; y"]}, "img-src *", 7, ["img-src"]])
    def test_a_wrong_policy_that_a_view_sets_itself(self, config, caplog):
        def view(request):
            response = HttpResponse()
            response._csp_config = config
            return response

        with override_settings(DEBUG=True), pytest.raises(ImproperlyConfigured):
            respond(view)
        assert "script-src" in enforced(respond(view))
        assert [record.levelname for record in caplog.records if record.levelname == "ERROR"]


def test_a_view_that_sets_none_sends_none():
    """As with Django's own middleware."""

    def view(request):
        response = HttpResponse()
        response._csp_config = None
        return response

    assert enforced(respond(view)) is None
    assert enforced(respond(csp_update({"img-src": ["data:"]})(view))) is None


def test_a_decorated_view_is_safe_in_threads():
    decorated = csp_update(lambda request: {"img-src": [f"https://h{request.GET['n']}.example"]})(
        csp_update({"font-src": ["https://fonts.example"]})(view)
    )
    middleware = ContentSecurityPolicyMiddleware(decorated)

    def get(n):
        return n, enforced(middleware(RequestFactory().get("/", {"n": n})))

    with ThreadPoolExecutor(8) as threads:
        for n, policy in threads.map(get, range(200)):
            assert policy["img-src"] == ["'self'", f"https://h{n}.example"]
            assert "https://fonts.example" in policy["font-src"]
