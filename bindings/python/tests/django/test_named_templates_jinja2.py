"""Named templates in Django's Jinja2 backend, and in environments with Stockade's extension."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from django.forms import Media
from django.forms.renderers import Jinja2
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import Client, override_settings
from django.urls import path
from django.utils.autoreload import file_changed
from jinja2 import (
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    ModuleLoader,
    PackageLoader,
    PrefixLoader,
)
from named_site import NONCED, SCRIPT, make_package, named, pin

from stockade import LazyNonce
from stockade.nonce import current_nonce


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    templates = make_package(tmp_path, page=SCRIPT)
    with override_settings(STOCKADE=named(), TEMPLATES=backend(templates)):
        yield templates


def backend(*directories: Path, **options: Any) -> list[dict[str, Any]]:
    return [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [str(directory) for directory in directories],
            "OPTIONS": options,
        }
    ]


def page(name: str = "page.html", **context: Any) -> str:
    return engines["jinja2"].get_template(name).render({"csp_nonce": "N", **context})


class TestBackend:
    def test_template_of_a_named_package_has_nonces(self) -> None:
        assert page() == NONCED

    def test_without_csp_it_prints_what_stands_in_it(self) -> None:
        assert page(csp_nonce=None) == SCRIPT
        assert engines["jinja2"].get_template("page.html").render() == SCRIPT

    def test_template_elsewhere_is_left_alone(self, templates: Path, tmp_path: Path) -> None:
        other = make_package(tmp_path, "other", page=SCRIPT)
        with override_settings(TEMPLATES=backend(other, templates)):
            assert page() == SCRIPT

    @pytest.mark.parametrize(
        "options",
        [
            {"extensions": ["stockade.django.jinja2.NonceExtension"]},
            {"environment": f"{__name__}.environment"},
            {"autoescape": False},
            {"variable_start_string": "[[", "variable_end_string": "]]"},
            {"block_start_string": "<%", "block_end_string": "%>"},
            {"line_statement_prefix": "#"},
        ],
    )
    def test_environment_of_the_site(self, options: dict[str, Any], templates: Path) -> None:
        with override_settings(TEMPLATES=backend(templates, **options)):
            assert page() == NONCED

    def test_templates_inherit_and_include(self, templates: Path) -> None:
        (templates / "base.html").write_text(
            f"{SCRIPT}{{% block body %}}{{% endblock %}}"
            "<textarea>{% block text %}{% endblock %}"
        )
        (templates / "child.html").write_text(
            '{% extends "base.html" %}{% block body %}{% include "page.html" %}{% endblock %}'
            f"{{% block text %}}{SCRIPT}{{% endblock %}}"
        )
        assert page("child.html") == f"{NONCED}{NONCED}<textarea>{SCRIPT}"

    def test_macro_without_context_has_the_nonce_of_the_response(
        self, templates: Path, tmp_path: Path
    ) -> None:
        (templates / "macros.html").write_text(f"{{% macro script() %}}{SCRIPT}{{% endmacro %}}")
        (templates / "uses.html").write_text('{% from "macros.html" import script %}{{ script() }}')
        # Where a macro is printed is not known, so a person has to approve what is in it.
        lock = pin(tmp_path, tags=[("macros.html", SCRIPT.removesuffix("</script>"))])
        with override_settings(STOCKADE=named(TEMPLATES_LOCK=lock)):
            template = engines["jinja2"].get_template("uses.html")
            for _ in range(2):
                nonce = LazyNonce()
                token = current_nonce.set(nonce)
                html = template.render()
                current_nonce.reset(token)
                assert html == NONCED.replace('"N"', f'"{nonce}"')

    def test_form_renderer(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        make_package(tmp_path, "shopware")
        folder = tmp_path / "shopware" / "jinja2"
        folder.mkdir()
        (folder / "page.html").write_text(SCRIPT)

        class Renderer(Jinja2):
            @property
            def engine(self) -> Any:
                return self.backend(
                    {"APP_DIRS": False, "DIRS": [folder], "NAME": "own", "OPTIONS": {}}
                )

        assert Renderer().render("page.html", {"csp_nonce": "N"}) == NONCED

    def test_environment_keeps_its_loader_where_no_package_is_named(self) -> None:
        with override_settings(STOCKADE={}, TEMPLATES=backend()):
            assert type(engines["jinja2"].env.loader) is FileSystemLoader


def environment(**options: Any) -> Environment:
    """A site's own function that makes the environment."""
    return Environment(**options)  # noqa: S701 -- the backend says what is escaped


