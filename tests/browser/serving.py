"""Running web servers: on loopback, for the time of a `with` block, and none left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 5.0
_LOOK_SECONDS = 0.05
_APPLICATIONS = Path(__file__).resolve().parent / "apps"


class ServerError(RuntimeError):
    """A server, or what prepares it, failed. The message ends with what it printed."""


def free_port() -> int:
    """A port of the loopback address that nobody listens at."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def run_python(arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> None:
    """Run this interpreter with `arguments` to its end.

    Raises ServerError with what it printed, where that does not end well.
    """
    finished = subprocess.run(  # noqa: S603 (the arguments are the caller's own)
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=START_SECONDS,
        check=False,
    )
    if finished.returncode != 0:
        raise ServerError(
            f"{' '.join(arguments)} failed:\n{finished.stdout.decode(errors='replace')}"
        )


@contextmanager
def serving(
    arguments: Sequence[str],
    *,
    port: int,
    folder: Path,
    environment: Mapping[str, str],
    in_view: bool = False,
    program: Path = Path(sys.executable),
) -> Iterator[str]:
    """Run `program` (this interpreter) with `arguments`, which must listen at `port`, and yield the
    server's address. What it prints is shown with `in_view`, or else only if it does not start.

    Raises ServerError where the port is taken, or where the program ends at once or does not listen
    in time.
    """
    if _is_listening(port):
        raise ServerError(f"Another program listens at port {port}. Choose another with --port.")
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 (the arguments are the caller's own)
            [str(program), *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=None if in_view else log,
            stderr=None if in_view else subprocess.STDOUT,
        )
        try:
            _wait_until_listening(process, port, log)
            yield f"http://{HOST}:{port}"
        finally:
            _stop(process)


@contextmanager
def serving_application(module: str) -> Iterator[str]:
    """Serve one of the small applications in apps/, and yield its address."""
    port = free_port()
    arguments = ["serve.py", module, str(port)]
    with serving(arguments, port=port, folder=_APPLICATIONS, environment={}) as address:
        yield address


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if _is_listening(port):
            return
        time.sleep(_LOOK_SECONDS)
    log.seek(0)
    end = "did not listen in time" if process.poll() is None else "ended at once"
    raise ServerError(f"The server {end}: {process.args!r}\n{log.read().decode(errors='replace')}")


def _is_listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, port)) == 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
