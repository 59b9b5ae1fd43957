"""Headers that views write, reporting endpoints, known bypasses."""

from __future__ import annotations

import pytest

from stockade import CompiledPolicy, PolicyError
from stockade._core import (
    EdgeCacheKey,
    inspect_header,
    integrity_policy_endpoints,
    known_bypass,
    reporting_endpoints,
)
from stockade.serving.policies import can_hold_markup, private_cache_control


def codes(value: str, nonce: str | None = None) -> list[str]:
    return [finding.code for finding in inspect_header(value, nonce)]


def test_a_good_header_is_left_in_peace() -> None:
    assert codes("default-src 'self'; img-src *; report-to main") == []
    assert codes("script-src 'nonce-abc'; style-src 'nonce-abc'", "abc") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ["empty-policy"]),
        ("script-srx 'self'", ["unknown-directive"]),
        ("img-src a; img-src b", ["repeated-directive"]),
        ("img-src é", ["forbidden-character"]),
        ("img-src 'slef'", ["ignored-value"]),
        ("img-src 'none' a.example, img-src x_y", ["ignored-value", "ignored-value"]),
    ],
)
def test_what_browsers_ignore_is_found(value: str, expected: list[str]) -> None:
    assert codes(value) == expected


def test_findings_point_at_bytes() -> None:
    (finding,) = inspect_header("img-src a, img-src 'slef' b", None)
    assert finding.span == (19, 25)
    assert str(finding).endswith("did you mean 'self'?")


def test_a_page_that_printed_a_nonce_needs_it_in_the_header() -> None:
    assert codes("default-src 'self'", "abc") == ["foreign-nonce", "foreign-nonce"]
    assert codes("script-src 'nonce-xyz'; style-src 'nonce-abc'", "abc") == ["foreign-nonce"]
    assert codes("img-src 'self'", "abc") == []


def test_a_fixed_nonce_is_found() -> None:
    assert codes("script-src 'nonce-xyz'") == ["foreign-nonce"]


def test_endpoints_become_a_dictionary() -> None:
    """G14: `report-to` needs the header that defines its endpoint."""
    header = reporting_endpoints({"main": "https://r.example/a?b=c", "local": "/reports"})
    assert header == 'main="https://r.example/a?b=c", local="/reports"'
    assert reporting_endpoints({}) == ""


def test_endpoints_that_browsers_refuse_are_errors() -> None:
    with pytest.raises(PolicyError) as caught:
        reporting_endpoints({"Main": "https://r.example/"}, setting="STOCKADE")
    assert caught.value.suggestion == "main"
    assert str(caught.value).startswith("STOCKADE: the reporting endpoint ")
    with pytest.raises(PolicyError, match="neither https"):
        reporting_endpoints({"main": "http://r.example/"})
    with pytest.raises(PolicyError, match="the endpoint 'main' has the address 1"):
        reporting_endpoints({"main": 1})  # type: ignore[dict-item]


def test_hosts_with_a_known_bypass_are_known() -> None:
    reason = known_bypass("https://accounts.google.com/static/")
    assert reason is not None
    assert "JSONP" in reason
    assert known_bypass("//ACCOUNTS.GOOGLE.COM:443/") == reason
    for url in ["/static/", "https://static.example/", "", "accounts.google.com"]:
        assert known_bypass(url) is None


def test_addresses_that_need_no_nonce_are_known() -> None:
    policy = CompiledPolicy.from_text("script-src 'self' https://*.cdn.example/js/")
    page = "https://site.example/page"
    for url in ["/static/a.js", "a.js", "https://site.example/x", "https://a.cdn.example/js/b.js"]:
        assert policy.allows_without_nonce("script", url, page), url
    for url in [
        "https://cdn.example/js/a.js",
        "https://a.cdn.example/other.js",
        "https://a.cdn.example:444/js/a.js",
        "https://site.example:444/x",
        "//evil.example/a.js",
    ]:
        assert not policy.allows_without_nonce("script", url, page), url
    assert policy.allows_without_nonce("style", "https://evil.example/a.css", page)
    other_path = "https://a.cdn.example/other.js"
    assert policy.allows_without_nonce("script", other_path, page, redirected=True)
    assert not policy.allows_without_nonce("script", "//evil.example/", page, redirected=True)
    with pytest.raises(ValueError, match="script"):
        policy.allows_without_nonce("image", "/", page)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "private"),
        ("public", "private"),
        ("Public, S-MaxAge=60, max-age=5", "max-age=5, private"),
        ("private", "private"),
        ('private="x-header", max-age=1', "max-age=1, private"),
        ("no-store", "no-store"),
        ("no-cache, must-revalidate", "no-cache, must-revalidate, private"),
    ],
)
def test_cache_control_becomes_private(before: str, after: str) -> None:
    assert private_cache_control(before) == after


def test_markup_types() -> None:
    for content_type in [
        "text/html",
        "Text/HTML; charset=utf-8",
        "image/svg+xml",
        "application/xhtml+xml",
    ]:
        assert can_hold_markup(content_type)
    for content_type in ["", "text/plain", "application/json", "text/html-like"]:
        assert not can_hold_markup(content_type)


def test_the_endpoints_of_an_integrity_policy() -> None:
    def endpoints_of(value: str) -> tuple[str, ...]:
        return integrity_policy_endpoints(value, setting="SETTING", endpoints={"csp": "/reports"})

    assert endpoints_of("blocked-destinations=(script)") == ()
    assert endpoints_of("blocked-destinations=(script style), endpoints=(csp)") == ("csp",)
    with pytest.raises(PolicyError, match=r"^SETTING: there is no reporting endpoint") as refused:
        endpoints_of("blocked-destinations=(script), endpoints=(cps)")
    assert (refused.value.kind, refused.value.suggestion) == ("unknown-endpoint", "csp")


@pytest.mark.parametrize(
    "value",
    ["", "blocked-destinations=()", "blocked-destinations=script", "blocked-destinations=(\ud800)"],
)
@pytest.mark.parametrize(("report_only", "verb"), [(False, "block"), (True, "report")])
def test_an_integrity_policy_that_blocks_nothing_is_refused(
    value: str, report_only: bool, verb: str
) -> None:
    with pytest.raises(PolicyError, match=f"^SETTING: browsers would {verb} nothing") as refused:
        integrity_policy_endpoints(value, setting="SETTING", endpoints=(), report_only=report_only)
    assert refused.value.kind == "invalid-integrity-policy"


def test_the_key_of_an_edge_cache() -> None:
    key = EdgeCacheKey("0123456789abcdefghijkl", setting="KEY")

    assert key.matches("0123456789abcdefghijkl")
    for sent in ("", "0123456789abcdefghijk", "0123456789abcdefghijk\ud800"):
        assert not key.matches(sent)
    assert repr(key) == "EdgeCacheKey(…)"
