"""`manage.py csp templates`: what Stockade does to the templates of named packages."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.core.management.color import supports_color

from stockade.django.conf import describe, read_settings
from stockade.django.named_templates.review import site_to_review
from stockade.named_templates.command import Site, TemplatesCommand
from stockade.named_templates.lock import LockError
from stockade.named_templates.packages import NamedTemplatesError
from stockade.terminal import Terminal, wants_colour

_DESCRIPTION = """\
Show what Stockade does to the templates of the packages that
STOCKADE["TEMPLATES"] names: which tags get a nonce, which are refused, and why.
"""
_EXAMPLES = """\
examples:
  {name}                               what happens to which tag
  {name} django.contrib.admin --diff   the edits, as a diff
  {name} admin/base.html               one template
  {name} --pin                         keep it at this
  {name} --pin --accept shop/map.html:12
  {name} --check                       for continuous integration
"""


class _HelpFormatter(DjangoHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Django's order of the options, and the examples as they are written."""


class Command(BaseCommand):
    help = "Look at the Content Security Policy."
    # It is to be used when something is wrong.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        subcommands = parser.add_subparsers(
            dest="subcommand", required=True, metavar="templates", title="subcommands"
        )
        name = self._name = f"{_program(parser)} csp templates"
        templates = subcommands.add_parser(
            "templates",
            help="review and pin the templates of named packages",
            description=_DESCRIPTION,
            epilog=_EXAMPLES.format(name=name),
            formatter_class=_HelpFormatter,
        )
        self._add_common_arguments(templates)
        templates.add_argument(
            "names", nargs="*", metavar="NAME", help="a named package, or a template of one"
        )
        what = templates.add_mutually_exclusive_group()
        what.add_argument("--diff", action="store_true", help="show the edits as a diff")
        what.add_argument(
            "--pin",
            action="store_true",
            help="write to the lock file what gets a nonce now: nothing else will, from then on",
        )
        what.add_argument(
            "--check",
            action="store_true",
            help="compare with the lock file, and fail if something is new, changed or gone",
        )
        templates.add_argument(
            "--accept",
            action="append",
            default=[],
            metavar="TEMPLATE:LINE",
            help="with --pin: also the refused tag that stands there, and that you have read",
        )
        templates.add_argument(
            "--asset",
            action="append",
            default=[],
            metavar="PATH",
            help="with --pin: also a script or stylesheet of form media that is not discovered",
        )
        templates.add_argument(
            "--no-input",
            "--noinput",
            action="store_false",
            dest="interactive",
            help="with --pin: do not ask about refused tags",
        )

    def _add_common_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Those of every command, which Django knows only in front of "templates"."""
        for option in ("--settings", "--pythonpath"):
            parser.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        for option, meaning in (
            ("--traceback", "show where an error comes from"),
            ("--no-color", "print without colours, as the variable NO_COLOR asks for, too"),
            ("--force-color", "print with colours, even if this is no terminal"),
        ):
            parser.add_argument(
                option, action="store_true", default=argparse.SUPPRESS, help=meaning
            )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["accept"] or options["asset"]) and not options["pin"]:
            raise CommandError("--accept and --asset say what to pin: add --pin.")
        try:
            self._run(options)
            self.stdout.flush()
        except (NamedTemplatesError, LockError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Nothing has been written.") from None
        except BrokenPipeError:
            # Whoever read this has seen enough. Python flushes once more when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _run(self, options: dict[str, Any]) -> None:
        command = TemplatesCommand(
            _site(),
            self._terminal(options),
            name=self._name,
            write=self._write,
            ask=self._ask if self._is_somebody_there(options) else None,
        )
        names = options["names"]
        if options["pin"]:
            command.pin(names, accept=options["accept"], assets=options["asset"])
        elif options["check"]:
            if not command.check(names):
                raise CommandError(
                    "The lock file is not up to date. Look at what has changed, then write it "
                    f"with {self._name} --pin."
                )
        elif options["diff"]:
            command.diff(names)
        else:
            command.show(names)

    def _terminal(self, options: dict[str, Any]) -> Terminal:
        colour = wants_colour(self.stdout) and supports_color()
        if options["force_color"] or options["no_color"]:
            colour = options["force_color"]
        width = shutil.get_terminal_size().columns if self.stdout.isatty() else 0
        return Terminal(colour=colour, width=width)

    def _is_somebody_there(self, options: dict[str, Any]) -> bool:
        return options["interactive"] and self.stdout.isatty() and sys.stdin.isatty()

    def _write(self, line: str) -> None:
        # Before Django 5.0 its wrapper does not know the encoding of what it writes to.
        encoding = self.stdout.encoding or sys.stdout.encoding or "utf-8"
        self.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding))

    def _ask(self, question: str) -> str:
        # `input` would write to the other stream, where there is no readline.
        self.stdout.write(question, ending="")
        self.stdout.flush()
        try:
            return input()
        except EOFError:
            return ""


def _program(parser: argparse.ArgumentParser) -> str:
    """What was called with "csp": "manage.py", most of the time."""
    program = parser.prog.removesuffix("csp").strip()
    return {"": "manage.py", "__main__.py": "python -m django"}.get(program, program)


def _site() -> Site:
    # Read anew: another command in this process may have written the lock file.
    found, errors = read_settings()
    if errors:
        raise CommandError("\n".join(map(describe, errors)))
    site = site_to_review(found.templates)
    if site is None:
        raise CommandError(
            "The settings name no package. For example "
            'STOCKADE = {"TEMPLATES": {"django.contrib.admin": "own-static"}}.'
        )
    return site
