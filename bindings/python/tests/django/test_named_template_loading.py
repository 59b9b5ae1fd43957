"""Templates of named packages get their nonces when a loader reads them, and no others do."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Engine, Template, TemplateSyntaxError, engines
from django.template.autoreload import template_changed
from django.template.loaders import filesystem, locmem
from django.test import Client, override_settings
from django.urls import reverse_lazy
from django.utils.autoreload import file_changed
from named_site import (
    CACHED_LOADER,
    FILE_LOADER,
    NONCED,
    SCRIPT,
    backend,
    engine,
    make_package,
    named,
    printed,
)

from stockade import LazyNonce
from stockade.nonce import current_nonce

LOCMEM_LOADER = "django.template.loaders.locmem.Loader"


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The templates of a named package, in the only engine of the site."""
    monkeypatch.syspath_prepend(tmp_path)
    templates = make_package(tmp_path, page=SCRIPT)
    with override_settings(STOCKADE=named(), TEMPLATES=backend(templates)):
        yield templates


def page(name: str = "page.html") -> str:
    return printed(engines["django"].get_template(name).template)


class TestByOrigin:
    def test_template_of_a_named_package_has_nonces(self) -> None:
        assert page() == NONCED

    def test_without_csp_it_prints_what_stands_in_it(self) -> None:
        assert printed(engines["django"].get_template("page.html").template, nonce=None) == SCRIPT

    def test_template_of_the_same_name_elsewhere_is_left_alone(
        self, templates: Path, tmp_path: Path
    ) -> None:
        other = make_package(tmp_path, "other", page=SCRIPT)
        with override_settings(TEMPLATES=backend(other, templates)):
            assert page() == SCRIPT

    def test_package_whose_name_begins_alike_is_left_alone(self, tmp_path: Path) -> None:
        other = make_package(tmp_path, "shopware_plugin", page=SCRIPT)
        with override_settings(TEMPLATES=backend(other)):
            assert page() == SCRIPT

    def test_file_behind_a_link_into_the_package_has_nonces(
        self, templates: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "link").symlink_to(templates)
        with override_settings(TEMPLATES=backend(tmp_path / "link")):
            assert page() == NONCED

    def test_file_behind_a_link_out_of_the_package_is_left_alone(
        self, templates: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "upload.html").write_text(SCRIPT)
        (templates / "link.html").symlink_to(tmp_path / "upload.html")
        assert page("link.html") == SCRIPT

    def test_text_is_left_alone(self) -> None:
        assert printed(Template(SCRIPT)) == SCRIPT
        assert printed(engines["django"].from_string(SCRIPT).template) == SCRIPT

    def test_template_in_memory_is_left_alone(self, templates: Path) -> None:
        # Also one that is called what the file is called, and one that says it is the file.
        for name in ("page.html", str(templates / "page.html")):
            found = Engine(loaders=[(LOCMEM_LOADER, {name: SCRIPT})]).get_template(name)
            assert printed(found) == SCRIPT

    def test_loader_that_reads_no_files_is_left_alone_whatever_its_origins_say(
        self, templates: Path
    ) -> None:
        found = Engine(dirs=[str(templates)], loaders=[f"{__name__}.Database"]).get_template(
            str(templates / "page.html")
        )
        assert printed(found) == SCRIPT


