"""Django's test clients under `pytest --csp`, however a project uses them."""

from __future__ import annotations

import pytest
from suites import Suite


def test_every_way_of_asking_is_seen(django_shop: Suite) -> None:
    tests = """
import asyncio
from django.test import AsyncClient, Client, SimpleTestCase

class PageTests(SimpleTestCase):
    def test_sync(self):
        self.client.post("/blocked/1/")
        self.client.get("/moved/", follow=True)

    async def test_async(self):
        await self.async_client.get("/blocked/2/")

    async def test_async_stream(self):
        response = await self.async_client.get("/streamed/")
        with self.assertWarnsRegex(Warning, "synchronous"):
            parts = [part async for part in response]
        self.assertEqual(len(parts), 2)

def test_subclass():
    class MyClient(Client):
        def request(self, **request):
            return super().request(**request)

    MyClient().get("/blocked/3/")
"""
    summary = django_shop.run(tests, "--csp").summary
    assert summary.startswith("5 HTML pages checked")
    assert "  site:blocked (blocked.html)\n    3x <button>: " in summary
    assert "  site:streamed\n    1x <script>: " in summary


def test_the_test_sees_what_it_would_see_otherwise(django_shop: Suite) -> None:
    tests = """
from django.test import Client

def test_stream():
    response = Client().get("/streamed/")
    assert response.streaming and not response.is_async
    assert response.getvalue().startswith(b"<!DOCTYPE html>")
    assert response.getvalue() == b""

def test_page():
    response = Client().get("/blocked/1/")
    assert response.templates[0].name == "blocked.html"
    assert response.resolver_match.view_name == "site:blocked"
    assert response.context["number"] == 1

def test_error():
    with pytest.raises(ZeroDivisionError):
        Client().get("/fails/")
"""
    django_shop.write(
        "conftest.py",
        django_shop.folder.joinpath("conftest.py").read_text(encoding="utf-8")
        + """
    from django.urls import path
    from shop import urls

    urls.urlpatterns.append(path("fails/", lambda request: 1 / 0))
""",
    )
    found = django_shop.run(tests, "--csp")
    assert found.status == 0, found.text


def test_a_view_without_a_name_goes_by_its_place(django_shop: Suite) -> None:
    tests = """
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views import View

class Page(View):
    def get(self, request):
        return HttpResponse("<p>")

urlpatterns = [path("page/", Page.as_view())]

def test_it():
    with override_settings(ROOT_URLCONF=__name__):
        Client().get("/page/")
        Client().get("/missing/")
"""
    summary = django_shop.run(tests, "--csp").summary
    assert "no policy" not in summary
    assert "never rendered: 17 of 17 views" in summary
    tests = tests.replace('HttpResponse("<p>")', 'HttpResponse("<p onclick=run()>")')
    assert "  test_site.Page\n    1x <p>" in django_shop.run(tests, "--csp").summary


def test_a_page_that_the_check_cannot_read_breaks_no_test(django_shop: Suite) -> None:
    tests = """
from django.test import Client

def test_it():
    assert Client(HTTP_HOST="no host").get("/clean/").status_code == 200
"""
    found = django_shop.run(tests, "--csp=fail")
    assert found.outcome("test_it") == "PASSED"
    problem = "problem of the check itself: ValueError: the address of the page is"
    assert problem in found.summary


def test_it_works_with_pytest_django(django_shop: Suite) -> None:
    pytest.importorskip("pytest_django")
    django_shop.folder.joinpath("conftest.py").unlink()
    tests = """
def test_fixture(client):
    client.get("/blocked/1/")

@pytest.mark.asyncio
def test_clean(client):
    client.get("/clean/")
"""
    ini = "DJANGO_SETTINGS_MODULE = shop.settings\nmarkers = asyncio"
    found = django_shop.run(tests, "--csp=fail", ini=ini, django=True)
    assert found.outcome("test_fixture") == "FAILED"
    assert found.outcome("test_clean") == "PASSED"
    assert "  site:blocked (blocked.html)\n    1x <button>: " in found.summary
