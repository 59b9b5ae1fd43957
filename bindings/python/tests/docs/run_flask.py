"""Runs the blocks of a section in a Flask app: see test_snippets.py."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from types import ModuleType

from exchange import (
    Outcome,
    Step,
    Task,
    foreign_nonces,
    read_request,
    recording,
    response_head,
    run_pytest,
    run_python,
    without_nonces,
)
from flask import Flask, render_template_string


def main() -> None:
    task = Task.from_stdin()
    os.chdir(task.directory)
    sys.path.insert(0, task.directory)
    site = Site()
    outcomes = [outcome for step in task.steps if (outcome := site.run(step)) and not step.again]
    task.report.write_text(json.dumps([asdict(outcome) for outcome in outcomes]), encoding="utf-8")


class Site:
    """The module in which Python blocks run, and the app they make there."""

    def __init__(self) -> None:
        self.module = ModuleType("notes")
        self.module.__file__ = str(Path("notes.py").resolve())
        sys.modules["notes"] = self.module

    @property
    def app(self) -> Flask:
        return next(value for value in vars(self.module).values() if isinstance(value, Flask))

    def allow_routes(self) -> None:
        """An app takes no more views after its first request; a page shows them between two."""
        for value in vars(self.module).values():
            if isinstance(value, Flask):
                value._got_first_request = False

    def run(self, step: Step) -> Outcome | None:
        with recording(step.line) as outcome:
            if step.file:
                path = Path(step.file)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text + "\n", encoding="utf-8")
                if step.language == "html+jinja":
                    self.app.jinja_env.parse(step.text)
            elif step.language == "python":
                self.allow_routes()
                run_python(step, vars(self.module))
            elif not step.again:
                self.check(step, outcome)
        return outcome

    def check(self, step: Step, outcome: Outcome) -> None:
        self.app.testing = True  # faults raise
        self.allow_routes()
        match step.language:
            case "html+jinja":
                self.render(step, outcome)
            case "http":
                self.request(step, outcome)
            case "console":
                outcome.printed = "".join(self.commands(step.text))

    def render(self, step: Step, outcome: Outcome) -> None:
        """Render a template as the answer to a request."""
        context = {name: value for name, value in vars(self.module).items() if name[0] != "_"}
        context.pop("csp_nonce", None)  # templates have their own
        endpoint = f"line_{step.line}"
        self.app.add_url_rule(
            f"/{endpoint}", endpoint, lambda: render_template_string(step.text, **context)
        )
        body, head = self.get("GET", f"/{endpoint}", {})
        outcome.printed = without_nonces(body)
        outcome.said = foreign_nonces(body, head)

    def request(self, step: Step, outcome: Outcome) -> None:
        body, head = self.get(*read_request(step.text))
        outcome.printed = without_nonces(head)
        outcome.said = foreign_nonces(body, head)

    def get(self, method: str, path: str, headers: dict[str, str]) -> tuple[str, str]:
        response = self.app.test_client().open(path, method=method, headers=headers)
        status = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
        return response.text, response_head(status, response.headers.items())

    def commands(self, text: str) -> Iterator[str]:
        """The session of a console block: each `flask …` line and its like, and what it prints."""
        for line in text.splitlines():
            if not line.startswith("$ "):
                continue
            yield f"{line}\n"
            if line.startswith("$ flask "):
                arguments = shlex.split(line[2:], comments=True)[1:]
                yield self.app.test_cli_runner().invoke(args=arguments).output
            elif line.startswith("$ pytest"):
                yield run_pytest(line)


if __name__ == "__main__":
    main()
