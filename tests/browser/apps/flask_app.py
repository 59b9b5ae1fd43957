"""A Flask application behind Stockade."""

from __future__ import annotations

from flask import Flask, render_template_string
from stockade.flask import Stockade

from pages import PAGE, POLICY

application = Flask(__name__)
Stockade(application, POLICY)


@application.get("/page/")
def page() -> str:
    return render_template_string(PAGE.replace("{% csp_nonce_attr %}", "{{ csp_nonce_attr() }}"))
