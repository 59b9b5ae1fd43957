"""The Rust core, as Python sees it: conversions only, every rule lives in the `stockade` crate."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, final

__all__ = [
    "NONCE_PLACEHOLDER",
    "CompiledPolicy",
    "Diagnostic",
    "EdgeCacheKey",
    "OwnAddresses",
    "PolicyError",
    "PredictedViolation",
    "ReviewedTag",
    "TemplateReview",
    "TemplateSet",
    "Trust",
    "__version__",
    "can_hold_markup",
    "check",
    "generate_nonce",
    "inspect_header",
    "integrity_policy_endpoints",
    "known_bypass",
    "more_page_log_lines",
    "overruling_cache_control",
    "page_log_line",
    "private_cache_control",
    "protects_scripts",
    "render",
    "replace_mapping",
    "reporting_endpoints",
    "run_command",
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
    def with_inline_hashes(
        self, kind: Literal["script", "style"], hashes: Sequence[str]
    ) -> CompiledPolicy:
        """The policy with these hash-sources in the list that decides for inline scripts or styles.

        A list under which every such element runs stays as it is, and so does a policy without one.
        """
    def allows_without_nonce(
        self,
        kind: Literal["script", "style"],
        url: str,
        document_url: str,
        *,
        redirected: bool = False,
    ) -> bool:
        """Whether such an element without a nonce may load `url` in a page at `document_url`.

        With `redirected` also where it would only be allowed behind a redirect, for which browsers
        disregard paths. `url` may be relative. Raises ValueError for a `document_url` that is.
        """

#: Headers as the frameworks have them: a mapping, or pairs of a name and a value.
_Headers: TypeAlias = (
    Mapping[str, str] | Mapping[str, bytes] | Iterable[tuple[str | bytes, str | bytes]]
)

def check(html: str | bytes, headers: _Headers, url: str) -> list[PredictedViolation]:
    """What a browser will block or report on a page, in the order of the page.

    `headers` are those of its response: the two of CSP count, and the encoding that `Content-Type`
    names. `url` is the address of the page. Nothing is loaded, and no script is run: what scripts
    would do later is not predicted.

    Raises ValueError for an address without scheme and host, TypeError for headers that are none.
    """

def protects_scripts(headers: _Headers, url: str) -> bool:
    """Whether markup that an attacker brings into the page cannot run a script of the attacker's.

    It can where an inline script runs without a nonce or a hash, an event handler or a
    `javascript:` address does, or a script from any host. Policies that only report do not count.

    Raises as `check` does.
    """

def page_log_line(
    page: str, message: str, help: str | None, *, lines: Sequence[int], give_nonce: str
) -> str:
    """What is blocked on a page, why, and what to do about it: one line for a log, in which nothing
    of the page stands raw.

    `lines` are those of the page, each once; `give_nonce` says how an element is given the nonce.
    """

def more_page_log_lines(page: str, rest: int) -> str:
    """The line for what is not shown one by one."""

@final
class PredictedViolation:
    """Something on a page that a browser will block or report. Equal to another that says the same.

    The names are those of a browser's report, in Python's spelling.
    """

    def __new__(cls, fields: Mapping[str, object]) -> PredictedViolation:
        """From its fields by name: for copies and pickles."""
    @property
    def document(self) -> str:
        """`"page"`, or `"srcdoc:0"` for the first frame that holds its own markup."""
    @property
    def when(self) -> Literal["load", "conditional", "interaction"]:
        """Whether it happens when the page is loaded, if the browser decides so (an image further
        down), or when somebody clicks or sends a form."""
    @property
    def effective_directive(self) -> str: ...
    @property
    def blocked_uri(self) -> str:
        """An address without fragment, or `"inline"`, …"""
    @property
    def disposition(self) -> Literal["enforce", "report"]: ...
    @property
    def sample(self) -> str:
        """The start of inline code, where the policy has `'report-sample'`."""
    @property
    def original_policy(self) -> str: ...
    @property
    def line(self) -> int:
        """Of the page, from 1."""
    @property
    def column(self) -> int:
        """In bytes of UTF-8, from 1."""
    @property
    def span(self) -> tuple[int, int]:
        """The bytes of the page that cause it."""
    @property
    def element(self) -> str:
        """The name of the element."""
    @property
    def code(self) -> str:
        """What is wrong, in kebab-case."""
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str | None:
        """What to write instead, where that is known."""
    def to_dict(self) -> dict[str, object]:
        """As `stockade check --format json` prints it."""
    def __hash__(self) -> int: ...

def render(
    violations: Iterable[tuple[str, PredictedViolation]], format: Literal["json", "sarif", "github"]
) -> str:
    """Violations for other programs, as `stockade check --format` writes them.

    Each comes with the file it is in: a page's, its template's, or the page's address. `github` are
    the annotations of GitHub's workflows. Raises ValueError for another format.
    """

def run_command(arguments: list[str]) -> int:
    """Run the `stockade` command, whose name is the first argument. Returns the exit status."""

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

def can_hold_markup(content_type: str) -> bool:
    """Whether a browser may run what it finds in a body of this type, so that a nonce makes sense.

    >>> can_hold_markup("text/html; charset=utf-8"), can_hold_markup("application/json")
    (True, False)
    """

def overruling_cache_control(names: Iterable[str]) -> list[str]:
    """Those of the headers that some shared caches follow and not `Cache-Control`, so that a page
    with a nonce must not have them.

    >>> overruling_cache_control(["etag", "surrogate-control", "cdn-cache-control"])
    ['surrogate-control', 'cdn-cache-control']
    """

def private_cache_control(value: str) -> str:
    """A `Cache-Control` value that keeps a page with a nonce out of shared caches, and otherwise
    says what `value` said.

    >>> private_cache_control("public, max-age=60, s-maxage=600")
    'max-age=60, private'
    >>> private_cache_control("no-store")
    'no-store'
    """

def integrity_policy_endpoints(
    value: object, *, setting: str, endpoints: Iterable[str], report_only: bool = False
) -> tuple[str, ...]:
    """The endpoints that a value of `Integrity-Policy`, or of its report-only twin, reports to.

    `endpoints`: the names that it may use. Raises TypeError for what is no text, PolicyError for a
    value under which browsers would block nothing.
    """

@final
class EdgeCacheKey:
    """What an edge cache proves itself with that replaces nonces. Never shown."""

    def __new__(cls, key: object, *, setting: str) -> EdgeCacheKey:
        """Raises TypeError for what is no text, PolicyError for a key that can be guessed or that
        no header can carry."""
    def matches(self, sent: str) -> bool:
        """Whether a request came from the edge: compared in a time that does not tell how much of
        the key was right."""

def known_bypass(url: str) -> str | None:
    """Why allowing scripts from the host of `url` defeats a policy, if that is known."""

@final
class OwnAddresses:
    """Which addresses are files that the site's own people put there.

    `static_url` and `media_url` are prefixes, as in Django's settings; `origins` are other hosts
    whose files are the site's own. Raises ValueError for an origin that is none.
    """

    def __new__(
        cls,
        *,
        static_url: str = "/static/",
        media_url: str = "",
        origins: Iterable[str] | None = None,
    ) -> OwnAddresses: ...
    @property
    def static_is_own(self) -> bool:
        """Whether static files are: not where they come from a host that `origins` leaves out."""
    def is_own(self, address: str) -> bool:
        """Whether a browser finds at `address` a file of the site's own."""
    def is_upload(self, address: str) -> bool:
        """Whether a browser finds at `address` what a visitor may have put there."""

