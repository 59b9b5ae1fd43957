"""The differences that stay, by the major version of the browser: each case, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).with_name("known_differences.json")


def known_differences() -> Mapping[int, Mapping[str, str]]:
    """The cases and attempts that are known to differ, with their reasons, by major version."""
    versions: dict[str, dict[str, str]] = json.loads(_FILE.read_text())
    return {int(version): reasons for version, reasons in versions.items()}
