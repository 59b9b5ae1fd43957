"""Holes: where the nonce stood in a page or a fragment that is stored."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from stockade import LazyNonce
from stockade.serving.holes import HolesError, Printed, Stored, fill_holes, make_holes
from stockade.serving.inline_hashes import InlineHash

SCRIPT = InlineHash.of("script", "start()")
LENGTH = 22


def page(nonce: object, comment: str = "") -> str:
    return f"<script nonce={nonce}></script>ü{comment}<style nonce={nonce}></style>"


@pytest.mark.parametrize("encode", [str, str.encode], ids=["text", "bytes"])
class TestAPage:
    def test_is_stored_without_its_nonce_and_filled_with_another(self, encode: Any) -> None:
        first, second = LazyNonce(), LazyNonce()
        whole = encode(page(first))
        blanked, holes = make_holes(whole, first.value, 2)
        assert encode(str(first)) not in blanked
        assert len(holes) == 2
        assert fill_holes(blanked, holes, second) == encode(page(second))

    def test_keeps_its_length(self, encode: Any) -> None:
        nonce = LazyNonce()
        whole = encode(page(nonce))
        blanked, holes = make_holes(whole, nonce.value, 2)
        assert len(blanked) == len(whole) == len(fill_holes(blanked, holes, LazyNonce()))

    def test_without_a_nonce_has_no_holes(self, encode: Any) -> None:
        nonce = LazyNonce()
        assert make_holes(encode("plain"), nonce.value, 0) == (encode("plain"), ())
        assert fill_holes(encode("plain"), (), nonce) == encode("plain")
        assert not nonce

    def test_keeps_text_that_looks_like_a_hole_or_a_nonce(self, encode: Any) -> None:
        first, second, known = LazyNonce(), LazyNonce(), LazyNonce()
        blanked, holes = make_holes(encode(page(first, str(known))), first.value, 2)
        blank = blanked[holes[0] : holes[0] + LENGTH]
        text = blank if isinstance(blank, str) else blank.decode()
        whole = encode(page(first, f"{known} {text}"))
        blanked, holes = make_holes(whole, first.value, 2)
        assert fill_holes(blanked, holes, second) == encode(page(second, f"{known} {text}"))

    def test_prints_the_nonce_once_for_each_hole(self, encode: Any) -> None:
        first, second = LazyNonce(), LazyNonce()
        fill_holes(*make_holes(encode(page(first)), first.value, 2), second)
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

    @pytest.mark.parametrize(
        "tamper",
        [
            lambda holes, length: (holes[0] + 1, holes[1]),
            lambda holes, length: (holes[1], holes[0]),
            lambda holes, length: (holes[0], holes[0]),
            lambda holes, length: (0,),
            lambda holes, length: (length,),
            lambda holes, length: (length * 10**6,),
            lambda holes, length: (-length,),
        ],
        ids=["moved", "swapped", "twice", "elsewhere", "at the end", "far out", "negative"],
    )
    def test_that_does_not_fit_its_holes_is_refused(self, encode: Any, tamper: Any) -> None:
        first, second = LazyNonce(), LazyNonce()
        blanked, holes = make_holes(encode(page(first)), first.value, 2)
        with pytest.raises(HolesError):
            fill_holes(blanked, tamper(holes, len(blanked)), second)
        assert not second

    def test_is_not_filled_with_what_is_longer_or_shorter(self, encode: Any) -> None:
        nonce = LazyNonce()
        blanked, holes = make_holes(encode(page(nonce)), nonce.value, 2)
        with pytest.raises(HolesError, match="length"):
            fill_holes(blanked, holes, "short")


class TestStored:
    stored = Stored("text", (1, 40), (SCRIPT,))

    @pytest.mark.parametrize(
        "through",
        [lambda entry: pickle.loads(pickle.dumps(entry)), lambda e: json.loads(json.dumps(e))],  # noqa: S301
        ids=["pickle", "json"],
    )
    def test_comes_back_from_a_cache(self, through: Any) -> None:
        assert Stored.unpack(through(self.stored.pack())) == self.stored

    def test_needs_nothing_of_this_package_to_be_read(self) -> None:
        assert b"stockade.inline" not in pickle.dumps(self.stored.pack())

    @pytest.mark.parametrize("entry", [None, "text", (), [], ("other", 1), b"", 7])
    def test_is_not_taken_for_something_else(self, entry: object) -> None:
        assert Stored.unpack(entry) is None

    @pytest.mark.parametrize(
        ("part", "value"),
        [
            (2, None),
            (2, "ab"),
            (2, (1.5,)),
            (2, (True,)),
            (2, (-1,)),
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
