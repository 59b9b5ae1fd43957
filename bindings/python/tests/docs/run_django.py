"""Runs the blocks of a section in a Django project: see test_snippets.py.

The project was made by `startproject`; the task's settings blocks are added to its settings.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

from exchange import (
    Outcome,
    Step,
    Task,
    execute,
    foreign_nonces,
    read_request,
    recording,
    response_head,
    run_pytest,
    run_python,
    without_nonces,
)

PROJECT = "mysite"
UNDEFINED = "UNDEFINED VARIABLE"


def main() -> None:
    task = Task.from_stdin()
    os.chdir(task.directory)
    sys.path.insert(0, task.directory)
    prepare(task)

    import django

    django.setup()
    site = Site()
    outcomes = [outcome for step in task.steps if (outcome := site.run(step)) and not step.again]
    task.report.write_text(json.dumps([asdict(outcome) for outcome in outcomes]), encoding="utf-8")


def prepare(task: Task) -> None:
    """Everything that has to be there before Django starts."""
    for step in task.steps:
        if step.file and (step.again or step.language == "python"):
            save(step)
    settings = ModuleType(f"{PROJECT}.settings")
    settings.__file__ = str(Path(PROJECT, "settings.py").resolve())
    execute(Path(settings.__file__).read_text(encoding="utf-8"), "settings.py", vars(settings))
    for step in task.steps:
        if step.is_settings:
            add_settings(step, vars(settings))
    sys.modules[settings.__name__] = settings
    os.environ["DJANGO_SETTINGS_MODULE"] = settings.__name__


def add_settings(step: Step, settings: dict[str, Any]) -> None:
    """Run a settings block. In a list, `...` stands for what the setting has held so far."""

    class KeepRest(ast.NodeTransformer):
        def visit_Assign(self, node: ast.Assign) -> ast.Assign:
            name = ast.unparse(node.targets[0])
            for found in ast.walk(node.value):
                if isinstance(found, ast.List):
                    found.elts = [rest(name) if is_ellipsis(e) else e for e in found.elts]
            return node

    tree = KeepRest().visit(ast.parse("\n" * (step.line - 1) + step.text))
    execute(ast.fix_missing_locations(tree), step.page, settings)


def is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def rest(name: str) -> ast.expr:
    return ast.Starred(ast.parse(name, mode="eval").body, ast.Load())


def save(step: Step) -> None:
    assert step.file
    path = Path(step.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(step.text + "\n", encoding="utf-8")
    if step.language == "python":
        for folder in path.parents:
            if folder.name:
                (folder / "__init__.py").touch()


class Site:
    """The running project. Python blocks share one module, in which their views live."""

    def __init__(self) -> None:
        self.views = ModuleType("views")
        sys.modules["views"] = self.views
        self.routed: set[str] = set()

    def run(self, step: Step) -> Outcome | None:
        if step.file:
            return self.add_file(step)
        if step.language == "python":
            with recording(step.line) as outcome:
                run_python(step, vars(self.views))
                self.add_views()
            return outcome
        if step.again:
            return None
        with recording(step.line) as outcome:
            match step.language:
                case "settings":
                    outcome.said = "\n".join(check_messages())
                case "html+django" | "html+jinja":
                    self.render(step, outcome)
                case "http":
                    self.request(step, outcome)
                case "console":
                    outcome.printed = "".join(manage(step.text))
        return outcome

    def add_file(self, step: Step) -> Outcome:
        from django.contrib.staticfiles import finders
        from django.template import engines

        with recording(step.line) as outcome:
            save(step)
            if step.language == "html+django":
                backend: Any = engines["django"]
                for loader in backend.engine.template_loaders:
                    loader.reset()
                backend.from_string(step.text)
            static = str(step.file).partition("/static/")[2]
            get_finder: Any = finders.get_finder
            get_finder.cache_clear()  # It knows the folders that there were before.
            if static and not finders.find(static):
                outcome.said = f"{static} is not found among the static files"
        return outcome

    def add_views(self) -> None:
        """Give each new view an address: `def map_page(request)` is /map-page/."""
        from django.urls import path
        from django.views import View

        self.add_routes(vars(self.views).pop("urlpatterns", []))
        for name, value in vars(self.views).items():
            if name in self.routed or getattr(value, "__module__", None) != "views":
                continue
            if inspect.isclass(value):
                view = value.as_view() if issubclass(value, View) else None
            else:
                view = value if callable(value) and takes_request(value) else None
            if view is not None:
                self.routed.add(name)
                self.add_routes([path(f"{name.replace('_', '-').lower()}/", view)])

    def add_routes(self, routes: list[Any]) -> None:
        from django.urls import clear_url_caches

        urls: Any = importlib.import_module(f"{PROJECT}.urls")
        urls.urlpatterns += routes
        clear_url_caches()

    def render(self, step: Step, outcome: Outcome) -> None:
        """Render a template as the answer to a request."""
        from django.http import HttpResponse
        from django.template import engines
        from django.urls import path

        is_django = step.language == "html+django"
        backend: Any = engines["django" if is_django else "jinja2"]
        if is_django:
            backend.engine.string_if_invalid = UNDEFINED
        template = backend.from_string(("{% load static %}" if is_django else "") + step.text)

        def page(request: Any) -> HttpResponse:
            return HttpResponse(template.render(self.context(), request))

        address = f"line-{step.line}/"
        self.add_routes([path(address, page)])
        body, head = self.get("GET", f"/{address}", {})
        outcome.printed = without_nonces(body)
        outcome.said = foreign_nonces(body, head)
        if UNDEFINED in body:
            outcome.said += f"a variable is undefined: {body}"

    def context(self) -> dict[str, Any]:
        from django import forms

        class SearchForm(forms.Form):
            query = forms.CharField()

            class Media:
                css = {"all": ["search.css"]}
                js = ["search.js"]

        own = {name: value for name, value in vars(self.views).items() if name[0] != "_"}
        return {"form": SearchForm(), **own}

    def request(self, step: Step, outcome: Outcome) -> None:
        body, head = self.get(*read_request(step.text))
        outcome.printed = without_nonces(head)
        outcome.said = foreign_nonces(body, head)

    def get(self, method: str, path: str, headers: dict[str, str]) -> tuple[str, str]:
        from django.test import Client

        environ: dict[str, Any] = {"HTTP_HOST": "localhost"}
        for name, value in headers.items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        response = Client(**environ).generic(method, path)
        body = b"".join(response) if response.streaming else response.content
        status = f"{response.status_code} {response.reason_phrase}"
        return body.decode(errors="replace"), response_head(status, response.items())


def takes_request(function: Any) -> bool:
    return next(iter(inspect.signature(function).parameters), None) == "request"


def check_messages() -> Iterator[str]:
    """What `manage.py check` says about Stockade, as it says it."""
    from django.core.checks import run_checks

    for message in run_checks():
        if message.id and message.id.startswith("stockade."):
            yield str(message)


def manage(text: str) -> Iterator[str]:
    """The session of a console block: each `python manage.py …` line and its like, and what it
    prints."""
    from django.core.management import execute_from_command_line

    for line in text.splitlines():
        if not line.startswith("$ "):
            continue
        yield f"{line}\n"
        if line.startswith("$ python manage.py "):
            output = StringIO()
            with redirect_stdout(output), redirect_stderr(output), suppress(SystemExit):
                execute_from_command_line(shlex.split(line[2:], comments=True)[1:])
            yield output.getvalue()
        elif line.startswith("$ pytest"):
            yield run_pytest(line)


if __name__ == "__main__":
    main()
