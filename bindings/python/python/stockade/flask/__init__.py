"""Content Security Policy for Flask: see `Stockade`."""

from stockade.constants import CSP
from stockade.flask.decorators import (
    csp_exempt,
    csp_override,
    csp_replace,
    csp_report_only_override,
    csp_update,
)
from stockade.flask.extension import Stockade
from stockade.flask.templates import csp_nonce

__all__ = [
    "CSP",
    "Stockade",
    "csp_exempt",
    "csp_nonce",
    "csp_override",
    "csp_replace",
    "csp_report_only_override",
    "csp_update",
]
