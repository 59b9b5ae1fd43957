"""What a style sheet of a named package imports is allowed, on the pages that use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import path
from named_site import backend, make_package
from testproject.headers import enforced, report_only

from stockade import CSP
from stockade.django.named_templates.stylesheet_imports import imported_by

POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}
PAGE = '{% load static %}<link rel="stylesheet" href="{% static "shop/page.css" %}">'
IMPORTED = "testserver/static/shop/imported.css"


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "plain.html")


urlpatterns = [path("page/", page), path("plain/", plain)]


class StaticFiles:
    """A folder of static files, and a page of a named package that uses `shop/page.css`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "shop"
        self._folder.mkdir(parents=True)

    def write(self, **sheets: str) -> None:
        for name, content in sheets.items():
            (self._folder / f"{name}.css").write_text(content, encoding="utf-8")


@pytest.fixture
def static_files(tmp_path: Path) -> Iterator[StaticFiles]:
    templates = make_package(tmp_path, page=PAGE, plain="<style>p {}</style>")
    with override_settings(
        MIDDLEWARE=["stockade.django.middleware.ContentSecurityPolicyMiddleware"],
        ROOT_URLCONF=__name__,
        SECURE_CSP=POLICY,
        STATICFILES_DIRS=[tmp_path / "static"],
        BASE_DIR=tmp_path,
        STOCKADE={"TEMPLATES": {"./shopware": "own-static"}},
        TEMPLATES=backend(templates),
    ):
        yield StaticFiles(tmp_path / "static")


def style_sources(url: str = "/page/", **headers: str) -> list[str]:
    """The sources of `style-src` but for the nonce."""
    response = Client(headers=headers or None).get(url)
    sources = enforced(response)["style-src"]
    return [source for source in sources if not source.startswith("'nonce-")]


def test_the_imported_file_is_allowed(static_files: StaticFiles) -> None:
    static_files.write(page='@import url("imported.css");', imported="p {}")
    assert style_sources() == [IMPORTED]


def test_a_page_without_the_style_sheet_keeps_the_policy(static_files: StaticFiles) -> None:
    static_files.write(page='@import url("imported.css");', imported="p {}")
    assert style_sources("/plain/") == []


def test_a_style_sheet_without_imports_changes_nothing(static_files: StaticFiles) -> None:
    static_files.write(page='p { background: url("imported.css") }')
    assert style_sources() == []


def test_the_report_only_policy_allows_it_too(static_files: StaticFiles) -> None:
    static_files.write(page='@import "imported.css";', imported="p {}")
    with override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=POLICY):
        assert IMPORTED in report_only(Client().get("/page/"))["style-src"]


def test_a_policy_that_allows_it_already_stays_as_it_is(static_files: StaticFiles) -> None:
    static_files.write(page='@import "imported.css";', imported="p {}")
    with override_settings(SECURE_CSP={**POLICY, "style-src": [CSP.NONCE, CSP.SELF]}):
        assert style_sources() == ["'self'"]


def test_what_the_imported_file_imports_is_allowed(static_files: StaticFiles) -> None:
    static_files.write(
        page="@import 'imported.css';",
        imported="@import '../shop/second.css';",
        second="@import 'page.css';",
    )
    assert style_sources() == [IMPORTED, "testserver/static/shop/second.css"]


@pytest.mark.parametrize(
    ("sheet", "imports"),
    [
        ("@import 'a.css';", ["shop/a.css"]),
        ('@charset "utf-8";\n@import url(a.css) screen;', ["shop/a.css"]),
        (
            "/* @import 'no.css'; */ @import url('a.css'); @IMPORT 'b.css';",
            ["shop/a.css", "shop/b.css"],
        ),
        ("@layer base; @import 'a.css' layer(base);", ["shop/a.css"]),
        ("@import '../other/a.css';", ["other/a.css"]),
        ("p {} @import 'late.css';", []),
        ("@import 'https://elsewhere.example/a.css';", []),
        ("@import '//elsewhere.example/a.css';", []),
        ("@import '/absolute.css';", []),
        ("@import '../../../outside.css';", []),
        ("@import 'a\" %}{{ x }}.css';", []),
        ("", []),
    ],
)
def test_what_counts_as_an_import(
    static_files: StaticFiles, sheet: str, imports: list[str]
) -> None:
    static_files.write(page=sheet)
    assert list(imported_by("shop/page.css")) == imports


def test_a_style_sheet_that_cannot_be_found_imports_nothing() -> None:
    assert imported_by("shop/missing.css") == ()


def test_the_host_that_was_asked_for_is_the_one_that_is_allowed(static_files: StaticFiles) -> None:
    static_files.write(page="@import 'imported.css';", imported="p {}")
    with override_settings(ALLOWED_HOSTS=["shop.example"]):
        assert style_sources(host="shop.example:8000") == [
            "shop.example:8000/static/shop/imported.css"
        ]


def test_a_host_that_no_source_matches_is_left_out(static_files: StaticFiles) -> None:
    static_files.write(page="@import 'imported.css';", imported="p {}")
    with override_settings(ALLOWED_HOSTS=["[::1]"]):
        assert style_sources(host="[::1]:8000") == []


def test_files_on_another_host_are_allowed_there(static_files: StaticFiles) -> None:
    static_files.write(page="@import 'imported.css';", imported="p {}")
    with override_settings(
        STATIC_URL="https://cdn.example/",
        STOCKADE={
            "TEMPLATES": {"./shopware": "own-static"},
            "OWN_ORIGINS": ["https://cdn.example"],
        },
    ):
        assert style_sources() == ["https://cdn.example/shop/imported.css"]
