"""The `stockade` command, as `pip install stockade` brings it."""

from __future__ import annotations

import signal
import sys

from stockade._core import run_command

__all__ = ["main"]


def main() -> int:
    """Run the command with the arguments of this process. Returns the status to exit with."""
    # Python would only take note of Ctrl-C until the command, which is not Python, has ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_command(["stockade", *sys.argv[1:]])
