"""System checks of named templates."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import django
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.http import HttpResponse
from django.test import override_settings
from named_site import backend

from stockade.django.middleware import ContentSecurityPolicyMiddleware

PAGE = '<script src="/static/shop.js"></script>\n<script data-x="{{ x }}">go()</script>\n'


@pytest.fixture
def page(tmp_path: Path):
    """The one template of a site that names the folder it is in."""
    (tmp_path / "pages").mkdir()
    page = tmp_path / "pages" / "page.html"
    page.write_text(PAGE)
    with override_settings(
        BASE_DIR=tmp_path,
        STOCKADE={"TEMPLATES": {"./pages": "own-static"}},
        TEMPLATES=backend(tmp_path / "pages"),
    ):
        yield page


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "csp-templates.lock"


@pytest.fixture
def pinned_admin(tmp_path: Path, lock: Path):
    """A site that has pinned the admin. Its lock file, to be changed."""
    with override_settings(
        BASE_DIR=tmp_path, STOCKADE={"TEMPLATES": {"django.contrib.admin": "own-static"}}
    ):
        pin()
        yield lock


def pin(*arguments: str) -> None:
    call_command("csp", "templates", "--pin", *arguments, stdout=StringIO())


def found(**changed: object) -> dict[str, str]:
    """What our checks say about named templates, by its ids."""
    with override_settings(**changed):
        return {
            message.id: f"{message.msg}\n{message.hint}"
            for message in run_checks()
            if message.id in ("stockade.E011", "stockade.E012")
            or message.id.startswith("stockade.W03")
        }


def change(lock: Path, *, package: str = "django.contrib.admin", **values: object) -> None:
    """Let the lock file say something else than it does."""
    document = json.loads(lock.read_text())
    document["packages"][package].update(values)
    lock.write_text(json.dumps(document))


def assets(lock: Path) -> list[dict[str, str]]:
    return json.loads(lock.read_text())["packages"]["django.contrib.admin"]["assets"]


class TestWhatIsNotPinned:
    def test_is_no_matter_even_if_tags_are_refused(self, page):
        assert found() == {}

    def test_is_no_matter_where_nothing_is_named(self):
        assert found(STOCKADE={}) == {}


class TestAPinnedPackage:
    def test_that_is_what_was_pinned_is_no_matter(self, page):
        pin()

        assert found() == {}

    def test_whose_refused_tags_nobody_has_accepted_is_no_matter(self, page):
        pin()
        page.write_text(PAGE.replace("go()", "went()"))

        assert found() == {}

    def test_with_a_new_tag(self, page):
        pin()
        page.write_text(f"{PAGE}<p>\n<style>p {{ color: red }}</style>")
        message = found()["stockade.W030"]

        assert message.startswith("./pages is not what was pinned. What is new or changed gets no")
        assert "  new       page.html:4  <style>p { color: red }\n" in message
        assert "`manage.py csp templates ./pages --pin`" in message

    def test_with_a_changed_tag(self, page):
        pin()
        page.write_text(PAGE.replace("shop.js", "shop2.js"))

        assert (
            '  changed   page.html:1  <script src="/static/shop2.js">' in found()["stockade.W030"]
        )

    def test_with_a_changed_tag_that_a_person_had_accepted(self, page):
        pin("--accept", "page.html:2")
        page.write_text(PAGE.replace("go()", "went()"))

        assert (
            '  changed   page.html:2  <script data-x="{{ x }}">went()' in found()["stockade.W030"]
        )

    def test_with_a_tag_that_is_gone(self, page):
        pin()
        page.write_text("")
        message = found()["stockade.W030"]

        assert message.startswith("./pages is not what was pinned. Something is gone:\n")
        assert '  gone      page.html  <script src="/static/shop.js">' in message

    def test_after_an_upgrade_says_which(self, pinned_admin):
        change(pinned_admin, version="1.0", tags=[])

        assert f"(Django 1.0, now {django.get_version()})" in found()["stockade.W030"]

    def test_after_an_upgrade_without_changes_is_no_matter(self, pinned_admin):
        change(pinned_admin, version="1.0")

        assert found() == {}

    def test_whose_distribution_is_unknown(self, pinned_admin):
        change(pinned_admin, distribution="no-such-distribution", tags=[])

        assert "is not what was pinned. What" in found()["stockade.W030"]

    def test_with_a_new_asset(self, pinned_admin):
        change(
            pinned_admin,
            assets=[one for one in assets(pinned_admin) if one["path"] != "admin/js/core.js"],
        )

        assert "  new       admin/js/core.js\n" in found()["stockade.W030"]

    def test_with_a_changed_asset(self, pinned_admin):
        changed = [
            {**one, "digest": None} if one["path"] == "admin/js/core.js" else one
            for one in assets(pinned_admin)
        ]
        change(pinned_admin, assets=changed)

        assert "  changed   admin/js/core.js\n" in found()["stockade.W030"]

    def test_with_an_asset_that_is_gone(self, pinned_admin):
        digest = assets(pinned_admin)[0]["digest"]
        gone = {"path": "admin/js/no-such-file.js", "digest": digest}
        change(pinned_admin, assets=[*assets(pinned_admin), gone])

        assert "  gone      admin/js/no-such-file.js\n" in found()["stockade.W030"]

    def test_is_not_asked_about_when_a_server_starts(self, page, caplog):
        """That would take too long. A tag that is refused is logged when its template is loaded."""
        pin()
        page.write_text(f"{PAGE}<style></style>")

        ContentSecurityPolicyMiddleware(lambda request: HttpResponse())

        assert "stockade.W030" not in caplog.text


class TestTheLockFile:
    def test_that_cannot_be_read_is_an_error(self, page, lock):
        lock.write_text("{")

        assert "is not JSON" in found()["stockade.E011"]

    def test_that_the_settings_name_and_that_is_missing_is_an_error(self, page, lock):
        stockade = {"TEMPLATES": {"./pages": "own-static"}, "TEMPLATES_LOCK": lock}

        assert f"is {lock}, and there is no such file" in found(STOCKADE=stockade)["stockade.E012"]
        with (
            override_settings(STOCKADE=stockade),
            pytest.raises(ImproperlyConfigured, match=r"E012.*--pin"),
        ):
            ContentSecurityPolicyMiddleware(lambda request: HttpResponse())

    def test_that_is_missing_can_be_written(self, page, lock):
        stockade = {"TEMPLATES": {"./pages": "own-static"}, "TEMPLATES_LOCK": lock}
        with override_settings(STOCKADE=stockade):
            pin()

        assert found(STOCKADE=stockade) == {}

    def test_with_a_package_that_is_not_named(self, page, lock):
        pin()
        message = found(STOCKADE={"TEMPLATES": {"django.contrib.admin": "all"}})["stockade.W031"]

        assert f"./pages is pinned in {lock}" in message


class TestStaticFilesOnAnotherHost:
    STATIC_URL = "https://static.example.com/"

    def test_have_to_be_decided_about(self, page):
        message = found(STATIC_URL=self.STATIC_URL)["stockade.W032"]

        assert "so the static files of ./pages get no nonces" in message
        assert 'STOCKADE["OWN_ORIGINS"]' in message

    @pytest.mark.parametrize(
        "decided",
        [
            {"TEMPLATES": {"./pages": "all"}},
            {
                "TEMPLATES": {"./pages": "own-static"},
                "OWN_ORIGINS": ["https://static.example.com"],
            },
        ],
    )
    def test_can_be_decided_about(self, page, decided):
        assert found(STATIC_URL=self.STATIC_URL, STOCKADE=decided) == {}
