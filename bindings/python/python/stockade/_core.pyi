"""The Rust core, as Python sees it: conversions only, every rule lives in the `stockade` crate."""

from collections.abc import Collection, Mapping
from typing import Literal, final

__all__ = [
    "NONCE_PLACEHOLDER",
    "CompiledPolicy",
    "Diagnostic",
    "PolicyError",
    "__version__",
    "generate_nonce",
    "inspect_header",
    "known_bypass",
    "replace_mapping",
    "reporting_endpoints",
    "update_mapping",
]

__version__: str

#: Stands in a policy's source list where each response's own nonce goes.
#: The same text as Django's `CSP.NONCE`.
NONCE_PLACEHOLDER: str

def generate_nonce() -> str:
    """128 bits from the operating system as 22 characters of unpadded base64url."""

class PolicyError(ValueError):
    """A policy that must not be sent. `str()` says what, where, why, and what to write instead."""

    #: Which rule was broken, in kebab-case (`"unquoted-keyword"`, `"unknown-directive"`, …).
    kind: str
    #: The setting the policy came from, as passed to the call.
    setting: str
    directive: str | None
    value: str | None
    #: What to write instead, where that is known.
    suggestion: str | None

@final
class Diagnostic:
    """Something worth a person's attention that does not stop the policy from being sent."""

    @property
    def code(self) -> str: ...  # kebab-case
    @property
    def severity(self) -> Literal["error", "warning", "note"]: ...
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str | None: ...
    @property
    def directive(self) -> str | None: ...
    @property
    def value(self) -> str | None: ...
    @property
    def span(self) -> tuple[int, int] | None:
        """Bytes of the UTF-8 text that was parsed; None for a policy that was built."""
    def __str__(self) -> str: ...  # message, then help

@final
class CompiledPolicy:
    """A checked policy, cut into segments so that a response only joins its nonce in."""

    @staticmethod
    def from_mapping(
        mapping: Mapping[str, object],
        *,
        setting: str = "policy",
        report_only: bool = False,
        endpoints: Collection[str] | None = None,
    ) -> CompiledPolicy:
        """Build from Django 6's format: directive -> iterable of str | str | True | False | None.

        `endpoints`: names that `report-to` may use; None = not checked.
        Raises PolicyError.
        """
    @staticmethod
    def from_text(
        text: str,
        *,
        setting: str = "policy",
        report_only: bool = False,
        endpoints: Collection[str] | None = None,
    ) -> CompiledPolicy:
        """Build, just as strictly, from one serialized policy ("default-src 'self'; …").

        The nonce placeholder may stand in it. Raises PolicyError.
        """
    @property
    def segments(self) -> tuple[str, ...]:
        """`nonce.join(segments)` is the header value for a response that used its nonce."""
    @property
    def without_nonce(self) -> str:
        """The header value where the nonce was never read: it allows no more than with the nonce.

        "" = send none.
        """
    @property
    def uses_nonce(self) -> bool: ...
    @property
    def is_empty(self) -> bool: ...
    @property
    def report_to(self) -> str | None: ...
    @property
    def warnings(self) -> tuple[Diagnostic, ...]: ...
    @property
    def mapping(self) -> dict[str, list[str] | Literal[True]]:
        """A fresh, normalized copy in Django 6's format (merge into it, print it)."""
    def needs_nonce(self, kind: Literal["script", "style"]) -> bool:
        """Whether the list that decides for such elements has a nonce or `'strict-dynamic'`."""
    def could_cover(self, kind: Literal["script", "style"], url: str, document_url: str) -> bool:
        """Whether such an element without a nonce could load `url` in a page at `document_url`.

        Errs towards True. `url` may be relative. False where no source in the list can match.
        """

def update_mapping(
    base: Mapping[str, object], update: Mapping[str, object], *, setting: str = "policy"
) -> dict[str, list[str] | Literal[True]]:
    """Add sources to a policy, directive by directive (`'none'` gives way; a new fetch directive
    starts from the sources of the directive it takes over from).

    Raises PolicyError for wrong types only.
    """

def replace_mapping(
    base: Mapping[str, object], replacement: Mapping[str, object], *, setting: str = "policy"
) -> dict[str, list[str] | Literal[True]]:
    """Replace whole directives of a policy; None or False removes one."""

def inspect_header(
    value: str, nonce: str | None, *, report_only: bool = False
) -> tuple[Diagnostic, ...]:
    """What is wrong with a header value that a view wrote itself, for a page that printed `nonce`.

    `nonce` = None: the page printed none. Never raises.
    """

def reporting_endpoints(
    endpoints: Mapping[str, str], *, setting: str = "REPORTING_ENDPOINTS"
) -> str:
    """The `Reporting-Endpoints` header (RFC 9651 dictionary). Raises PolicyError."""

def known_bypass(url: str) -> str | None:
    """Why allowing scripts from the host of `url` defeats a policy, if that is known."""
