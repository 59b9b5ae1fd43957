"""System checks, apart from those of the values of settings."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import override_settings

from stockade import CSP
from stockade.django.middleware import ContentSecurityPolicyMiddleware

OWN = "stockade.django.middleware.ContentSecurityPolicyMiddleware"
UPDATE = "django.middleware.cache.UpdateCacheMiddleware"
OWN_UPDATE = "stockade.django.cache.UpdateCacheMiddleware"
OWN_FETCH = "stockade.django.cache.FetchFromCacheMiddleware"
FETCH = "django.middleware.cache.FetchFromCacheMiddleware"
GZIP = "django.middleware.gzip.GZipMiddleware"
DJANGO_CSP = "csp.middleware.CSPMiddleware"
RATE_LIMITED = "csp.contrib.rate_limiting.RateLimitedCSPMiddleware"

QUIET = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}


def found(*, deploy: bool = False, **changed) -> dict[str, str]:
    """The messages of our checks under changed settings, by their ids."""
    with override_settings(**{"SECURE_CSP": QUIET, "MIDDLEWARE": [OWN]} | changed):
        return {
            message.id: f"{message.msg} {message.hint}"
            for message in run_checks(include_deployment_checks=deploy)
            if message.id.startswith("stockade.")
        }


def templates_with(*context_processors: str, backend: str = "django.DjangoTemplates") -> list:
    return [
        {
            "BACKEND": f"django.template.backends.{backend}",
            "OPTIONS": {"context_processors": context_processors}
            if backend.startswith("django")
            else {},
        }
    ]


def test_good_settings_have_no_messages():
    assert found(deploy=True) == {}


class TestPolicies:
    def test_what_the_builder_warns_about_is_said(self):
        messages = found(SECURE_CSP={"script-src": [CSP.SELF], "form-action": [CSP.NONE]})

        assert "SECURE_CSP" in messages["stockade.W001"]
        assert "object-src" in messages["stockade.W001"]

    @override_settings(DEBUG=False)
    def test_that_are_only_reported_in_production(self):
        messages = found(deploy=True, SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=QUIET)

        assert "nothing is blocked" in messages["stockade.W006"]

    @pytest.mark.parametrize(
        "changed", [{"DEBUG": True, "SECURE_CSP": {}}, {}, {"SECURE_CSP_REPORT_ONLY": {}}]
    )
    def test_that_are_enforced_or_developed_are_not_mistaken_for_those(self, changed):
        assert "stockade.W006" not in found(deploy=True, SECURE_CSP_REPORT_ONLY=QUIET) | found(
            deploy=True, **changed
        )

    @override_settings(DEBUG=False)
    def test_that_are_only_reported_are_a_matter_of_deployment(self):
        assert "stockade.W006" not in found(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=QUIET)

    def test_that_no_middleware_sends(self):
        assert OWN in found(MIDDLEWARE=[])["stockade.W010"]


class TestUploads:
    def test_under_the_static_files(self):
        messages = found(MEDIA_URL="/static/media/")

        assert "/static/media/" in messages["stockade.W003"]

    @pytest.mark.parametrize(
        ("sources", "media_url", "covered"),
        [
            ([CSP.SELF], "/media/", True),
            (["https:"], "https://media.example/", True),
            (["https://www.example.org"], "/media/", True),
            # A redirect from an allowed path to another one is followed.
            (["https://cdn.example/static/"], "https://cdn.example/media/", True),
            (["https://cdn.example/static/"], "https://media.example/", False),
            ([CSP.SELF], "https://media.example/", False),
            ([CSP.NONCE, CSP.STRICT_DYNAMIC], "/media/", False),
            ([CSP.NONE], "/media/", False),
        ],
    )
    def test_that_the_policy_allows_as_scripts(self, sources, media_url, covered):
        policy = QUIET | {"script-src": sources}
        messages = found(
            SECURE_CSP=policy, MEDIA_URL=media_url, ALLOWED_HOSTS=["*", "www.example.org"]
        )

        assert ("stockade.W004" in messages) is covered

    def test_that_the_policy_of_a_path_allows_as_scripts(self):
        paths = [("/a/", {"enforce": {"default-src": [CSP.SELF]}})]

        assert (
            'STOCKADE["PATHS"][0][1]["enforce"]'
            in found(STOCKADE={"PATHS": paths})["stockade.W004"]
        )

    def test_are_no_matter_to_a_policy_that_leaves_scripts_alone(self):
        assert "stockade.W004" not in found(SECURE_CSP={"frame-ancestors": [CSP.NONE]})

    def test_are_no_matter_where_there_are_none(self):
        policy = QUIET | {"script-src": [CSP.SELF]}

        assert "stockade.W004" not in found(SECURE_CSP=policy, MEDIA_URL="", MEDIA_ROOT="")


class TestStaticFilesOnAHostWithAKnownBypass:
    STATIC_URL = "https://cdn.jsdelivr.net/npm/site/"

    def test_that_the_policy_allows(self):
        policy = QUIET | {"script-src": ["https://cdn.jsdelivr.net"]}
        messages = found(SECURE_CSP=policy, STATIC_URL=self.STATIC_URL)

        assert "cdn.jsdelivr.net" in messages["stockade.W005"]

    def test_are_no_matter_where_scripts_need_a_nonce(self):
        policy = QUIET | {"script-src": [CSP.NONCE]}

        assert "stockade.W005" not in found(SECURE_CSP=policy, STATIC_URL=self.STATIC_URL)


class TestOrder:
    def test_inside_the_cache(self):
        assert UPDATE in found(MIDDLEWARE=[UPDATE, OWN, FETCH])["stockade.W011"]

    def test_outside_the_cache(self):
        assert found(MIDDLEWARE=[OWN, UPDATE, FETCH]) == {}

    def test_outside_gzip(self):
        assert GZIP in found(MIDDLEWARE=[OWN, GZIP])["stockade.W012"]

    def test_inside_gzip(self):
        assert found(MIDDLEWARE=[GZIP, OWN]) == {}

    def test_outside_of_both_where_gzip_is_inside_the_cache_as_django_recommends(self):
        assert found(MIDDLEWARE=[OWN, UPDATE, GZIP, FETCH]) == {}

    @pytest.mark.parametrize("order", [[OWN_UPDATE, OWN, OWN_FETCH], [OWN_UPDATE, OWN_FETCH, OWN]])
    def test_inside_its_own_cache(self, order):
        messages = found(MIDDLEWARE=order)

        assert OWN_UPDATE in messages["stockade.W015"]
        assert "stockade.W011" not in messages

    def test_outside_its_own_cache(self):
        assert found(MIDDLEWARE=[GZIP, OWN, OWN_UPDATE, OWN_FETCH]) == {}

    def test_gzip_inside_its_own_cache(self):
        messages = found(MIDDLEWARE=[OWN, OWN_UPDATE, GZIP, OWN_FETCH])

        assert f"move {GZIP} up, before {OWN}" in messages["stockade.W016"]

    @pytest.mark.parametrize(
        ("order", "wrong", "right"),
        [
            ([OWN, OWN_UPDATE, FETCH], FETCH, OWN_FETCH),
            ([OWN, UPDATE, OWN_FETCH], UPDATE, OWN_UPDATE),
        ],
    )
    def test_half_of_its_cache_and_half_of_djangos(self, order, wrong, right):
        message = found(MIDDLEWARE=order)["stockade.W017"]

        assert f"write {right} instead of {wrong}" in message

    def test_its_cache_in_one(self):
        assert found(MIDDLEWARE=[OWN, "stockade.django.cache.CacheMiddleware"]) == {}


class TestContextProcessor:
    def test_missing(self):
        messages = found(TEMPLATES=templates_with("django.template.context_processors.request"))

        assert "stockade.django.context_processors.csp" in messages["stockade.W013"]

    @pytest.mark.parametrize(
        "name",
        ["stockade.django.context_processors.csp", "django.template.context_processors.csp"],
    )
    def test_ours_or_djangos(self, name):
        assert "stockade.W013" not in found(TEMPLATES=templates_with(name))

    def test_missing_where_no_policy_has_a_nonce(self):
        assert found(SECURE_CSP=QUIET | {"script-src": [CSP.NONE]}, TEMPLATES=[]) == {}

    def test_missing_where_there_are_no_django_templates(self):
        assert found(TEMPLATES=templates_with(backend="jinja2.Jinja2")) == {}


class TestDjangoCsp:
    @pytest.mark.parametrize("other", [DJANGO_CSP, RATE_LIMITED])
    @pytest.mark.parametrize("ours_first", [True, False])
    def test_both_middleware(self, other, ours_first):
        middleware = [OWN, other] if ours_first else [other, OWN]

        assert f"Remove {other}" in found(MIDDLEWARE=middleware)["stockade.E006"]

    def test_only_its_middleware(self):
        assert "stockade.E006" not in found(MIDDLEWARE=[DJANGO_CSP])

    def test_both_middleware_keep_a_server_from_starting(self):
        with (
            override_settings(MIDDLEWARE=[OWN, DJANGO_CSP]),
            pytest.raises(ImproperlyConfigured, match=r"E006.*Remove csp\.middleware"),
        ):
            ContentSecurityPolicyMiddleware(lambda request: HttpResponse())


class TestAtStartup:
    """Production servers run no checks."""

    def build(self):
        ContentSecurityPolicyMiddleware(lambda request: HttpResponse())

    @override_settings(MIDDLEWARE=[OWN, GZIP])
    def test_warnings_are_logged_in_production(self, caplog):
        self.build()

        assert "stockade.W012" in caplog.text

    @override_settings(SECURE_CSP={}, SECURE_CSP_REPORT_ONLY=QUIET)
    def test_warnings_of_deployment_are_logged_in_production(self, caplog):
        self.build()

        assert "stockade.W006" in caplog.text

    @override_settings(MIDDLEWARE=[OWN, GZIP], SILENCED_SYSTEM_CHECKS=["stockade.W012"])
    def test_silenced_warnings_are_not_logged(self, caplog):
        self.build()

        assert "stockade.W012" not in caplog.text

    @override_settings(MIDDLEWARE=[OWN, GZIP], DEBUG=True)
    def test_warnings_are_left_to_the_checks_in_development(self, caplog):
        self.build()

        assert not caplog.messages


def test_middleware_that_cannot_be_imported_is_left_to_django():
    assert found(MIDDLEWARE=[OWN, "no.such.Middleware"]) == {}
