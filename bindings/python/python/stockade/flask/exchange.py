"""The exchange of Flask's current request.

It stands in the WSGI environment, not in `flask.g`: with an application context pushed by hand, all
requests share that one.
"""

from __future__ import annotations

from flask import request

from stockade.serving.exchange import KEY, Exchange

__all__ = ["current_exchange"]


def current_exchange() -> Exchange | None:
    """The exchange of Flask's current request; None outside any request, and where Stockade does
    not answer it."""
    try:
        exchange: Exchange | None = request.environ.get(KEY)
    except RuntimeError:  # no request context
        return None
    return exchange
