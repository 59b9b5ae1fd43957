"""Development: what a browser will block on the pages that are served, in the log "stockade.pages".

Nothing of a page reaches the log raw: what visitors have brought into it could forge lines there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from stockade._core import (
    PredictedViolation,
    check,
    generate_nonce,
    more_page_log_lines,
    page_log_line,
)
from stockade.pages import Head, NotCheckedError, content_of, is_page
from stockade.serving.policies import Policies

__all__ = ["PageWarnings", "logger"]

logger = logging.getLogger("stockade.pages")

#: The most warnings about one page.
_MOST_WARNINGS = 20
#: The most places that are remembered.
_MOST_PLACES = 4096


class _What(NamedTuple):
    """What tells the warnings about the pages of one template apart."""

    code: str
    directive: str
    disposition: str
    element: str
    address: str


_Found = dict[_What, list[PredictedViolation]]


class PageWarnings:
    """Warns about what a browser will block, once for each place.

    A place is what is blocked in the pages of one template: their lines change with what they show.
    `nonce_attribute` is how templates print the nonce.
    """

    def __init__(self, nonce_attribute: str) -> None:
        self._nonce_attribute = nonce_attribute
        self._places: set[int] = set()

    def review(
        self,
        head: Head,
        body: bytes,
        policies: Policies,
        find_source: Callable[[], str],
        *,
        known: Collection[str] = (),
    ) -> None:
        """Look at a response that is sent with `policies`, and perhaps others in its headers.

        `find_source` says what it was made of: a template, or a route. Addresses in `known` are
        passed over: somebody else has warned about them. Never raises, for the page is more
        important than what there is to say about it.
        """
        try:
            if body and is_page(head):
                page = content_of(head, body)
                headers = _as_with_nonce(head.headers, policies)
                found = _grouped(
                    violation
                    for violation in check(page, headers, head.url)
                    if violation.blocked_uri not in known
                )
                if found:
                    self._warn(find_source(), found, policies)
        except NotCheckedError:
            return
        except Exception:
            logger.exception("A page could not be checked. It was sent all the same.")

    def forget(self) -> None:
        """Warn about every place again."""
        self._places.clear()

    def _warn(self, source: str, found: _Found, policies: Policies) -> None:
        new = [what for what in found if self._is_new(source, what)]
        for what in new[:_MOST_WARNINGS]:
            logger.warning("%s", self._warning(source, found[what], policies))
        if rest := len(new[_MOST_WARNINGS:]):
            logger.warning("%s", more_page_log_lines(source, rest))

    def _is_new(self, source: str, what: _What) -> bool:
        place = hash((source, what))  # An address can be as long as a page.
        if place in self._places:
            return False
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        self._places.add(place)
        return True

    def _warning(
        self, source: str, violations: list[PredictedViolation], policies: Policies
    ) -> str:
        first = violations[0]
        return page_log_line(
            source,
            first.message,
            first.help,
            lines=list(dict.fromkeys(violation.line for violation in violations)),
            give_nonce=self._give_nonce(first, policies),
        )

    def _give_nonce(self, violation: PredictedViolation, policies: Policies) -> str:
        policy = policies.enforce if violation.disposition == "enforce" else policies.report_only
        is_script = violation.effective_directive.startswith("script-")
        give = f"give it {self._nonce_attribute}"
        if policy.needs_nonce("script" if is_script else "style"):
            return give
        return f"add CSP.NONCE to {'script-src' if is_script else 'style-src'} and {give}"


def _as_with_nonce(
    headers: Iterable[tuple[str, str]], policies: Policies
) -> Iterator[tuple[str, str]]:
    """The headers as a page that prints its nonce gets them.

    The policy of one that does not blocks the same, but does not show that a nonce would help.
    """
    without_nonce = {header.key: header for header in policies.headers}
    for name, value in headers:
        policy = without_nonce.get(name.lower())
        if policy is not None and value == policy.without_nonce:
            value = generate_nonce().join(policy.segments)
        yield name, value


def _grouped(violations: Iterable[PredictedViolation]) -> _Found:
    found: _Found = {}
    for violation in violations:
        found.setdefault(_what(violation), []).append(violation)
    return found


def _what(violation: PredictedViolation) -> _What:
    return _What(
        violation.code,
        violation.effective_directive,
        violation.disposition,
        violation.element,
        violation.blocked_uri.partition("?")[0],
    )
