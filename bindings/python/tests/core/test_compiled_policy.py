"""Policies as Python settings have them."""

from __future__ import annotations

import json
import threading
from enum import Enum
from types import MappingProxyType

import pytest

from stockade import CSP, CompiledPolicy, PolicyError
from stockade._core import replace_mapping, update_mapping

STRICT = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE, CSP.UNSAFE_INLINE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}


def test_a_policy_is_joined_by_its_nonce() -> None:
    policy = CompiledPolicy.from_mapping(STRICT)
    assert policy.uses_nonce
    assert "abc".join(policy.segments) == (
        "default-src 'self'; script-src 'nonce-abc' 'unsafe-inline'; "
        "base-uri 'none'; form-action 'self'"
    )
    assert policy.warnings == ()


def test_without_its_nonce_a_policy_allows_no_more() -> None:
    """G1: a list that loses its nonce stays, closed; it does not disappear."""
    policy = CompiledPolicy.from_mapping(STRICT)
    assert policy.without_nonce == (
        "default-src 'self'; script-src 'none'; base-uri 'none'; form-action 'self'"
    )


@pytest.mark.parametrize(
    "sources",
    [
        ["b.example", "a.example"],
        ("b.example", "a.example"),
        (source for source in ["b.example", "a.example"]),
        "b.example a.example",
        "b.example\n\t a.example",
    ],
)
def test_sources_keep_their_order(sources: object) -> None:
    """G12: lists, tuples, generators and text are all lists of sources."""
    policy = CompiledPolicy.from_mapping({"img-src": sources})
    assert policy.without_nonce == "img-src b.example a.example"


@pytest.mark.parametrize("collection", [set, frozenset])
def test_sets_are_sorted(collection: type) -> None:
    """G12: a set has no order of its own, and a header must not differ between processes."""
    policy = CompiledPolicy.from_mapping({"img-src": collection(["b.example", "a.example"])})
    assert policy.without_nonce == "img-src a.example b.example"


@pytest.mark.parametrize("absent", [None, False, [], (), set()])
def test_absent_directives_are_left_out(absent: object) -> None:
    policy = CompiledPolicy.from_mapping({"img-src": absent})
    assert policy.is_empty
    assert policy.segments == ("",)
    assert policy.without_nonce == ""


def test_true_is_a_directive_without_a_value() -> None:
    policy = CompiledPolicy.from_mapping({"upgrade-insecure-requests": True})
    assert policy.without_nonce == "upgrade-insecure-requests"
    assert policy.mapping == {"upgrade-insecure-requests": True}


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (3, "not int"),
        (b"'self'", "not int"),
        ({"a": 1}, "not dict"),
        (["'self'", 4], "not int"),
        ([None], "not NoneType"),
        (object(), "not object"),
    ],
)
def test_values_of_another_type_are_named(value: object, part: str) -> None:
    with pytest.raises(PolicyError) as caught:
        CompiledPolicy.from_mapping({"img-src": value}, setting="SECURE_CSP")
    error = caught.value
    assert (error.kind, error.setting, error.directive) == ("wrong-type", "SECURE_CSP", "img-src")
    assert str(error).startswith("SECURE_CSP: img-src: ")
    assert part in str(error)


def test_names_of_another_type_are_named() -> None:
    with pytest.raises(PolicyError, match="directive names are text, not int"):
        CompiledPolicy.from_mapping({1: "x"})  # type: ignore[dict-item]


def test_what_is_no_mapping_is_named() -> None:
    with pytest.raises(PolicyError, match="a policy is a mapping, not list"):
        CompiledPolicy.from_mapping([("img-src", "'self'")])  # type: ignore[arg-type]


def test_any_mapping_will_do() -> None:
    frozen = MappingProxyType({"img-src": ["'self'"]})
    assert CompiledPolicy.from_mapping(frozen).without_nonce == "img-src 'self'"


def test_an_error_says_everything_a_person_needs() -> None:
    """G11: a value that would start another directive never reaches a header."""
    with pytest.raises(PolicyError) as caught:
        CompiledPolicy.from_mapping({"script-src": ["x.com; script-src *"]}, setting="SECURE_CSP")
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.kind == "forbidden-character"
    assert error.value == "x.com; script-src *"
    assert error.suggestion is None
    assert str(error) == (
        "SECURE_CSP: script-src: \"x.com; script-src *\" holds ';', which would start another "
        "directive; give each directive its own entry"
    )


