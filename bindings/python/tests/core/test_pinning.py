"""Pinning a package: what gets into the lock file, and what that does from then on."""

from __future__ import annotations

import pytest
from site_to_review import DATA, FOREIGN, MEDIA, OWN, Shop

from stockade.named_templates.assets import digest_of
from stockade.named_templates.lock import LockError
from stockade.named_templates.packages import NamedTemplatesError

INLINE = '<script>\n  const user = "{{ user }}";\n  go(user);\n</script>\n'


@pytest.fixture
def make_shop(tmp_path):
    def make(templates: dict[str, str], **options: str) -> Shop:
        return Shop(tmp_path, templates, **options)

    return make


class TestPin:
    def test_lists_what_gets_a_nonce(self, make_shop):
        shop = make_shop({"base.html": OWN + DATA + FOREIGN + MEDIA + "<style>p {}</style>"})
        output = shop.pin()

        assert shop.pinned_tags == [
            "{{ form.media }}",
            '<script src="/static/shop.js">',
            "<style>p {}",
        ]
        assert "./shop: 3 tags, 0 assets" in output
        assert str(shop.lock_path) in output

    def test_keeps_it_at_that(self, make_shop):
        shop = make_shop({"base.html": OWN})
        shop.pin()
        shop.write("base.html", OWN + "<script>added()</script>")

        assert "1 tag gets a nonce, 1 is refused" in shop.show()
        assert "The package is pinned, and this is new or changed." in shop.output
        assert "+<script>added()" not in shop.diff()

    def test_says_what_is_different_in_the_file(self, make_shop):
        shop = make_shop({"base.html": OWN + "<style>p {}</style>\n<script>first()</script>"})
        shop.pin()
        shop.write(
            "base.html", OWN + '<link rel="stylesheet" href="/a.css"><script>first(1)</script>'
        )

        assert shop.pin().splitlines()[1:-1] == [
            '  new       base.html:2  <link rel="stylesheet" href="/a.css">',
            "  changed   base.html:2  <script>first(1)",
            "  gone      base.html  <style>p {}",
        ]

    def test_needs_a_place_for_the_file(self, make_shop):
        shop = make_shop({"base.html": OWN})
        shop.lock_path = None

        with pytest.raises(LockError, match="Say in LOCK where"):
            shop.pin()

    def test_is_for_whole_packages(self, make_shop):
        shop = make_shop({"base.html": OWN})

        with pytest.raises(NamedTemplatesError, match=r"base\.html is a template"):
            shop.pin("base.html")
        shop.pin("./shop")
        assert len(shop.pinned_tags) == 1


class TestAccept:
    @pytest.mark.parametrize("place", ["base.html:2", "base.html:3", "base.html:2:1"])
    def test_a_tag_that_a_person_has_read(self, make_shop, place):
        shop = make_shop({"base.html": OWN + INLINE + DATA})
        shop.pin(accept=[place])

        assert len(shop.pinned_tags) == 2
        assert "2 tags get a nonce, 1 is refused" in shop.show()
        assert "reviewed" in shop.output

    def test_stands_in_the_next_lock_as_well(self, make_shop):
        shop = make_shop({"base.html": INLINE})
        shop.pin(accept=["base.html:1"])
        shop.write("base.html", OWN + INLINE)
        shop.pin()

        assert len(shop.pinned_tags) == 2

    def test_ends_when_the_tag_changes(self, make_shop):
        shop = make_shop({"base.html": INLINE})
        shop.pin(accept=["base.html:1"])
        shop.write("base.html", INLINE.replace("go", "went"))

        assert "1 is refused" in shop.show()
        assert "changed   base.html:1" in shop.pin()
        assert shop.pinned_tags == []

    def test_a_script_and_later_the_part_of_it_that_another_template_prints(self, make_shop):
        shop = make_shop(
            {
                "base.html": "<script>{% block js %}{% endblock %}go({{ x }})</script>",
                "cart.html": '{% extends "base.html" %}{% block js %}buy({{ y }}){% endblock %}',
            }
        )
        shop.pin(accept=["base.html:1"])
        assert "A part of its text stands in cart.html:1" in shop.show("base.html")
        shop.pin(accept=["cart.html:1"])

        assert "reviewed" in shop.show("base.html")
        assert "refused" not in shop.show()
        assert shop.check()

    def test_does_nothing_for_a_tag_that_gets_a_nonce_anyway(self, make_shop):
        shop = make_shop({"base.html": OWN})
        shop.pin(accept=["base.html:1"])

        assert len(shop.pinned_tags) == 1

    @pytest.mark.parametrize(
        ("place", "message"),
        [
            ("base.html", "'base.html' is no place of a tag. Write the template's name and the"),
            ("base.html:x", "is no place of a tag"),
            (":12", "is no place of a tag"),
            ("base.html:9", "no tag stands there. In base.html those in the lines 2, 2, 3 are"),
            ("base.html:2:9", "no tag stands there"),
            ("other.html:2", "no tag stands there. Without --pin"),
            ("base.html:2", "several tags stand there. Write base.html:2:1, base.html:2:63."),
            ("base.html:4", "nobody can approve this tag, because"),
        ],
    )
    def test_of_something_else_is_refused(self, make_shop, place, message):
        source = OWN + DATA.strip() + FOREIGN + DATA + '<img alt="{{ form.media }}">'
        shop = make_shop({"base.html": source})

        with pytest.raises(NamedTemplatesError) as error:
            shop.pin(accept=[place])

        assert message in str(error.value)
        assert not shop.lock_path.exists()


