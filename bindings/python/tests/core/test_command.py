"""The `stockade` command of the Python package: the same program as that of the crate."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from stockade.command import main

QUESTION = ["explain", "--policy", "img-src 'self'", "--page", "https://shop.example/"]


def stockade(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stockade", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.parametrize(
    ("url", "status"), [("https://shop.example/a.png", 0), ("https://cdn.example/a.png", 1)]
)
def test_the_answer_is_printed_and_is_the_status(url: str, status: int) -> None:
    done = stockade(*QUESTION, "--load", url, "--as", "image")
    assert done.returncode == status, done.stderr
    assert done.stdout.startswith("blocked" if status else "allowed")


def test_wrong_use_has_a_status_of_its_own() -> None:
    done = stockade("explian")
    assert done.returncode == 2
    assert "explian" in done.stderr
    assert done.stdout == ""


def test_help_calls_the_command_by_its_name() -> None:
    assert "Usage: stockade " in stockade("--help").stdout


def test_pip_installs_the_command() -> None:
    (command,) = entry_points(group="console_scripts", name="stockade")
    assert command.load() is main


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_ends_it_at_once() -> None:
    command = [sys.executable, "-m", "stockade", "explain", "--batch"]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("no question\n")
        process.stdin.flush()
        assert "error" in process.stdout.readline()  # it waits for the next one
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == -signal.SIGINT
        assert process.stderr
        assert process.stderr.read() == ""
