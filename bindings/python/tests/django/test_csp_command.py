"""`manage.py csp templates`."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import django
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from named_site import backend

from stockade.named_templates.assets import digest_of

PAGE = """\
<script src="/static/shop.js"></script>
<script data-user="{{ user }}" src="/static/shop.js"></script>
{{ form.media }}
"""


@pytest.fixture
def site(tmp_path: Path):
    """A site with one folder of templates, which is named."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "cart.html").write_text(PAGE)
    with override_settings(
        BASE_DIR=tmp_path,
        STOCKADE={"TEMPLATES": {"./pages": "own-static"}},
        TEMPLATES=backend(tmp_path / "pages"),
    ):
        yield tmp_path


@pytest.fixture
def admin(tmp_path: Path):
    """A site that names the admin."""
    with override_settings(
        BASE_DIR=tmp_path, STOCKADE={"TEMPLATES": {"django.contrib.admin": "own-static"}}
    ):
        yield tmp_path


def run(*arguments: str, **options: object) -> str:
    output = StringIO()
    call_command("csp", "templates", *arguments, stdout=output, **options)
    return output.getvalue()


def locked(site: Path, package: str) -> dict:
    return json.loads((site / "csp-templates.lock").read_text())["packages"][package]


@pytest.mark.usefixtures("admin")
class TestOfTheAdmin:
    def test_all_of_it_gets_nonces(self):
        output = run("django.contrib.admin")

        assert "django.contrib.admin  own-static, not pinned\n" in output
        assert "  admin/base.html\n" in output
        assert "refused" not in output

    @pytest.mark.skipif(django.VERSION >= (6, 1), reason="its templates print nonces themselves")
    def test_tags_with_data_in_them_are_reviewed(self):
        output = run("admin/popup_response.html")

        assert "reviewed    <script id=" in output

    def test_maps_are_reviewed(self):
        directory = Path(django.__file__).parent / "contrib" / "gis" / "templates"
        with override_settings(TEMPLATES=backend(directory)):
            output = run("gis/openlayers.html")

        assert "refused" not in output
        assert ("reviewed    <script>" in output) is (django.VERSION < (6, 0))

    def test_diff_changes_lines_and_adds_none(self):
        lines = run("django.contrib.admin", "--diff").splitlines()
        removed = [line for line in lines if line.startswith("-") and line[:3] != "---"]
        added = [line for line in lines if line.startswith("+") and line[:3] != "+++"]

        assert len(removed) == len(added) > 0
        assert any("{% stockade_media media" in line for line in added)

    def test_is_pinned_with_its_media(self, admin):
        output = run("--pin")
        package = locked(admin, "django.contrib.admin")
        core = Path(django.__file__).parent / "contrib/admin/static/admin/js/core.js"

        assert "django.contrib.gis: " in output
        assert (package["distribution"], package["version"]) == ("Django", django.get_version())
        assert {"path": "admin/js/core.js", "digest": digest_of(core.read_bytes())} in (
            package["assets"]
        )
        assert run("--check").count("as pinned") == 3


class TestPin:
    def test_accepts_what_a_person_has_read(self, site):
        assert "2:1  refused" in run()
        run("--pin", "--accept", "cart.html:2")

        assert "2:1  reviewed" in run()
        assert len(locked(site, "./pages")["tags"]) == 3

    def test_takes_assets_however_a_form_names_them(self, site):
        path, address = "/static/admin/js/theme.js?v=1", "https://cdn.example/m.js"
        run("--pin", "--asset", path, "--asset", address)
        digests = {asset["path"]: asset["digest"] for asset in locked(site, "./pages")["assets"]}

        assert digests["admin/js/theme.js"].startswith("sha256-")
        assert digests[address] is None

    def test_goes_where_the_settings_say(self, site):
        stockade = {"TEMPLATES": {"./pages": "own-static"}, "TEMPLATES_LOCK": "locks/csp.json"}
        with override_settings(STOCKADE=stockade):
            run("--pin")
            run("--check")

        assert (site / "locks" / "csp.json").is_file()

    def test_needs_a_place(self, site):
        stockade = {"TEMPLATES": {site / "pages": "own-static"}}
        with (
            override_settings(BASE_DIR=None, STOCKADE=stockade),
            pytest.raises(CommandError, match="TEMPLATES_LOCK"),
        ):
            run("--pin")


class TestCheck:
    def test_fails_after_a_change(self, site):
        run("--pin")
        assert run("--check") == "./pages: as pinned\n"
        (site / "pages" / "cart.html").write_text("<style></style>" + PAGE)

        with pytest.raises(CommandError, match=r"not up to date.*--pin") as error:
            run("--check")

        assert error.value.returncode == 1