@final
class Trust:
    """What of one package's templates may have the page's nonce.

    `approved` holds pairs of a template's name and a tag's digest. With `only_approved` nothing
    else gets a nonce. `package` is written into the media calls of Jinja templates, which do not
    know whose they are. Raises ValueError for a mode that is none.
    """

    def __new__(
        cls,
        mode: Literal["own-static", "all"],
        addresses: OwnAddresses,
        *,
        approved: Iterable[tuple[str, str]] | None = None,
        only_approved: bool = False,
        package: str = "",
    ) -> Trust: ...

@final
class TemplateSet:
    """Every template that an application's loaders can find, read together.

    `templates` are triples of name, path and source; several may have the same name. `delimiters`
    are the options of a Jinja environment, by their own names. `inclusion_tags` says which
    templates a template tag prints.
    """

    def __new__(
        cls,
        templates: Iterable[tuple[str, str, str]],
        *,
        dialect: Literal["django", "jinja"],
        delimiters: Mapping[str, str | None] | None = None,
        inclusion_tags: Mapping[str, Sequence[str]] = ...,
    ) -> TemplateSet: ...
    @property
    def paths(self) -> list[str]:
        """The paths of all templates."""
    def source(self, path: str) -> str | None:
        """The source that the set was made with."""
    def review(self, path: str, trust: Trust) -> TemplateReview:
        """What becomes of the template at `path`. Raises KeyError if the set has none there."""

@final
class TemplateReview:
    """What becomes of one template."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def rewritten(self) -> str:
        """The source with every nonce added."""
    @property
    def tags(self) -> tuple[ReviewedTag, ...]:
        """The scripts, styles and media, in order."""

@final
class ReviewedTag:
    """What becomes of one tag, and why."""

    @property
    def element(self) -> Literal["script", "style", "link", "media"]: ...
    @property
    def outcome(self) -> Literal["added", "has-nonce", "not-needed", "refused"]: ...
    @property
    def reason(self) -> str:
        """In kebab-case: `own-address`, `data-in-tag`, …"""
    @property
    def message(self) -> str:
        """The reason as a sentence, without a full stop."""
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def start(self) -> int:
        """In bytes, as `end`. What lies between is what a person approves."""
    @property
    def end(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def digest(self) -> str:
        """Of `source`, as `sha256-…`."""
    @property
    def pinnable(self) -> bool:
        """Whether a person who has read the tag may approve it."""
