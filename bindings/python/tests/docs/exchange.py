"""What the tests and the programs that run a section's code tell each other.

A program gets a `Task` on its standard input and writes what its blocks did to the task's report.
"""

from __future__ import annotations

import ast
import json
import logging
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

__all__ = [
    "Outcome",
    "Step",
    "Task",
    "execute",
    "foreign_nonces",
    "read_request",
    "recording",
    "response_head",
    "run_pytest",
    "run_python",
    "without_nonces",
]


@dataclass
class Step:
    """A block to be run."""

    page: str
    line: int
    language: str
    text: str
    #: Where the text is to be saved, relative to the project; None where it is run or rendered.
    file: str | None = None
    #: Whether it has been run and reported before, and only has to take effect again.
    again: bool = False

    @property
    def is_settings(self) -> bool:
        return self.language == "settings"


@dataclass
class Task:
    """A section to be run in a project of its own."""

    directory: str
    steps: list[Step] = field(default_factory=list)

    @property
    def report(self) -> Path:
        return Path(self.directory, "report.json")

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_stdin(cls) -> Task:
        found = json.load(sys.stdin)
        return cls(found["directory"], [Step(**step) for step in found["steps"]])


@dataclass
class Outcome:
    """What a block did."""

    line: int
    #: What it printed: a page, a response's head, a command's output.
    printed: str = ""
    #: What was said about it: log messages, an exception.
    said: str = ""


class _Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@contextmanager
def recording(line: int) -> Iterator[Outcome]:
    """Record what is printed, logged by Stockade and raised."""
    outcome = Outcome(line)
    messages = _Messages()
    logger = logging.getLogger("stockade")
    logger.addHandler(messages)
    logger.propagate = False
    output = StringIO()
    try:
        with redirect_stdout(output), redirect_stderr(output):
            yield outcome
    except Exception as error:
        messages.texts.append(f"{type(error).__name__}: {error}")
    finally:
        logger.removeHandler(messages)
    outcome.printed += output.getvalue()
    outcome.said = "\n".join([*filter(None, [outcome.said]), *messages.texts])


def run_python(step: Step, namespace: dict[str, Any]) -> None:
    """Run a block, and the tests it defines, so that tracebacks show the lines of its page."""
    before = set(namespace)
    execute("\n" * (step.line - 1) + step.text, step.page, namespace)
    for name in namespace.keys() - before:
        if name.startswith("test_"):
            namespace[name]()


def run_pytest(line: str) -> str:
    """Run a line `$ pytest …` in this process, where the project is. What it prints.

    A module of tests is imported once: a section that changes one has to give it another name.
    """
    import pytest  # Most pages do not need it.

    output = StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        pytest.main(["-p", "no:cacheprovider", *shlex.split(line, comments=True)[2:]])
    return output.getvalue()


def execute(source: str | ast.Module, name: str, namespace: dict[str, Any]) -> None:
    # Not inherited: the `from __future__` of this file, which readers do not write.
    exec(compile(source, name, "exec", dont_inherit=True), namespace)  # noqa: S102


def read_request(text: str) -> tuple[str, str, dict[str, str]]:
    """Method, path and headers of an `http` block."""
    first, *lines = text.partition("\n\n")[0].splitlines()
    method, path = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    return method, path, headers


_SHOWN = re.compile(
    r"content-security-policy.*|csp-nonce-placeholder|reporting-endpoints|cache-control|etag", re.I
)


def response_head(status: str, headers: Iterable[tuple[str, str]]) -> str:
    """A response's head as `http` blocks show it: the status, and what a policy is about."""
    shown = sorted(f"{name}: {value}" for name, value in headers if _SHOWN.fullmatch(name))
    return "\n".join([f"HTTP/1.1 {status}", *shown])


def nonces(text: str) -> set[str]:
    """The nonces in a page or a header."""
    return set(re.findall(r"""nonce(?:="|-)([\w-]{22})["']""", text))


def without_nonces(text: str) -> str:
    return re.sub(r"""(nonce(?:="|-))[\w-]{22}(?=["'])""", r"\1…", text)


def foreign_nonces(page: str, head: str) -> str:
    """A complaint where a page printed another nonce than that of its header."""
    is_foreign = nonces(head) and nonces(page) - nonces(head)
    return "the page has another nonce than its header" if is_foreign else ""
