"""Pages and fragments in caches: what stands between the nonces that each printed.

A text with holes is kept as its pieces. It is cut once, when it is stored, by looking for a nonce
that was made while this very page was: no data can have held it before. Later responses print their
own nonce between the pieces and nowhere else. Nothing is searched for any more, so text that looks
like a nonce stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, AnyStr, NamedTuple

from stockade.nonce import LazyNonce
from stockade.serving.inline_hashes import InlineHash

__all__ = [
    "HolesError",
    "Printed",
    "Stored",
    "blanks_between",
    "fill_holes",
    "make_holes",
    "why_for_one_visitor",
]

# Brackets are no characters of a nonce, so browsers refuse this even where a policy names it: what
# was never filled runs nothing.
_BLANK = b"(nonce-is-filled-here)"
_LENGTH = len(_BLANK)
_FORMATS = "stockade.holes."
_FORMAT = f"{_FORMATS}2"
_MOST_HASHES = 1024
_KINDS_OF_PIECES: tuple[set[type], ...] = ({str}, {bytes}, set())
_HASH_SOURCE = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")


class HolesError(ValueError):
    """Something cannot be stored with holes, or what was stored does not fit together."""


def make_holes(text: AnyStr, nonce: str | None, printed: int) -> tuple[AnyStr, ...]:
    """The pieces of `text` between its nonces: one more than there are holes.

    Raises HolesError unless the nonce stands there as often as it was `printed`: one that stands
    somewhere else, or in another form, would be stored; one more was not printed by the page.
    """
    text = _plain(text)
    if nonce is None:
        return (text,)
    if len(nonce) != _LENGTH:
        raise HolesError(f"the nonce is not one of {_LENGTH} characters, so it is not Stockade's")
    pieces = tuple(text.split(_like(text, nonce)))
    if len(pieces) - 1 != printed:
        raise HolesError(
            f"the nonce was printed {_times(printed)} while it was made, and stands in it "
            f"{_times(len(pieces) - 1)}: print the nonce wherever it is needed, in no other form, "
            "and nowhere else"
        )
    return pieces


def fill_holes(pieces: tuple[AnyStr, ...], nonce: LazyNonce) -> AnyStr:
    """The text with `nonce` in each of its holes, as long as the one that was stored.

    The nonce is printed once for each, as it was when the text was made.
    """
    if not pieces:
        raise HolesError("it is no text")
    holes = len(pieces) - 1
    if not holes:
        return pieces[0]
    value = nonce.print_in(holes)
    if len(value) != _LENGTH:
        raise HolesError("the nonce has another length than the holes")
    return _like(pieces[0], value).join(pieces)


def blanks_between(pieces: tuple[bytes, ...]) -> Iterator[bytes]:
    """The pieces with blanks in the holes, for whoever reads the text before it is filled."""
    yield pieces[0]
    for piece in pieces[1:]:
        yield _BLANK
        yield piece


def why_for_one_visitor(
    *, cache_control: str | None, vary: str | None, sets_cookies: bool
) -> str | None:
    """What shows, of some of a response's headers, that it is meant for one visitor only."""
    if sets_cookies:
        return "it sets a cookie, which the cache would give to everybody"
    said = {part.partition("=")[0].strip().lower() for part in (cache_control or "").split(",")}
    if said & {"private", "no-store", "no-cache"}:
        return f"it says `Cache-Control: {cache_control}`"
    if "*" in (vary or ""):
        return "it says `Vary: *`"
    return None


class Stored(NamedTuple):
    """What a cache keeps of a page or fragment that printed a nonce or had inline blocks."""

    #: What is around the text, such as a response's headers.
    value: Any
    #: The text, cut where its nonces stood. Empty where there is none.
    pieces: tuple[Any, ...]
    #: The inline scripts and styles that whoever uses it has to allow.
    hashes: tuple[InlineHash, ...]

    def pack(self) -> tuple[Any, ...]:
        """The same in types that every cache can store, and every version of Stockade can read."""
        return (_FORMAT, self.value, self.pieces, tuple(tuple(one) for one in self.hashes))

    @classmethod
    def unpack(cls, entry: object) -> Stored | None:
        """What `pack` made, or None where `entry` is something else.

        Raises HolesError where `entry` is neither: anybody may have written to a cache.
        """
        # A cache that stores JSON makes lists of tuples. In one of an application's own, the first
        # may be anything, also what cannot be compared.
        if not isinstance(entry, tuple | list) or not entry or not isinstance(entry[0], str):
            return None
        if not entry[0].startswith(_FORMATS):
            return None
        if entry[0] != _FORMAT:
            raise HolesError("it is in the form of another version of Stockade")
        try:
            _, value, pieces, hashes = entry
            return cls(value, _checked_pieces(pieces), tuple(map(_checked_hash, _few(hashes))))
        except (TypeError, ValueError) as error:
            raise HolesError("it is not what Stockade stores") from error


class Printed(NamedTuple):
    """What is printed of a nonce, and allowed inline, from one moment on."""

    nonce: LazyNonce
    reads_before: int = 0
    allowed_before: int = 0

    @classmethod
    def from_now(cls, nonce: LazyNonce) -> Printed:
        return cls(nonce, nonce.reads, len(nonce.allowed))

    @property
    def times(self) -> int:
        """How often the nonce was printed."""
        return self.nonce.reads - self.reads_before

    @property
    def hashes(self) -> tuple[InlineHash, ...]:
        """The inline scripts and styles that were allowed, each once."""
        return tuple(dict.fromkeys(self.nonce.allowed[self.allowed_before :]))


def _plain(text: AnyStr) -> AnyStr:
    """The text in a type that every cache can store: not marked as safe, for one."""
    return str.__str__(text) if isinstance(text, str) else bytes(text)


def _like(text: AnyStr, ascii_text: str) -> AnyStr:
    return ascii_text.encode() if isinstance(text, bytes) else ascii_text


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _checked_pieces(pieces: object) -> tuple[object, ...]:
    if not isinstance(pieces, tuple | list) or {*map(type, pieces)} not in _KINDS_OF_PIECES:
        raise HolesError
    return tuple(pieces)


def _few(hashes: Sequence[object]) -> Sequence[object]:
    if len(hashes) > _MOST_HASHES:
        raise HolesError
    return hashes


def _checked_hash(pair: Any) -> InlineHash:
    kind, source = pair
    if kind not in ("script", "style") or not _HASH_SOURCE.fullmatch(source):
        raise HolesError
    return InlineHash(kind, source)
