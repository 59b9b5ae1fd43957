"""What the log says in development about the pages of the site."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django import forms
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.backends.django import Template
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from django.utils.autoreload import StatReloader

from stockade import CSP
from stockade.django import development, page_check
from stockade.django.decorators import csp_override

STRICT = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}
FILES = {
    "cart.html": "<!doctype html>\n<title>Cart</title>\n<script>start()</script>\n",
    "clean.html": "<script {% csp_nonce_attr %}>start()</script>",
    "rows.html": "{% for row in rows %}<button onclick='go({{ row }})'></button>\n{% endfor %}",
    "image.html": "<img src='{{ src }}'>",
    "mail.html": "<p>A much longer text than that of the page, which goes out as a mail.</p>" * 9,
    "widget.html": "<input onfocus='show()'>",
}


class Clock(forms.TextInput):
    template_name = "widget.html"

    class Media:
        js = ["clock.js"]


class MeetingForm(forms.Form):
    time = forms.CharField(widget=Clock)


def cart(request: HttpRequest) -> HttpResponse:
    return render(request, "cart.html")


def cart_after_a_mail(request: HttpRequest) -> HttpResponse:
    cart = render_to_string("cart.html", request=request)
    render_to_string("mail.html")
    return HttpResponse(cart)


def template_response(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "cart.html")


async def async_cart(request: HttpRequest) -> HttpResponse:
    return render(request, "cart.html")


def clean(request: HttpRequest) -> HttpResponse:
    return render(request, "clean.html")


def rows(request: HttpRequest, count: int) -> HttpResponse:
    return render(request, "rows.html", {"rows": range(count)})


def image(request: HttpRequest) -> HttpResponse:
    return render(request, "image.html", {"src": request.GET["src"]})


def by_hand(request: HttpRequest, number: int = 0) -> HttpResponse:
    return HttpResponse("<script>start()</script>")


def form(request: HttpRequest) -> HttpResponse:
    meeting = MeetingForm()
    return HttpResponse(f"{meeting['time']}{meeting.media}")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        yield "<script>start()</script>"

    return StreamingHttpResponse(parts())


def other_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<script src=https://cdn.example/a.js></script>")


def text(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<script>start()</script>", content_type="text/plain")


def redirect(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<script>start()</script>", status=302, headers={"Location": "/"})


def compressed(request: HttpRequest) -> HttpResponse:
    body = gzip.compress(b"<script>start()</script>")
    return HttpResponse(body, headers={"Content-Encoding": "gzip"})


def garbled(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"no gzip at all", headers={"Content-Encoding": "gzip"})


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def many(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(f"<img src=https://cdn.example/{n}.png>" for n in range(50)))


def refuse(get_response: Any) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers itself, so that no route is known."""
    return by_hand


urlpatterns = [
    path("cart/", cart),
    path("cart-after-a-mail/", cart_after_a_mail),
    path("template-response/", template_response),
    path("async/", async_cart),
    path("clean/", clean),
    path("rows/<int:count>/", rows),
    path("image/", image),
    path("by-hand/", by_hand),
    path("by-hand/<int:number>/", by_hand),
    path("form/", form),
    path("stream/", stream),
    path("other-script/", other_script),
    path("text/", text),
    path("redirect/", redirect),
    path("compressed/", compressed),
    path("garbled/", garbled),
    path("failing/", failing),
    path("many/", many),
    path("exempt/", csp_override({})(cart)),
]