class Database(locmem.Loader):
    """Has its templates from a place where others may write."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, {})

    def get_template_sources(self, template_name: str) -> Iterator[Any]:
        for name in self.rows:
            if name == template_name:
                yield from super().get_template_sources(name)
        if Path(template_name).is_absolute():
            yield from super().get_template_sources(template_name)

    def get_contents(self, origin: Any) -> str:
        return self.rows.get(origin.template_name, SCRIPT)

    rows: dict[str, str] = {}


class TestEngines:
    def test_engine_outside_of_the_settings(self, templates: Path) -> None:
        assert printed(engine(templates).get_template("page.html")) == NONCED

    @pytest.mark.parametrize("loaders", [[FILE_LOADER], [(CACHED_LOADER, [FILE_LOADER])]])
    def test_loaders_that_are_named(self, templates: Path, loaders: list[Any]) -> None:
        with override_settings(TEMPLATES=backend(templates, loaders=loaders)):
            assert page() == NONCED

    def test_loader_with_directories_of_its_own(self, templates: Path) -> None:
        with override_settings(TEMPLATES=backend(loaders=[(FILE_LOADER, [str(templates)])])):
            assert page() == NONCED

    def test_loader_derived_from_djangos(self, templates: Path) -> None:
        with override_settings(TEMPLATES=backend(templates, loaders=[f"{__name__}.Shouting"])):
            assert page() == NONCED + "!"

    def test_templates_of_apps(self) -> None:
        app_dirs = [{"BACKEND": backend()[0]["BACKEND"], "APP_DIRS": True}]
        with override_settings(
            TEMPLATES=app_dirs, STOCKADE={"TEMPLATES": {"django.contrib.admin": "own-static"}}
        ):
            source = engines["django"].get_template("admin/change_form.html").template.source
        assert "{% stockade_media media " in source

    def test_second_engine(self, templates: Path) -> None:
        first, second = *backend(), *backend(templates)
        with override_settings(TEMPLATES=[first | {"NAME": "first"}, second]):
            assert page() == NONCED

    def test_form_renderer_with_an_engine_of_its_own(self, templates: Path) -> None:
        class Renderer(DjangoTemplates):
            backend = DirectoryBackend

        DirectoryBackend.directory = templates
        widget = forms.TextInput()
        widget.template_name = "page.html"
        nonce = LazyNonce()
        token = current_nonce.set(nonce)
        html = widget.render("name", "value", renderer=Renderer())
        current_nonce.reset(token)
        assert html == NONCED.replace("N", str(nonce))

    def test_library_is_not_to_be_loaded(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="is not a registered tag library"):
            engines["django"].from_string("{% load tags %}")

    def test_library_is_added_once(self, templates: Path) -> None:
        (templates / "other.html").write_text(SCRIPT)
        page(), page("other.html")
        libraries = engines["django"].engine.template_builtins
        assert len([one for one in libraries if "stockade_nonce" in one.tags]) == 1


class Shouting(filesystem.Loader):
    """A site's own loader, which reads as Django does and then changes the text."""

    def get_contents(self, origin: Any) -> str:
        return super().get_contents(origin) + "!"


class DirectoryBackend(DjangoTemplates.backend):
    """Looks for the templates of widgets in one more directory."""

    directory: Path

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "DIRS": [*params["DIRS"], str(self.directory)]})


