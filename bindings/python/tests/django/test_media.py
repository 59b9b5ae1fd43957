"""Form media of every shape, with a nonce and without, on every Django version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django
import pytest
from django.forms import Media
from django.template import Context, Engine, Template
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stockade import LazyNonce
from stockade.django.assets import MediaAsset
from stockade.django.media import Script, Stylesheet, render_media

DJANGO_6_1 = django.VERSION >= (6, 1)


class PrintsItself:
    """An asset in the style of django-js-asset and django-esm, from before Django had its own."""

    def __init__(self, markup: str) -> None:
        self.markup = markup

    def __html__(self) -> str:
        return self.markup


class Module(MediaAsset):
    element_template = '<script type="module" src="{path}"{attributes}></script>'


class MediaWithOwnRender(Media):
    def render(self) -> SafeString:  # type: ignore[override]
        return mark_safe(
            "<!-- own -->\n" + "\n".join([*super().render_css(), *super().render_js()])
        )


class MediaWithAttributes(Media):
    """Renders as Django 6.1's does, in its own way."""

    def render(self, *, attrs: dict[str, Any] | None = None) -> SafeString:  # type: ignore[override]
        return mark_safe(f"<script {attrs and attrs['nonce']}></script>")


class ModuleMedia(Media):
    def render_js(self) -> list[SafeString]:  # type: ignore[override]
        return [
            format_html('<script type="module" src="{}"></script>', path)
            for path in ("/one.js", "/two.js")
        ]


class PreloadMedia(Media):
    def render_css(self) -> list[SafeString]:  # type: ignore[override]
        return [mark_safe('<link rel="preload" as="style" href="/a.css">')]


class ModuleMediaWithAttributes(Media):
    def render_js(self, *, attrs: dict[str, Any] | None = None) -> list[SafeString]:  # type: ignore[override]
        nonce = format_html(' nonce="{}"', attrs["nonce"]) if attrs else ""
        return [format_html('<script type="module" src="/one.js"{}></script>', nonce)]

    def render_css(self, *, attrs: dict[str, Any] | None = None) -> list[SafeString]:  # type: ignore[override]
        return []


