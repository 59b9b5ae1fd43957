"""Pages and fragments in caches: where each printed its own nonce, and nothing else about it.

What is stored has a blank in the place of each nonce, and the places beside it. They are found
once, when it is stored, by looking for a nonce that was made while this very page was: no data can
have held it before. Later responses print their own nonce at these places and nowhere else. Nothing
is searched for any more, so text that looks like a nonce, or like a blank, stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, AnyStr, NamedTuple

from stockade.nonce import LazyNonce
from stockade.serving.inline_hashes import InlineHash

__all__ = [
    "HolesError",
    "Printed",
    "Stored",
    "fill_holes",
    "make_holes",
    "why_for_one_visitor",
]

# Brackets are no characters of a nonce, so browsers refuse this even where a policy names it: what
# was never filled runs nothing.
_BLANK = "(nonce-is-filled-here)"
_LENGTH = len(_BLANK)
_FORMAT = "stockade.holes.1"
_MOST_HASHES = 1024
_HASH_SOURCE = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")


class HolesError(ValueError):
    """Something cannot be stored with holes, or what was stored does not fit together."""


def make_holes(text: AnyStr, nonce: str | None, printed: int) -> tuple[AnyStr, tuple[int, ...]]:
    """`text` with a blank in the place of each `nonce`, and these places. The length stays.

    Raises HolesError unless the nonce stands there as often as it was `printed`: one that stands
    somewhere else, or in another form, would be stored; one more was not printed by the page.
    """
    if nonce is None:
        return text, ()
    if len(nonce) != _LENGTH:
        raise HolesError(f"the nonce is not one of {_LENGTH} characters, so it is not Stockade's")
    parts = text.split(_like(text, nonce))
    if len(parts) - 1 != printed:
        raise HolesError(
            f"the nonce was printed {_times(printed)} while it was made, and stands in it "
            f"{_times(len(parts) - 1)}: print the nonce wherever it is needed, in no other form, "
            "and nowhere else"
        )
    places = []
    end = 0
    for part in parts[:-1]:
        places.append(end + len(part))
        end = places[-1] + _LENGTH
    return _like(text, _BLANK).join(parts), tuple(places)


def fill_holes(text: AnyStr, holes: Sequence[int], nonce: object) -> AnyStr:
    """`text` with `nonce` in each of the `holes`. The length stays.

    The nonce is printed once for each, as it was when the text was made, and not at all where the
    holes do not fit the text: then HolesError is raised.
    """
    if not isinstance(text, str | bytes):
        raise HolesError("it is no text")
    blank = _like(text, _BLANK)
    parts = []
    end = 0
    for place in holes:
        if place < end or text[place : place + _LENGTH] != blank:
            raise HolesError("its holes are not where it says")
        parts.append(text[end:place])
        end = place + _LENGTH
    if not parts:
        return text
    parts.append(text[end:])
    for _ in holes:
        value = str(nonce)
    if len(value) != _LENGTH:
        raise HolesError("the nonce has another length than the holes")
    return _like(text, value).join(parts)


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

    #: The page or fragment, with blanks.
    value: Any
    holes: tuple[int, ...]
    #: The inline scripts and styles that whoever uses it has to allow.
    hashes: tuple[InlineHash, ...]

    def pack(self) -> tuple[Any, ...]:
        """The same in types that every cache can store, and every version of Stockade can read."""
        return (_FORMAT, self.value, self.holes, tuple(tuple(one) for one in self.hashes))

    @classmethod
    def unpack(cls, entry: object) -> Stored | None:
        """What `pack` made, or None where `entry` is something else.

        Raises HolesError where `entry` is neither: anybody may have written to a cache.
        """
        # A cache that stores JSON makes lists of tuples.
        if not isinstance(entry, tuple | list) or not entry or entry[0] != _FORMAT:
            return None
        try:
            _, value, holes, hashes = entry
            return cls(value, _checked_holes(holes), tuple(map(_checked_hash, _few(hashes))))
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


def _like(text: AnyStr, ascii_text: str) -> AnyStr:
    return ascii_text.encode() if isinstance(text, bytes) else ascii_text


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _checked_holes(holes: Sequence[object]) -> tuple[int, ...]:
    places = tuple(place for place in holes if type(place) is int and place >= 0)
    if len(places) != len(holes):
        raise HolesError
    return places


def _few(hashes: Sequence[object]) -> Sequence[object]:
    if len(hashes) > _MOST_HASHES:
        raise HolesError
    return hashes


def _checked_hash(pair: Any) -> InlineHash:
    kind, source = pair
    if kind not in ("script", "style") or not _HASH_SOURCE.fullmatch(source):
        raise HolesError
    return InlineHash(kind, source)
