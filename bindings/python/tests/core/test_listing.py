"""What `csp templates` shows of named templates."""

from __future__ import annotations

import re
import unicodedata

import pytest
from site_to_review import DATA, FOREIGN, MEDIA, OWN, Shop

from stockade.named_templates.packages import NamedTemplatesError
from stockade.terminal import wants_colour

INLINE = """\
<p>A page</p>
<script>
  const shop = "open";
  const user = "{{ user }}";
  if (user) {
    greet(user, {{ count|safe }});
  }
</script>
"""


@pytest.fixture
def make_shop(tmp_path):
    def make(templates: dict[str, str], **options: str) -> Shop:
        return Shop(tmp_path, templates, **options)

    return make


def test_the_whole_listing_of_a_package(make_shop):
    shop = make_shop(
        {
            "base.html": OWN + '<script nonce="{{ csp_nonce }}">go()</script>\n' + MEDIA,
            "cart.html": "<p></p>\n" + DATA + '<script type="application/json">{}</script>\n',
            "plain.html": "<p>Nothing</p>\n",
        }
    )
    folder = shop.folder / "shop"
    assert (
        shop.show()
        == f"""\
./shop  own-static, not pinned
2 tags get a nonce, 1 has its own, 1 needs none, 1 is refused

  base.html
  {folder}/base.html
       1:1  nonce       <script src="/static/shop.js">
       2:1  has one     <script nonce="{{{{ csp_nonce }}}}">go()
       3:1  nonce       {{{{ form.media }}}}

  cart.html
  {folder}/cart.html
       2:1  refused     Template syntax stands in the start tag, so data could change what is \
loaded.
            {folder}/cart.html:2:1
                2 | <script data-user="{{{{ user }}}}" src="/static/shop.js">
            manage.py csp templates --pin --accept cart.html:2
       3:1  needs none  <script type="application/json">

A tag that is refused waits for a person. Read it where it stands. If no value can end the tag, \
the string or the address that it is printed into, accept it with the command below it. Otherwise \
put a template of your own in the place of this one, and write the nonce there: \
<script nonce="{{{{ csp_nonce }}}}">.

manage.py csp templates --diff  shows the edits.
manage.py csp templates --pin   keeps it at this."""
    )


def test_paths_start_from_here(make_shop, monkeypatch):
    shop = make_shop({"base.html": DATA})
    monkeypatch.chdir(shop.folder)

    assert "  shop/base.html:1:1\n" in shop.show()


def test_nothing_to_decide_gives_no_advice(make_shop):
    assert "waits for a person" not in make_shop({"base.html": OWN}).show()


def test_a_package_without_any_tags(make_shop):
    output = make_shop({"plain.html": "<p>Nothing</p>"}).show()

    assert "No template has a script" in output
    assert "plain.html" not in output


class TestARefusedScript:
    def test_is_shown_by_its_first_line_and_those_that_print_something(self, make_shop):
        excerpt = re.findall(r"^ +(\d+) \| (.*)$", make_shop({"base.html": INLINE}).show(), re.M)

        assert excerpt == [
            ("2", "<script>"),
            ("4", '  const user = "{{ user }}";'),
            ("6", "    greet(user, {{ count|safe }});"),
        ]

    def test_is_not_shown_without_end(self, make_shop):
        lines = "".join(f"  x({{{{ x{number} }}}});\n" for number in range(50))
        output = make_shop({"base.html": f"<script>\n{lines}</script>"}).show()

        assert "{{ x4 }}" in output
        assert "{{ x5 }}" not in output
        assert "and 45 more lines that print something" in output

    def test_has_no_way_to_accept_it_where_there_is_none(self, make_shop):
        output = make_shop({"base.html": '<img alt="{{ form.media }}">'}).show()

        assert "refused" in output
        assert "--accept" not in output


class TestOnATerminal:
    def test_lines_fit(self, make_shop):
        long = f'<script src="/static/{"long/" * 40}shop.js"></script>'
        shop = make_shop({"base.html": INLINE + DATA + FOREIGN + long})
        lines = shop.show(width=80).splitlines()

        # Paths and commands are to be clicked on and copied.
        prose = [line for line in lines if str(shop.folder) not in line and "--accept" not in line]
        assert max(map(len, prose)) <= 80
        assert any(line.endswith("…") for line in prose)

    def test_colours_mark_what_is_refused_and_what_prints_data(self, make_shop):
        shop = make_shop({"base.html": OWN + DATA})
        output = shop.show(colour=True)

        assert "\x1b[31mrefused" in output
        assert "\x1b[33m{{ user }}\x1b[0m" in output
        assert "\x1b" not in shop.show()

    @pytest.mark.parametrize(
        ("is_terminal", "environment", "wanted"),
        [
            (True, {}, True),
            (False, {}, False),
            (True, {"NO_COLOR": "1"}, False),
            (True, {"NO_COLOR": ""}, True),
            (True, {"TERM": "dumb"}, False),
        ],
    )
    def test_colours_are_left_out_where_they_are_not_wanted(
        self, monkeypatch, is_terminal, environment, wanted
    ):
        class Stream:
            def isatty(self) -> bool:
                return is_terminal

        for name in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

        assert wants_colour(Stream()) is wanted


