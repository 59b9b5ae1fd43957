"""The tests of `stockade.starlette` run where Starlette and FastAPI are installed."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("starlette") and find_spec("fastapi") else ["test_*.py"]
