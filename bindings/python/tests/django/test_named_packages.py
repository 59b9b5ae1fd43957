"""Which packages and folders the settings name, and what is said about wrong settings."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django.contrib.admin
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import override_settings
from named_site import make_package

from stockade.django.conf import configuration
from stockade.django.middleware import ContentSecurityPolicyMiddleware
from stockade.named_templates.packages import NamedPackage, find_packages, package_of


@pytest.fixture(autouse=True)
def shopware(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with templates on Python's path."""
    monkeypatch.syspath_prepend(tmp_path)
    yield make_package(tmp_path, page="").parent
    sys.modules.pop("shopware", None)


def found(names: dict[Any, Any], **options: Any) -> tuple[NamedPackage, ...]:
    return find_packages(names, setting="SETTING", **options)


def messages(**stockade: Any) -> dict[str, str]:
    """What the system checks say about this setting STOCKADE, by their ids."""
    with override_settings(STOCKADE=stockade):
        return {
            message.id: f"{message.msg} {message.hint}"
            for message in run_checks()
            if message.id.startswith("stockade.E")
        }


class TestFinding:
    def test_package_is_its_folder_on_disk(self, shopware: Path) -> None:
        assert found({"shopware": "all"}) == (
            NamedPackage("shopware", (os.path.realpath(shopware),), "all"),
        )

    def test_package_is_not_imported(self, shopware: Path) -> None:
        (shopware / "__init__.py").write_text("raise RuntimeError")
        assert found({"shopware": "all"})

    def test_package_in_several_folders(self, tmp_path: Path, monkeypatch: Any) -> None:
        for place in ("one", "two"):
            (tmp_path / place / "spread").mkdir(parents=True)
            monkeypatch.syspath_prepend(tmp_path / place)
        (package,) = found({"spread": "all"})
        assert len(package.directories) == 2

    def test_apps_that_are_shown_inside_the_admin_are_named_with_it(self) -> None:
        packages = {
            package.name: package.mode for package in found({"django.contrib.admin": "all"})
        }
        assert packages == {
            "django.contrib.admin": "all",
            "django.contrib.admindocs": "all",
            "django.contrib.gis": "all",
        }

    def test_apps_inside_the_admin_can_be_trusted_differently(self) -> None:
        names = {"django.contrib.gis": "all", "django.contrib.admin": "own-static"}
        packages = {package.name: package.mode for package in found(names)}
        assert packages["django.contrib.gis"] == "all"
        assert packages["django.contrib.admindocs"] == "own-static"

    @pytest.mark.parametrize("name", ["./pages", "pages/", Path("pages")])
    def test_folder_of_the_site(self, name: Any, tmp_path: Path) -> None:
        (tmp_path / "pages").mkdir()
        (package,) = found({name: "all"}, base=tmp_path)
        assert package == NamedPackage("./pages", (os.path.realpath(tmp_path / "pages"),), "all")

    def test_folder_elsewhere(self, tmp_path: Path) -> None:
        (package,) = found({tmp_path: "all"})
        assert package.name == tmp_path.as_posix()


class TestFilesOfPackages:
    def test_innermost_package_owns_a_file(self, shopware: Path) -> None:
        make_package(shopware, "checkout", page="").parent.joinpath("__init__.py")
        packages = found({"shopware": "all", "shopware.checkout": "own-static"})
        page = shopware / "checkout" / "templates" / "page.html"
        owner = package_of(packages, str(page))
        assert owner is not None
        assert owner.name == "shopware.checkout"

    def test_file_beside_a_package_is_not_its_own(self, shopware: Path) -> None:
        packages = found({"shopware": "all"})
        assert package_of(packages, f"{shopware}-fork/templates/page.html") is None
        assert package_of(packages, f"{shopware}/../page.html") is None

    def test_link_into_a_package_leads_to_its_file(self, shopware: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(shopware)
        path = str(tmp_path / "link" / "templates" / "page.html")
        assert package_of(found({"shopware": "all"}), path) is not None

    def test_link_out_of_a_package_leads_elsewhere(self, shopware: Path, tmp_path: Path) -> None:
        (tmp_path / "upload.html").touch()
        link = shopware / "templates" / "link.html"
        link.symlink_to(tmp_path / "upload.html")
        assert package_of(found({"shopware": "all"}), str(link)) is None


class TestWrongNames:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("django.contrib.admn", "django.contrib.admin"),  # an installed app
            ("django.contrib.flatpage", "django.contrib.flatpages"),  # a package beside it
            ("shopwear", "shopware"),  # a package on Python's path
            ("testproject.apps.SiteConfig", "testproject"),  # an entry of INSTALLED_APPS
            ("testproject.views", "testproject"),  # a module
        ],
    )
    def test_what_may_be_meant_is_said(self, name: str, meant: str) -> None:
        message = messages(TEMPLATES={name: "all"})["stockade.E008"]
        assert repr(name) in message
        assert f"Did you mean {meant!r}?" in message

    @pytest.mark.parametrize("name", ["xq.zzz", "..", "shopware..admin", "", 5, None])
    def test_what_means_nothing_is_refused(self, name: Any) -> None:
        assert 'STOCKADE["TEMPLATES"]' in messages(TEMPLATES={name: "all"})["stockade.E008"]

    def test_all_of_them_are_said_at_once(self) -> None:
        with override_settings(STOCKADE={"TEMPLATES": {"shopwear": "all", "shopware": "al"}}):
            errors = [one for one in run_checks() if one.id == "stockade.E008"]
        assert len(errors) == 2

    def test_parent_that_cannot_be_imported_is_named_with_its_error(self, shopware: Path) -> None:
        (shopware / "__init__.py").write_text("import nowhere_to_be_found")
        message = messages(TEMPLATES={"shopware.checkout": "all"})["stockade.E008"]
        assert "No module named 'nowhere_to_be_found'" in message

    def test_zipped_package_is_refused(self, tmp_path: Path, monkeypatch: Any) -> None:
        archive = tmp_path / "packages.zip"
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("zipped/__init__.py", "")
        monkeypatch.syspath_prepend(archive)
        message = messages(TEMPLATES={"zipped": "all"})["stockade.E008"]
        assert "not a folder on disk" in message
        assert str(archive) in message

    def test_missing_folder_is_refused(self, tmp_path: Path) -> None:
        message = messages(TEMPLATES={tmp_path / "nowhere": "all"})["stockade.E008"]
        assert str(tmp_path / "nowhere") in message

    def test_relative_folder_needs_the_folder_of_the_site(self) -> None:
        assert "BASE_DIR" in messages(TEMPLATES={"./pages": "all"})["stockade.E008"]

    def test_relative_folder_is_in_the_folder_of_the_site(self, tmp_path: Path) -> None:
        (tmp_path / "pages").mkdir()
        with override_settings(BASE_DIR=tmp_path):
            assert messages(TEMPLATES={"./pages": "all"}) == {}

    @pytest.mark.parametrize(
        ("mode", "meant"), [("own_static", '"own-static"'), ("All", "'all'"), (True, '"all"')]
    )
    def test_wrong_mode_is_refused(self, mode: Any, meant: str) -> None:
        assert meant in messages(TEMPLATES={"shopware": mode})["stockade.E008"]

    @pytest.mark.parametrize("value", [["shopware"], "shopware", None])
    def test_names_need_modes(self, value: Any) -> None:
        assert "must be a dictionary" in messages(TEMPLATES=value)["stockade.E008"]


