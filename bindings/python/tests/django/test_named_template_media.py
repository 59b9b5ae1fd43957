"""Form media in the templates of named packages: which of its assets get the nonce."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.forms import Media
from django.template import Context, TemplateSyntaxError, VariableDoesNotExist
from django.test import override_settings
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from named_site import backend, engine, make_package, named, pin, printed

from stockade import LazyNonce
from stockade.django.assets import MediaAsset, Script, Stylesheet
from stockade.nonce import current_nonce

DJANGO_6_1 = django.VERSION >= (6, 1)

OWN_STATIC, ALL = named(), {"TEMPLATES": {"shopware": "all"}}


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    templates = make_package(tmp_path, page="{{ form.media }}")
    with override_settings(STOCKADE=OWN_STATIC, TEMPLATES=backend(templates)):
        yield templates


@pytest.fixture
def show(templates: Path) -> Any:
    """Prints something as `form.media` of the named package's template."""

    def show(value: object, nonce: object | None = "N", **options: Any) -> str:
        template = engine(templates, **options).get_template("page.html")
        return printed(template, nonce, form={"media": value})

    return show


class PrintsItself:
    def __html__(self) -> str:
        return '<script src="/static/itself.js"></script>'


class Module(MediaAsset):
    """A kind of asset with a template of its own, as Django's documentation recommends."""

    element_template = '<script type="module" src="{path}"{attributes}></script>'


class Foreign(MediaAsset):
    """Prints another address than its path."""

    element_template = '<script src="//cdn.example/{path}"{attributes}></script>'


class Inline(MediaAsset):
    element_template = "<script{attributes}>go('{path}')</script>"


class ModuleMedia(Media):
    def render_js(self, *, attrs: Any = None) -> list[SafeString]:  # type: ignore[override]
        return [format_html('<script type="module" src="{}"></script>', "/static/one.js")]


class OwnRender(Media):
    def render(self, *, attrs: Any = None) -> SafeString:  # type: ignore[override]
        return mark_safe('<script src="/static/a.js"></script><script src="/media/b.js"></script>')


class TestOwnStatic:
    @pytest.mark.parametrize(
        "media",
        [
            Media(js=["a.js"]),
            Media(js=["/a.js"]),
            Media(css={"all": ["a.css"], "print": ["/b.css"]}),
            Media(js=[Script("a.js", defer=True)]),
            Media(css={"all": [Stylesheet("a.css")]}),
            Media(js=[Module("a.js")]),
            Media(js=["a.js"])["js"],
            Media(js=["a.js"]) + Media(js=["b.js"]),
            SimpleLazyObject(lambda: Media(js=["a.js"])),
            Script("a.js"),
        ],
    )
    def test_files_of_the_site_get_the_nonce(self, media: Any, show: Any) -> None:
        html = show(media)
        assert html.count(' nonce="N"') == html.count("<script") + html.count("<link") > 0
        assert html.replace(' nonce="N"', "") == show(media, nonce=None)

    @pytest.mark.parametrize(
        "media",
        [
            Media(js=["https://cdn.example/a.js"]),
            Media(js=["//cdn.example/a.js"]),
            Media(js=["/\\cdn.example/a.js"]),
            Media(js=["/\t/cdn.example/a.js"]),
            Media(css={"all": ["https://cdn.example/a.css"]}),
            Media(js=[Script("https://cdn.example/a.js")]),
            Media(css={"all": [Stylesheet("https://cdn.example/a.css")]}),
            Media(js=[Foreign("a.js")]),
            Media(js=[Inline("a")]),
            Media(js=["/media/upload.js"]),
            Media(js=["/static/../media/upload.js"]),
            Media(js=[Script("/media/upload.js")]),
            Media(js=[PrintsItself()]),
            Media(js=[mark_safe('<script src="/static/a.js"></script>')]),
            ModuleMedia(),
            OwnRender(),
            Script("https://cdn.example/a.js"),
            Media(),
        ],
    )
    def test_others_are_printed_as_django_prints_them(self, media: Any, show: Any) -> None:
        nonce = LazyNonce()
        assert show(media, nonce) == show(media, nonce=None)
        assert not nonce  # it has not even been made

    def test_each_asset_is_judged_alone(self, show: Any) -> None:
        media = Media(js=["/a.js", "https://cdn.example/b.js", Script("/c.js"), PrintsItself()])
        assert show(media) == (
            '<script src="/a.js" nonce="N"></script>\n'
            '<script src="https://cdn.example/b.js"></script>\n'
            '<script src="/c.js" nonce="N"></script>\n'
            '<script src="/static/itself.js"></script>'
        )

    def test_asset_that_refuses_the_nonce_has_none(self, show: Any) -> None:
        assert "nonce" not in show(Media(js=[Script("/a.js", nonce=False)]))

    def test_static_files_on_a_listed_host_are_own(self, show: Any) -> None:
        with override_settings(
            STATIC_URL="https://cdn.example/static/",
            STOCKADE=named(OWN_ORIGINS=["https://cdn.example"]),
        ):
            assert show(Media(js=["a.js"])).count('nonce="N"') == 1

    def test_static_files_on_another_host_are_not(self, show: Any) -> None:
        with override_settings(STATIC_URL="https://cdn.example/static/"):
            assert "nonce" not in show(Media(js=["a.js"]))


