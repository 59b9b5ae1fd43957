"""Policies of single views."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from flask import Response, abort
from flask.views import MethodView, View

from stockade import PolicyError
from stockade.flask import (
    CSP,
    csp_exempt,
    csp_nonce,
    csp_override,
    csp_replace,
    csp_report_only_override,
    csp_update,
)

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"
IMAGES = {"img-src": ["https://images.example"]}

Decorator = Callable[[Any], Any]


def page() -> str:
    return str(csp_nonce)


async def async_page() -> str:
    return str(csp_nonce)


class PageView(View):
    def dispatch_request(self) -> str:
        return str(csp_nonce)


class PageMethodView(MethodView):
    def get(self) -> str:
        return str(csp_nonce)


def sync_view(decorator: Decorator) -> Any:
    return decorator(page)


def async_view(decorator: Decorator) -> Any:
    return decorator(async_page)


def class_view(decorator: Decorator) -> Any:
    return type("Decorated", (PageView,), {"decorators": [decorator]}).as_view("page")


def method_view(decorator: Decorator) -> Any:
    return type("Decorated", (PageMethodView,), {"decorators": [decorator]}).as_view("page")


def method_of_a_view(decorator: Decorator) -> Any:
    return type("Decorated", (PageMethodView,), {"get": decorator(PageMethodView.get)}).as_view("p")


VIEWS = [sync_view, async_view, class_view, method_view, method_of_a_view]


@pytest.mark.parametrize("make_view", VIEWS)
def test_override(make_app: Any, make_view: Callable[[Decorator], Any]) -> None:
    view = make_view(csp_override({"script-src": [CSP.NONCE], "base-uri": [CSP.NONE]}))
    response = make_app(pages={"/": view}).test_client().get("/")
    assert response.headers[ENFORCE] == f"script-src 'nonce-{response.text}'; base-uri 'none'"


@pytest.mark.parametrize("make_view", VIEWS)
def test_update(make_app: Any, directives: Any, make_view: Callable[[Decorator], Any]) -> None:
    """G10: a view adds to the policy instead of copying it."""
    view = make_view(csp_update({"style-src": ["https://cdn.example"]}))
    response = make_app(pages={"/": view}).test_client().get("/")
    sent = directives(response.headers)
    assert sent["style-src"] == f"'self' 'nonce-{response.text}' https://cdn.example"
    assert sent["script-src"] == f"'nonce-{response.text}'"


def test_update_replaces_none(make_app: Any, directives: Any) -> None:
    view = csp_update({"base-uri": [CSP.SELF]})(page)
    response = make_app(pages={"/": view}).test_client().get("/")
    assert directives(response.headers)["base-uri"] == "'self'"


def test_replace(make_app: Any, directives: Any) -> None:
    """G10"""
    view = csp_replace({"style-src": [CSP.SELF], "form-action": None})(page)
    response = make_app(pages={"/": view}).test_client().get("/")
    sent = directives(response.headers)
    assert sent["style-src"] == "'self'"
    assert "form-action" not in sent
    assert sent["base-uri"] == "'none'"


@pytest.mark.parametrize("decorator", [csp_exempt, csp_exempt(), csp_override({})])
def test_no_policy_for_a_view(make_app: Any, decorator: Decorator) -> None:
    app = make_app(report_only={"default-src": [CSP.SELF]}, pages={"/": decorator(page)})
    headers = app.test_client().get("/").headers
    assert ENFORCE not in headers
    assert REPORT_ONLY in headers


@pytest.mark.parametrize("decorator", [csp_exempt(report_only=True), csp_report_only_override({})])
def test_no_report_only_policy_for_a_view(make_app: Any, decorator: Decorator) -> None:
    app = make_app(report_only={"default-src": [CSP.SELF]}, pages={"/": decorator(page)})
    headers = app.test_client().get("/").headers
    assert ENFORCE in headers
    assert REPORT_ONLY not in headers


def test_report_only_decorators(make_app: Any) -> None:
    pages = {
        "/override": csp_report_only_override(IMAGES)(page),
        "/update": csp_update(IMAGES, report_only=True)(page),
        "/replace": csp_replace({"default-src": [CSP.NONE]}, report_only=True)(page),
    }
    client = make_app(report_only={"default-src": [CSP.SELF]}, pages=pages).test_client()
    assert client.get("/override").headers[REPORT_ONLY] == "img-src https://images.example"
    assert client.get("/update").headers[REPORT_ONLY] == (
        "default-src 'self'; img-src 'self' https://images.example"
    )
    assert client.get("/replace").headers[REPORT_ONLY] == "default-src 'none'"
    assert "img-src" not in client.get("/update").headers[ENFORCE]


@pytest.mark.parametrize("decorator", [csp_update(IMAGES), csp_replace(IMAGES)])
def test_merging_into_no_policy_sends_none(make_app: Any, decorator: Decorator) -> None:
    """A part of a policy, sent alone, would restrict what nobody meant to restrict."""
    app = make_app({}, pages={"/": decorator(page)})
    assert ENFORCE not in app.test_client().get("/").headers


def test_decorators_stack_from_the_inside(make_app: Any, directives: Any) -> None:
    @csp_update({"img-src": ["https://outer.example"]})
    @csp_update({"img-src": ["https://inner.example"]})
    @csp_override({"img-src": [CSP.SELF]})
    @csp_update({"img-src": ["https://lost.example"]})
    def view() -> str:
        return "page"

    response = make_app(pages={"/": view}).test_client().get("/")
    assert directives(response.headers) == {
        "img-src": "'self' https://inner.example https://outer.example"
    }


def test_decorator_leaves_other_views_alone(make_app: Any) -> None:
    app = make_app(pages={"/": page, "/exempt": csp_exempt(page)})
    client = app.test_client()
    assert ENFORCE not in client.get("/exempt").headers
    assert ENFORCE in client.get("/").headers


def test_decorators_of_others_may_stand_between(make_app: Any) -> None:
    def passed_on(view: Any) -> Any:
        @wraps(view)
        def wrapper() -> Any:
            return view()

        return wrapper

    app = make_app(pages={"/": passed_on(csp_override(IMAGES)(passed_on(page)))})
    assert app.test_client().get("/").headers[ENFORCE] == "img-src https://images.example"


def test_policy_from_a_function_is_asked_for_each_response(make_app: Any) -> None:
    hosts = iter(["https://one.example", "https://two.example"])
    view = csp_override(lambda: {"img-src": [next(hosts)]})(page)
    client = make_app(pages={"/": view}).test_client()
    assert client.get("/").headers[ENFORCE] == "img-src https://one.example"
    assert client.get("/").headers[ENFORCE] == "img-src https://two.example"


def test_update_from_a_function(make_app: Any, directives: Any) -> None:
    app = make_app(pages={"/": csp_update(lambda: IMAGES)(page)})
    response = app.test_client().get("/")
    assert directives(response.headers)["img-src"] == "https://images.example"


def test_changing_the_dictionary_later_changes_nothing(make_app: Any) -> None:
    config = {"img-src": ["https://images.example"]}
    view = csp_override(config)(page)
    config["img-src"].append("https://evil.example")
    app = make_app(pages={"/": view})
    assert app.test_client().get("/").headers[ENFORCE] == "img-src https://images.example"


@pytest.mark.parametrize("failure", [lambda: abort(404), lambda: 1 / 0])
def test_error_page_of_an_exempt_view_has_the_policy(
    make_app: Any, failure: Callable[[], Any]
) -> None:
    app = make_app(production=True, pages={"/": csp_exempt(failure)})
    assert ENFORCE in app.test_client().get("/").headers


def test_error_page_after_an_exempt_view_has_the_policy(make_app: Any) -> None:
    app = make_app(production=True, pages={"/": csp_exempt(page)})

    @app.after_request
    def broken(response: Response) -> Response:
        raise ZeroDivisionError

    response = app.test_client().get("/")
    assert response.status_code == 500
    assert ENFORCE in response.headers


def test_decorated_view_works_in_an_app_without_stockade_and_outside_requests() -> None:
    assert csp_exempt(lambda: "page")() == "page"
    assert csp_override(IMAGES)(lambda: "page")() == "page"


@pytest.mark.parametrize(
    "decorator", [csp_override, csp_report_only_override, csp_update, csp_replace]
)
def test_config_that_is_no_mapping_is_refused_when_decorating(decorator: Any) -> None:
    with pytest.raises(TypeError, match=rf"CSP config should be a mapping\. {decorator.__name__}"):
        decorator(["img-src", "https://images.example"])


@pytest.mark.parametrize("decorator", [csp_override, csp_update, csp_replace])
def test_wrong_policy_is_refused_when_decorating(decorator: Any) -> None:
    """G11"""
    with pytest.raises(PolicyError, match=decorator.__name__):
        decorator({"script-src": ["self"]})


@pytest.mark.parametrize("decorator", [csp_update, csp_replace])
def test_part_of_a_policy_may_bring_a_nonce(make_app: Any, decorator: Any) -> None:
    """The base-uri that a nonce needs stands in the app's policy."""
    app = make_app(pages={"/": decorator({"img-src": [CSP.SELF], "script-src": [CSP.NONCE]})(page)})
    assert "img-src" in app.test_client().get("/").headers[ENFORCE]


