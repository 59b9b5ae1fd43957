"""A folder of pages with the policies that `stockade hash` writes: what the pages show runs in a
browser, and nothing else does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from observing import ObservedPage
from serving import HOST

_SITE = Path(__file__).resolve().parent / "sites" / "teas"
_COMMAND = Path(sys.executable).with_name("stockade")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the site, to be written into."""
    return Path(shutil.copytree(_SITE, tmp_path / "site"))


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Where the site is served, with the headers of its `_headers` file as Netlify sends them."""
    handler = partial(_Handler, directory=str(site))
    server = ThreadingHTTPServer((HOST, 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{HOST}:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("format_name", ["meta", "headers"])
def test_what_a_page_shows_runs(
    page: ObservedPage, site: Path, address: str, format_name: str
) -> None:
    _hash(site, "--format", format_name)
    visit = page.visit(f"{address}/")
    assert visit.violations == []
    assert visit.failed_requests == []
    ran = {name: page.attribute(name) for name in ("head", "module", "file", "framed")}
    assert ran == {"head": "grün", "module": "3", "file": "ran", "framed": "ran"}
    colour = page.page.locator("h1").evaluate("(element) => getComputedStyle(element).color")
    assert colour == "rgb(0, 128, 0)"


@pytest.mark.parametrize("format_name", ["meta", "headers"])
def test_what_is_changed_afterwards_is_blocked(
    page: ObservedPage, site: Path, address: str, format_name: str
) -> None:
    _hash(site, "--format", format_name)
    index = site / "index.html"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace("grün", "rot"), encoding="utf-8")
    visit = page.visit(f"{address}/")
    assert [violation.directive for violation in visit.violations] == ["script-src-elem"]
    assert page.attribute("head") is None


@pytest.mark.parametrize("format_name", ["meta", "headers"])
def test_handlers_and_style_attributes_work_only_when_asked_for(
    page: ObservedPage, site: Path, address: str, format_name: str
) -> None:
    _hash(site, "--format", format_name)
    visit = page.visit(f"{address}/list/")
    page.page.click("p")
    assert {violation.directive for violation in visit.violations} == {
        "script-src-attr",
        "style-src-attr",
    }
    assert page.attribute("clicked") is None

    _hash(site, "--format", format_name, "--unsafe-hashes")
    visit = page.visit(f"{address}/list/")
    page.page.click("p")
    assert visit.violations == []
    assert page.attribute("clicked") == "ran"


def _hash(site: Path, *options: str) -> None:
    """Write the policies. Status 1 says that a page has a handler, which is not allowed."""
    command = [str(_COMMAND), "hash", str(site), "--write", *options]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    expected = 0 if "--unsafe-hashes" in options else 1
    assert finished.returncode == expected, finished.stdout + finished.stderr


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder, with the header of the rule for everything."""

    def end_headers(self) -> None:
        # Pages are written anew between two visits.
        self.send_header("Cache-Control", "no-store")
        rules = Path(self.directory) / "_headers"
        if rules.exists():
            lines = rules.read_text(encoding="utf-8").splitlines()
            for line in lines[lines.index("/*") + 1 : -1]:
                name, value = line.strip().split(": ", 1)
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""
