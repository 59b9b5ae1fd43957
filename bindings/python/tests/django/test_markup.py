"""Adding a nonce to markup that assets print themselves."""

from __future__ import annotations

import pytest

from stockade import LazyNonce
from stockade.django.markup import add_nonce, add_nonce_to_all, first_tag


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<script>go()</script>", '<script nonce="N">go()</script>'),
        ("<SCRIPT SRC=a.js></SCRIPT>", '<SCRIPT nonce="N" SRC=a.js></SCRIPT>'),
        ("<style>a{}</style>", '<style nonce="N">a{}</style>'),
        ('<script type="importmap">{}</script>', '<script nonce="N" type="importmap">{}</script>'),
        ('<link rel="stylesheet" href="a">', '<link nonce="N" rel="stylesheet" href="a">'),
        ("<link rel='alternate stylesheet'>", "<link nonce=\"N\" rel='alternate stylesheet'>"),
        ('<link rel="modulepreload">', '<link nonce="N" rel="modulepreload">'),
        ('<link rel=preload as="script">', '<link nonce="N" rel=preload as="script">'),
        ("<link rel=PRELOAD as=Style>", '<link nonce="N" rel=PRELOAD as=Style>'),
        ("<script\n  src=a.js>", '<script nonce="N"\n  src=a.js>'),
        ("<script/src=a.js>", '<script nonce="N"/src=a.js>'),
        (" \n<!-- <b> --> <script>", ' \n<!-- <b> --> <script nonce="N">'),
        ('<script data-a="1>2">', '<script nonce="N" data-a="1>2">'),
        ("<script data-a='\"nonce=\"'>", '<script nonce="N" data-a=\'"nonce="\'>'),
        ('<script data-nonce="x">', '<script nonce="N" data-nonce="x">'),
        ("<script a = b c>", '<script nonce="N" a = b c>'),
        ('<script a="b"c>', '<script nonce="N" a="b"c>'),
    ],
)
def test_nonce_is_added_to_the_first_tag(markup: str, expected: str) -> None:
    """Closes G8."""
    assert add_nonce(markup, "N") == expected


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "text <script>",
        "<script-widget src=a.js></script-widget>",
        "<scripts>",
        "<img src=a.png><script>after the first tag</script>",
        "</script><script>",
        '<link rel="icon" href="a.png">',
        '<link rel="preload" as="font" href="a">',
        "<link href=a>",
        '<script nonce="own">',
        "<script NONCE>",
        "<script src=a.js nonce=own>",
        '<link rel="stylesheet" nonce="">',
        "<script src=a.js",
        '<script src="a.js>',
        "<script src='>",
        "<!-- <script> -->",
        "<!-- <script>",
        "< script>",
        "<!script>",
    ],
)
def test_other_markup_stays_as_it_is(markup: str) -> None:
    nonce = LazyNonce()
    assert add_nonce(markup, nonce) == markup
    assert not nonce, "a nonce was made that is printed nowhere"


def test_only_the_first_tag_of_an_asset_gets_the_nonce() -> None:
    """What follows may have broken out of the asset: `json.dumps` leaves `</script>` as it is."""
    markup = '<script>let name = "</script><script>evil()</script>";</script>'
    assert add_nonce(markup, "N") == markup.replace("<script>", '<script nonce="N">', 1)


def test_nonce_is_escaped() -> None:
    assert add_nonce("<script>", '"><b>') == '<script nonce="&quot;&gt;&lt;b&gt;">'


def test_nonce_is_added_to_all_tags_of_a_whole_media() -> None:
    markup = (
        "<!-- <script> -->\n"
        '<link rel="stylesheet" href="a.css"><link rel="icon" href="a.png">\n'
        '<style>/* <script> */</style><script>"<link rel=stylesheet>"</script>\n'
        '<script nonce="own"></script><script-widget></script-widget>\n'
        "<b>1 < 2</b><script src=a.js></script\n>"
    )
    assert add_nonce_to_all(markup, "N") == (
        "<!-- <script> -->\n"
        '<link nonce="N" rel="stylesheet" href="a.css"><link rel="icon" href="a.png">\n'
        '<style nonce="N">/* <script> */</style>'
        '<script nonce="N">"<link rel=stylesheet>"</script>\n'
        '<script nonce="own"></script><script-widget></script-widget>\n'
        '<b>1 < 2</b><script nonce="N" src=a.js></script\n>'
    )


@pytest.mark.parametrize("markup", ["", "text", "<b>1 < 2</b>", "<script", "<!-- <script>"])
def test_markup_without_scripts_and_styles_makes_no_nonce(markup: str) -> None:
    nonce = LazyNonce()
    assert add_nonce_to_all(markup, nonce) == markup
    assert not nonce


def test_first_tag_is_read_as_a_browser_reads_it() -> None:
    tag = first_tag("<!-- a --> <Script SRC='/a.js?b=1&amp;c=2' src=ignored async data-x=\"a>b\">")
    assert tag is not None
    assert tag.name == "script"
    assert tag.attributes == {"src": "/a.js?b=1&c=2", "async": "", "data-x": "a>b"}
    assert (tag.kind, tag.address) == ("script", "/a.js?b=1&c=2")


def test_long_broken_tag_is_refused_in_linear_time() -> None:
    """A reader that backtracks would not come back from these."""
    assert first_tag("<script " + "a" * 200_000) is None
    assert first_tag("<script " + "a='' " * 50_000 + "b='") is None
