"""Django's own admin, named in the settings: each of its pages, by the test client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from testproject.headers import nonce_of

from stockade import CSP

urlpatterns = [path("admin/", admin.site.urls)]

POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
NAMED = {"TEMPLATES": {"django.contrib.admin": "own-static"}}
WITHOUT_CSP = {
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "SECURE_CSP": {},
}

PAGES = [
    "",
    "auth/",
    "auth/user/",
    "auth/user/?q=some&is_staff__exact=1",
    "auth/user/?_popup=1",
    "auth/user/add/",
    "auth/user/{user}/change/",
    "auth/user/{user}/password/",
    "auth/user/{user}/history/",
    "auth/user/{user}/delete/",
    "auth/group/",
    "auth/group/add/?_popup=1",
    "auth/group/{group}/change/",
    "password_change/",
    "deletion of selected",
    "popup that closes",
    "logout",
    "login",
]

_TAG = re.compile(r"<(?:script|style|link)\b[^>]*>")
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]+"')


class Site(NamedTuple):
    """Every page as it comes from the site: with CSP, without, and without Stockade's hand."""

    with_csp: dict[str, HttpResponse]
    without_csp: dict[str, HttpResponse]
    unnamed: dict[str, HttpResponse]


@pytest.fixture(scope="module")
def site(database: None) -> Iterator[Site]:
    user = User.objects.create(username="somebody", is_staff=True, is_superuser=True)
    group = Group.objects.create(name="a group")
    client = Client()
    client.force_login(user)
    visit = partial(visit_all, client.session.session_key, {"user": user.pk, "group": group.pk})
    with override_settings(ROOT_URLCONF=__name__, SECURE_CSP=POLICY, STOCKADE=NAMED):
        with_csp = visit()
        with override_settings(**WITHOUT_CSP):
            without_csp = visit()
            with override_settings(STOCKADE={}):
                unnamed = visit()
    yield Site(with_csp, without_csp, unnamed)
    user.delete()
    group.delete()


def visit_all(session: str, keys: dict[str, int]) -> dict[str, Any]:
    """Each page, and nothing changed by it."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        responses = {page: visit(client, page, keys) for page in PAGES}
        transaction.set_rollback(True)
    return responses


def visit(client: Client, page: str, keys: dict[str, int]) -> Any:
    match page:
        case "deletion of selected":
            selected = {"action": "delete_selected", "_selected_action": [keys["group"]]}
            return client.post("/admin/auth/group/", selected)
        case "popup that closes":
            return client.post("/admin/auth/group/add/", {"name": "another", "_popup": "1"})
        case "logout":
            return client.post("/admin/logout/")
        case "login":
            return Client().get("/admin/login/")
    return client.get("/admin/" + page.format(**keys))


def without_nonce(html: str) -> list[str]:
    """The tags of scripts and styles in a page that need a nonce and have none."""
    return [
        tag
        for tag in _TAG.findall(html)
        if "nonce=" not in tag and 'rel="icon"' not in tag and "application/json" not in tag
    ]


@pytest.mark.parametrize("page", PAGES)
def test_page_has_nonces(page: str, site: Site) -> None:
    response = site.with_csp[page]
    html = response.content.decode()
    assert response.status_code == 200
    assert without_nonce(html) == []
    assert f'nonce="{nonce_of(response)}"' in html


@pytest.mark.parametrize("page", PAGES)
def test_without_csp_the_page_is_djangos(page: str, site: Site) -> None:
    """Byte by byte: what is added prints nothing then, not even a space."""
    named, unnamed = (
        # The token is another one each time.
        _TOKEN.sub(r'\1""', responses[page].content.decode())
        for responses in (site.without_csp, site.unnamed)
    )
    assert named == unnamed
    assert "nonce" not in named
