"""What Stockade knows about the request being answered: its nonce and its policies.

It stands in the WSGI environment, under a key that no client can set (a header's key starts with
`HTTP_`). Not in `flask.g`: with an application context pushed by hand, all requests share that one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import request

from stockade.nonce import LazyNonce

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from flask import Response

    from stockade.flask.policies import AppPolicies, PolicyChange

__all__ = ["ENVIRON_KEY", "Exchange", "current_exchange", "describe_request"]

ENVIRON_KEY = "stockade.exchange"


class Exchange:
    """One request and its response."""

    __slots__ = (
        "_before_view",
        "_late",
        "_nonce",
        "app_policies",
        "is_started",
        "page",
        "served",
        "template",
    )

    def __init__(self, app_policies: AppPolicies) -> None:
        self.app_policies = app_policies
        #: What the response is sent with, as far as is known yet.
        self.served = self._before_view = app_policies.served
        #: Whether the response's headers are decided.
        self.is_started = False
        #: In debug mode, the template that was rendered last.
        self.template: str | None = None
        #: In debug mode, the response that Flask has made, and what it is made of.
        self.page: tuple[Response, str] | None = None
        self._nonce: LazyNonce | None = None
        self._late: Callable[[], None] | None = None

    def enter(self, app_policies: AppPolicies) -> None:
        """Answer with the policies of another app, which is mounted in the first one."""
        self.app_policies = app_policies
        self.served = self._before_view = app_policies.served

    def change(self, change: PolicyChange) -> None:
        """Change the policies for this response."""
        self.served = self.app_policies.changed(self.served, change)

    def change_for_blueprint(self, change: PolicyChange) -> None:
        """Change the policies for whatever the request's blueprint answers, error pages too."""
        self.change(change)
        self._before_view = self.served

    def forget_view(self) -> None:
        """Go back to the policies from before the view: something failed after it returned, and the
        error page must not get what was meant for the view's page."""
        self.served = self._before_view

    @property
    def nonce(self) -> LazyNonce:
        """The response's nonce. Asking for it does not make one, printing it does."""
        nonce = self._nonce
        if nonce is None:
            nonce = self._nonce = LazyNonce()
            if self._late is not None:
                nonce.seal(self._late)
        return nonce

    @property
    def read_nonce(self) -> str | None:
        """The nonce as text, if it has been printed."""
        return self._nonce.value if self._nonce is not None else None

    def seal(self, late: Callable[[], None] | None) -> None:
        """Have `late` called if the nonce is read from now on: the header goes out without it.
        None lifts that again."""
        self._late = late
        if self._nonce is not None:
            self._nonce.seal(late)


def current_exchange() -> Exchange | None:
    """The exchange of Flask's current request; None outside any request, and where Stockade does
    not answer it."""
    try:
        exchange: Exchange | None = request.environ.get(ENVIRON_KEY)
    except RuntimeError:  # no request context
        return None
    return exchange


def describe_request(environ: WSGIEnvironment) -> str:
    """The request, for messages."""
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    # A path can hold line breaks, which must not reach a log.
    return f"{environ['REQUEST_METHOD']} {quote(path, encoding='latin-1', errors='replace')}"