@pytest.fixture(autouse=True)
def _development(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As in a process that was started with DEBUG."""
    monkeypatch.setattr(Template, "render", Template.render)  # to have it restored
    page_check.install()
    page_check.warnings.forget()
    development.warn_once.cache_clear()
    for name, source in FILES.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    backend = "django.template.backends.django.DjangoTemplates"
    options = {"builtins": ["stockade.django.templatetags.csp"]}
    with override_settings(
        DEBUG=True,
        ALLOWED_HOSTS=["testserver"],
        FORM_RENDERER="django.forms.renderers.TemplatesSetting",
        ROOT_URLCONF=__name__,
        SECURE_CSP=STRICT,
        TEMPLATES=[
            {"BACKEND": backend, "DIRS": [tmp_path], "APP_DIRS": True, "OPTIONS": options},
        ],
    ):
        yield


Warnings = Callable[..., list[str]]


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Warnings:
    """Visits an address; what the log says then."""

    def get(address: str, **environ: Any) -> list[str]:
        caplog.clear()
        Client(raise_request_exception=False, **environ).get(address)
        return logged(caplog)

    return get


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    records = [record for record in caplog.records if record.name == "stockade.pages"]
    assert all(record.levelname == "WARNING" for record in records)
    return [record.getMessage() for record in records]


class TestWhatIsSaid:
    def test_template_line_and_remedy(self, warnings: Warnings) -> None:
        [message] = warnings("/cart/")
        assert message.startswith("cart.html (line 3 of the page): ")
        assert "this inline script is blocked by script-src" in message
        assert " Give it {% csp_nonce_attr %}, or " in message

    def test_policy_without_nonces_needs_one_first(self, warnings: Warnings) -> None:
        with override_settings(SECURE_CSP={**STRICT, "script-src": [CSP.SELF]}):
            [message] = warnings("/cart/")
        assert " Add CSP.NONCE to script-src and give it {% csp_nonce_attr %}, or " in message

    def test_page_that_prints_no_nonce_is_still_told_of_it(self, warnings: Warnings) -> None:
        """Its header has none, but would have one if the page printed it."""
        [message] = warnings("/other-script/")
        assert " Give it {% csp_nonce_attr %}" in message

    def test_nothing_about_a_page_that_will_work(self, warnings: Warnings) -> None:
        assert warnings("/clean/") == []

    def test_nonces_are_not_repeated(self, warnings: Warnings) -> None:
        """The policy that decides is that of this response, with its nonce."""
        assert "'nonce-" not in "".join(warnings("/cart/")).replace("'nonce-…'", "")

    def test_report_only_policies_count(self, warnings: Warnings) -> None:
        with override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=STRICT):
            [message] = warnings("/cart/")
        assert "reported" in message

    def test_the_policy_of_the_response_decides(self, warnings: Warnings) -> None:
        assert warnings("/exempt/") == []

    @pytest.mark.parametrize("address", ["/template-response/", "/cart-after-a-mail/"])
    def test_template_is_the_one_that_the_page_was_made_of(
        self, address: str, warnings: Warnings
    ) -> None:
        [message] = warnings(address)
        assert message.startswith("cart.html (")

    def test_page_without_a_template_is_named_by_its_route(self, warnings: Warnings) -> None:
        [message] = warnings("/by-hand/17/")
        assert message.startswith("/by-hand/<int:number>/ (line 1 of the page): ")

    def test_async_views(self, caplog: pytest.LogCaptureFixture) -> None:
        async def get() -> None:
            await AsyncClient().get("/async/")

        async_to_sync(get)()
        [message] = logged(caplog)
        assert message.startswith("cart.html (")

    def test_compressed_pages(self, warnings: Warnings) -> None:
        assert len(warnings("/compressed/")) == 1

    def test_form_media_is_left_to_the_warning_that_knows_its_form(
        self, monkeypatch: pytest.MonkeyPatch, warnings: Warnings
    ) -> None:
        monkeypatch.setattr(forms.Media, "__str__", forms.Media.__str__)  # to have it restored
        before = warnings("/form/")
        assert any("clock.js" in message for message in before)
        page_check.warnings.forget()
        development.install()
        after = warnings("/form/")
        assert not any("clock.js" in message for message in after)
        assert len(after) == len(before) - 1


class TestOnce:
    def test_the_same_place_is_named_once(self, warnings: Warnings) -> None:
        assert len(warnings("/cart/")) == 1
        assert warnings("/cart/") == []
        assert warnings("/template-response/") == []

    def test_rows_of_a_template_are_one_place(self, warnings: Warnings) -> None:
        [message] = warnings("/rows/5/")
        assert message.startswith("rows.html (lines 1, 2, 3 and 2 more of the page): ")
        assert warnings("/rows/7/") == []

    def test_pages_of_one_route_are_one_place(self, warnings: Warnings) -> None:
        assert len(warnings("/by-hand/1/")) == 1
        assert warnings("/by-hand/2/") == []

    def test_when_a_template_was_edited_all_is_said_again(
        self, tmp_path: Path, warnings: Warnings
    ) -> None:
        assert len(warnings("/cart/")) == 1
        StatReloader().notify_file_changed(tmp_path / "cart.html")
        assert len(warnings("/cart/")) == 1

    def test_a_page_gets_a_few_warnings_and_a_number(self, warnings: Warnings) -> None:
        messages = warnings("/many/")
        assert len(messages) == 21
        assert messages[-1] == "/many/: 30 more kinds of things are blocked on this page."


class TestWhatIsNotSaid:
    def test_nothing_in_production(self, warnings: Warnings) -> None:
        with override_settings(DEBUG=False):
            assert warnings("/cart/") == []

    def test_nothing_where_the_settings_say_so(self, warnings: Warnings) -> None:
        with override_settings(STOCKADE={"CHECK_PAGES": False}):
            assert warnings("/cart/") == []

    @pytest.mark.parametrize("address", ["/text/", "/redirect/", "/stream/"])
    def test_nothing_about_what_is_no_page_or_not_there_yet(
        self, address: str, warnings: Warnings
    ) -> None:
        assert warnings(address) == []

    def test_a_stream_is_not_consumed(self) -> None:
        assert Client().get("/stream/").getvalue() == b"<script>start()</script>"

    @pytest.mark.parametrize("address", ["/failing/", "/nowhere/"])
    def test_nothing_about_the_debug_pages_of_django(
        self, address: str, warnings: Warnings
    ) -> None:
        assert warnings(address) == []


class TestBadPages:
    @pytest.mark.parametrize("address", ["/garbled/", "/image/?src=https://[", "/image/?src=%00"])
    def test_no_page_breaks(self, address: str, warnings: Warnings) -> None:
        warnings(address)
        assert Client().get(address).status_code == 200

    def test_a_wrong_host_is_answered_as_ever(self, warnings: Warnings) -> None:
        assert warnings("/cart/", HTTP_HOST="evil.example") == []

    @pytest.mark.parametrize("evil", ["%1B[2J", "%0Aforged", "%E2%80%AE", "%C2%9B31m"])
    def test_no_visitor_steers_the_terminal_or_forges_a_line(
        self, evil: str, warnings: Warnings
    ) -> None:
        own = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
        with override_settings(MIDDLEWARE=[own, f"{__name__}.refuse"]):
            [message] = warnings(f"/refused/{evil}")
        assert message.startswith("/refused/\\")
        assert message.isprintable()

    def test_a_long_address_is_cut_and_what_to_do_is_not(self, warnings: Warnings) -> None:
        [message] = warnings(f"/image/?src=https://a.example/{'a' * 5000}")
        assert len(message) <= 1000
        assert "img-src with https://a.example" in message


class TestSetting:
    def test_another_value_is_an_error(self) -> None:
        with override_settings(STOCKADE={"CHECK_PAGES": "no"}):
            (message,) = [m for m in run_checks() if m.id == "stockade.E013"]
        assert "must be True or False, not 'no'" in message.msg

    def test_a_mistyped_name_is_an_error(self) -> None:
        with override_settings(STOCKADE={"CHECK_PAGE": False}):
            (message,) = [m for m in run_checks() if m.id == "stockade.E003"]
        assert message.hint == "Did you mean 'CHECK_PAGES'?"