# name: (media, what it prints with the nonce "N")
SHAPES: dict[str, tuple[Callable[[], Media | MediaAsset], str]] = {
    "empty": (Media, ""),
    "paths": (
        lambda: Media(
            css={"print": ["p.css"], "all": ["a.css", "/b.css"]},
            js=["a.js", "/b.js?x=1&y=2", "https://cdn.example/c.js"],
        ),
        '<link href="/static/a.css" media="all" nonce="N" rel="stylesheet">\n'
        '<link href="/b.css" media="all" nonce="N" rel="stylesheet">\n'
        '<link href="/static/p.css" media="print" nonce="N" rel="stylesheet">\n'
        '<script src="/static/a.js" nonce="N"></script>\n'
        '<script src="/b.js?x=1&amp;y=2" nonce="N"></script>\n'
        '<script src="https://cdn.example/c.js" nonce="N"></script>',
    ),
    "scripts with attributes": (
        lambda: Media(js=[Script("a.js", defer=True, integrity="sha384-x", type="module")]),
        '<script src="/static/a.js" integrity="sha384-x" nonce="N" type="module" defer></script>',
    ),
    "stylesheets with attributes": (
        lambda: Media(css={"all": [Stylesheet("a.css", media="print", crossorigin="anonymous")]}),
        '<link href="/static/a.css" crossorigin="anonymous" media="print" nonce="N"'
        ' rel="stylesheet">',
    ),
    "a kind of asset of one's own": (
        lambda: Media(js=[Module("a.js", id="m")]),
        '<script type="module" src="/static/a.js" id="m" nonce="N"></script>',
    ),
    "assets that refuse the nonce": (
        lambda: Media(
            css={"all": [Stylesheet("a.css", nonce=False)]},
            js=[Script("a.js", nonce=False, crossorigin="anonymous"), "b.js"],
        ),
        '<link href="/static/a.css" rel="stylesheet">\n'
        '<script src="/static/a.js" crossorigin="anonymous"></script>\n'
        '<script src="/static/b.js" nonce="N"></script>',
    ),
    "marked strings": (
        lambda: Media(
            css={"all": [mark_safe('<link rel="stylesheet" href="/a.css">')]},
            js=[mark_safe('<script src="/a.js"></script>'), mark_safe("<!-- b -->")],
        ),
        '<link nonce="N" rel="stylesheet" href="/a.css">\n'
        '<script nonce="N" src="/a.js"></script>\n'
        "<!-- b -->",
    ),
    "assets that print themselves": (
        lambda: Media(
            js=[
                PrintsItself('<script type="importmap">{"imports": {}}</script>'),
                PrintsItself('<script src="/a.js" nonce="own"></script>'),
            ]
        ),
        '<script nonce="N" type="importmap">{"imports": {}}</script>\n'
        '<script src="/a.js" nonce="own"></script>',
    ),
    "only the styles": (
        lambda: Media(css={"all": ["a.css"]}, js=["a.js"])["css"],
        '<link href="/static/a.css" media="all" nonce="N" rel="stylesheet">',
    ),
    "only the scripts": (
        lambda: Media(css={"all": ["a.css"]}, js=["a.js"])["js"],
        '<script src="/static/a.js" nonce="N"></script>',
    ),
    "a sum": (
        lambda: Media(js=["a.js", "b.js"]) + Media(js=["b.js", "c.js"]),
        '<script src="/static/a.js" nonce="N"></script>\n'
        '<script src="/static/b.js" nonce="N"></script>\n'
        '<script src="/static/c.js" nonce="N"></script>',
    ),
    "a lazy object": (
        lambda: SimpleLazyObject(lambda: Media(js=["a.js"])),  # type: ignore[dict-item, return-value]
        '<script src="/static/a.js" nonce="N"></script>',
    ),
    "one asset": (
        lambda: Script("a.js", defer=True),
        '<script src="/static/a.js" nonce="N" defer></script>',
    ),
    "a subclass with its own render_js": (
        lambda: ModuleMedia(css={"all": ["a.css"]}, js=["ignored.js"]),
        '<link href="/static/a.css" media="all" nonce="N" rel="stylesheet">\n'
        '<script nonce="N" type="module" src="/one.js"></script>\n'
        '<script nonce="N" type="module" src="/two.js"></script>',
    ),
    "a subclass with its own render_css": (
        lambda: PreloadMedia(css={"all": ["ignored.css"]}, js=["a.js"]),
        '<link nonce="N" rel="preload" as="style" href="/a.css">\n'
        '<script src="/static/a.js" nonce="N"></script>',
    ),
    "a subclass whose render_js takes attributes": (
        lambda: ModuleMediaWithAttributes(),
        '<script type="module" src="/one.js" nonce="N"></script>',
    ),
    "a subclass with its own render": (
        lambda: MediaWithOwnRender(css={"all": ["/a.css"]}, js=["/a.js", Script("/b.js")]),
        "<!-- own -->\n"
        '<link nonce="N" href="/a.css" media="all" rel="stylesheet">\n'
        '<script nonce="N" src="/a.js"></script>\n'
        '<script nonce="N" src="/b.js"></script>',
    ),
    "a subclass whose render takes attributes": (
        MediaWithAttributes,
        "<script N></script>",
    ),
}

# Django 6.1 itself cannot print media whose `render_js` or `render_css` takes no attributes.
NOT_FOR_DJANGO_6_1 = {"a subclass with its own render_js", "a subclass with its own render_css"}
DJANGOS_SHAPES = set(SHAPES) - (NOT_FOR_DJANGO_6_1 if DJANGO_6_1 else set())

every_notation = pytest.mark.parametrize(
    "notation",
    ["{% csp_nonce_attr media %}", "{% csp_media media %}", "{{ media|with_nonce:csp_nonce }}"],
)


def render(template: str, **context: Any) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize(("make", "expected"), SHAPES.values(), ids=SHAPES)
@every_notation
def test_media_is_printed_with_the_nonce(
    notation: str, make: Callable[[], Media], expected: str
) -> None:
    """Closes G8, G9 and G17."""
    assert render(notation, media=make(), csp_nonce="N") == expected


@pytest.mark.parametrize("shape", sorted(DJANGOS_SHAPES))
@every_notation
@pytest.mark.parametrize("autoescape", ["on", "off"])
def test_without_a_nonce_media_is_printed_as_django_prints_it(
    autoescape: str, notation: str, shape: str
) -> None:
    make, _ = SHAPES[shape]
    around = f"{{% autoescape {autoescape} %}}MEDIA{{% endautoescape %}}"
    plain = render(around.replace("MEDIA", "{{ media }}"), media=make())
    assert render(around.replace("MEDIA", notation), media=make(), csp_nonce=None) == plain


