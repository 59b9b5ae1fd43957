"""A Flask site of hostile templates."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, render_template, request
from jinja2 import Environment, FileSystemLoader
from stockade.flask import Stockade

from hostile.site import (
    POLICY,
    REWRITER,
    STATIC,
    TEMPLATES,
    context,
    folders,
    naively_rewritten,
    upload,
)


class NaiveLoader(FileSystemLoader):
    """Reads templates from folders, and puts a nonce expression wherever it seems to belong."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_unchanged = super().get_source(environment, template)
        return naively_rewritten(source, "{{ csp_nonce_attr() }}"), path, is_unchanged


_LOADER = NaiveLoader if REWRITER == "naive" else FileSystemLoader

application = Flask(__name__, static_folder=STATIC)
application.config["SEND_FILE_MAX_AGE_DEFAULT"] = 600
application.jinja_loader = _LOADER(folders("jinja"))
if REWRITER == "stockade":
    application.config["STOCKADE_TEMPLATES"] = {TEMPLATES: "own-static"}
if REWRITER != "nobody":
    Stockade(application, POLICY)


@application.get("/page/<path:template>")
def page(template: str) -> str:
    """`template` with what the address has for it."""
    value, case = request.args["value"], int(request.args["case"])
    return render_template(template, **context(value, case))


@application.get("/media/<int:case>.js")
def uploaded(case: int) -> Response:
    """A file that an attacker has uploaded."""
    return Response(upload(case), content_type="text/javascript")