class TestOtherKeys:
    @pytest.mark.parametrize(
        "value", ["https://cdn.example", [5], ["cdn.example"], ["https://cdn.example/static/"]]
    )
    def test_origins(self, value: Any) -> None:
        message = messages(OWN_ORIGINS=value)["stockade.E009"]
        assert 'STOCKADE["OWN_ORIGINS"]' in message
        assert "https://static.example.com" in message

    @pytest.mark.parametrize(
        ("value", "complaint"),
        [
            ("dbtemplates.loader.Loader", "must be a list"),
            (["nowhere.Loader"], "nowhere"),
            (["django.template.loaders.locmem.Nothing"], "Nothing"),
            (["django.template.Template"], "no template loader"),
            ([5], "5"),
        ],
    )
    def test_dangerous_loaders(self, value: Any, complaint: str) -> None:
        assert complaint in messages(danger_TEMPLATE_LOADERS=value)["stockade.E010"]

    def test_usual_lock_file_may_be_missing(self, tmp_path: Path) -> None:
        with override_settings(BASE_DIR=tmp_path):
            assert messages(TEMPLATES={"shopware": "all"}) == {}

    def test_usual_lock_file_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "csp-templates.lock").write_text("{")
        with override_settings(BASE_DIR=tmp_path):
            found = messages(TEMPLATES={"shopware": "all"})
        assert "csp-templates.lock" in found["stockade.E011"]

    def test_lock_must_be_a_path(self) -> None:
        assert "must be a path" in messages(TEMPLATES_LOCK=5)["stockade.E011"]

    def test_unknown_key(self) -> None:
        assert "'OWN_ORIGINS'" in messages(OWN_ORIGIN=[])["stockade.E003"]


def test_wrong_settings_keep_a_server_from_starting() -> None:
    with (
        override_settings(STOCKADE={"TEMPLATES": {"shopwear": "all"}}),
        pytest.raises(ImproperlyConfigured, match=r"E008.*Did you mean 'shopware'"),
    ):
        ContentSecurityPolicyMiddleware(lambda request: HttpResponse())


def test_right_settings_have_no_messages() -> None:
    assert (
        messages(
            TEMPLATES={"django.contrib.admin": "own-static", "shopware": "all"},
            OWN_ORIGINS=["https://static.example.com", "http://localhost:8080"],
            danger_TEMPLATE_LOADERS=["django.template.loaders.locmem.Loader"],
        )
        == {}
    )


@pytest.mark.parametrize(
    ("media_url", "address", "is_own"),
    [
        ("/media/", "/media/x.js", False),
        ("/media/", "/static/x.js", True),
        ("", "/x.js", True),  # no uploads are served
        ("https://media.example/", "/x.js", True),
    ],
)
def test_uploads_are_nobodys_own(media_url: str, address: str, is_own: bool) -> None:
    with override_settings(MEDIA_URL=media_url, STOCKADE={"TEMPLATES": {"shopware": "all"}}):
        named = configuration().templates.named
        assert named is not None
        assert named.addresses.is_own(address) is is_own


def test_own_origins_are_own() -> None:
    with override_settings(
        STOCKADE={"TEMPLATES": {"shopware": "all"}, "OWN_ORIGINS": ["https://cdn.example"]}
    ):
        named = configuration().templates.named
        assert named is not None
        assert named.addresses.is_own("https://cdn.example/x.js")
        assert not named.addresses.is_own("https://cdn.example.evil/x.js")


def test_admin_is_where_it_is_installed() -> None:
    (admin, *_) = found({"django.contrib.admin": "all"})
    assert admin.directories == (os.path.realpath(Path(django.contrib.admin.__file__).parent),)
