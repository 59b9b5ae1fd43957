"""Constants for policies: a superset of Django's `django.utils.csp.CSP`, with equal values."""

from __future__ import annotations

from enum import Enum

from stockade._core import NONCE_PLACEHOLDER

__all__ = ["CSP"]


class CSP(str, Enum):
    """Source expressions and header names, as text that can stand in any policy.

    >>> {"script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC]}["script-src"][1] == "'strict-dynamic'"
    True
    """

    HEADER_ENFORCE = "Content-Security-Policy"
    HEADER_REPORT_ONLY = "Content-Security-Policy-Report-Only"

    NONE = "'none'"
    REPORT_SAMPLE = "'report-sample'"
    REPORT_SHA256 = "'report-sha256'"
    REPORT_SHA384 = "'report-sha384'"
    REPORT_SHA512 = "'report-sha512'"
    SELF = "'self'"
    STRICT_DYNAMIC = "'strict-dynamic'"
    INLINE_SPECULATION_RULES = "'inline-speculation-rules'"
    TRUSTED_TYPES_EVAL = "'trusted-types-eval'"
    UNSAFE_EVAL = "'unsafe-eval'"
    UNSAFE_HASHES = "'unsafe-hashes'"
    UNSAFE_INLINE = "'unsafe-inline'"
    UNSAFE_WEBTRANSPORT_HASHES = "'unsafe-webtransport-hashes'"
    WASM_UNSAFE_EVAL = "'wasm-unsafe-eval'"

    BLOB = "blob:"
    DATA = "data:"
    HTTPS = "https:"
    WSS = "wss:"

    #: Replaced by each response's own nonce.
    NONCE = NONCE_PLACEHOLDER

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, specification: str) -> str:
        # Before Python 3.12 a mixed-in enum would format as its member name.
        return format(str(self), specification)