class TestAll:
    @pytest.fixture(autouse=True)
    def trust_all(self, templates: Path) -> Iterator[None]:
        with override_settings(STOCKADE=ALL):
            yield

    @pytest.mark.parametrize(
        "media",
        [
            Media(css={"all": ["a.css", "//cdn.example/a.css"]}, js=["https://cdn.example/a.js"]),
            Media(js=[Script("https://cdn.example/a.js"), Foreign("b.js"), Inline("c")]),
            Media(js=[PrintsItself(), mark_safe('<script src="/a.js"></script>')]),
            ModuleMedia(),
        ],
    )
    def test_every_asset_gets_the_nonce(self, media: Any, show: Any) -> None:
        html = show(media)
        assert html.count(' nonce="N"') == html.count("<script") + html.count("<link") > 0

    @pytest.mark.parametrize(
        "media",
        [
            Media(js=["/media/upload.js", "/static/%2e%2e/media/upload.js"]),
            Media(js=[Script("/media/upload.js")]),
            Media(js=[mark_safe('<script src="/media/upload.js"></script>')]),
        ],
    )
    def test_uploads_get_none(self, media: Any, show: Any) -> None:
        assert "nonce" not in show(media)

    def test_uploads_among_what_prints_itself_get_none(self, show: Any) -> None:
        assert show(OwnRender()) == (
            '<script nonce="N" src="/static/a.js"></script><script src="/media/b.js"></script>'
        )


