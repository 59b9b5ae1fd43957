"""The nonce of one response: made when it is first printed, never shown by accident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar, Token
from threading import Lock
from typing import Any

from stockade._core import generate_nonce
from stockade.serving.inline_hashes import MOST_HASHES, InlineHash, Kind

__all__ = ["LateNonceError", "LazyNonce", "current_nonce", "leave"]


class LateNonceError(RuntimeError):
    """A nonce was first read, or an inline script or style first allowed, when the header that
    would have carried it was already decided."""


class LazyNonce:
    """Prints as the response's nonce. Falsy until it is first printed, as Django's `LazyNonce` is.

    A page that prints no nonce gets none in its header and stays cacheable, so nothing but printing
    (`str()`, formatting, a template) makes one: not `repr`, a truth test, a copy or a pickle.

    >>> nonce = LazyNonce()
    >>> bool(nonce)
    False
    >>> len(str(nonce)), bool(nonce)
    (22, True)
    >>> nonce
    <LazyNonce: read>
    """

    __slots__ = (
        "__weakref__",
        "_known",
        "_known_of_hashes",
        "_late",
        "_late_hash",
        "allowed",
        "has_too_many_blocks",
        "inline_hashes",
        "reads",
        "value",
    )

    def __init__(self) -> None:
        #: What was printed; None before that. Looking here makes no nonce.
        self.value: str | None = None
        #: How many times the nonce was printed. Whoever stores a part of a page compares it before
        #: and after that part.
        self.reads = 0
        #: The inline scripts and styles that the response's policies must allow by their hashes.
        #: They are the same for every visitor, so a page with no more than these stays cacheable.
        self.inline_hashes: tuple[InlineHash, ...] = ()
        #: Whether there were more of them than a header can carry.
        self.has_too_many_blocks = False
        #: The same, and again each time that one is allowed. Whoever stores a part of a page has to
        #: allow what was added meanwhile where that part is used.
        self.allowed: list[InlineHash] = []
        self._late: Callable[..., None] | None = None
        self._late_hash: Callable[..., None] | None = None

    def adopt(self, value: str) -> None:
        """Take over a nonce that somebody else on this request has already made and printed, so
        that the page has one. What this object has printed itself stands."""
        if self.value is None:
            self.value = value

    def seal(self, late: Callable[..., None] | None, *known: object) -> None:
        """Say that the header is decided. If the nonce is first read after this, `late` is called
        with what is `known`: it raises in development and logs in production. None: no header was
        to carry it."""
        self._late = late
        self._known = known

    def on_read(self) -> None:
        """Called each time the nonce is printed. Nothing here; a subclass may want to know."""

    def allow_inline(self, kind: Kind, content: str) -> None:
        """Allow the inline script or style with exactly this text, on this page only.

        The text must be the author's own: a script made of data is a script of whoever sent the
        data.
        """
        self.allow(InlineHash.of(kind, content))

    def allow(self, inline: InlineHash) -> None:
        """`allow_inline` for a hash that has been worked out before."""
        self.allowed.append(inline)
        self.on_allow()
        if inline in self.inline_hashes:
            return
        if self._late_hash is not None:
            self._late_hash(*self._known_of_hashes, inline)
        with _changing:
            if len(self.inline_hashes) < MOST_HASHES:
                self.inline_hashes = (*self.inline_hashes, inline)
            else:
                self.has_too_many_blocks = True

    def seal_hashes(self, late: Callable[..., None] | None, *known: object) -> None:
        """Say that the header is decided, for inline scripts and styles: `late` is called with what
        is `known` and each that is first allowed after this."""
        self._late_hash = late
        self._known_of_hashes = known

    def on_allow(self) -> None:
        """Called each time an inline script or style is allowed, as `on_read` is."""

    def __str__(self) -> str:
        self.reads += 1
        self.on_read()
        return self.value or self._make()

    def print_in(self, places: int) -> str:
        """The nonce as text, which is then printed in so many places."""
        self.reads += places - 1
        return str(self)

    def _make(self) -> str:
        if self._late is not None:
            self._late(*self._known)
        # Threads may make parts of one page: all of them print the nonce that the first one made.
        with _changing:
            if self.value is None:
                self.value = generate_nonce()
            return self.value

    # Unpadded base64url needs no escaping in HTML, so the template engines may print it as it is.
    __html__ = __str__

    def __bool__(self) -> bool:
        return self.value is not None

    def __repr__(self) -> str:
        return "<LazyNonce: read>" if self else "<LazyNonce: not read>"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification) if specification else str(self)

    def __len__(self) -> int:
        return len(str(self))

    def __iter__(self) -> Iterator[str]:
        return iter(str(self))

    def __add__(self, other: str) -> str:
        return str(self) + other

    def __radd__(self, other: str) -> str:
        return other + str(self)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return self.value is not None and isinstance(other, str) and self.value == other

    def __hash__(self) -> int:
        return id(self)

    def __copy__(self) -> LazyNonce:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> LazyNonce:
        return self

    def __reduce__(self) -> tuple[Callable[[], LazyNonce], tuple[()]]:
        return _detached, ()


#: Held while a nonce is made or changed, which takes less than a microsecond.
_changing = Lock()


def _detached() -> LazyNonce:
    """What a pickled nonce comes back as: it belongs to no response, so reading it is late."""
    nonce = LazyNonce()
    nonce.seal(_refuse_detached)
    nonce.seal_hashes(lambda inline: _refuse_detached())
    return nonce


def _refuse_detached() -> None:
    raise LateNonceError(
        "This CSP nonce was pickled and restored. A nonce belongs to one response and cannot be "
        "stored: read it from the request that is being answered."
    )


#: The nonce of the response being made, for code that is handed neither request nor context
#: (inclusion tags, form widget templates). Set and cleared by the framework's middleware.
current_nonce: ContextVar[LazyNonce | None] = ContextVar("stockade_current_nonce", default=None)


def leave(token: Token[LazyNonce | None]) -> None:
    """Make the nonce current that was current before `current_nonce.set` returned this token."""
    try:
        current_nonce.reset(token)
    except ValueError:
        # A coroutine that was given up is closed in a context that is not its own, where nothing is
        # to be undone.
        return
