"""Inline scripts and styles allowed by their hashes: the rules that all adapters share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stockade import CSP, CompiledPolicy, LazyNonce
from stockade.serving.inline_hashes import InlineHash
from stockade.serving.policies import Policies

SHARED = json.loads(
    (Path(__file__).parents[4] / "tests/behaviour/inline_hashes.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", SHARED["hashes"], ids=lambda case: case["name"])
def test_a_browser_computes_the_same_hash_of(case: dict[str, str]) -> None:
    assert InlineHash.of("script", case["content"]).source == case["source"]


@pytest.mark.parametrize("case", SHARED["policies"], ids=lambda case: case["name"])
def test_hashes_in_an_enforced_policy(case: dict[str, Any]) -> None:
    enforce = CompiledPolicy.from_text(case["policy"].replace("'nonce-{nonce}'", CSP.NONCE))
    policies = Policies(enforce, CompiledPolicy.from_mapping({}))

    (header,) = policies.with_inline_hashes(hashes_of(case)).headers
    assert header.without_nonce == case["header"]
    with_nonce = case.get("with_nonce", case["header"])
    assert "{nonce}".join(header.segments) == with_nonce


@pytest.mark.parametrize("case", SHARED["limits"], ids=lambda case: case["name"])
def test_a_response_allows_as_many_as_its_header_carries(case: dict[str, Any]) -> None:
    nonce = LazyNonce()
    for number in range(case["blocks"]):
        nonce.allow_inline("script", str(number))
    nonce.allow_inline("script", "0")  # again

    assert len(nonce.inline_hashes) == case["allowed"]
    assert nonce.has_too_many_blocks is (case["blocks"] > case["allowed"])


def test_the_report_only_policy_gets_them_too() -> None:
    report_only = CompiledPolicy.from_text("style-src 'self'", report_only=True)
    policies = Policies(CompiledPolicy.from_mapping({}), report_only)
    inline = InlineHash.of("style", "p { color: teal }")

    (header,) = policies.with_inline_hashes((inline,)).headers

    assert header.name == "Content-Security-Policy-Report-Only"
    assert header.without_nonce == f"style-src 'self' {inline.source}"


def test_the_policies_of_a_page_are_worked_out_once() -> None:
    policies = Policies(
        CompiledPolicy.from_text("script-src 'self'; base-uri 'none'"),
        CompiledPolicy.from_mapping({}),
    )
    hashes = (InlineHash.of("script", "start()"),)

    assert policies.with_inline_hashes(hashes) is policies.with_inline_hashes(hashes)
    assert policies.with_inline_hashes(()) is policies


def hashes_of(case: dict[str, Any]) -> tuple[InlineHash, ...]:
    scripts = [InlineHash.of("script", text) for text in case.get("script", [])]
    styles = [InlineHash.of("style", text) for text in case.get("style", [])]
    return tuple(scripts + styles)
