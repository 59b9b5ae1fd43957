"""Strict, nonce-based Content Security Policy for Django and Flask.

The rules (what a policy may say, what is sent when a nonce was not used) live in the Rust core;
this package connects them to frameworks: `stockade.django`, `stockade.flask`, `stockade.jinja`.
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

__all__ = [
    "CSP",
    "CompiledPolicy",
    "Diagnostic",
    "LateNonceError",
    "LazyNonce",
    "PolicyError",
    "PredictedViolation",
    "__version__",
    "check",
    "protects_scripts",
    "render",
]