class TestPinnedPackage:
    @pytest.fixture(autouse=True)
    def pin(self, templates: Path, tmp_path: Path) -> Iterator[None]:
        assets = ["pinned.js", "/pinned.css", "https://cdn.example/pinned.js"]
        lock = pin(tmp_path, assets=assets)
        with override_settings(STOCKADE=ALL | {"TEMPLATES_LOCK": lock}):
            yield

    def test_pinned_assets_get_the_nonce(self, show: Any) -> None:
        media = Media(
            css={"all": ["/pinned.css", Stylesheet("/pinned.css", media="print")]},
            js=["pinned.js", Script("pinned.js", type="module"), "https://cdn.example/pinned.js"],
        )
        html = show(media)
        assert html.count('nonce="N"') == html.count("<script") + html.count("<link") >= 3

    def test_asset_is_known_by_its_name_whatever_the_storage_makes_of_it(self, show: Any) -> None:
        with override_settings(STATIC_URL="/files/55e7cbb9/"):
            assert 'src="/files/55e7cbb9/pinned.js" nonce="N"' in show(Media(js=["pinned.js"]))
            assert "nonce" not in show(Media(js=["unpinned.js"]))

    def test_others_get_none_and_are_logged_once(
        self, show: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(2):
            html = show(Media(js=["new.js", "pinned.js", Script("newer.js"), Inline("newest")]))
            assert html.count('nonce="N"') == 1
        messages = [record.getMessage() for record in caplog.records]
        assert [message.split()[0] for message in messages] == ["new.js", "newer.js", "newest"]
        assert "shopware" in messages[0]

    def test_what_prints_itself_gets_none(self, show: Any) -> None:
        assert "nonce" not in show(Media(js=[PrintsItself(), mark_safe("<script>x()</script>")]))

    def test_package_that_is_not_pinned_is_not_asked(self, tmp_path: Path, show: Any) -> None:
        other = make_package(tmp_path, "other", page="{{ form.media }}")
        lock = tmp_path / "csp-templates.lock"
        with override_settings(STOCKADE={"TEMPLATES": {"other": "all"}, "TEMPLATES_LOCK": lock}):
            template = engine(other).get_template("page.html")
            assert 'nonce="N"' in printed(template, form={"media": Media(js=["new.js"])})


class HasCall:
    def __call__(self) -> str:
        return "<called>"


class TestWhatIsNoMedia:
    """It is printed as `{{ form.media }}` prints it, whatever the engine's options are."""

    VALUES = (
        None, "", "<b>", mark_safe("<b>"), 1234.5, 1234567, True, ["<b>"], {"a": 1},
        datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
        HasCall(), PrintsItself(),
    )  # fmt: skip

    @pytest.mark.parametrize("value", VALUES)
    @pytest.mark.parametrize("autoescape", [True, False])
    @override_settings(USE_THOUSAND_SEPARATOR=True, LANGUAGE_CODE="de", TIME_ZONE="Asia/Tokyo")
    def test_value(self, value: object, autoescape: bool, show: Any) -> None:
        rewritten = show(value, autoescape=autoescape)
        with override_settings(STOCKADE={}):
            assert rewritten == show(value, autoescape=autoescape)

    @pytest.mark.parametrize("string_if_invalid", ["", "<missing>", "missing %s"])
    @pytest.mark.parametrize("nonce", ["N", None])
    def test_undefined_variable(
        self, nonce: str | None, string_if_invalid: str, templates: Path
    ) -> None:
        def shown() -> str:
            found = engine(templates, string_if_invalid=string_if_invalid)
            return printed(found.get_template("page.html"), nonce)

        rewritten = shown()
        with override_settings(STOCKADE={}):
            assert rewritten == shown()

    def test_error_of_the_property_is_that_of_the_template(self, templates: Path) -> None:
        class Form:
            @property
            def media(self) -> Media:
                raise RuntimeError("a bug in the form")

        with pytest.raises(RuntimeError, match="a bug in the form"):
            printed(engine(templates).get_template("page.html"), form=Form())

    def test_property_is_asked_once(self, templates: Path) -> None:
        class Form:
            asked = 0

            @property
            def media(self) -> object:
                self.asked += 1
                return self.found

            found: object = Media(js=["a.js"])

        for value in (Media(js=["a.js"]), "text"):
            form = Form()
            form.found = value
            printed(engine(templates).get_template("page.html"), form=form)
            assert form.asked == 1


class TestDjangosOwnTag:
    """`{% csp_nonce_attr form.media %}` of Django 6.1, or of Stockade on older versions."""

    @pytest.fixture
    def show(self, templates: Path) -> Any:
        (templates / "tag.html").write_text("{% csp_nonce_attr form.media %}")
        builtins = [] if DJANGO_6_1 else ["stockade.django.templatetags.csp"]

        def show(value: object, nonce: object | None = "N") -> str:
            template = engine(templates, builtins=builtins).get_template("tag.html")
            return printed(template, nonce, form={"media": value})

        return show

    def test_foreign_assets_get_no_nonce(self, show: Any) -> None:
        html = show(Media(js=["/a.js", "https://cdn.example/b.js"]))
        assert html == (
            '<script src="/a.js" nonce="N"></script>\n'
            '<script src="https://cdn.example/b.js"></script>'
        )

    def test_under_all_it_prints_what_the_tag_prints(self, show: Any) -> None:
        media = Media(css={"all": ["a.css"]}, js=["/a.js", "https://cdn.example/b.js"])
        with override_settings(STOCKADE=ALL):
            rewritten = show(media)
        with override_settings(STOCKADE={}):
            assert rewritten == show(media)

    def test_without_a_nonce_it_prints_what_the_tag_prints(self, show: Any) -> None:
        media = Media(css={"all": ["a.css"]}, js=["/a.js", "https://cdn.example/b.js"])
        assert show(media, nonce=None) == str(media)

    @pytest.mark.skipif(not DJANGO_6_1, reason="Django's own tag came with 6.1")
    @pytest.mark.parametrize("value", [None, "", 0, []])
    @pytest.mark.parametrize("nonce", ["N", None])
    def test_what_is_empty_is_printed_as_the_tag_prints_it(
        self, nonce: str | None, value: object, show: Any
    ) -> None:
        rewritten = show(value, nonce)
        with override_settings(STOCKADE={}):
            assert rewritten == show(value, nonce)

    @pytest.mark.skipif(not DJANGO_6_1, reason="Django's own tag came with 6.1")
    def test_what_is_no_media_is_djangos_error(self, show: Any) -> None:
        with pytest.raises(AttributeError, match="render"):
            show("text")

    @pytest.mark.skipif(DJANGO_6_1, reason="the tag is a builtin since")
    def test_unknown_tag_is_djangos_error(self, templates: Path) -> None:
        (templates / "tag.html").write_text("{% csp_nonce_attr form.media %}")
        with pytest.raises(TemplateSyntaxError, match="Invalid block tag on line 1"):
            engine(templates).get_template("tag.html")


class TestNonce:
    @pytest.fixture(autouse=True)
    def scripts(self, templates: Path) -> None:
        (templates / "page.html").write_text("<script>go()</script>{{ form.media }}")

    def test_nonce_of_the_response_is_used_where_there_is_no_context(self, templates: Path) -> None:
        nonce = LazyNonce()
        token = current_nonce.set(nonce)
        try:
            template = engine(templates).get_template("page.html")
            html = template.render(Context({"form": {"media": Media(js=["/a.js"])}}))
        finally:
            current_nonce.reset(token)
        assert html == (
            f'<script nonce="{nonce}">go()</script><script src="/a.js" nonce="{nonce}"></script>'
        )

    def test_nonce_is_escaped(self, templates: Path) -> None:
        html = printed(engine(templates).get_template("page.html"), '"><b>', form={"media": ""})
        assert html == '<script nonce="&quot;&gt;&lt;b&gt;">go()</script>'

    def test_nonce_is_no_undefined_variable(self, templates: Path) -> None:
        found = engine(templates, string_if_invalid="missing", debug=True)
        assert printed(found.get_template("page.html"), None, form={"media": ""}) == (
            "<script>go()</script>"
        )

    def test_filters_of_the_template_still_raise(self, templates: Path) -> None:
        (templates / "page.html").write_text("<script>go()</script>{{ a|default:b }}")
        with pytest.raises(VariableDoesNotExist):
            printed(engine(templates).get_template("page.html"))


def test_private_tag_in_a_template_of_others_gives_no_nonce() -> None:
    """What it says about trust holds only in the package's own files."""
    others = engine(builtins=["stockade.django.named_templates.tags"])
    template = others.from_string('{% stockade_media media "all" %}')
    html = printed(template, media=Media(js=["/a.js"]))
    assert html == '<script src="/a.js"></script>'
