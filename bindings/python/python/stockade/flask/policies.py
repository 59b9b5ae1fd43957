"""The policies of one Flask app."""

from __future__ import annotations

from flask import Flask

from stockade.serving.application import ApplicationPolicies
from stockade.serving.configuration import Configuration

__all__ = ["EXTENSION", "AppPolicies"]

#: Where an app keeps its AppPolicies, in `app.extensions`.
EXTENSION = "stockade"


class AppPolicies(ApplicationPolicies):
    """What one app was configured with: made once, by `Stockade.init_app`."""

    def __init__(self, app: Flask, configuration: Configuration, *, checks_pages: bool) -> None:
        super().__init__(configuration)
        self.app = app
        self._checks_pages = checks_pages

    @property
    def development(self) -> bool:
        """Whether faults are raised (in debug mode and in tests) or logged (otherwise)."""
        return bool(self.app.debug or self.app.testing)

    @property
    def checks_pages(self) -> bool:
        """Whether the log says what a browser will block: in debug mode, unless it is not to."""
        # `app.debug`, without the detour that every request would pay for.
        debug: bool = self.app.config["DEBUG"]
        return self._checks_pages and debug
