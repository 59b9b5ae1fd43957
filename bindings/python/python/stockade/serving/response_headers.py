"""The headers of every response, where an application meets its WSGI or ASGI server.

Static files, redirects, error pages and responses of which a hook failed all pass there, and
nothing that runs inside of the application can skip it.
"""

from __future__ import annotations

from collections.abc import Sequence

from stockade._core import inspect_header
from stockade.faults import report_fault
from stockade.serving.edge_cache import PLACEHOLDER_HEADER
from stockade.serving.exchange import Exchange
from stockade.serving.policies import (
    CSP_HEADERS,
    INTEGRITY_POLICY,
    INTEGRITY_POLICY_REPORT_ONLY,
    REPORT_ONLY,
    REPORTING_ENDPOINTS,
    can_hold_markup,
    overruling_cache_control,
    private_cache_control,
)

__all__ = [
    "Changes",
    "Headers",
    "PublicNonceError",
    "decide",
    "may_yet_print_nonce",
    "with_changes",
]

Headers = list[tuple[str, str]]

#: What becomes of the headers of a response: the names, in lower case, of those that are not sent,
#: and those that are added.
Changes = tuple[frozenset[str], Headers]

_POLICY_KEYS = frozenset(header.lower() for header in CSP_HEADERS)
_OUR_KEYS = _POLICY_KEYS | {
    header.lower()
    for header in (INTEGRITY_POLICY, INTEGRITY_POLICY_REPORT_ONLY, REPORTING_ENDPOINTS)
}
_NOTHING: frozenset[str] = frozenset()
_CACHE_CONTROL = frozenset({"cache-control"})
_PLACEHOLDER = frozenset({PLACEHOLDER_HEADER.lower()})


class PublicNonceError(RuntimeError):
    """A view marked a page with a nonce as `Cache-Control: public`."""


def decide(
    exchange: Exchange,
    status: str,
    headers: Sequence[tuple[str, str]],
    edge_key: str,
    *,
    is_complete: bool = False,
) -> Changes:
    """Decide about the headers of a response, given those that the application has set.

    `status` begins with the status code. `edge_key` is what the request sent as `CSP-Edge-Key`.
    `is_complete`: the body is all there, even if nothing in the headers says so.
    """
    if status.startswith(("304", "101")):
        # A browser would apply a policy on a 304 to the page that it has stored.
        exchange.is_decided = True
        return _POLICY_KEYS, []

    policies = exchange.policies
    # An outer middleware decides again, when the innermost has taken the turn.
    probes = policies.has_probe and not exchange.is_decided
    asked = exchange.asked_nonce
    if asked is not None and asked.inline_hashes:
        exchange.allow_inline_hashes(asked)
    present = {name.lower(): value for name, value in headers}
    nonce = None if asked is None else asked.value
    if nonce is None and exchange.served.uses_nonce:
        nonce = _nonce_ahead(exchange, status, present, is_complete)
    else:
        exchange.seal(lacks_nonce=False)

    added = exchange.served.headers(nonce)
    if probes and policies.turns.comes_up():
        added.append(exchange.served.probe_header(nonce))
    if not _OUR_KEYS.isdisjoint(present):
        added = [header for header in added if header[0].lower() not in present]
        _inspect(exchange, headers, nonce)
    if nonce is None:
        return _NOTHING, added
    return _tell_caches(exchange, headers, present, nonce, edge_key, added), added


def with_changes(headers: Headers, changes: Changes) -> Headers:
    """The headers to send, as WSGI has them. The list that was passed stays as it is."""
    removed, added = changes
    if removed:
        headers = [header for header in headers if header[0].lower() not in removed]
    return [*headers, *added]


def may_yet_print_nonce(
    exchange: Exchange, status: str, headers: Sequence[tuple[str, str]]
) -> bool:
    """Whether a body that is still to be made may print the first nonce that the headers need."""
    if exchange.printed_nonce is not None or not exchange.served.uses_nonce:
        return False
    for name, _ in headers:
        if name.lower() == "content-length":  # Most pages: not worth a dictionary.
            return False
    return _is_stream_of_markup(status, {name.lower(): value for name, value in headers})


def _nonce_ahead(
    exchange: Exchange, status: str, present: dict[str, str], is_complete: bool
) -> str | None:
    """The nonce of headers that may need one, of a response that has printed none so far."""
    if is_complete or not _is_stream_of_markup(status, present):
        exchange.seal(lacks_nonce=True)
        return None
    # First, because this may be an error page in the place of a response that lacked it.
    exchange.seal(lacks_nonce=False)
    return str(exchange.nonce)


def _is_stream_of_markup(status: str, present: dict[str, str]) -> bool:
    """Whether the body may still have to be made: frameworks send the length of every body that is
    complete before its headers go out."""
    return (
        "content-length" not in present
        and not status.startswith(("1", "204"))
        and can_hold_markup(present.get("content-type", ""))
    )


def _tell_caches(
    exchange: Exchange,
    headers: Sequence[tuple[str, str]],
    present: dict[str, str],
    nonce: str,
    edge_key: str,
    added: Headers,
) -> frozenset[str]:
    """Keep a page with a nonce out of shared caches, but for an edge that replaces nonces.

    Adds to `added`, and says what is removed.
    """
    key = exchange.policies.edge_cache_key
    if key is not None and key.matches(edge_key):
        added.append((PLACEHOLDER_HEADER, nonce))
        return _PLACEHOLDER
    overruling = overruling_cache_control(present)
    if "cache-control" not in present:
        added.append(("Cache-Control", "private"))
        return frozenset(overruling)
    said = ", ".join(value for name, value in headers if name.lower() == "cache-control")
    if key is None:  # Otherwise what is public is so for the edge.
        _refuse_public(exchange, said)
    added.append(("Cache-Control", private_cache_control(said)))
    return _CACHE_CONTROL.union(overruling)


def _inspect(exchange: Exchange, headers: Sequence[tuple[str, str]], nonce: str | None) -> None:
    """In development, say once what is wrong with policies that a view set. They are sent as they
    are."""
    policies = exchange.policies
    if not policies.development:
        return
    for name, value in headers:
        if name.lower() in _POLICY_KEYS:
            is_report_only = name.lower() == REPORT_ONLY.lower()
            for finding in inspect_header(value, nonce, report_only=is_report_only):
                policies.warn_once(
                    f"The {name} header that a view set on {exchange.describe()}: {finding}"
                )


def _refuse_public(exchange: Exchange, said: str) -> None:
    """A shared cache would hand a page with a nonce to everyone."""
    if any(part.strip().lower() == "public" for part in said.split(",")):
        report_fault(
            PublicNonceError(
                f"{exchange.describe()} printed a CSP nonce and is marked `Cache-Control: "
                f"{said}`. A shared cache would give one visitor's nonce to all, which makes it "
                "worthless. Leave `public` out, or print no nonce on this page."
            ),
            development=exchange.policies.development,
        )
