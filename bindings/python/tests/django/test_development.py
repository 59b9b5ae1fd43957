"""What the log says in development about nonces that cannot work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django import forms
from django.forms import Media
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from django.utils.safestring import mark_safe

from stockade import CSP
from stockade.django import development
from stockade.django.decorators import csp_override
from stockade.django.media import Script

STRICT = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}
LISTED = {**STRICT, "script-src": [CSP.NONCE, CSP.SELF], "style-src": [CSP.NONCE, CSP.SELF]}
NO_NONCES = {**STRICT, "script-src": ["https://cdn.example"], "style-src": [CSP.NONE]}


class ClockWidget(forms.TimeInput):
    class Media:
        css = {"all": ["clock.css"]}
        js = ["clock.js"]


class MeetingForm(forms.Form):
    time = forms.TimeField(widget=ClockWidget)
    title = forms.CharField()

    class Media:
        js = [Script("meeting.js", defer=True)]


class OtherForm(forms.Form):
    class Media:
        js = ["other.js"]


def page(template: str, **context: Any) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        content = Template(template).render(
            Context({"request": request, "form": MeetingForm(), **context})
        )
        return HttpResponse(content)

    return view


async def async_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(MeetingForm().media))


def json(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"html": Template("{% csp_nonce_attr %}").render(Context())})


def media_sum(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(MeetingForm().media + OtherForm().media + Media(js=["last.js"])))


PLAIN = page("{{ form.media }}")

urlpatterns = [
    path("plain/", PLAIN),
    path("async/", async_page),
    path("with-nonce/", page("{% csp_media form.media %}")),
    path("scripts/", page("{{ form.media.js }}")),
    path("sum/", media_sum),
    path("exempt/", csp_override({})(PLAIN)),
    path("listed/", csp_override(LISTED)(PLAIN)),
    path("no-nonces/", csp_override(NO_NONCES)(PLAIN)),
    path("no-nonces/attribute/", csp_override(NO_NONCES)(page("{% csp_nonce_attr %}"))),
    path("refused/", page("{{ media }}", media=Media(js=[Script("/a.js", nonce=False)]))),
    path("own/", page("{{ media }}", media=Media(js=[mark_safe("<script nonce=x src=/a.js>")]))),
    path("marked/", page("{{ media }}", media=Media(js=[mark_safe("<script src=/marked.js>")]))),
    path("attribute/", page("{% csp_nonce_attr %}")),
    path("unused/", page("a partial without scripts")),
    path("json/", json),
    path("split/", page("<style {%\n csp_nonce_attr\n%}></style>")),
    path("documentation/", page("{% verbatim %}Write {% csp_nonce_attr %}.{% endverbatim %}")),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _development(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a process that was started with DEBUG."""
    for watched, name in (
        (Media, "__str__"),
        (Media, "__add__"),
        (Media, "__getitem__"),
        (BaseForm, "media"),
    ):
        monkeypatch.setattr(watched, name, vars(watched)[name])  # to have it restored
    development.install()
    development.warn_once.cache_clear()
    with override_settings(DEBUG=True, ROOT_URLCONF=__name__, SECURE_CSP=STRICT):
        yield


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Any:
    def get(address: str, **headers: str) -> list[str]:
        caplog.clear()
        Client(**{f"HTTP_{name}": value for name, value in headers.items()}).get(address)
        return [r.getMessage() for r in caplog.records if r.name == "stockade"]

    return get


def warning(owner: str, url: str, kind: str, fate: str = "blocked") -> str:
    return (
        f"{owner} was printed without a nonce: {url} will be {fate}, as the policy allows no such "
        f"{kind} without one. In the template, write {{% csp_media form.media %}} instead of "
        "{{ form.media }}."
    )


STYLE = warning("The media of MeetingForm (ClockWidget)", "/static/clock.css", "style")
SCRIPT = warning("The media of MeetingForm (ClockWidget)", "/static/clock.js", "script")
FORM_SCRIPT = warning("The media of MeetingForm", "/static/meeting.js", "script")


