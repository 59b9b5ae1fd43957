"""What the Django site and the Flask site of hostile templates have in common."""

from __future__ import annotations

import os
import re
from pathlib import Path

from stockade import CSP

from hostile.payloads import SECOND_HALF, filled_in, host_of

_FOLDER = Path(__file__).resolve().parent
STATIC = _FOLDER / "static"
TEMPLATES = _FOLDER / "templates"

#: Who puts the nonces in: "stockade"; "naive", a rewriter as anyone would write it; or "nobody",
#: and then there is no policy either.
REWRITER = os.environ.get("HOSTILE_REWRITER", "stockade")

#: As strict as a page can be that has scripts, and styles, of its own. Only the frame that the
#: tests load it in is allowed.
POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}

_TAG_START = re.compile(r"(<(?:script|style|link)\b)")


def folders(dialect: str) -> list[Path]:
    """Where the templates for "django" or for "jinja" are."""
    return [TEMPLATES / "shared", TEMPLATES / dialect]


def context(value: str, case: int) -> dict[str, object]:
    """What a template has to print. All of it comes from an attacker."""
    return {
        "value": value,
        "values": [value],
        "other": filled_in(SECOND_HALF, case),
        "case": case,
        "host": host_of(case),
    }


def upload(case: int) -> str:
    """The text of a script that an attacker has uploaded to the site."""
    return f"alert({case})"


def naively_rewritten(source: str, nonce_attribute: str) -> str:
    """Every script, style and link with the nonce, whatever stands around or in it."""
    return _TAG_START.sub(lambda match: f"{match[1]} {nonce_attribute}", source)