class TestAHostileTemplate:
    """It could move the cursor up and hide a line from the person who reviews it."""

    SEQUENCES = (
        "\x1b[2K",  # erase the line
        "\x1b]8;;https://evil.example\x07",  # a link that shows another text
        "\x9b1A",  # one line up, in one byte
        "\r",
        "\x08",
        "\u202e",  # from right to left
        "\u2028",
        "\u200b",
        "\xa0",
    )

    def assert_harmless(self, output: str) -> None:
        odd = {
            character for character in output if not character.isprintable() and character != "\n"
        }
        assert {unicodedata.name(character, hex(ord(character))) for character in odd} == set()

    @pytest.mark.parametrize("sequence", SEQUENCES)
    @pytest.mark.parametrize(
        "template",
        [
            '<script src="/static/a.js" class="{}"></script>',
            '<script src="/static/a.js" class="{}{{{{ x }}}}"></script>',
            "<script>\n  first({{{{ x }}}}) // {}\n</script>",
            "{{% if x %}}<textarea>{{% endif %}}\n<script>'{}'</script>",
        ],
    )
    def test_cannot_write_to_the_terminal(self, make_shop, template, sequence):
        shop = make_shop({"base.html": template.format(sequence)})

        self.assert_harmless(shop.show())
        self.assert_harmless(shop.diff().replace("\tas it is", ""))
        shop.pin()
        self.assert_harmless(shop.output)
        shop.write("base.html", template.format(sequence + "changed"))
        shop.check()
        self.assert_harmless(shop.output)

    def test_nor_can_its_name(self, make_shop):
        shop = make_shop({"ba\x1b[2Kse.html": OWN + DATA})

        self.assert_harmless(shop.show())
        assert r"ba\x1b[2Kse.html" in shop.output
        self.assert_harmless(shop.diff().replace("\tas it is", ""))

    def test_is_readable_all_the_same(self, make_shop):
        output = make_shop({"base.html": '<script src="/static/é漢🎈.js"></script>'}).show()

        assert "é漢🎈" in output


class TestNames:
    TEMPLATES = {"base.html": OWN, "cart.html": DATA}

    def test_of_a_template_show_that_one(self, make_shop):
        output = make_shop(self.TEMPLATES).show("cart.html")

        assert "cart.html" in output
        assert "base.html" not in output
        assert "1 is refused" in output

    def test_of_a_package_show_all_of_it(self, make_shop):
        output = make_shop(self.TEMPLATES).show("./shop", "cart.html")

        assert "cart.html" in output
        assert "base.html" in output

    def test_that_are_unknown_are_guessed(self, make_shop):
        with pytest.raises(NamedTemplatesError, match=r"Did you mean 'cart\.html'\?"):
            make_shop(self.TEMPLATES).show("card.html")

    def test_that_are_not_even_close_get_a_list(self, make_shop):
        with pytest.raises(NamedTemplatesError, match=r"Named are \./shop\."):
            make_shop(self.TEMPLATES).show("wagtail.admin")


class TestDiff:
    def test_shows_the_edits_in_their_files(self, make_shop):
        shop = make_shop({"base.html": "<p></p>\n" + OWN + MEDIA, "cart.html": DATA})
        path = shop.folder / "shop" / "base.html"

        assert (
            shop.diff()
            == f"""\
--- {path}\tas it is written
+++ {path}\tas it is used
@@ -1,4 +1,4 @@
 <p></p>
-<script src="/static/shop.js"></script>
-{{{{ form.media }}}}
+<script{{% stockade_nonce %}} src="/static/shop.js"></script>
+{{% stockade_media form.media "own-static" %}}
 """
        )

    def test_has_colours(self, make_shop):
        output = make_shop({"base.html": OWN}).diff(colour=True)

        assert "\x1b[31m-<script src" in output
        assert "\x1b[32m+<script{% stockade_nonce %}" in output

    def test_shows_lines_that_end_as_on_windows(self, make_shop):
        output = make_shop({"base.html": OWN.replace("\n", "\r\n")}).diff()

        assert '\n-<script src="/static/shop.js"></script>\n' in output

    def test_shows_nothing_where_nothing_is_edited(self, make_shop):
        assert make_shop({"cart.html": DATA}).diff() == ""

    def test_of_one_template(self, make_shop):
        output = make_shop({"base.html": OWN, "cart.html": OWN}).diff("cart.html")

        assert "cart.html" in output
        assert "base.html" not in output