def test_function_that_fails_is_not_taken_for_a_wrong_policy(make_app: Any) -> None:
    """Its error is the view's: the page is not sent under a policy that nobody chose."""

    def failing() -> dict[str, Any]:
        raise TypeError("a mistake in the function")

    app = make_app(production=True, pages={"/": csp_override(failing)(page)})
    response = app.test_client().get("/")
    assert response.status_code == 500
    assert ENFORCE in response.headers


def test_class_cannot_be_decorated() -> None:
    with pytest.raises(TypeError, match=r"List it in the class, as decorators = \[csp_exempt"):
        csp_exempt(PageView)


WRONG = [
    pytest.param(csp_override(lambda: {"script-src": ["self"]}), "single quotes", id="bad value"),
    pytest.param(csp_override(lambda: "script-src"), "should be a mapping", id="no mapping"),
    pytest.param(csp_update(lambda: {"img-scr": "x.example"}), "img-scr", id="misspelt"),
    pytest.param(csp_replace({"base-uri": None}), "base-uri", id="nonce without base-uri"),
]


@pytest.mark.parametrize(("decorator", "message"), WRONG)
def test_wrong_value_while_answering_raises_in_development(
    make_app: Any, decorator: Decorator, message: str
) -> None:
    client = make_app(pages={"/": decorator(page)}).test_client()
    with pytest.raises((PolicyError, TypeError), match=message):
        client.get("/")


@pytest.mark.parametrize(("decorator", "message"), WRONG)
def test_wrong_value_while_answering_sends_the_last_valid_policy_in_production(
    make_app: Any,
    directives: Any,
    caplog: pytest.LogCaptureFixture,
    decorator: Decorator,
    message: str,
) -> None:
    view = csp_update(IMAGES)(decorator(csp_update({"font-src": [CSP.SELF]})(page)))
    response = make_app(production=True, pages={"/": view}).test_client().get("/")
    sent = directives(response.headers)
    assert response.status_code == 200
    assert sent["script-src"] == f"'nonce-{response.text}'"
    assert sent["base-uri"] == "'none'"
    assert sent["font-src"] == "'self'"
    assert sent["img-src"] == "https://images.example"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert message in caplog.text
