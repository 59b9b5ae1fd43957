"""The examples: how each is started, and which of its pages are looked at."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from serving import HOST, free_port, run_python, serving

FOLDER = Path(__file__).resolve().parents[2] / "examples"

#: The `data-` attribute that the attack pages' scripts set on the root element, if they run.
PWNED = "pwned"

#: A command line, without the interpreter it starts with.
Command = tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A page that an example lists: where it is, and the status it must answer with."""

    path: str
    status: HTTPStatus


@dataclass(frozen=True)
class Example:
    """One of the folders of examples/."""

    name: str
    #: Run before the server, in this order. They may be run again on what they have made.
    preparations: tuple[Command, ...]
    #: Starts the server; `{port}` stands for its port.
    server: Command
    #: The environment variable that names the database file.
    database_variable: str
    #: The environment variable that switches the policy off with the value "off".
    policy_variable: str
    #: What to show somebody who has started the example: paths, and what is to be seen there.
    sights: Mapping[str, str]
    #: Paths that are answered with another status than 200, as they should be.
    other_statuses: Mapping[str, HTTPStatus] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    @property
    def pages(self) -> list[Listed]:
        """Pages that must load without a violation."""
        return self._listed("pages.txt")

    @property
    def attack_pages(self) -> list[Listed]:
        """Pages that carry somebody's script, which must not run."""
        return self._listed("attack-pages.txt")

    def _listed(self, file: str) -> list[Listed]:
        """The lines of `file`, one path each, but for comments and empty ones."""
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        paths = [line for line in lines if line and not line.startswith("#")]
        return [Listed(path, self.other_statuses.get(path, HTTPStatus.OK)) for path in paths]


DJANGO_SHOP = Example(
    name="django-shop",
    preparations=(
        ("manage.py", "migrate", "--no-input", "--verbosity=0"),
        ("manage.py", "seed"),
    ),
    server=("manage.py", "runserver", "--noreload", f"{HOST}:{{port}}"),
    database_variable="SHOP_DATABASE",
    policy_variable="SHOP_CSP",
    sights={
        "/": "the shop",
        "/teas/morning-sencha/": "forms with their widgets' own scripts, all nonced",
        "/unescaped/1/": "a hostile review printed unescaped: its script does not run",
    },
    other_statuses={"/teas/no-such-tea/": HTTPStatus.NOT_FOUND},
)

FLASK_NOTES = Example(
    name="flask-notes",
    preparations=(),
    server=("-m", "flask", "--app", "notes", "run", "--port={port}"),
    database_variable="NOTES_DATABASE",
    policy_variable="NOTES_CSP",
    sights={
        "/": "the notebook",
        "/notes/1/edit": "an inline script with a nonce, and a preview under Trusted Types",
        "/unsafe/4": "a hostile note printed unescaped: its script does not run",
    },
)

EXAMPLES = {example.name: example for example in (DJANGO_SHOP, FLASK_NOTES)}


@contextmanager
def running(
    example: Example,
    *,
    policy: bool = True,
    port: int | None = None,
    demo: bool = False,
) -> Iterator[str]:
    """Prepare and serve `example`, and yield its address.

    With `policy=False` it sends no policy at all, to show what the policy prevents. It works on a
    database that is thrown away; as a `demo` on its own, and with the server's log in view.

    Raises ServerError where the example does not start.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory() as scratch:
        environment = {"DJANGO_RUNSERVER_HIDE_WARNING": "true"}
        if not policy:
            environment[example.policy_variable] = "off"
        if not demo:
            environment[example.database_variable] = str(Path(scratch) / "database.sqlite3")
        for preparation in example.preparations:
            run_python(preparation, folder=example.folder, environment=environment)
        server = [word.format(port=port) for word in example.server]
        with serving(
            server, port=port, folder=example.folder, environment=environment, in_view=demo
        ) as address:
            yield address