def test_a_typo_gets_a_suggestion() -> None:
    with pytest.raises(PolicyError) as caught:
        CompiledPolicy.from_mapping({"script_src": ["'self'"]})
    assert caught.value.suggestion == "script-src"


def test_the_nonce_may_stand_in_a_text_of_sources() -> None:
    """G13: the placeholder never leaks into a header."""
    policy = CompiledPolicy.from_mapping(
        {"script-src": "'self' " + CSP.NONCE, "base-uri": "'none'"}
    )
    assert policy.segments == ("script-src 'self' 'nonce-", "'; base-uri 'none'")
    with pytest.raises(PolicyError, match="nothing fills it in"):
        CompiledPolicy.from_mapping({"script-src": [f"'nonce-{CSP.NONCE}'"]})


def test_text_builds_as_a_mapping_does() -> None:
    text = f"default-src 'self'; script-src {CSP.NONCE}; base-uri 'none'; form-action 'self'"
    policy = CompiledPolicy.from_text(text)
    assert policy.mapping == {
        "default-src": ["'self'"],
        "script-src": [CSP.NONCE],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    again = CompiledPolicy.from_mapping(policy.mapping)
    assert again.segments == policy.segments
    with pytest.raises(PolicyError):
        CompiledPolicy.from_text("script-src self")


def test_warnings_are_read_like_sentences() -> None:
    (warning,) = CompiledPolicy.from_mapping({"default-src": "'self'"}).warnings
    assert warning.code == "missing-form-action"
    assert warning.severity == "warning"
    assert warning.span is None
    assert str(warning) == f"{warning.message}; {warning.help}"


def test_endpoints_are_checked_when_they_are_known() -> None:
    policy = {"default-src": "'self'", "report-to": "mian"}
    assert CompiledPolicy.from_mapping(policy).report_to == "mian"
    with pytest.raises(PolicyError) as caught:
        CompiledPolicy.from_mapping(policy, endpoints={"main": "/reports"})
    assert caught.value.suggestion == "main"


def test_the_mapping_is_a_fresh_copy() -> None:
    policy = CompiledPolicy.from_mapping({"img-src": ["a.example"]})
    policy.mapping["img-src"].append("evil.example")  # type: ignore[union-attr]
    assert policy.mapping == {"img-src": ["a.example"]}


def test_updates_add_and_replacements_replace() -> None:
    """G10: a view adds to the site's policy instead of copying it."""
    base = {"default-src": ["'self'"], "img-src": ["'none'"]}
    assert update_mapping(base, {"img-src": "data:", "font-src": ["fonts.example"]}) == {
        "default-src": ["'self'"],
        "img-src": ["data:"],
        "font-src": ["'self'", "fonts.example"],
    }
    assert replace_mapping(base, {"img-src": ["data:"], "default-src": None}) == {
        "img-src": ["data:"]
    }
    assert base == {"default-src": ["'self'"], "img-src": ["'none'"]}


def test_constants_are_djangos() -> None:
    """The values, not the class: settings written for either mean the same."""
    expected = {
        "HEADER_ENFORCE": "Content-Security-Policy",
        "HEADER_REPORT_ONLY": "Content-Security-Policy-Report-Only",
        "NONE": "'none'",
        "REPORT_SAMPLE": "'report-sample'",
        "SELF": "'self'",
        "STRICT_DYNAMIC": "'strict-dynamic'",
        "UNSAFE_EVAL": "'unsafe-eval'",
        "UNSAFE_HASHES": "'unsafe-hashes'",
        "UNSAFE_INLINE": "'unsafe-inline'",
        "WASM_UNSAFE_EVAL": "'wasm-unsafe-eval'",
        "NONCE": "<CSP_NONCE_SENTINEL>",
    }
    for name, value in expected.items():
        constant = CSP[name]
        assert constant == value
        assert str(constant) == value
        assert f"{constant}" == value
        assert " ".join([constant]) == value
        assert json.dumps([constant]) == json.dumps([value])


def test_an_enum_of_ones_own_is_text_too() -> None:
    class Hosts(str, Enum):
        CDN = "cdn.example"

    assert CompiledPolicy.from_mapping({"img-src": [Hosts.CDN]}).without_nonce == (
        "img-src cdn.example"
    )


def test_policies_are_shared_between_threads() -> None:
    policy = CompiledPolicy.from_mapping(STRICT)
    seen: set[str] = set()

    def read() -> None:
        for _ in range(2000):
            seen.add("n".join(policy.segments))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1
