"""Serve the WSGI application of a module beside this file: `python serve.py MODULE PORT`."""

from __future__ import annotations

import sys
from importlib import import_module

from werkzeug.serving import run_simple


def main(module: str, port: str) -> None:
    application = import_module(module).application
    # With threads werkzeug speaks HTTP/1.1. Chromium revalidates no page that came by HTTP/1.0.
    run_simple("127.0.0.1", int(port), application, threaded=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
