"""Runs the blocks of a section, in a project and a process of their own."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from exchange import Outcome, Step, Task
from pages import Block, pages
from sections import Case

__all__ = ["run", "session", "start_project", "unknown_commands"]

#: Commands that are not run, and why not.
NOT_RUN = {
    r"pip (un)?install .+": "changes the environment",
    r"cargo xtask .+": "the project's own commands have tests of their own",
    r"cargo add .+": "changes a project; test_installing.py knows what there is to add",
    r"cargo bench .+": "takes minutes, and says something only on a quiet machine",
    r"python manage\.py runserver": "does not end",
    r"python manage\.py startapp .+": "makes what the page then fills",
    r"django-admin startproject .+": "is done before each section",
}

LANGUAGES = {"python", "html+django", "html+jinja", "http", "console"}
#: Languages whose blocks say something about the block above.
EXPECTATIONS = {"html", "text"}
PROGRAMS = {
    "django": "run_django.py",
    "fastapi": "run_application.py",
    "flask": "run_flask.py",
    "starlette": "run_application.py",
    "werkzeug": "run_application.py",
}


def start_project(directory: Path) -> None:
    """Make what `django-admin startproject` makes."""
    command = [sys.executable, "-m", "django", "startproject", "mysite", str(directory)]
    subprocess.run(command, check=True, cwd=directory)  # noqa: S603


def run(case: Case, directory: Path, started_project: Path | None) -> dict[int, Outcome]:
    """Run the blocks of a section; what each did, by its line."""
    if case.framework is None:
        return {}
    if started_project is not None:
        shutil.copytree(started_project, directory, dirs_exist_ok=True)
    outcomes: dict[int, Outcome] = {}
    for steps in processes(case):
        task = Task(str(directory), [*quick_start(case), *steps])
        outcomes |= {outcome.line: outcome for outcome in run_process(task, case.framework)}
    return outcomes


def processes(case: Case) -> Iterator[list[Step]]:
    """The steps of each process. Settings and modules cannot change while Django runs, so where
    they do another process begins, in which what came before takes effect again."""
    done = [step_of(case, block) for block in case.earlier if is_run(block)]
    current: list[Step] = []
    has_checked = False
    for block in case.section.blocks:
        if not is_run(block):
            has_checked = has_checked or block.language in EXPECTATIONS
            continue
        step = step_of(case, block)
        changes = step.is_settings or (step.language == "python" and step.file is not None)
        if changes and has_checked:
            yield [*again(done), *current]
            done, current, has_checked = [*done, *current], [], False
        current.append(step)
        has_checked = has_checked or not changes
    if current:
        yield [*again(done), *current]


def run_process(task: Task, framework: str) -> list[Outcome]:
    program = Path(__file__).with_name(PROGRAMS[framework])
    task.report.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", str(program)],
        input=task.to_json(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert task.report.exists(), done.stderr
    return [Outcome(**found) for found in json.loads(task.report.read_text(encoding="utf-8"))]


def again(steps: list[Step]) -> list[Step]:
    return [replace(step, again=True) for step in steps]


def quick_start(case: Case) -> list[Step]:
    """The quick start of the README; in Django with an app to put things into."""
    if not case.has_quick_start:
        return []
    readme = next(page for page in pages() if page.name == "README.md")
    section = next(found for found in readme.sections if found.anchor == case.framework)
    block = next(block for block in section.blocks if block.language == "python")
    steps = [step_of(replace(case, page=readme), block)]
    if case.framework == "django":
        shop = 'INSTALLED_APPS += ["shop"]\nTEMPLATES[0]["DIRS"] = [BASE_DIR / "templates"]'
        steps += [
            Step(__file__, 1, "python", "", file="shop/__init__.py"),
            Step(__file__, 1, "settings", shop),
        ]
    return again(steps)


def step_of(case: Case, block: Block) -> Step:
    language, text = block.language, block.text
    if language == "console":
        text = session(block)
    elif language == "python" and case.framework == "django" and is_settings(block):
        language = "settings"
        if name := block.comments.get("without"):
            text += f"\ndel {name}"
    return Step(case.page.name, block.line, language, text, file=block.comments.get("file"))


def is_run(block: Block) -> bool:
    if "file" in block.comments:
        return True
    if block.language == "console":
        return bool(session(block))
    return block.language in LANGUAGES and "kind" not in block.comments


def is_settings(block: Block) -> bool:
    """Whether a block does nothing but import and assign to upper-case names."""
    statements = [
        statement
        for statement in ast.parse(block.text).body
        if not isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    return bool(statements) and "file" not in block.comments and all(map(is_setting, statements))


def is_setting(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            while isinstance(target, ast.Subscript):
                target = target.value
            return isinstance(target, ast.Name) and target.id.isupper()
        case _:
            return False


def session(block: Block) -> str:
    """The part of a console block that is run: each such command, and what it prints."""
    commands = re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE)
    return "".join(filter(is_run_command, commands))


def is_run_command(text: str) -> bool:
    command = text.partition("\n")[0].removeprefix("$ ")
    is_known = command.startswith(("python manage.py ", "flask ", "pytest"))
    return is_known and not is_excepted(command)


def is_excepted(command: str) -> bool:
    return any(re.fullmatch(pattern, command) for pattern in NOT_RUN)


def unknown_commands(block: Block) -> Iterator[str]:
    """Commands in a console block that nothing checks and that are not excepted either."""
    for command in re.findall(r"^\$ (.+)$", block.text, re.MULTILINE):
        if not is_run_command(f"$ {command}") and not is_excepted(command):
            yield command
