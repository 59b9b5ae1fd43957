"""Holes: where the nonce stood in a page or a fragment that is stored."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from stockade import LazyNonce
from stockade.serving.holes import (
    HolesError,
    Printed,
    Stored,
    blanks_between,
    fill_holes,
    make_holes,
)
from stockade.serving.inline_hashes import InlineHash

SCRIPT = InlineHash.of("script", "start()")
BLANK = "(nonce-is-filled-here)"


def page(nonce: object, comment: str = "") -> str:
    return f"<script nonce={nonce}></script>ü{comment}<style nonce={nonce}></style>"


@pytest.mark.parametrize("encode", [str, str.encode], ids=["text", "bytes"])
class TestAPage:
    def test_is_stored_without_its_nonce_and_filled_with_another(self, encode: Any) -> None:
        first, second = LazyNonce(), LazyNonce()
        whole = encode(page(first))
        pieces = make_holes(whole, first.value, 2)
        assert len(pieces) == 3
        assert encode(str(first)) not in type(whole)().join(pieces)
        assert fill_holes(pieces, second) == encode(page(second))

    def test_keeps_its_length(self, encode: Any) -> None:
        nonce = LazyNonce()
        whole = encode(page(nonce))
        pieces = make_holes(whole, nonce.value, 2)
        assert len(fill_holes(pieces, LazyNonce())) == len(whole)

    def test_without_a_nonce_has_no_holes(self, encode: Any) -> None:
        nonce = LazyNonce()
        assert make_holes(encode("plain"), nonce.value, 0) == (encode("plain"),)
        assert fill_holes((encode("plain"),), nonce) == encode("plain")
        assert not nonce

    def test_keeps_text_that_looks_like_a_hole_or_a_nonce(self, encode: Any) -> None:
        first, second, known = LazyNonce(), LazyNonce(), LazyNonce()
        comment = f"{known} {BLANK}"
        pieces = make_holes(encode(page(first, comment)), first.value, 2)
        assert fill_holes(pieces, second) == encode(page(second, comment))

    def test_prints_the_nonce_once_for_each_hole(self, encode: Any) -> None:
        first, second = LazyNonce(), LazyNonce()
        fill_holes(make_holes(encode(page(first)), first.value, 2), second)
        assert second.reads == 2

    @pytest.mark.parametrize("printed", [0, 1, 3])
    def test_whose_nonces_are_not_all_accounted_for_cannot_be_stored(
        self, encode: Any, printed: int
    ) -> None:
        nonce = LazyNonce()
        with pytest.raises(HolesError, match="stands in it 2 times") as caught:
            make_holes(encode(page(nonce)), nonce.value, printed)
        assert str(nonce) not in str(caught.value)

    def test_with_a_nonce_of_another_length_cannot_be_stored(self, encode: Any) -> None:
        with pytest.raises(HolesError, match="22 characters"):
            make_holes(encode(page("c2hvcnQ")), "c2hvcnQ", 2)

    def test_is_not_filled_with_what_is_longer_or_shorter(self, encode: Any) -> None:
        first, other = LazyNonce(), LazyNonce()
        other.adopt("short")
        pieces = make_holes(encode(page(first)), first.value, 2)
        with pytest.raises(HolesError, match="length"):
            fill_holes(pieces, other)

    def test_of_no_pieces_is_refused(self, encode: Any) -> None:
        nonce = LazyNonce()
        with pytest.raises(HolesError):
            fill_holes((), nonce)
        assert not nonce


def test_a_page_can_be_read_with_blanks_before_it_is_filled() -> None:
    nonce = LazyNonce()
    pieces = make_holes(page(nonce).encode(), nonce.value, 2)
    assert b"".join(blanks_between(pieces)) == page(BLANK).encode()


class Marked(str):
    """A text that says of itself that it is safe, as those of template engines do."""

    def split(self, *arguments: Any) -> Any:
        return [*map(Marked, super().split(*arguments))]


@pytest.mark.parametrize("nonce", [None, "AAAAAAAAAAAAAAAAAAAAAA"])
def test_what_is_stored_is_plain_text(nonce: str | None) -> None:
    pieces = make_holes(Marked(f"a{nonce}b"), nonce, 1)
    assert {*map(type, pieces)} == {str}


class Incomparable:
    """What a view may store first in a list of its own, such as a table of numbers."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("each number is compared, and which answer counts is not clear")

    __hash__ = None  # type: ignore[assignment]


class TestStored:
    stored = Stored("text", ("a", "b"), (SCRIPT,))

    @pytest.mark.parametrize(
        "through",
        [lambda entry: pickle.loads(pickle.dumps(entry)), lambda e: json.loads(json.dumps(e))],  # noqa: S301
        ids=["pickle", "json"],
    )
    def test_comes_back_from_a_cache(self, through: Any) -> None:
        assert Stored.unpack(through(self.stored.pack())) == self.stored

    def test_needs_nothing_of_this_package_to_be_read(self) -> None:
        assert b"stockade.inline" not in pickle.dumps(self.stored.pack())

    @pytest.mark.parametrize(
        "entry",
        [None, "text", (), [], ("other", 1), b"", 7, (Incomparable(), 1), [Incomparable()]],
    )
    def test_is_not_taken_for_something_else(self, entry: object) -> None:
        assert Stored.unpack(entry) is None

    @pytest.mark.parametrize(
        "entry", [("stockade.holes.1", "text", (1, 40), ()), ("stockade.holes.3", "text")]
    )
    def test_of_another_version_is_refused(self, entry: object) -> None:
        """It is no value that a view has stored."""
        with pytest.raises(HolesError, match="another version"):
            Stored.unpack(entry)

    @pytest.mark.parametrize(
        ("part", "value"),
        [
            (2, None),
            (2, "ab"),
            (2, (1, 40)),
            (2, ("a", b"b")),
            (2, ("a", None)),
            (2, (["a"],)),
            (2, {"a": "b"}),
            (3, None),
            (3, ("script",)),
            (3, (("object", SCRIPT.source),)),
            (3, (("script", "*"),)),
            (3, (("script", f"{SCRIPT.source}; script-src *"),)),
            (3, (("script", 7),)),
            (3, (SCRIPT,) * 2000),
        ],
    )
    def test_that_somebody_has_changed_is_refused(self, part: int, value: object) -> None:
        entry = list(self.stored.pack())
        entry[part] = value
        with pytest.raises(HolesError):
            Stored.unpack(entry)

    def test_with_a_part_too_few_or_too_many_is_refused(self) -> None:
        for entry in (self.stored.pack()[:3], (*self.stored.pack(), 1)):
            with pytest.raises(HolesError):
                Stored.unpack(entry)


def test_what_is_printed_is_counted_from_a_moment_on() -> None:
    nonce = LazyNonce()
    str(nonce)
    nonce.allow(SCRIPT)
    printed = Printed.from_now(nonce)
    assert (printed.times, printed.hashes) == (0, ())
    str(nonce)
    nonce.allow(SCRIPT)
    nonce.allow(SCRIPT)
    assert (printed.times, printed.hashes) == (1, (SCRIPT,))


def test_what_is_printed_can_be_counted_from_the_beginning() -> None:
    nonce = LazyNonce()
    str(nonce)
    nonce.allow(SCRIPT)
    printed = Printed(nonce)
    assert (printed.times, printed.hashes) == (1, (SCRIPT,))
