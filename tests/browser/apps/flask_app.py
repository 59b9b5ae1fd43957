"""A Flask application behind Stockade."""

from __future__ import annotations

from flask import Flask, render_template_string
from stockade.flask import Stockade, csp_nonce

from pages import HASH_BLOCKS, PAGE, POLICY, RAW_SCRIPT

application = Flask(__name__)
Stockade(application, POLICY)


@application.get("/page/")
def page() -> str:
    return render_template_string(PAGE.replace("{% csp_nonce_attr %}", "{{ csp_nonce_attr() }}"))


@application.get("/hash-blocks/")
def hash_blocks() -> str:
    return render_template_string(HASH_BLOCKS)


@application.get("/raw-script/")
def raw_script() -> str:
    csp_nonce.allow_inline("script", RAW_SCRIPT)
    return f"<!doctype html><title>Raw</title><script>{RAW_SCRIPT}</script>"
