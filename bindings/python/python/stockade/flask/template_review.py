"""`flask csp templates`: what Stockade does to the templates of named packages."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import with_appcontext

from stockade.flask.named_templates import site_to_review
from stockade.named_templates.command import TemplatesCommand
from stockade.named_templates.lock import LockError
from stockade.named_templates.packages import NamedTemplatesError
from stockade.named_templates.site import Site
from stockade.terminal import Terminal, wants_colour

__all__ = ["templates"]


@click.command(
    epilog="""\b
Examples:
  flask csp templates                      what is done to which tag
  flask csp templates flask_admin --diff   the edits, as a diff
  flask csp templates admin/base.html      one template
  flask csp templates --pin                write down what has been reviewed
  flask csp templates --pin --accept admin/base.html:15
                                           … and a tag that was refused
  flask csp templates --check              for continuous integration
"""
)
@click.argument("names", nargs=-1)
@click.option("--diff", is_flag=True, help="Show the edits as a diff.")
@click.option(
    "--pin",
    is_flag=True,
    help="Write to the lock file what gets a nonce now: nothing else will, from then on.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Compare with the lock file, and fail if something is new, changed or gone.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="TEMPLATE:LINE",
    help="With --pin: also a refused tag, which you have read. Can be given several times.",
)
@click.option(
    "--no-input", is_flag=True, help="With --pin: do not ask about tags that were refused."
)
@with_appcontext
def templates(
    names: tuple[str, ...],
    *,
    diff: bool,
    pin: bool,
    check: bool,
    accept: tuple[str, ...],
    no_input: bool,
) -> None:
    """Show what Stockade does to the templates of named packages: which tags get a nonce, which are
    refused, and why.

    NAMES are packages that STOCKADE_TEMPLATES names, or templates of theirs.
    """
    if diff + pin + check > 1:
        raise click.UsageError("--diff, --pin and --check exclude each other.")
    if accept and not pin:
        raise click.UsageError("--accept says what to pin: add --pin.")
    try:
        command = _command(ask=None if no_input else _prompt())
        if pin:
            command.pin(names, accept=accept)
        elif check:
            _check(command, names)
        elif diff:
            command.diff(names)
        else:
            command.show(names)
    except (NamedTemplatesError, LockError) as error:
        raise click.ClickException(str(error)) from error


def _command(ask: Callable[[str], str] | None) -> TemplatesCommand:
    terminal = Terminal(
        colour=wants_colour(sys.stdout),
        width=shutil.get_terminal_size().columns if sys.stdout.isatty() else 0,
    )

    def write(line: str) -> None:
        click.echo(line, color=terminal.colour)

    return TemplatesCommand(_site(), terminal, name="flask csp templates", write=write, ask=ask)


def _site() -> Site:
    site = site_to_review(current_app)
    if site is None:
        raise click.ClickException(
            "The app names no package. For example "
            'app.config["STOCKADE_TEMPLATES"] = {"flask_admin": "own-static"}.'
        )
    return site


def _prompt() -> Callable[[str], str] | None:
    """Puts a question to whoever sits at the terminal. None if nobody does."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        return None

    def ask(question: str) -> str:
        answer: str = click.prompt(question, default="", show_default=False, prompt_suffix="")
        return answer

    return ask


def _check(command: TemplatesCommand, names: tuple[str, ...]) -> None:
    if not command.check(names):
        raise click.ClickException(
            "The lock file is not up to date. Look at what has changed, then write it with "
            "`flask csp templates --pin`."
        )