class TestTime:
    """When a template can be asked for."""

    def test_while_the_urls_are_imported(
        self, templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Policies may name a URL, and cannot be evaluated then."""
        (tmp_path / "early_urls.py").write_text(
            "from django.http import HttpResponse\n"
            "from django.template.loader import get_template\n"
            "from django.urls import path\n"
            "page = get_template('page.html').template\n"
            "urlpatterns = [path('reports/', HttpResponse, name='reports')]\n"
        )
        policy = {"default-src": ["'self'"], "report-uri": reverse_lazy("reports")}
        with override_settings(ROOT_URLCONF="early_urls", SECURE_CSP=policy):
            Client().get("/reports/")
            assert printed(sys.modules["early_urls"].page) == NONCED
        del sys.modules["early_urls"]

    def test_first_by_many_threads(self, templates: Path) -> None:
        names = [f"page{number}.html" for number in range(24)]
        for name in names:
            (templates / name).write_text(SCRIPT)
        with ThreadPoolExecutor(8) as threads:
            pages = list(
                threads.map(lambda name: printed(engine(templates).get_template(name)), names)
            )
        assert pages == [NONCED] * len(names)

    def test_all_templates_are_read_only_once(
        self, templates: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (templates / "large.html").write_text(" " * 1024 * 1024 + " ")
        (templates / "other.html").write_text(SCRIPT)
        for name in ("page.html", "other.html", "page.html"):
            assert printed(engine(templates).get_template(name)) == NONCED
        # It is said whenever the file is come upon.
        assert caplog.text.count("large.html is too large") == 1


class TestInheritance:
    def test_nothing_is_added_before_extends(self, templates: Path) -> None:
        """Django would refuse the template: only text may stand there."""
        (templates / "base.html").write_text(f"<head>{{% block head %}}{SCRIPT}{{% endblock %}}")
        (templates / "child.html").write_text(
            '<script>early()</script>{% extends "base.html" %}'
            f"{{% block head %}}{{{{ block.super }}}}{SCRIPT}{{% endblock %}}"
        )
        assert page("child.html") == f"<script>early()</script><head>{NONCED}{NONCED}"

    def test_child_in_the_site_of_a_parent_in_a_package(
        self, templates: Path, tmp_path: Path
    ) -> None:
        site = make_package(tmp_path, "site_itself")
        (templates / "base.html").write_text(f"{SCRIPT}{{% block body %}}{{% endblock %}}")
        (site / "child.html").write_text(
            f'{{% extends "base.html" %}}{{% block body %}}{SCRIPT}{{% endblock %}}'
        )
        with override_settings(TEMPLATES=backend(site, templates)):
            assert page("child.html") == f"{NONCED}{SCRIPT}"

    def test_block_that_ends_up_in_a_script_is_left_alone(self, templates: Path) -> None:
        (templates / "base.html").write_text(
            "<script>{% block code %}{% endblock %}</script>{% block body %}{% endblock %}"
        )
        (templates / "child.html").write_text(
            f'{{% extends "base.html" %}}{{% block code %}}"{SCRIPT[:-9]}"{{% endblock %}}'
            f"{{% block body %}}{SCRIPT}{{% endblock %}}"
        )
        html = page("child.html")
        assert f'"{SCRIPT[:-9]}"' in html
        assert html.endswith(NONCED)

    def test_include(self, templates: Path) -> None:
        (templates / "includes.html").write_text('{% include "page.html" only %}')
        with_nonce = engines["django"].get_template("includes.html").template
        assert "{% stockade_nonce %}" in engines["django"].get_template("page.html").template.source
        assert printed(with_nonce, nonce=None) == SCRIPT

    def test_inclusion_tag_inside_of_text_is_left_alone(self, templates: Path) -> None:
        (templates / "included.html").write_text(SCRIPT)
        (templates / "uses.html").write_text(
            "<textarea>{% show_included %}</textarea>{% show_included %}"
        )
        libraries = {"builtins": [__name__]}
        with override_settings(TEMPLATES=backend(templates, **libraries)):
            assert page("included.html") == SCRIPT


def _inclusion_library() -> Any:
    from django.template import Library

    library = Library()
    library.inclusion_tag("included.html", name="show_included")(lambda: {})
    return library


register = _inclusion_library()


class TestChange:
    def test_of_the_setting_takes_effect_at_once(self) -> None:
        assert page() == NONCED
        with override_settings(STOCKADE={}):
            assert page() == SCRIPT
        assert page() == NONCED

    def test_of_a_file_with_a_cached_loader(self, templates: Path) -> None:
        assert page() == NONCED
        (templates / "page.html").write_text(f"<p>{SCRIPT}")
        assert page() == NONCED
        # What the development server's reloader says. Django's own receiver empties the caches.
        file_changed.send(sender=self, file_path=templates / "page.html")
        assert page() == f"<p>{NONCED}"

    def test_of_a_file_without_a_cached_loader(self, templates: Path) -> None:
        with override_settings(TEMPLATES=backend(templates, loaders=[FILE_LOADER])):
            assert page() == NONCED
            (templates / "page.html").write_text(f"<p>{SCRIPT}")
            assert page() == f"<p>{NONCED}"

    def test_of_the_place_where_a_block_ends_up(self, templates: Path) -> None:
        (templates / "base.html").write_text("{% block body %}{% endblock %}")
        (templates / "child.html").write_text(
            f'{{% extends "base.html" %}}{{% block body %}}{SCRIPT}{{% endblock %}}'
        )
        assert page("child.html") == NONCED
        (templates / "base.html").write_text("<textarea>{% block body %}{% endblock %}</textarea>")
        file_changed.send(sender=self, file_path=templates / "base.html")
        assert page("child.html") == f"<textarea>{SCRIPT}</textarea>"

    def test_reloader_is_still_asked_by_django(self, templates: Path) -> None:
        """The signal's other receivers see it, and ours keeps no process from restarting."""
        replies = dict(file_changed.send(sender=self, file_path=templates.parent / "__init__.py"))
        assert replies[template_changed] is None
        assert not any(replies.values())

    def test_new_template_is_found(self, templates: Path) -> None:
        assert page() == NONCED
        (templates / "new.html").write_text(f"new {SCRIPT}")
        assert page("new.html") == f"new {NONCED}"


class TestWhatCannotBeRewritten:
    def test_broken_template_has_djangos_error(self, templates: Path) -> None:
        (templates / "page.html").write_text(f"{SCRIPT}{{% if %}}")
        with pytest.raises(TemplateSyntaxError) as named_error:
            page()
        with override_settings(STOCKADE={}), pytest.raises(TemplateSyntaxError) as error:
            page()
        assert str(named_error.value) == str(error.value)

    def test_template_that_is_not_unicode_has_djangos_error(self, templates: Path) -> None:
        (templates / "page.html").write_bytes(b"<script src='/caf\xe9.js'></script>")
        with pytest.raises(UnicodeDecodeError):
            page()

    def test_files_that_are_not_unicode_do_not_keep_others_from_it(self, templates: Path) -> None:
        (templates / "image.png").write_bytes(b"\x89PNG\xff")
        (templates / "caf\udce9.html").write_text("the name is not Unicode")
        assert page() == NONCED

    def test_template_in_another_encoding(self, templates: Path) -> None:
        (templates / "page.html").write_bytes(f"café {SCRIPT}".encode("latin-1"))
        with override_settings(TEMPLATES=backend(templates, file_charset="latin-1")):
            assert page() == f"café {NONCED}"

    def test_large_file_is_left_alone(
        self, templates: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        text = SCRIPT + " " * 1024 * 1024
        (templates / "large.html").write_text(text)
        assert page("large.html") == text
        assert "large.html is too large" in caplog.text
        assert page() == NONCED

    def test_folders_that_lead_back_to_themselves(self, templates: Path) -> None:
        # Followed without end, two of them lead to more folders than there is time for.
        (templates / "again").symlink_to(templates)
        (templates / "once-more").symlink_to(templates)
        assert page() == NONCED

    def test_failure_leaves_the_template_as_it_is(
        self, templates: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Here a directory that fails when all templates are looked for."""
        with override_settings(
            TEMPLATES=backend(templates, loaders=[FILE_LOADER, f"{__name__}.Failing"])
        ):
            assert page() == SCRIPT
        (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
        assert "page.html" in record.getMessage()

    def test_wrong_settings_leave_templates_as_they_are(self) -> None:
        with override_settings(STOCKADE={"TEMPLATES": {"shopwear": "all"}}):
            assert page() == SCRIPT


class Failing(filesystem.Loader):
    def get_dirs(self) -> list[str]:
        raise OSError("no such disk")


class TestDangerousLoader:
    """A loader that reads no files, under the setting that says what this means."""

    @pytest.fixture(autouse=True)
    def settings(self, templates: Path) -> Iterator[None]:
        Database.rows = {"page.html": f"database {SCRIPT}", "own.html": SCRIPT}
        with override_settings(
            STOCKADE=named(danger_TEMPLATE_LOADERS=[f"{__name__}.Database"]),
            TEMPLATES=backend(templates, loaders=[f"{__name__}.Database", FILE_LOADER]),
        ):
            yield

    def test_template_that_replaces_one_of_the_package_has_nonces(self) -> None:
        assert page() == f"database {NONCED}"

    def test_template_that_replaces_none_is_left_alone(self) -> None:
        assert page("own.html") == SCRIPT

    def test_template_that_replaces_one_of_the_site_is_left_alone(
        self, templates: Path, tmp_path: Path
    ) -> None:
        site = make_package(tmp_path, "site_itself", page=SCRIPT)
        with override_settings(
            TEMPLATES=backend(site, templates, loaders=[f"{__name__}.Database", FILE_LOADER])
        ):
            assert page() == f"database {SCRIPT}"

    def test_change_is_noticed(self) -> None:
        assert page() == f"database {NONCED}"
        Database.rows = {"page.html": f"changed {SCRIPT}"}
        assert page() == f"changed {NONCED}"

    def test_only_while_the_setting_says_so(self) -> None:
        assert page() == f"database {NONCED}"
        with override_settings(STOCKADE=named()):
            assert page() == f"database {SCRIPT}"

    def test_what_is_not_safe_gets_no_nonce_here_either(self) -> None:
        hostile = '<script src="{{ address }}"></script>'
        Database.rows = {"page.html": hostile}
        html = printed(engines["django"].get_template("page.html").template, address="//evil")
        assert html == '<script src="//evil"></script>'
