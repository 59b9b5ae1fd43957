"""The lock file of named templates."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from stockade.named_templates.lock import Lock, LockError, PinnedAsset, PinnedPackage, PinnedTag

DIGEST = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
OTHER_DIGEST = "sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="

BASE = PinnedTag("admin/base.html", "script", "<script src=…>", DIGEST)
LOGIN = PinnedTag("admin/login.html", "link", "<link href=…>", OTHER_DIGEST)
CALENDAR = PinnedAsset("admin/js/calendar.js", DIGEST)
MAP = PinnedAsset("https://cdn.example/map.js", None)
ADMIN = PinnedPackage("Django", "5.2.19", (LOGIN, BASE), (MAP, CALENDAR))
SHOP = PinnedPackage(None, None, (), ())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "templates.lock.json"


def write(path: Path, packages: dict[str, PinnedPackage]) -> None:
    Lock(path, packages).write(stockade_version="0.1.0")


def document(**changed: Any) -> dict[str, Any]:
    """A lock file's content with one tag and one asset, some of their keys changed."""
    tag = {"template": "a.html", "digest": DIGEST, "element": "script", "tag": "<script>"}
    asset = {"path": "a.js", "digest": None}
    package = {"distribution": "Shop", "version": "1.0", "tags": [tag], "assets": [asset]}
    for part in (tag, asset, package):
        part.update((key, value) for key, value in changed.items() if key in part)
    return {"format": 1, "packages": {"shop": package}}


def test_what_is_written_is_read(path):
    write(path, {"django.contrib.admin": ADMIN, "shop": SHOP})

    lock = Lock.read(path)

    admin = lock.package("django.contrib.admin")
    assert (admin.distribution, admin.version) == ("Django", "5.2.19")
    assert set(admin.tags) == {BASE, LOGIN}
    assert set(admin.assets) == {CALENDAR, MAP}
    assert lock.package("shop") == SHOP
    assert lock.package("wagtail.admin") is None


def test_order_does_not_show_in_version_control(path):
    write(path, {"django.contrib.admin": ADMIN, "shop": SHOP})
    first = path.read_text()

    turned = ADMIN._replace(tags=ADMIN.tags[::-1], assets=ADMIN.assets[::-1])
    write(path, {"shop": SHOP, "django.contrib.admin": turned})

    assert path.read_text() == first
    assert first.index("admin/base.html") < first.index("admin/login.html")
    assert first.endswith("}\n")


def test_says_who_wrote_it_and_nothing_that_changes_by_itself(path):
    write(path, {"shop": SHOP})

    assert json.loads(path.read_text()) == {
        "format": 1,
        "generated": "by Stockade 0.1.0",
        "packages": {"shop": {"assets": [], "distribution": None, "tags": [], "version": None}},
    }


def test_shows_no_characters_that_a_reviewer_cannot_see(path):
    reversing = PinnedTag("a.html", "script", "<script \u202eesrever>", DIGEST)
    write(path, {"shop": SHOP._replace(tags=(reversing,))})

    assert path.read_bytes().isascii()
    assert Lock.read(path).package("shop").tags == (reversing,)


def test_other_packages_stay_as_they_are(path):
    lock = Lock(path, {"django.contrib.admin": ADMIN, "shop": SHOP})

    changed = lock.with_packages({"shop": ADMIN})

    assert changed.package("shop") == changed.package("django.contrib.admin") == ADMIN
    assert lock.package("shop") == SHOP


def test_names_packages_that_the_settings_do_not(path):
    lock = Lock(path, {"django.contrib.admin": ADMIN, "shop": SHOP})

    assert lock.absent_from(["shop", "wagtail.admin"]) == ["django.contrib.admin"]


def test_a_folder_is_the_same_one_on_another_machine(tmp_path):
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    write(mine / "lock.json", {str(mine / "site" / "templates"): ADMIN})
    theirs.mkdir()
    (mine / "lock.json").rename(theirs / "lock.json")

    lock = Lock.read(theirs / "lock.json")

    assert lock.package(str(theirs / "site" / "templates")) is not None
    assert lock.package(str(theirs / "templates")) is None
    assert lock.absent_from([str(theirs / "site" / "templates")]) == []


def test_is_replaced_as_a_whole(path):
    write(path, {"shop": SHOP})
    os.chmod(path, 0o640)
    with path.open() as reading:
        write(path, {"shop": ADMIN})
        assert "admin/base.html" not in reading.read()

    assert "admin/base.html" in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(LockError, match=r"lock\.json: the lock file cannot be written"):
        write(tmp_path / "file" / "lock.json", {})


def test_before_it_is_written_nothing_is_pinned(path):
    lock = Lock.read(path)

    assert not lock.exists
    assert lock.package("shop") is None
    write(path, {"shop": SHOP})
    assert lock.exists


class TestRefused:
    """What is not in order is not read: half of a lock would be taken for a review."""

    def refusal(self, path: Path, content: str | bytes) -> str:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(LockError) as error:
            Lock.read(path)
        assert str(path) in str(error.value)
        assert "--pin" in str(error.value) or "cannot be read" in str(error.value)
        return str(error.value)

    def test_a_folder(self, tmp_path):
        with pytest.raises(LockError, match="cannot be read"):
            Lock.read(tmp_path)

    def test_not_utf8(self, path):
        assert "cannot be read" in self.refusal(path, b'{"format": "\xff"}')

    def test_truncated(self, path):
        write(path, {"django.contrib.admin": ADMIN})
        text = path.read_text()

        assert "is not JSON" in self.refusal(path, text[: len(text) // 2])

    def test_with_the_marks_of_a_merge(self, path):
        assert "line 2, column 1" in self.refusal(path, "{\n<<<<<<< HEAD\n}")

    def test_nested_without_end(self, path):
        self.refusal(path, "[" * 200_000)

    def test_of_another_format(self, path):
        assert "has format 2" in self.refusal(path, json.dumps(document() | {"format": 2}))

    @pytest.mark.parametrize(
        "content", ["[]", "null", "{}", '{"format": 1}', '{"format": "1", "packages": {}}']
    )
    def test_something_else(self, path, content):
        assert "must be" in self.refusal(path, content)

    @pytest.mark.parametrize(
        ("changed", "where"),
        [
            ({"distribution": 1}, '"packages"["shop"]'),
            ({"version": 5.2}, '"packages"["shop"]'),
            ({"tags": {}}, '"packages"["shop"]'),
            ({"assets": None}, '"packages"["shop"]'),
            ({"tags": ["<script>"]}, '["tags"][0]'),
            ({"template": None}, '["tags"][0]'),
            ({"digest": "sha256-short"}, '["tags"][0]'),
            ({"digest": f"{DIGEST}\n"}, '["tags"][0]'),
            ({"element": 1}, '["tags"][0]'),
            ({"tag": []}, '["tags"][0]'),
            ({"path": 1}, '["assets"][0]'),
        ],
    )
    def test_wrong_types_are_pointed_at(self, path, changed, where):
        assert where in self.refusal(path, json.dumps(document(**changed)))

    def test_a_key_that_stands_there_twice(self, path):
        package = json.dumps(document()["packages"]["shop"])
        text = f'{{"format": 1, "packages": {{"shop": {package}, "shop": {package}}}}}'

        assert '"shop" twice' in self.refusal(path, text)
