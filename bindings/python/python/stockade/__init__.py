"""Strict, nonce-based Content Security Policy for Django, Flask, FastAPI and any WSGI or ASGI.

The rules (what a policy may say, what is sent when a nonce was not used) live in the Rust core;
this package connects them to frameworks: `stockade.django`, `stockade.flask`, `stockade.starlette`,
`stockade.wsgi`, `stockade.asgi`, `stockade.jinja`.
"""

from stockade._core import (
    CompiledPolicy,
    Diagnostic,
    PolicyError,
    PredictedViolation,
    __version__,
    check,
    protects_scripts,
    render,
)
from stockade.constants import CSP
from stockade.nonce import LateNonceError, LazyNonce
from stockade.serving.configuration import Probe
from stockade.serving.exchange import MissingMiddlewareError
from stockade.serving.response_headers import PublicNonceError

__all__ = [
    "CSP",
    "CompiledPolicy",
    "Diagnostic",
    "LateNonceError",
    "LazyNonce",
    "MissingMiddlewareError",
    "PolicyError",
    "PredictedViolation",
    "Probe",
    "PublicNonceError",
    "__version__",
    "check",
    "protects_scripts",
    "render",
]
