"""The cases of `tests/behaviour/media.json`: what media print, whatever language they are in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["MediaCase", "media_cases"]

_FILE = Path(__file__).resolve().parents[4] / "tests" / "behaviour" / "media.json"


@dataclass(frozen=True)
class MediaCase:
    """What the sum of a few parts prints. `str()` is what holds."""

    name: str
    #: Each with `css` and `js`, which hold addresses, or objects of `path`, `attributes`, `nonce`.
    parts: list[dict[str, Any]]
    has_nonce: bool
    is_conflict: bool
    #: With `{nonce}` where the nonce stands.
    html: str

    def __str__(self) -> str:
        return self.name


def media_cases() -> list[MediaCase]:
    """Every case, for `pytest.mark.parametrize("case", media_cases(), ids=str)`."""
    _about, *cases = json.loads(_FILE.read_text(encoding="utf-8"))
    return [
        MediaCase(
            case["name"],
            case["parts"],
            case.get("nonce", True),
            case.get("conflict", False),
            "\n".join(case["html"]),
        )
        for case in cases
    ]
