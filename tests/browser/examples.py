"""The examples: how each is started, and which of its pages are looked at."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from serving import HOST, ServerError, free_port, run_python, serving

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples"

#: The `data-` attribute that the attack pages' scripts set on the root element, if they run.
PWNED = "pwned"

#: A command line, without the program it starts with.
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
    #: The environment variable that switches the policy off with the value "off".
    policy_variable: str
    #: What to show somebody who has started the example: paths, and what is to be seen there.
    sights: Mapping[str, str]
    #: Starts the server; `{port}` stands for its port.
    server: Command = ()
    #: Run before the server, in this order. They may be run again on what they have made.
    preparations: tuple[Command, ...] = ()
    #: Whether the server is a program of its own, which cargo has built, and not run by Python.
    is_binary: bool = False
    #: The environment variable that names the port, where the command line does not.
    port_variable: str | None = None
    #: The environment variable that names the database file, where there is one.
    database_variable: str | None = None
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

    @property
    def program(self) -> Path:
        """What the server is run by: this interpreter, or what cargo has built, in the folder
        that `EXAMPLE_BINARIES` names or in that of cargo's development builds.

        Raises ServerError where it has not been built.
        """
        if not self.is_binary:
            return Path(sys.executable)
        built = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
        program = Path(os.environ.get("EXAMPLE_BINARIES", built)) / self.name
        if not program.exists():
            raise ServerError(
                f"{program} has not been built. Build it with `cargo build -p {self.name}`."
            )
        return program

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
    server=("-m", "flask", "--app", "notes", "run", "--port={port}"),
    database_variable="NOTES_DATABASE",
    policy_variable="NOTES_CSP",
    sights={
        "/": "the notebook",
        "/notes/1/edit": "an inline script with a nonce, and a preview under Trusted Types",
        "/unsafe/4": "a hostile note printed unescaped: its script does not run",
    },
)

AXUM_NOTES = Example(
    name="axum-notes",
    is_binary=True,
    port_variable="NOTES_PORT",
    database_variable="NOTES_DATABASE",
    policy_variable="NOTES_CSP",
    sights={
        "/": "the notebook; the script that sets its colours is allowed by its hash",
        "/notes/1/edit": "a module, an import map, and an inline script with a nonce",
        "/about": "a page from a cache, filled with a nonce of your own",
        "/unsafe/3": "a hostile note printed unescaped: its script does not run",
    },
)

ACTIX_NOTES = Example(
    name="actix-notes",
    is_binary=True,
    port_variable="NOTES_PORT",
    policy_variable="NOTES_CSP",
    sights={
        "/": "the front page of the notebook, on Actix and Tera",
        "/unsafe": "a hostile note printed unescaped: its script does not run",
    },
)

EXAMPLES = {
    example.name: example for example in (DJANGO_SHOP, FLASK_NOTES, AXUM_NOTES, ACTIX_NOTES)
}


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
        if example.port_variable:
            environment[example.port_variable] = str(port)
        if example.database_variable and not demo:
            environment[example.database_variable] = str(Path(scratch) / "database.sqlite3")
        for preparation in example.preparations:
            run_python(preparation, folder=example.folder, environment=environment)
        server = [word.format(port=port) for word in example.server]
        with serving(
            server,
            port=port,
            folder=example.folder,
            environment=environment,
            in_view=demo,
            program=example.program,
        ) as address:
            yield address
