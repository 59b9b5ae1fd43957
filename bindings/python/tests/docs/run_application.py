"""Runs the blocks of a section with a WSGI or an ASGI application: see test_snippets.py.

The application is what Python blocks call `application`, or else `app`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from http import HTTPStatus
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import Any

from exchange import (
    Outcome,
    Step,
    Task,
    foreign_nonces,
    read_request,
    recording,
    response_head,
    run_python,
    without_nonces,
)


def main() -> None:
    task = Task.from_stdin()
    os.chdir(task.directory)
    sys.path.insert(0, task.directory)
    module = ModuleType("site_of_the_page")
    sys.modules[module.__name__] = module
    outcomes = [run(step, vars(module)) for step in task.steps]
    new = [
        asdict(outcome)
        for step, outcome in zip(task.steps, outcomes, strict=True)
        if outcome is not None and not step.again
    ]
    task.report.write_text(json.dumps(new), encoding="utf-8")


def run(step: Step, namespace: dict[str, Any]) -> Outcome | None:
    """What a block does; None for one that nothing here looks at."""
    if step.file is None and step.language not in {"python", "http"}:
        return None
    with recording(step.line) as outcome:
        if step.file:
            path = Path(step.file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text + "\n", encoding="utf-8")
        elif step.language == "python":
            run_python(step, namespace)
        elif not step.again:
            request(step, namespace.get("application") or namespace["app"], outcome)
    return outcome


def request(step: Step, application: Any, outcome: Outcome) -> None:
    method, path, headers = read_request(step.text)
    ask = ask_asgi if iscoroutinefunction(type(application).__call__) else ask_wsgi
    status, sent, body = ask(application, method, path, headers)
    head = response_head(f"{status} {HTTPStatus(status).phrase}", sent)
    outcome.printed = without_nonces(head)
    outcome.said = foreign_nonces(body, head)


Answer = tuple[int, list[tuple[str, str]], str]


def ask_asgi(application: Any, method: str, path: str, headers: dict[str, str]) -> Answer:
    from starlette.testclient import TestClient

    client = TestClient(application, raise_server_exceptions=False)
    response = client.request(method, path, headers=headers, follow_redirects=False)
    sent = [(as_written(name), value) for name, value in response.headers.multi_items()]
    return response.status_code, sent, response.text


def ask_wsgi(application: Any, method: str, path: str, headers: dict[str, str]) -> Answer:
    from werkzeug.test import Client

    response = Client(application).open(path, method=method, headers=headers)
    return response.status_code, [*response.headers.items()], response.text


def as_written(name: str) -> str:
    """A header's name as pages show it; ASGI has it in lower case."""
    return "-".join(map(str.capitalize, name.split("-")))


if __name__ == "__main__":
    main()
