"""What people have reviewed: in the lock file, and what Stockade ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockade.named_templates.approvals import Approvals, shipped_reviews
from stockade.named_templates.assets import digest_of
from stockade.named_templates.lock import Lock, LockError, PinnedAsset, PinnedPackage, PinnedTag

EMPTY = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
ADMIN = "django.contrib.admin"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock file that pins the admin, with one tag and three assets."""
    path = tmp_path / "lock.json"
    tags = (PinnedTag("admin/base.html", "script", "<script>", EMPTY),)
    assets = (
        PinnedAsset("shop/calendar.js", digest_of(b"calendar")),
        PinnedAsset("shop/shared.js", digest_of(b"shared")),
        PinnedAsset("https://cdn.example/map.js", None),
    )
    package = PinnedPackage("Django", "5.2.19", tags, assets)
    Lock(path, {ADMIN: package}).write(stockade_version="0.1.0")
    return path


class Files:
    """The static files of a site."""

    def __init__(self, **files: bytes) -> None:
        self.files = {f"shop/{name}.js": content for name, content in files.items()}
        self.reads: list[str] = []

    def read(self, path: str) -> bytes | None:
        self.reads.append(path)
        return self.files.get(path)


def test_a_digest_is_the_one_that_policies_and_integrity_attributes_have():
    assert digest_of(b"") == EMPTY


class TestWithoutALock:
    def test_nothing_is_pinned(self, tmp_path):
        assert not Approvals.read(None).is_pinned(ADMIN)
        assert not Approvals.read(tmp_path / "lock.json").is_pinned(ADMIN)

    def test_every_asset_is_allowed(self):
        assert Approvals.read(None).allows_asset(ADMIN, "https://cdn.example/any.js")

    def test_the_tags_are_those_that_are_shipped(self):
        shipped = {(review.template, review.digest) for review in shipped_reviews(ADMIN)}

        assert Approvals.read(None).tags(ADMIN) == shipped


class TestOfAPinnedPackage:
    def test_the_tags_are_those_of_the_lock_alone(self, lock):
        """An update of Stockade adds nothing to a package that the site's people have pinned."""
        approvals = Approvals.read(lock)

        assert approvals.is_pinned(ADMIN)
        assert approvals.tags(ADMIN) == {("admin/base.html", EMPTY)}

    def test_to_pin_it_again_both_count(self, lock):
        shipped = {(review.template, review.digest) for review in shipped_reviews(ADMIN)}

        assert Approvals.read(lock).tags_to_pin(ADMIN) == shipped | {("admin/base.html", EMPTY)}

    def test_an_asset_that_is_listed_and_unchanged_is_allowed(self, lock):
        approvals = Approvals.read(lock, read_asset=Files(calendar=b"calendar").read)

        assert approvals.allows_asset(ADMIN, "shop/calendar.js")

    def test_an_asset_that_has_changed_is_refused(self, lock):
        approvals = Approvals.read(lock, read_asset=Files(calendar=b"calendar, and more").read)

        assert not approvals.allows_asset(ADMIN, "shop/calendar.js")

    def test_an_asset_that_is_not_listed_is_refused(self, lock):
        approvals = Approvals.read(lock, read_asset=Files(other=b"").read)

        assert not approvals.allows_asset(ADMIN, "shop/other.js")
        assert not approvals.allows_asset(ADMIN, "https://cdn.example/other.js")

    def test_an_asset_that_is_on_another_host_is_allowed_by_its_address(self, lock):
        assert Approvals.read(lock).allows_asset(ADMIN, "https://cdn.example/map.js")

    def test_an_asset_whose_file_cannot_be_found_is_allowed_by_its_path(self, lock):
        assert Approvals.read(lock, read_asset=Files().read).allows_asset(ADMIN, "shop/shared.js")

    def test_a_file_where_there_was_none_is_refused(self, lock):
        files = Files()
        files.files["https://cdn.example/map.js"] = b"map"
        approvals = Approvals.read(lock, read_asset=files.read)

        assert not approvals.allows_asset(ADMIN, "https://cdn.example/map.js")

    def test_a_file_is_read_once(self, lock):
        files = Files(calendar=b"calendar")
        approvals = Approvals.read(lock, read_asset=files.read)

        for _ in range(3):
            approvals.allows_asset(ADMIN, "shop/calendar.js")

        assert files.reads == ["shop/calendar.js"]

    def test_a_file_that_is_not_listed_is_not_read(self, lock):
        """Its path may come from a visitor, and what is read is remembered."""
        files = Files()

        Approvals.read(lock, read_asset=files.read).allows_asset(ADMIN, "shop/other.js")

        assert files.reads == []

    def test_another_package_is_not(self, lock):
        approvals = Approvals.read(lock)

        assert not approvals.is_pinned("shop")
        assert approvals.allows_asset("shop", "shop/any.js")

    def test_the_tags_count_for_other_packages(self, lock):
        """A part of a script may stand in a template of another package than the script does."""
        assert Approvals.read(lock).tags("shop") == {("admin/base.html", EMPTY)}


def test_a_lock_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "lock.json").write_text("{")

    with pytest.raises(LockError):
        Approvals.read(tmp_path / "lock.json")


class TestWhatIsShipped:
    def test_goes_with_every_package_of_its_distribution(self):
        """Naming the admin covers the pages of GIS, which are shown inside of it."""
        assert shipped_reviews(ADMIN) == shipped_reviews("django.contrib.gis")

    @pytest.mark.parametrize("package", ["djangocms", "shop", "../reviewed/django", "/django", "."])
    def test_goes_with_no_other(self, package):
        assert shipped_reviews(package) == ()

    @pytest.mark.parametrize("package", ["django", "wagtail"])
    def test_is_complete(self, package):
        for review in shipped_reviews(package):
            assert review.package.startswith(package)
            assert review.versions
            assert review.reason.endswith(".")
            assert review.digest.startswith("sha256-")
