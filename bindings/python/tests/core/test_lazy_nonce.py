"""The nonce of one response."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import pprint
import re
import traceback

import pytest

from stockade import LateNonceError, LazyNonce
from stockade._core import generate_nonce


def test_a_nonce_is_22_characters_that_need_no_escaping() -> None:
    for _ in range(1000):
        assert re.fullmatch(r"[A-Za-z0-9_-]{22}", generate_nonce())


def test_nonces_do_not_repeat() -> None:
    assert len({generate_nonce() for _ in range(20_000)}) == 20_000


def test_a_nonce_is_falsy_until_it_is_printed_and_then_stays_the_same() -> None:
    nonce = LazyNonce()
    assert not nonce
    assert nonce != ""
    value = str(nonce)
    assert nonce
    assert nonce == value
    assert [f"{nonce}", nonce.__html__(), "%s" % nonce, "" + nonce, nonce + ""] == [value] * 5  # noqa: UP031


@pytest.mark.parametrize(
    "show",
    [
        repr,
        pprint.pformat,
        lambda nonce: f"{nonce!r}",
        lambda nonce: "%r" % nonce,  # noqa: UP031
        lambda nonce: repr({"nonce": nonce, "all": [nonce]}),
        lambda nonce: json.dumps({"nonce": nonce}, default=repr),
        lambda nonce: pickle.dumps(nonce).decode("latin-1"),
        lambda nonce: repr(copy.copy(nonce)) + repr(copy.deepcopy([nonce])),
        lambda nonce: repr(vars(type(nonce)).get("__dict__")),
        lambda nonce: logging.makeLogRecord({"msg": "%r", "args": (nonce,)}).getMessage(),
        lambda nonce: str(hash(nonce)) + str(nonce == 1) + str(bool(nonce)),
    ],
)
@pytest.mark.parametrize("read", [False, True])
def test_nothing_but_printing_shows_or_makes_a_nonce(show: object, read: bool) -> None:
    nonce = LazyNonce()
    value = str(nonce) if read else None
    shown = show(nonce)  # type: ignore[operator]
    assert bool(nonce) is read
    if value is not None:
        assert value not in shown


def test_a_traceback_with_variables_does_not_show_it() -> None:
    nonce = LazyNonce()
    value = str(nonce)
    try:
        raise ValueError
    except ValueError as error:
        shown = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )
    assert "nonce = <LazyNonce: read>" in shown
    assert "value = " in shown  # The plain text is the caller's own doing …
    assert shown.count(value) == 1  # … and the only place it appears.


def test_copies_are_the_same_nonce() -> None:
    nonce = LazyNonce()
    duplicates = [copy.copy(nonce), copy.deepcopy(nonce), copy.deepcopy({"a": [nonce]})["a"][0]]
    assert {str(duplicate) for duplicate in duplicates} == {str(nonce)}


def test_a_pickled_nonce_is_of_no_use() -> None:
    nonce = LazyNonce()
    str(nonce)
    restored = pickle.loads(pickle.dumps(nonce))  # noqa: S301
    assert not restored
    with pytest.raises(LateNonceError, match="pickled"):
        str(restored)


def test_reading_a_sealed_nonce_for_the_first_time_is_late() -> None:
    """G2: a nonce that is in the page but not in the header is noticed."""

    def late() -> None:
        raise LateNonceError("too late")

    nonce = LazyNonce()
    nonce.seal(late)
    for read in (str, format, len, list):
        with pytest.raises(LateNonceError):
            read(nonce)


def test_reading_again_after_sealing_is_fine() -> None:
    nonce = LazyNonce()
    value = str(nonce)
    nonce.seal(lambda: pytest.fail("was read in time"))
    assert str(nonce) == value


def test_a_nonce_that_somebody_else_made_is_adopted() -> None:
    nonce = LazyNonce()
    nonce.adopt("abc")
    assert nonce
    assert str(nonce) == "abc"


def test_what_was_printed_stands() -> None:
    nonce = LazyNonce()
    value = str(nonce)
    nonce.adopt("abc")
    assert str(nonce) == value