class TestMediaWithoutNonces:
    def test_form_widget_and_asset_are_named(self, warnings: Any) -> None:
        assert warnings("/plain/") == [STYLE, SCRIPT, FORM_SCRIPT]

    def test_the_same_thing_is_said_once(self, warnings: Any) -> None:
        warnings("/plain/")
        assert warnings("/plain/") == []

    def test_part_of_the_media_is_known_to_be_of_its_form(self, warnings: Any) -> None:
        assert warnings("/scripts/") == [SCRIPT, FORM_SCRIPT]

    def test_sum_of_media_is_known_to_be_of_its_form(self, warnings: Any) -> None:
        other = warning("The media of OtherForm", "/static/other.js", "script")
        last = warning("Form media", "/static/last.js", "script")
        assert set(warnings("/sum/")) == {STYLE, SCRIPT, FORM_SCRIPT, other, last}

    def test_asset_that_prints_itself_is_named_by_its_address(self, warnings: Any) -> None:
        assert warnings("/marked/") == [warning("Form media", "/marked.js", "script")]

    def test_async_views_are_watched_too(self, caplog: pytest.LogCaptureFixture) -> None:
        async def get() -> None:
            await AsyncClient().get("/async/")

        async_to_sync(get)()
        messages = [r.getMessage() for r in caplog.records if r.name == "stockade"]
        assert messages == [STYLE, SCRIPT, FORM_SCRIPT]

    def test_report_only_policy_says_reported(self, warnings: Any) -> None:
        with override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=STRICT):
            messages = warnings("/plain/")
        assert messages[0] == STYLE.replace("blocked", "reported")

    @pytest.mark.parametrize("address", ["/with-nonce/", "/refused/", "/own/"])
    def test_media_that_is_as_it_should_be_is_passed_over(
        self, address: str, warnings: Any
    ) -> None:
        assert warnings(address) == []

    def test_policy_of_the_response_decides(self, warnings: Any) -> None:
        """Not that of the site: a decorator may have changed it after the page was rendered."""
        assert warnings("/exempt/") == []
        assert warnings("/listed/") == []

    def test_policy_without_nonces_is_another_matter(self, warnings: Any) -> None:
        assert warnings("/no-nonces/") == []

    def test_nothing_is_said_outside_development(self, warnings: Any) -> None:
        with override_settings(DEBUG=False):
            assert warnings("/plain/") == []


def test_output_of_watched_media_is_the_same() -> None:
    media = MeetingForm().media + Media(js=["other.js"])
    assert str(media["js"]) == (
        '<script src="/static/clock.js"></script>\n'
        '<script src="/static/meeting.js" defer></script>\n'
        '<script src="/static/other.js"></script>'
    )
    with pytest.raises((TypeError, AttributeError)):
        media + 1


class TestNoncesThatCannotMatch:
    @pytest.mark.parametrize(
        ("header", "library"), [("HX_REQUEST", "htmx"), ("TURBO_FRAME", "Turbo")]
    )
    def test_partial_page_with_a_nonce(self, header: str, library: str, warnings: Any) -> None:
        [message] = warnings("/attribute/", **{header: "true"})
        assert message.startswith(f"/attribute/ printed a CSP nonce for {library}")
        assert "has another nonce" in message

    def test_partial_page_without_a_nonce_is_fine(self, warnings: Any) -> None:
        assert warnings("/unused/", HX_REQUEST="true") == []

    def test_response_that_is_no_page(self, warnings: Any) -> None:
        [message] = warnings("/json/")
        assert message.startswith("/json/ printed a CSP nonce into a response of the type")
        assert "application/json" in message

    def test_policy_without_nonces_is_fine(self, warnings: Any) -> None:
        assert warnings("/no-nonces/attribute/", HX_REQUEST="true") == []

    def test_whole_page_is_fine(self, warnings: Any) -> None:
        assert warnings("/attribute/") == []


class TestSplitTags:
    def test_tag_split_over_lines_is_noticed_in_the_page(self, warnings: Any) -> None:
        """Closes G16, as far as it can be: Django prints such a tag as text."""
        [message] = warnings("/split/")
        assert message.startswith("/split/ shows the text of {% csp_nonce_attr %}")
        assert "on the same line" in message

    def test_documentation_of_the_tag_is_fine(self, warnings: Any) -> None:
        assert warnings("/documentation/") == []
