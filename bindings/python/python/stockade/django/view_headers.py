"""Policy headers that a view has set itself: kept as they are, and looked at in development."""

from __future__ import annotations

from stockade._core import inspect_header
from stockade.faults import logger
from stockade.serving.policies import REPORT_ONLY

__all__ = ["HeaderInspector"]

_LIMIT = 256


class HeaderInspector:
    """Logs a warning for each thing that is wrong with a header, once for each distinct text."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def inspect(self, path: str, header: str, value: str, nonce: str | None) -> None:
        """Look at the header that the view at `path` has set on a page that printed `nonce`."""
        # The view may have put the nonce in, and the text would be another each time.
        text = value.replace(nonce, "…") if nonce else value
        if (header, text) in self._seen:
            return
        if len(self._seen) >= _LIMIT:
            self._seen.clear()
        self._seen.add((header, text))
        for diagnostic in inspect_header(value, nonce, report_only=header == REPORT_ONLY):
            logger.warning("%s: the view's own %s is sent as it is: %s", path, header, diagnostic)
