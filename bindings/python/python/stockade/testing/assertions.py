"""What single tests say about one response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stockade import CompiledPolicy
from stockade.pages import Head, NotCheckedError, is_page
from stockade.terminal import printable
from stockade.testing.judgement import complaint, judge
from stockade.testing.policies import GivenPolicy, Policy, read_policy
from stockade.testing.responses import page_of

__all__ = ["CSPAssertions", "assert_csp_clean"]


def assert_csp_clean(
    response: Any,
    *,
    policy: str | Mapping[str, object] | None = None,
    allow_unprotected: bool = False,
) -> None:
    """Fail unless no load-time violation is predicted for a page under an enforced policy.

    `response` is what a test client has returned: Django's or Flask's, Starlette's, httpx's,
    WebTest's. It is checked under its own headers, or under `policy`: `"strict"`, a policy as text,
    or one in the format of `SECURE_CSP`. A page without an enforced policy fails, as does one whose
    policy lets any script run, unless that is allowed.

    Raises AssertionError, and PolicyError for a `policy` that must not be sent.
    """
    # pytest leaves this frame out of its tracebacks.
    __tracebackhide__ = True
    head, body = page_of(response)
    against = _policy(policy)
    try:
        if not is_page(head):
            raise AssertionError(f"{_request(head)} has not answered with an HTML page")
        judgement = judge(head, body, against)
    except NotCheckedError as error:
        raise AssertionError(f"{_request(head)} cannot be checked: it is {error}") from None
    if wrong := complaint(judgement, allow_unprotected=allow_unprotected):
        raise AssertionError(f"{_request(head)}, checked against {against.description}:\n{wrong}")


class CSPAssertions:
    """To be mixed into `unittest.TestCase` or Django's.

    `class PageTests(CSPAssertions, TestCase)`
    """

    def assertCSPClean(
        self,
        response: Any,
        *,
        policy: str | Mapping[str, object] | None = None,
        allow_unprotected: bool = False,
    ) -> None:
        """What `assert_csp_clean` does."""
        __tracebackhide__ = True
        assert_csp_clean(response, policy=policy, allow_unprotected=allow_unprotected)


def _policy(policy: str | Mapping[str, object] | None) -> Policy:
    if isinstance(policy, Mapping):
        compiled = CompiledPolicy.from_mapping(policy, setting="policy")
        return GivenPolicy(compiled, "the policy given")
    return read_policy(policy or "", setting="policy")


def _request(head: Head) -> str:
    return printable(f"{head.method} {head.url}")