def own_environment(loader: jinja2.BaseLoader, **options: Any) -> Environment:
    return Environment(
        loader=loader,
        autoescape=True,
        extensions=["stockade.django.jinja2.NonceExtension"],
        **options,
    )


def shown(loader: jinja2.BaseLoader, name: str = "page.html") -> str:
    return own_environment(loader).get_template(name).render(csp_nonce="N")


class TestLoaders:
    def test_of_files(self, templates: Path) -> None:
        assert shown(FileSystemLoader(templates)) == NONCED

    def test_of_a_package(self, templates: Path, tmp_path: Path) -> None:
        import sys

        try:
            assert shown(PackageLoader("shopware")) == NONCED
        finally:
            sys.modules.pop("shopware")

    def test_of_several(self, templates: Path) -> None:
        files = FileSystemLoader(templates)
        assert shown(ChoiceLoader([DictLoader({}), files])) == NONCED
        assert shown(PrefixLoader({"shop": files}), "shop/page.html") == NONCED

    def test_of_texts_is_left_alone(self, templates: Path) -> None:
        assert shown(DictLoader({"page.html": SCRIPT})) == SCRIPT
        assert (
            shown(DictLoader({str(templates / "page.html"): SCRIPT}), str(templates / "page.html"))
            == SCRIPT
        )

    def test_that_says_it_has_read_a_file_is_not_believed(self, templates: Path) -> None:
        path = str(templates / "page.html")
        (templates / "page.html").write_text("something else")

        class Lying(DictLoader):
            def get_source(self, environment: Environment, template: str) -> Any:
                return SCRIPT, path, None

        assert shown(Lying({"page.html": SCRIPT})) == SCRIPT

    def test_that_lists_nothing_is_left_alone(
        self, templates: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = templates / "page.html"
        loader = FunctionLoader(lambda name: (path.read_text(), str(path), None))
        assert shown(loader) == SCRIPT
        assert "cannot list its templates" in caplog.text

    def test_of_compiled_templates(self, templates: Path, tmp_path: Path) -> None:
        own_environment(FileSystemLoader(templates)).compile_templates(
            tmp_path / "compiled", zip=None
        )
        (templates / "page.html").unlink()
        assert shown(ModuleLoader(tmp_path / "compiled")) == NONCED
        with override_settings(STOCKADE={}):
            assert shown(ModuleLoader(tmp_path / "compiled")) == NONCED

    def test_newlines_of_windows(self, templates: Path) -> None:
        (templates / "page.html").write_bytes(f"{SCRIPT}\r\n{SCRIPT}".encode())
        assert shown(FileSystemLoader(templates)) == f"{NONCED}\n{NONCED}"

    def test_missing_template_is_jinjas_error(self, templates: Path) -> None:
        with pytest.raises(jinja2.TemplateNotFound):
            shown(FileSystemLoader(templates), "missing.html")

    def test_template_that_is_not_unicode_has_jinjas_error(self, templates: Path) -> None:
        (templates / "other.html").write_bytes(b"\xff")
        with pytest.raises(UnicodeDecodeError):
            shown(FileSystemLoader(templates), "other.html")
        assert shown(FileSystemLoader(templates)) == NONCED

    def test_overlay_with_delimiters_of_its_own(self, templates: Path) -> None:
        environment = own_environment(FileSystemLoader(templates))
        assert environment.get_template("page.html").render(csp_nonce="N") == NONCED
        overlay = environment.overlay(variable_start_string="[[", variable_end_string="]]")
        assert overlay.get_template("page.html").render(csp_nonce="N") == NONCED

    def test_templates_are_still_listed(self, templates: Path) -> None:
        assert own_environment(FileSystemLoader(templates)).list_templates() == ["page.html"]

    def test_environment_without_a_loader(self) -> None:
        environment = Environment(extensions=["stockade.django.jinja2.NonceExtension"])  # noqa: S701
        assert environment.from_string(SCRIPT).render(csp_nonce="N") == SCRIPT


class TestChange:
    def test_of_the_setting_takes_effect_at_once(self) -> None:
        assert page() == NONCED
        with override_settings(STOCKADE={}):
            assert page() == SCRIPT
        assert page() == NONCED

    def test_setting_reaches_environments_that_are_there_already(self, templates: Path) -> None:
        with override_settings(STOCKADE={}, TEMPLATES=backend(templates)):
            assert page() == SCRIPT
            with override_settings(STOCKADE=named()):
                assert page() == NONCED

    def test_of_a_file(self, templates: Path) -> None:
        with override_settings(TEMPLATES=backend(templates, auto_reload=True, cache_size=0)):
            assert page() == NONCED
            (templates / "page.html").write_text(f"<p>{SCRIPT}")
            assert page() == f"<p>{NONCED}"

    def test_of_the_place_where_a_block_ends_up(self, templates: Path) -> None:
        (templates / "base.html").write_text("{% block body %}{% endblock %}")
        (templates / "child.html").write_text(
            f'{{% extends "base.html" %}}{{% block body %}}{SCRIPT}{{% endblock %}}'
        )
        with override_settings(TEMPLATES=backend(templates, cache_size=0)):
            assert page("child.html") == NONCED
            (templates / "base.html").write_text("<textarea>{% block body %}{% endblock %}")
            file_changed.send(sender=self, file_path=templates / "base.html")
            assert page("child.html") == f"<textarea>{SCRIPT}"


class TestMedia:
    @pytest.fixture(autouse=True)
    def template(self, templates: Path) -> None:
        (templates / "page.html").write_text("{{ form.media }}")

    def test_own_assets_get_the_nonce(self) -> None:
        media = Media(js=["/a.js", "https://cdn.example/b.js", "/media/c.js"])
        assert page(form={"media": media}) == (
            '<script src="/a.js" nonce="N"></script>\n'
            '<script src="https://cdn.example/b.js"></script>\n'
            '<script src="/media/c.js"></script>'
        )

    def test_under_all_foreign_ones_do_too(self) -> None:
        with override_settings(STOCKADE={"TEMPLATES": {"shopware": "all"}}):
            html = page(form={"media": Media(js=["https://cdn.example/b.js", "/media/c.js"])})
        assert html.count('nonce="N"') == 1

    @pytest.mark.parametrize("autoescape", [True, False])
    def test_without_a_nonce_it_is_printed_as_jinja_prints_it(
        self, autoescape: bool, templates: Path
    ) -> None:
        media = Media(css={"all": ["a.css"]}, js=["/a.js"])
        with override_settings(TEMPLATES=backend(templates, autoescape=autoescape)):
            assert page(form={"media": media}, csp_nonce=None) == str(media)

    @pytest.mark.parametrize("value", [None, "", "<b>", 5, ["<b>"]])
    @pytest.mark.parametrize("autoescape", [True, False])
    def test_what_is_no_media_is_printed_as_jinja_prints_it(
        self, autoescape: bool, value: object, templates: Path
    ) -> None:
        with override_settings(TEMPLATES=backend(templates, autoescape=autoescape)):
            rewritten = page(form={"media": value})
            with override_settings(STOCKADE={}):
                assert rewritten == page(form={"media": value})

    def test_undefined_is_jinjas(self, templates: Path) -> None:
        assert page(form={}) == ""
        with (
            override_settings(TEMPLATES=backend(templates, undefined=jinja2.StrictUndefined)),
            pytest.raises(jinja2.UndefinedError, match="media"),
        ):
            page(form={})


def show_page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")


urlpatterns = [path("page/", show_page)]


@override_settings(ROOT_URLCONF=__name__)
def test_nonce_is_that_of_the_header() -> None:
    """Nothing is set up in the backend, neither an extension nor a context processor."""
    response = Client().get("/page/")
    nonce = response.content.decode().split('"')[1]
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]


def test_package_in_an_archive_is_left_alone(tmp_path: Path, monkeypatch: Any) -> None:
    archive = tmp_path / "shop.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped_shop/__init__.py", "")
        file.writestr("zipped_shop/templates/page.html", SCRIPT)
    monkeypatch.syspath_prepend(archive)
    assert shown(PackageLoader("zipped_shop")) == SCRIPT
