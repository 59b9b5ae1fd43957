"""Django's page for a failed CSRF check is clean under a strict policy; no other page changes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views import csrf
from named_site import backend
from testproject.headers import enforced, report_only

from stockade import CSP
from stockade.django.csrf_page import install

DJANGO_6_1 = django.VERSION >= (6, 1)

POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
}
BUILTIN_MIDDLEWARE = "django.middleware.csp.ContentSecurityPolicyMiddleware"


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("posted")


def own_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse("<style>p{}</style>", status=403)


urlpatterns = [path("form/", form), path("elsewhere/form/", form)]


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with override_settings(
        MIDDLEWARE=[
            "stockade.django.middleware.ContentSecurityPolicyMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        ROOT_URLCONF=__name__,
        SECURE_CSP=POLICY,
    ):
        yield


def failed(url: str = "/form/") -> HttpResponse:
    response = Client(enforce_csrf_checks=True).post(url)
    assert response.status_code == 403
    return response


def style_hash(response: HttpResponse) -> str:
    """What allows the page's one style, worked out from the page as a browser does it."""
    (style,) = re.findall(r"<style[^>]*>(.*?)</style>", response.content.decode(), re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def is_clean(policy: dict[str, list[str]] | None, response: HttpResponse) -> bool:
    """Whether the policy lets the style through: by its hash, or by the nonce in its tag."""
    assert policy is not None
    sources = next(
        policy[name] for name in ("style-src-elem", "style-src", "default-src") if name in policy
    )
    nonce = re.search(r'<style nonce="([^"]+)"', response.content.decode())
    if nonce:
        return f"'nonce-{nonce[1]}'" in sources
    return style_hash(response) in sources


@pytest.mark.parametrize("debug", [True, False])
def test_page_is_clean(debug: bool) -> None:
    with override_settings(DEBUG=debug):
        response = failed()
    assert b"CSRF verification failed" in response.content
    assert is_clean(enforced(response), response)


@pytest.mark.skipif(DJANGO_6_1, reason="the page has a nonce since")
class TestHash:
    def test_policy_is_that_of_the_site_and_the_hash(self) -> None:
        response = failed()
        assert enforced(response) == {
            "default-src": ["'self'"],
            # Without nonces, because the page prints none.
            "script-src": ["'none'"],
            "style-src": [style_hash(response)],
            "base-uri": ["'none'"],
        }

    @pytest.mark.parametrize(
        ("policy", "changed"),
        [
            ({"style-src": [CSP.SELF]}, {"style-src": ["'self'", "HASH"]}),
            ({"style-src": [CSP.NONE]}, {"style-src": ["HASH"]}),
            (
                {"style-src": [CSP.NONE], "style-src-elem": [CSP.SELF]},
                {"style-src": ["'none'"], "style-src-elem": ["'self'", "HASH"]},
            ),
            (
                {"default-src": [CSP.SELF]},
                {"default-src": ["'self'"], "style-src": ["'self'", "HASH"]},
            ),
            ({"style-src": [CSP.SELF, CSP.UNSAFE_INLINE]}, None),
            (
                {"style-src": [CSP.NONCE, CSP.UNSAFE_INLINE], "base-uri": [CSP.NONE]},
                {"style-src": ["HASH"], "base-uri": ["'none'"]},
            ),
            ({"script-src": [CSP.SELF]}, None),
        ],
    )
    def test_only_the_list_that_decides_about_styles_changes(
        self, policy: dict[str, Any], changed: dict[str, list[str]] | None
    ) -> None:
        with override_settings(SECURE_CSP=policy):
            response = failed()
        expected = changed or policy
        found = {
            name: ["HASH" if source == style_hash(response) else source for source in sources]
            for name, sources in (enforced(response) or {}).items()
        }
        if "'unsafe-inline'" in found.get("style-src", []) and changed:
            found["style-src"].remove("'unsafe-inline'")  # a hash switches it off
        assert found == expected

    def test_report_only_policy_allows_the_style_too(self) -> None:
        with override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=POLICY):
            response = failed()
        assert enforced(response) is None
        assert is_clean(report_only(response), response)

    def test_policy_of_the_path_is_the_one_that_is_changed(self) -> None:
        policy = {"enforce": {"style-src": [CSP.SELF]}}
        with override_settings(STOCKADE={"PATHS": [("/elsewhere/", policy)]}):
            response = failed("/elsewhere/form/")
        assert enforced(response) == {"style-src": ["'self'", style_hash(response)]}

    def test_site_without_a_policy_gets_none(self) -> None:
        with override_settings(SECURE_CSP={}):
            assert enforced(failed()) is None

    def test_second_installation_changes_nothing(self) -> None:
        view = csrf.csrf_failure
        install()
        assert csrf.csrf_failure is view

    @pytest.mark.skipif(django.VERSION < (6, 0), reason="Django's own middleware came with 6.0")
    def test_djangos_own_middleware_sends_the_same(self) -> None:
        with override_settings(
            MIDDLEWARE=[BUILTIN_MIDDLEWARE, "django.middleware.csrf.CsrfViewMiddleware"]
        ):
            response = failed()
        assert style_hash(response) in (enforced(response) or {})["style-src"]


def test_own_page_of_the_site_keeps_the_policy(tmp_path: Path) -> None:
    (tmp_path / "403_csrf.html").write_text("<style>p{}</style>")
    with override_settings(TEMPLATES=backend(tmp_path)):
        response = failed()
    assert response.content == b"<style>p{}</style>"
    assert (enforced(response) or {})["style-src"] == ["'none'"]


def test_own_view_of_the_site_keeps_the_policy() -> None:
    with override_settings(CSRF_FAILURE_VIEW=f"{__name__}.own_failure"):
        response = failed()
    assert (enforced(response) or {})["style-src"] == ["'none'"]


def test_other_pages_keep_the_policy() -> None:
    response = Client().post("/form/")
    assert (enforced(response) or {})["style-src"] == ["'none'"]
