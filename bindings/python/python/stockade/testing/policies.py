"""What pages are checked against: the headers of their responses, or a policy that was given."""

from __future__ import annotations

import re
from typing import Protocol

from stockade import CSP, CompiledPolicy
from stockade.pages import Head
from stockade.serving.policies import CSP_HEADERS, ENFORCE

__all__ = ["STRICT_POLICY", "GivenPolicy", "OwnHeaders", "Policy", "read_policy"]

Headers = list[tuple[str, str]]

#: What `strict` stands for: the policy of the README's quick start.
STRICT_POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

_POLICY_KEYS = frozenset(header.lower() for header in CSP_HEADERS)
_NONCE_SOURCE = re.compile(r"'nonce-([A-Za-z0-9+/_-]+={0,2})'")
# The quantifier is bounded, so that a page of nothing but `<script` takes no quadratic time.
_NONCE_ATTRIBUTE = re.compile(
    rb"""<(?:script|style|link)\b[^>]{0,2000}?\snonce\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""",
    re.IGNORECASE,
)
#: The fewest characters of an attribute that may be taken for a nonce: 96 bits in base64.
_NONCE_LENGTH = 16


class Policy(Protocol):
    """What pages are checked against."""

    @property
    def description(self) -> str:
        """To follow "checked against"."""

    @property
    def repeated_nonces(self) -> int:
        """How many pages had a nonce that another page had before, and that did not count."""

    def headers_of(self, head: Head, page: bytes) -> Headers:
        """The headers that a page is checked under."""


class OwnHeaders:
    """Each page is checked under what its response says."""

    description = "the response's own headers"
    repeated_nonces = 0

    def headers_of(self, head: Head, page: bytes) -> Headers:
        return [header for header in head.headers if header[0].lower() in _POLICY_KEYS]


class GivenPolicy:
    """Every page is checked under the same enforced policy, whatever its response says.

    A policy with a nonce needs to know the nonce of each page. Where the response's own headers
    name nonces, these are it. Where they name none, the page's own attributes are asked: they are
    believed if all of them have the same value, which is long enough to be a nonce and has not been
    in another response. Otherwise the page has no nonce.
    """

    def __init__(self, policy: CompiledPolicy, description: str) -> None:
        self.description = description
        self.repeated_nonces = 0
        self._policy = policy
        self._seen: set[str] = set()

    def headers_of(self, head: Head, page: bytes) -> Headers:
        return [(ENFORCE, self._value(head, page))]

    def _value(self, head: Head, page: bytes) -> str:
        if not self._policy.uses_nonce:
            return self._policy.without_nonce
        nonces = _nonces_of_headers(head) or self._nonce_of_page(page)
        if not nonces:
            return self._policy.without_nonce
        # Each segment ends with `'nonce-` and the next begins with `'`.
        return "' 'nonce-".join(nonces).join(self._policy.segments)

    def _nonce_of_page(self, page: bytes) -> list[str]:
        values = {max(found) for found in _NONCE_ATTRIBUTE.findall(page)}
        nonce = values.pop().decode("latin-1") if len(values) == 1 else ""
        if len(nonce) < _NONCE_LENGTH or not _NONCE_SOURCE.fullmatch(f"'nonce-{nonce}'"):
            return []
        if nonce in self._seen:
            self.repeated_nonces += 1
            return []
        self._seen.add(nonce)
        return [nonce]


def read_policy(text: str, *, setting: str) -> Policy:
    """The policy that `text` asks for: `strict`, a policy, or "" for the responses' own headers.

    Raises PolicyError, which names `setting`.
    """
    if not text:
        return OwnHeaders()
    if text == "strict":
        compiled = CompiledPolicy.from_mapping(STRICT_POLICY, setting=setting)
        return GivenPolicy(compiled, "the strict policy")
    return GivenPolicy(CompiledPolicy.from_text(text, setting=setting), f"the policy of {setting}")


def _nonces_of_headers(head: Head) -> list[str]:
    values = (value for name, value in head.headers if name.lower() in _POLICY_KEYS)
    return sorted({nonce for value in values for nonce in _NONCE_SOURCE.findall(value)})
