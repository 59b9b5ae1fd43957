"""Serve one example and say what to look at: what `cargo xtask demo` runs."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from types import FrameType
from urllib.request import urlopen

from examples import EXAMPLES, Example, running
from serving import ServerError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("example", choices=sorted(EXAMPLES))
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with running(EXAMPLES[arguments.example], port=arguments.port, demo=True) as address:
            print(_introduction(EXAMPLES[arguments.example], address), flush=True)
            threading.Event().wait()
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _introduction(example: Example, address: str) -> str:
    with urlopen(address) as response:  # noqa: S310 (the address is our own)
        policy = response.headers["Content-Security-Policy"]
    width = max(map(len, example.sights))
    return "\n".join(
        [
            "",
            f"  {example.name} is running at {address}/",
            "",
            *(f"    {address}{path:<{width}}  {what}" for path, what in example.sights.items()),
            "",
            "  Every page has an enforced policy and a nonce of its own. The first was sent with:",
            "",
            *(f"    {directive.strip()}" for directive in policy.split(";")),
            "",
            "  Ctrl-C stops it.",
            "",
        ]
    )


def _stop(number: int, frame: FrameType | None) -> None:
    """What ends this program ends the server too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
