"""The report file: everything that a run has found, for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stockade import PredictedViolation, render
from stockade.pytest_plugin.findings import Blocked, Findings, Note, Seen, Source
from stockade.pytest_plugin.settings import Settings
from stockade.pytest_plugin.summary import NOT_COVERED

__all__ = ["write_report"]

Data = dict[str, Any]


def write_report(path: Path, findings: Findings, settings: Settings) -> None:
    """Raises OSError if the file cannot be written."""
    if path.suffix == ".sarif":
        # Lines are those of the page, and not of its template: so the page is the file.
        text = render(
            ((found[1].first.url, _predicted(*found)) for found in findings.blocked.items()),
            "sarif",
        )
    else:
        text = json.dumps(_json(findings, settings), indent=2, ensure_ascii=False)
    path.write_text(text.rstrip() + "\n", encoding="utf-8")


def _predicted(blocked: Blocked, seen: Seen) -> PredictedViolation:
    fields = {**vars(blocked), **vars(seen.first)}
    del fields["source"], fields["url"]
    return PredictedViolation(fields)


def _json(findings: Findings, settings: Settings) -> Data:
    return {
        "version": 1,
        "checkedAgainst": settings.policy.description,
        "notCovered": NOT_COVERED,
        "pages": {"checked": findings.pages, "withViolations": findings.pages_with_violations},
        "violations": [_violation(*found) for found in findings.blocked.items()],
        "unprotected": [_note(*found) for found in findings.unprotected.items()],
        "notChecked": [_note(*found) for found in findings.unchecked.items()],
        "neverRendered": sorted(findings.views - findings.answered),
        "problems": [
            {"message": message, "count": count} for message, count in findings.problems.items()
        ],
        "dropped": findings.dropped,
    }


def _violation(blocked: Blocked, seen: Seen) -> Data:
    first = seen.first
    return {
        **_source(blocked.source),
        "document": blocked.document,
        "when": blocked.when,
        "effectiveDirective": blocked.effective_directive,
        "blockedURI": blocked.blocked_uri,
        "disposition": blocked.disposition,
        "sample": first.sample,
        "originalPolicy": first.original_policy,
        "line": first.line,
        "column": first.column,
        "span": [*first.span],
        "element": blocked.element,
        "code": blocked.code,
        "message": blocked.message,
        "help": blocked.help,
        **_seen(seen),
    }


def _note(note: Note, seen: Seen) -> Data:
    return {"reason": note.text, **_source(note.source), **_seen(seen)}


def _source(source: Source) -> Data:
    """null for what is not known."""
    return {
        "view": source.view or None,
        "template": source.template or None,
        "path": source.path or None,
    }


def _seen(seen: Seen) -> Data:
    return {"count": seen.count, "url": seen.first.url, "tests": seen.tests}
