"""Flask's endpoints and templates, as its signals tell them."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from weakref import WeakSet

from stockade.pytest_plugin.origin import current_origin
from stockade.pytest_plugin.patching import Patches

__all__ = ["watch"]


def watch(module: ModuleType, views: set[str], patches: Patches) -> None:
    """Note which endpoint answers with which templates, and in `views` what endpoints there are.

    `module` is `flask.signals`.
    """
    apps: WeakSet[Any] = WeakSet()

    def note_template(app: Any, template: Any, **kwargs: Any) -> None:
        if origin := current_origin():
            origin.add_template(template.name)

    def note_response(app: Any, response: Any, **kwargs: Any) -> None:
        from flask import request

        if app not in apps:
            apps.add(app)
            views.update(_endpoints(app))
        if origin := current_origin():
            origin.view = request.endpoint or ""
            # An error that nothing has made a page of is a stream, but one with a length.
            is_error = response.status_code >= 400 and response.content_length is not None
            origin.has_whole_body = response.is_sequence or is_error

    module.template_rendered.connect(note_template, weak=False)
    patches.callback(module.template_rendered.disconnect, note_template)
    module.request_finished.connect(note_response, weak=False)
    patches.callback(module.request_finished.disconnect, note_response)


def _endpoints(app: Any) -> set[str]:
    """The endpoints that a browser can ask for a page."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.rpartition(".")[2] != "static"
    }
