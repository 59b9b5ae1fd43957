"""A fault found while answering a request: raise it in development, log it in production."""

from __future__ import annotations

import logging

__all__ = ["logger", "report_fault"]

logger = logging.getLogger("stockade")


def report_fault(fault: Exception, *, development: bool) -> None:
    """Raise `fault` in development. In production log it: a visitor's page never breaks for it,
    and what is sent instead is never weaker (each caller says how)."""
    if development:
        raise fault
    logger.error("%s: %s", type(fault).__name__, fault)