class TestErrors:
    def test_no_package_is_named(self):
        with pytest.raises(CommandError, match=r'"TEMPLATES": \{"django\.contrib\.admin"'):
            run()

    def test_the_settings_are_wrong(self):
        with (
            override_settings(STOCKADE={"TEMPLATES": {"django.contrib.admim": "own-static"}}),
            pytest.raises(CommandError, match=r"Did you mean 'django\.contrib\.admin'\?"),
        ):
            run()

    @pytest.mark.usefixtures("site")
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["pagse"], r"no template of one\. Did you mean '\./pages'\?"),
            (["--accept", "cart.html:2"], "add --pin"),
            (["--asset", "shop.js"], "add --pin"),
            (["--pin", "--accept", "cart.html:7"], "no tag stands there"),
            (["--pin", "--check"], "not allowed with"),
            (["--check"], "is not pinned"),
        ],
    )
    def test_of_arguments_say_what_to_write(self, arguments, message):
        with pytest.raises(CommandError, match=message):
            run(*arguments)

    def test_the_lock_is_broken(self, site):
        (site / "csp-templates.lock").write_text("{")

        with pytest.raises(CommandError, match=r"csp-templates\.lock: the lock file is not JSON"):
            run()

    def test_no_subcommand(self):
        with pytest.raises(CommandError, match="templates"):
            call_command("csp")


def test_jinja2_is_reviewed_as_well(site):
    backends = backend(site / "pages")
    backends[0] = {**backends[0], "BACKEND": "django.template.backends.jinja2.Jinja2"}
    with override_settings(TEMPLATES=backends):
        assert "+{{ stockade_media(form.media, " in run("--diff")


@pytest.mark.usefixtures("site")
class TestColours:
    def test_are_left_out_of_files_and_pipes(self):
        assert "\x1b" not in run()

    def test_can_be_forced(self):
        assert "\x1b[31mrefused" in run("--force-color")


def test_help_has_examples(capsys):
    with pytest.raises(SystemExit):
        call_command("csp", "templates", "--help")

    output = capsys.readouterr().out
    assert "csp templates --pin --accept shop/map.html:12" in output
    assert max(map(len, output.splitlines())) <= 100


class TestInAProcess:
    """What only a real terminal or pipe shows."""

    @pytest.fixture
    def process(self, site: Path):
        (site / "shop_settings.py").write_text(
            f"""\
from pathlib import Path
BASE_DIR = Path({str(site)!r})
INSTALLED_APPS = ["django.contrib.staticfiles", "stockade.django"]
SECRET_KEY = "only for tests"
STATIC_URL = "/static/"
STOCKADE = {{"TEMPLATES": {{"./pages": "own-static"}}}}
TEMPLATES = {backend(site / "pages")!r}
USE_TZ = True
"""
        )
        paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")
        }
        environment |= {"PYTHONPATH": os.pathsep.join(paths), "TERM": "xterm"}
        command = [sys.executable, "-m", "django", "csp", "templates"]

        @contextmanager
        def start(*arguments: str, changed: dict[str, str] | None = None, **options: object):
            with subprocess.Popen(  # noqa: S603 - its arguments are those of the tests
                [*command, *arguments, "--settings=shop_settings"],
                env=environment | (changed or {}),
                cwd=site,
                **options,
            ) as process:
                yield process

        return start

    def on_terminal(self, process, *arguments: str, typed: bytes = b"", **options: object) -> str:
        """What the command writes to a terminal, on which somebody types."""
        ours, theirs = pty.openpty()
        with process(*arguments, stdin=theirs, stdout=theirs, **options) as started:
            os.close(theirs)
            os.write(ours, typed)
            written = b""
            try:
                while part := os.read(ours, 4096):
                    written += part
            except OSError:  # Linux: nobody has the terminal open any more.
                pass
            os.close(ours)
        assert started.returncode == 0
        return written.decode()

    def test_a_terminal_has_colours_and_a_width(self, process):
        output = self.on_terminal(process, changed={"COLUMNS": "60"})

        assert "\x1b[31mrefused" in output
        assert "…" in output

    def test_a_terminal_has_no_colours_where_nobody_wants_them(self, process):
        assert "\x1b" not in self.on_terminal(process, changed={"NO_COLOR": "1"})

    def test_a_person_is_asked(self, process, site):
        output = self.on_terminal(process, "--pin", typed=b"y\n")

        assert "Can it have a nonce, whatever the data? [y/N]" in output
        assert len(locked(site, "./pages")["tags"]) == 3

    def test_a_person_can_ask_not_to_be_asked(self, process, site):
        output = self.on_terminal(process, "--pin", "--no-input")

        assert "[y/N]" not in output
        assert len(locked(site, "./pages")["tags"]) == 2

    def test_a_pipe_may_be_closed_early(self, process, site):
        (site / "pages" / "long.html").write_text(PAGE * 2000)
        with process(stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
            assert started.stdout.readline() == b"./pages  own-static, not pinned\n"
            started.stdout.close()
            errors = started.stderr.read()

        assert errors == b""

    def test_a_pipe_may_not_know_every_character(self, process, site):
        (site / "pages" / "cart.html").write_text('<script src="/static/漢.js"></script>')
        changed = {"PYTHONIOENCODING": "ascii"}
        with process(stdout=subprocess.PIPE, changed=changed) as started:
            output = started.stdout.read()

        assert rb'<script src="/static/\u6f22.js">' in output
        assert started.returncode == 0
