"""What the `stockade` command says that a browser will do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oracle.attempts.attempt import AttemptPage
from oracle.case import Case
from oracle.framing import Framing
from oracle.observation import Violation


class CommandError(RuntimeError):
    """The command failed. The message ends with what it printed."""


@dataclass(frozen=True)
class Prediction:
    """A violation, and when it takes place: `load`, `conditional` or `interaction`."""

    violation: Violation
    when: str
    #: The name of the element that makes the attempt.
    element: str


def predict_all(cases: Sequence[Case]) -> dict[str, Sequence[Prediction]]:
    """What `stockade check` says about the page of each case, by the name of the case.

    Raises CommandError where the command does not do its work.
    """
    program = command()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as threads:
        work = [
            threads.submit(_predict, program, case, Path(folder, f"{number}.html"))
            for number, case in enumerate(cases)
        ]
        return {case.name: done.result() for case, done in zip(cases, work, strict=True)}


def explain_all(
    attempt_pages: Iterable[AttemptPage],
) -> dict[str, Mapping[str, Sequence[Prediction]]]:
    """What `stockade explain` says about the attempts on each page: by page, then by attempt.

    Raises CommandError where the command does not do its work or does not understand a line.
    """
    answers = _explain(
        _line(attempt.name, page.case, attempt.question)
        for page in attempt_pages
        for attempt in page.attempts
    )
    return {
        page.name: {
            attempt.name: [_read_answer(entry) for entry in answers[attempt.name]["violations"]]
            for attempt in page.attempts
        }
        for page in attempt_pages
    }


def explain_framings(framings: Iterable[Framing]) -> Mapping[str, bool]:
    """Whether `stockade explain` says that each page may be in its frame.

    Raises CommandError where the command does not do its work or does not understand a line.
    """
    answers = _explain(
        _line(framing.name, framing.pages[0], framing.question) for framing in framings
    )
    return {name: answer["verdict"] == "allowed" for name, answer in answers.items()}


def _line(name: str, page: Case, question: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": name, "headers": page.headers, "document": page.url, "attempt": question}


def _explain(lines: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    asked = "".join(f"{json.dumps(line)}\n" for line in lines)
    finished = subprocess.run(  # noqa: S603 (nothing of this comes from outside)
        [command(), "explain", "--batch"], input=asked.encode(), capture_output=True, check=False
    )
    printed = finished.stderr.decode(errors="replace")
    if finished.returncode not in (0, 1):
        raise CommandError(f"stockade explain --batch failed:\n{printed}")
    answers = [json.loads(line) for line in finished.stdout.splitlines()]
    faulty = [answer for answer in answers if "error" in answer]
    if faulty:
        raise CommandError(f"stockade explain --batch did not understand: {faulty[:5]}")
    return {answer["id"]: answer for answer in answers}


def _read_answer(entry: Mapping[str, Any]) -> Prediction:
    return _read({"document": "page", "when": "load", "element": "", **entry})


def command() -> str:
    """The path of the command: `STOCKADE_COMMAND`, or what this environment or `PATH` has."""
    beside = shutil.which("stockade", path=str(Path(sys.executable).parent))
    program = os.environ.get("STOCKADE_COMMAND") or beside or shutil.which("stockade")
    if program is None:
        raise FileNotFoundError(
            "The stockade command was not found. Build it (cargo build -p stockade-cli), and put "
            "its path into the environment variable STOCKADE_COMMAND."
        )
    return program


def _predict(program: str, case: Case, file: Path) -> Sequence[Prediction]:
    file.write_bytes(case.body)
    # Not as options: a header is bytes, and not always UTF-8.
    headers = file.with_suffix(".headers")
    lines = [("Content-Type", case.content_type), *case.headers]
    headers.write_bytes(b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in lines))
    files = [str(file), "--headers-from", str(headers)]
    # Nothing of this comes from outside: the cases are the project's own.
    finished = subprocess.run(  # noqa: S603
        [program, "check", *files, "--url", case.url, "--format", "json"],
        capture_output=True,
        check=False,
    )
    if finished.returncode not in (0, 1):
        printed = finished.stderr.decode(errors="replace")
        raise CommandError(f"stockade check failed on {case.name}:\n{printed}")
    return [_read(entry) for entry in json.loads(finished.stdout)["violations"]]


def _read(entry: Mapping[str, Any]) -> Prediction:
    return Prediction(
        Violation(
            document=entry["document"],
            effective_directive=entry["effectiveDirective"],
            blocked_uri=entry["blockedURI"],
            disposition=entry["disposition"],
            sample=entry["sample"],
            original_policy=entry["originalPolicy"],
        ),
        entry["when"],
        entry["element"],
    )