@pytest.mark.skipif(not DJANGO_6_1, reason="Django's own tag came with 6.1")
@pytest.mark.parametrize(
    "shape",
    # Without what Django's own tag leaves without a nonce, or cannot print.
    sorted(
        set(SHAPES)
        - NOT_FOR_DJANGO_6_1
        - {
            "assets that refuse the nonce",
            "marked strings",
            "assets that print themselves",
            "a subclass with its own render",
        }
    ),
)
def test_output_is_that_of_djangos_own_tag(shape: str) -> None:
    """The expected bytes above are Django 6.1's."""
    make, expected = SHAPES[shape]
    template = Engine().from_string("{% csp_nonce_attr media %}")
    assert template.render(Context({"media": make(), "csp_nonce": "N"})) == expected


@pytest.mark.parametrize("make", [Media, ModuleMediaWithAttributes])
def test_media_that_prints_nothing_does_not_make_the_nonce(make: Callable[[], Media]) -> None:
    nonce = LazyNonce()
    media = Media(css={"all": []}, js=[])
    assert render_media(media, nonce) == ""
    assert not nonce


def test_assets_that_all_refuse_the_nonce_do_not_make_it() -> None:
    nonce = LazyNonce()
    render_media(Media(js=[Script("a.js", nonce=False)]), nonce)
    assert not nonce


def test_all_tags_have_the_same_nonce() -> None:
    nonce = LazyNonce()
    html = render_media(Media(css={"all": ["a.css"]}, js=["a.js", Script("b.js")]), nonce)
    assert html.count(f'nonce="{nonce}"') == 3


def test_asset_with_a_nonce_of_its_own_is_refused_as_in_django() -> None:
    media = Media(js=[Script("a.js", nonce="own")])
    with pytest.raises(ValueError, match=r"^Script has conflicting attributes: nonce$"):
        render_media(media, "N")


def test_nonce_is_escaped() -> None:
    html = render_media(Media(css={"all": ["/a.css"]}, js=["/a.js", Script("/b.js")]), '"><b>')
    assert html.count('nonce="&quot;&gt;&lt;b&gt;"') == 3


def test_type_error_in_a_subclass_is_not_mistaken_for_an_old_signature() -> None:
    class Broken(Media):
        def render(self, *, attrs: dict[str, Any] | None = None) -> SafeString:  # type: ignore[override]
            raise TypeError("a bug in the subclass")

    with pytest.raises(TypeError, match="a bug in the subclass"):
        render_media(Broken(), "N")


def test_asset_that_overrides_its_text_keeps_it() -> None:
    class Inline(MediaAsset):
        def __str__(self) -> str:
            return mark_safe("<script>inline()</script>")

        def render(self, *, attrs: dict[str, Any] | None = None) -> SafeString:
            """What Django 6.1 calls instead of `__str__`."""
            nonce = format_html(' nonce="{}"', attrs["nonce"]) if attrs else ""
            return format_html("<script{}>inline()</script>", nonce)

    class OldInline(MediaAsset):
        def __html__(self) -> str:
            return "<script>inline()</script>"

    expected = '<script nonce="N">inline()</script>'
    assert render_media(Media(js=[Inline("a")]), "N") == expected
    if not DJANGO_6_1:  # which does not ask such an asset for its markup
        assert render_media(Media(js=[OldInline("a")]), "N") == expected


def test_assets_merge_with_their_bare_paths() -> None:
    """`Script("a.js")` and `"a.js"` are one file, also on Django 4.2."""
    media = Media(js=[Script("a.js"), "b.js"]) + Media(js=["a.js", "b.js", "c.js"])
    assert str(media) == (
        '<script src="/static/a.js"></script>\n'
        '<script src="/static/b.js"></script>\n'
        '<script src="/static/c.js"></script>'
    )


def test_assets_take_the_place_of_djangos_own() -> None:
    script = Script(src="a.js", defer=True)
    assert str(script) == '<script src="/static/a.js" defer></script>'
    assert repr(script) == "Script('a.js')"
    assert str(Stylesheet(href="/a.css")) == '<link href="/a.css" rel="stylesheet">'
    if django.VERSION >= (5, 2):
        from django.forms import Script as DjangoScript

        assert isinstance(script, DjangoScript)
