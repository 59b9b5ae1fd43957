"""A site whose templates lie in one named folder, and the command that reviews them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stockade._core import OwnAddresses, TemplateSet
from stockade.named_templates.approvals import Approvals
from stockade.named_templates.command import TemplatesCommand
from stockade.named_templates.lock import Lock
from stockade.named_templates.packages import find_packages
from stockade.named_templates.rewriting import NamedTemplates
from stockade.named_templates.site import Site
from stockade.terminal import Terminal

OWN = '<script src="/static/shop.js"></script>\n'
DATA = '<script data-user="{{ user }}" src="/static/shop.js"></script>\n'
FOREIGN = '<script src="https://cdn.example/map.js"></script>\n'
MEDIA = "{{ form.media }}\n"


class Shop:
    """The site: a folder of templates, some static files, and the lock file beside them.

    Whatever is done with it is done as by a process that has just been started.
    """

    def __init__(self, folder: Path, templates: Mapping[str, str], *, mode: str = "own-static"):
        self.folder = folder
        self.mode = mode
        self.lock_path: Path | None = folder / "csp-templates.lock"
        #: Static files, by the name that form media has for them.
        self.static: dict[str, bytes] = {}
        #: What the site's forms name.
        self.media: list[str] = []
        #: What cannot be asked for its media.
        self.faults: list[str] = []
        #: What was printed.
        self.lines: list[str] = []
        #: What was asked.
        self.questions: list[str] = []
        (folder / "shop").mkdir()
        for name, source in templates.items():
            self.write(name, source)

    def write(self, name: str, source: str) -> None:
        path = self.folder / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode())

    def site(self) -> Site:
        packages = find_packages({"./shop": self.mode}, setting="TEMPLATES", base=self.folder)
        approvals = Approvals.read(self.lock_path, read_asset=self.static.get)
        return Site(
            named=NamedTemplates(packages, approvals, OwnAddresses()),
            template_sets=[TemplateSet(self._sources(), dialect="django")],
            media=lambda: (self.media, self.faults),
            read_asset=self.static.get,
            lock=None if self.lock_path is None else Lock.read(self.lock_path),
            lock_setting="LOCK",
        )

    def command(
        self,
        *,
        width: int = 0,
        colour: bool = False,
        answers: Sequence[str] | None = None,
    ) -> TemplatesCommand:
        self.lines, self.questions = [], []
        return TemplatesCommand(
            self.site(),
            Terminal(colour=colour, width=width),
            name="manage.py csp templates",
            write=self.lines.append,
            ask=None if answers is None else self._answering(answers),
        )

    def show(self, *names: str, width: int = 0, colour: bool = False) -> str:
        self.command(width=width, colour=colour).show(names)
        return self.output

    def diff(self, *names: str, colour: bool = False) -> str:
        self.command(colour=colour).diff(names)
        return self.output

    def pin(
        self,
        *names: str,
        accept: Sequence[str] = (),
        assets: Sequence[str] = (),
        answers: Sequence[str] | None = None,
    ) -> str:
        self.command(answers=answers).pin(names, accept=accept, assets=assets)
        return self.output

    def check(self, *names: str) -> bool:
        return self.command().check(names)

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def pinned_tags(self) -> list[str]:
        return [tag.tag for tag in self._pinned.tags]

    @property
    def pinned_assets(self) -> dict[str, str | None]:
        return {asset.path: asset.digest for asset in self._pinned.assets}

    @property
    def _pinned(self):
        assert self.lock_path is not None
        package = Lock.read(self.lock_path).package("./shop")
        assert package is not None
        return package

    def _sources(self) -> list[tuple[str, str, str]]:
        folder = self.folder / "shop"
        return [
            (str(path.relative_to(folder)), str(path), path.read_bytes().decode())
            for path in folder.rglob("*")
            if path.is_file()
        ]

    def _answering(self, answers: Sequence[str]) -> Callable[[str], str]:
        remaining = list(answers)

        def ask(question: str) -> str:
            self.questions.append(question)
            return remaining.pop(0)

        return ask
