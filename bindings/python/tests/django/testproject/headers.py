"""Reading the headers of a response."""

from __future__ import annotations

from typing import Any

ENFORCE = "Content-Security-Policy"
REPORT_ONLY = "Content-Security-Policy-Report-Only"

Policy = dict[str, list[str]]


def enforced(response: Any) -> Policy | None:
    """The enforced policy as directive -> sources, or None where the response has none."""
    return _parsed(response.headers.get(ENFORCE))


def report_only(response: Any) -> Policy | None:
    return _parsed(response.headers.get(REPORT_ONLY))


def nonce_of(response: Any) -> str | None:
    """The nonce of the enforced policy's `script-src`."""
    for source in (enforced(response) or {}).get("script-src", []):
        if source.startswith("'nonce-"):
            return source.removeprefix("'nonce-").removesuffix("'")
    return None


def _parsed(header: str | None) -> Policy | None:
    if header is None:
        return None
    directives = (directive.split() for directive in header.split(";"))
    return {name: sources for name, *sources in directives}
