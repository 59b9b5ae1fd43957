"""What Stockade knows about the request being answered: its nonce and its policies.

It stands in the WSGI environment or in the ASGI scope, under a key that no client can set: a
header's key starts with `HTTP_` in the one, and is in a list of its own in the other.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from stockade.faults import report_fault
from stockade.nonce import LazyNonce
from stockade.serving.application import ApplicationPolicies, describe_request
from stockade.serving.inline_hashes import TooManyInlineBlocksError
from stockade.serving.policy_changes import PolicyChange

__all__ = ["KEY", "Exchange", "MissingMiddlewareError", "nonce_of"]

#: Where the exchange stands.
KEY = "stockade.exchange"


class MissingMiddlewareError(RuntimeError):
    """A nonce was asked for, or a policy changed, where nothing would send it."""

    def __init__(self, module: str, consequence: str) -> None:
        super().__init__(
            f"This request did not pass {module}'s ContentSecurityPolicyMiddleware, so "
            f"{consequence}. Put the middleware around the application."
        )


def nonce_of(surroundings: Mapping[str, Any], *, module: str) -> LazyNonce:
    """The nonce of the response to the request with this environment or scope.

    Raises MissingMiddlewareError where no middleware of `module` would send it.
    """
    exchange: Exchange | None = surroundings.get(KEY)
    if exchange is None:
        raise MissingMiddlewareError(
            module,
            "there is no CSP nonce: no header would carry it, and browsers would block what it is "
            "printed on",
        )
    return exchange.nonce


class Exchange:
    """One request and its response."""

    __slots__ = (
        "_before_view",
        "_lacks_nonce",
        "_outer",
        "_path",
        "asked_nonce",
        "is_decided",
        "method",
        "policies",
        "served",
    )

    def __init__(self, policies: ApplicationPolicies, method: str, path: str | bytes) -> None:
        self.policies = policies
        #: What the response is sent with, as far as is known yet.
        self.served = self._before_view = policies.served
        #: Whether the response's headers are decided.
        self.is_decided = False
        self._lacks_nonce = False
        # What `enter` has replaced: policies, what is served, the same before the view, and what
        # stood here then.
        self._outer: Any = None
        #: What `nonce` is, once somebody has asked for it.
        self.asked_nonce: LazyNonce | None = None
        self.method = method
        self._path = path

    @classmethod
    def enter(
        cls,
        surroundings: MutableMapping[str, Any],
        policies: ApplicationPolicies,
        method: str,
        path: str | bytes,
    ) -> Exchange:
        """The exchange of this environment or scope, in which an application with these policies
        answers now.

        An application that is mounted in another one that has Stockade shares the exchange. One
        page has one nonce, and the innermost application's policies: the outer middleware will
        find the headers set.
        """
        found: Exchange | None = surroundings.get(KEY)
        if found is None or found.is_decided:
            found = surroundings[KEY] = cls(policies, method, path)
        else:
            found._outer = found.policies, found.served, found._before_view, found._outer
            found.policies = policies
            found.served = found._before_view = policies.served
        return found

    def give_up(self) -> None:
        """Say that the application failed: the one that it is mounted in answers in its place, with
        policies of its own."""
        if self._outer is not None:
            self.policies, self.served, self._before_view, self._outer = self._outer

    def change(self, change: PolicyChange) -> None:
        """Change the policies for this response."""
        self.served = self.policies.changed(self.served, change)

    def change_for_errors_too(self, change: PolicyChange) -> None:
        """Change the policies for this response, and for an error page in its place."""
        self.change(change)
        self._before_view = self.served

    def forget_view(self) -> None:
        """Go back to the policies from before the view: something failed after it returned, and the
        error page must not get what was meant for the view's page."""
        self.served = self._before_view

    @property
    def nonce(self) -> LazyNonce:
        """The response's nonce. Asking for it does not make one, printing it does."""
        nonce = self.asked_nonce
        if nonce is None:
            nonce = self.asked_nonce = LazyNonce()
            if self.is_decided:
                self._seal(nonce)
        return nonce

    @property
    def printed_nonce(self) -> str | None:
        """The nonce as text, if it has been printed."""
        return self.asked_nonce.value if self.asked_nonce is not None else None

    def allow_inline_hashes(self, nonce: LazyNonce) -> None:
        """Have the policies allow the inline blocks that were printed."""
        if nonce.has_too_many_blocks and not self.is_decided:
            fault = TooManyInlineBlocksError(self.describe())
            report_fault(fault, development=self.policies.development)
        self.served = self.policies.allowing(self.served, nonce.inline_hashes)

    def seal(self, *, lacks_nonce: bool) -> None:
        """Say that the headers are decided: an inline block that is printed from now on is late,
        and so is the nonce if the headers lack it."""
        self.is_decided = True
        self._lacks_nonce = lacks_nonce
        if self.asked_nonce is not None:
            self._seal(self.asked_nonce)

    def finish(self) -> None:
        """Say that the body is complete: what is printed from now on, as by a task in the
        background, is on no page of this response, and so is not too late for it."""
        if self.asked_nonce is not None:
            self.asked_nonce.seal(None)
            self.asked_nonce.seal_hashes(None)

    def _seal(self, nonce: LazyNonce) -> None:
        # What the nonce is told must not know the environment: it would keep itself alive.
        policies, method, path = self.policies, self.method, self._path
        if self._lacks_nonce:
            nonce.seal(policies.report_late_nonce, method, path)
        else:
            nonce.seal(None)
        nonce.seal_hashes(policies.report_late_block, self.served, method, path)

    def describe(self) -> str:
        """The request, for messages."""
        return describe_request(self.method, self._path)