class TestQuestions:
    def test_are_asked_about_each_tag_that_waits(self, make_shop):
        shop = make_shop({"base.html": OWN + INLINE + DATA + FOREIGN})
        output = shop.pin(answers=["y", "", "Yes"])

        assert len(shop.questions) == 3
        assert '3 |   const user = "{{ user }}";' in output
        assert len(shop.pinned_tags) == 3
        assert not any("data-user" in tag for tag in shop.pinned_tags)

    def test_are_not_asked_about_what_has_been_accepted(self, make_shop):
        shop = make_shop({"base.html": INLINE + DATA})
        shop.pin(accept=["base.html:1"], answers=["n"])
        shop.pin(answers=["n"])

        assert len(shop.questions) == 1
        assert len(shop.pinned_tags) == 1


class TestAssets:
    def test_of_discoverable_media_are_pinned_with_their_files(self, make_shop):
        shop = make_shop({"base.html": MEDIA})
        shop.media = ["shop/map.js", "https://cdn.example/map.js"]
        shop.static = {"shop/map.js": b"map"}
        shop.pin()

        assert shop.pinned_assets == {
            "https://cdn.example/map.js": None,
            "shop/map.js": digest_of(b"map"),
        }

    def test_are_no_matter_to_a_package_that_prints_no_media(self, make_shop):
        shop = make_shop({"base.html": OWN})
        shop.media = ["shop/map.js"]
        shop.pin()

        assert shop.pinned_assets == {}

    def test_that_cannot_be_discovered_are_named_once(self, make_shop):
        shop = make_shop({"base.html": MEDIA})
        shop.static = {"shop/map.js": b"map"}
        shop.pin(assets=["shop/map.js", "https://cdn.example/map.js"])
        shop.static = {"shop/map.js": b"new map"}
        shop.pin()

        assert shop.pinned_assets == {
            "https://cdn.example/map.js": None,
            "shop/map.js": digest_of(b"new map"),
        }

    def test_go_with_their_files(self, make_shop):
        shop = make_shop({"base.html": MEDIA})
        shop.static = {"shop/map.js": b"map"}
        shop.pin(assets=["shop/map.js"])
        shop.static = {}

        assert "  gone      shop/map.js" in shop.pin().splitlines()
        assert shop.pinned_assets == {}

    def test_what_cannot_be_asked_is_said(self, make_shop):
        shop = make_shop({"base.html": MEDIA})
        shop.faults = ["shop.forms.MapForm could not be asked: \x1b[2K"]

        assert r"MapForm could not be asked: \x1b[2K" in shop.pin()


class TestCheck:
    def test_succeeds_where_nothing_has_changed(self, make_shop):
        shop = make_shop({"base.html": OWN + DATA + MEDIA})
        shop.pin()

        assert shop.check()
        assert shop.output == "./shop: as pinned"

    def test_fails_where_something_has(self, make_shop):
        shop = make_shop({"base.html": OWN + MEDIA})
        shop.media, shop.static = ["shop/map.js"], {"shop/map.js": b"map"}
        shop.pin()
        shop.write("base.html", "\n" + MEDIA + "<style>p {}</style>")
        shop.media, shop.static = ["shop/new.js"], {"shop/map.js": b"new map"}

        assert not shop.check()
        assert shop.lines == [
            "./shop: not what was pinned",
            "  new       base.html:3  <style>p {}",
            '  gone      base.html  <script src="/static/shop.js">',
            "  new       shop/new.js",
            "  changed   shop/map.js",
        ]

    def test_does_not_change_the_file(self, make_shop):
        shop = make_shop({"base.html": OWN})
        shop.pin()
        before = shop.lock_path.read_text()
        shop.write("base.html", "<style></style>")
        shop.check()

        assert shop.lock_path.read_text() == before

    def test_says_that_a_moved_tag_is_the_same(self, make_shop):
        shop = make_shop({"base.html": OWN})
        shop.pin()
        shop.write("base.html", "<p>\n\n</p>" + OWN + OWN)

        assert shop.check()

    def test_of_a_template_with_very_many_tags_takes_no_time(self, make_shop):
        shop = make_shop({"base.html": "".join(f"<script>a({one})</script>" for one in range(150))})
        shop.pin()
        shop.write("base.html", "".join(f"<script>b({one})</script>" for one in range(150)))

        assert not shop.check()
        assert len(shop.lines) == 301

    @pytest.mark.parametrize("names", [(), ("./shop",)])
    def test_of_what_was_never_pinned_fails(self, make_shop, names):
        with pytest.raises(NamedTemplatesError, match=r"\./shop is not pinned"):
            make_shop({"base.html": OWN}).check(*names)
