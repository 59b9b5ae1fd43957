"""`stockade.check`, `stockade.protects_scripts` and `stockade.render`: pages from Python."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from typing import Any

import pytest

import stockade
from stockade import CSP, PredictedViolation

POLICY = "default-src 'self'; script-src 'nonce-n0nce' 'report-sample'; base-uri 'none'"
HEADERS = {"Content-Security-Policy": POLICY}
URL = "https://shop.example/cart"
PAGE = """<!doctype html>
<title>Cart</title>
<script>start()</script>
<script nonce="n0nce">fine()</script>
<img src="https://cdn.example/tea.png">
<a href="javascript:buy()">Buy</a>
"""


def violations(html: str | bytes = PAGE, headers: Any = HEADERS) -> list[PredictedViolation]:
    return stockade.check(html, headers, URL)


class TestCheck:
    def test_what_is_blocked_comes_in_the_order_of_the_page(self) -> None:
        found = [(one.effective_directive, one.blocked_uri, one.when) for one in violations()]
        assert found == [
            ("script-src-elem", "inline", "load"),
            ("img-src", "https://cdn.example/tea.png", "load"),
            ("script-src-elem", "inline", "interaction"),
        ]

    def test_a_violation_says_where_it_is_and_by_which_policy(self) -> None:
        script = violations()[0]
        assert (script.document, script.element) == ("page", "script")
        assert (script.line, script.column) == (3, 1)
        assert PAGE.encode()[slice(*script.span)].startswith(b"<script>")
        assert (script.disposition, script.original_policy) == ("enforce", POLICY)
        assert script.sample == "start()"
        assert script.code
        assert script.message

    def test_bytes_are_read_as_the_content_type_says(self) -> None:
        """The sample is what shows how the page was decoded."""
        for encoding in ("windows-1252", "utf-8"):
            headers = {"Content-Type": f"text/html; charset={encoding}", **HEADERS}
            page = "<script>é()</script>".encode(encoding)
            assert violations(page, headers)[0].sample == "é()"

    def test_text_is_decoded_already(self) -> None:
        headers = {"Content-Type": "text/html; charset=windows-1252", **HEADERS}
        assert violations("<script>é()</script>", headers)[0].sample == "é()"

    @pytest.mark.parametrize(
        "headers",
        [
            {"content-security-policy": POLICY},
            {"Content-Security-Policy": POLICY.encode()},
            [("X-Other", "1"), ("Content-Security-Policy", POLICY)],
            [(b"content-security-policy", POLICY.encode())],
            iter([("Content-Security-Policy", POLICY)]),
        ],
    )
    def test_headers_come_as_the_frameworks_have_them(self, headers: Any) -> None:
        assert len(violations(headers=headers)) == 3

    def test_both_headers_and_meta_elements_count(self) -> None:
        headers = [
            ("Content-Security-Policy-Report-Only", "script-src 'none'"),
            ("Content-Security-Policy", "img-src *"),
        ]
        page = """<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
            <script>start()</script>"""
        found = [(one.disposition, one.original_policy) for one in violations(page, headers)]
        assert found == [("report", "script-src 'none'"), ("enforce", "script-src 'self'")]

    def test_a_page_without_policies_is_left_alone(self) -> None:
        assert violations(headers={}) == []

    @pytest.mark.parametrize("url", ["/cart", "", "shop.example/cart", "localhost:8000/cart"])
    def test_an_address_without_scheme_and_host_is_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match="write the whole of it") as caught:
            stockade.check(PAGE, HEADERS, url)
        assert f'"{url}"' in str(caught.value)

    @pytest.mark.parametrize("headers", [1, ["policy"], [("Content-Security-Policy", 1)]])
    def test_headers_that_are_none_are_refused(self, headers: Any) -> None:
        with pytest.raises(TypeError, match="headers are a mapping or pairs"):
            violations(headers=headers)

    def test_a_page_that_is_none_is_refused(self) -> None:
        with pytest.raises(TypeError, match=r"response\.content"):
            violations(1)  # type: ignore[arg-type]

    def test_other_threads_run_meanwhile(self) -> None:
        page = "<p>tea</p>" * 200_000
        turns = 0
        is_over = threading.Event()

        def run() -> None:
            nonlocal turns
            while not is_over.is_set():
                turns += 1

        thread = threading.Thread(target=run)
        thread.start()
        before = turns
        violations(page)
        meanwhile = turns - before
        is_over.set()
        thread.join()
        assert meanwhile > 1000


class TestPredictedViolation:
    def test_it_is_the_json_of_the_command(self) -> None:
        (script, *_) = violations()
        assert script.to_dict() == {
            "document": "page",
            "when": "load",
            "effectiveDirective": "script-src-elem",
            "blockedURI": "inline",
            "disposition": "enforce",
            "sample": "start()",
            "originalPolicy": POLICY,
            "line": 3,
            "column": 1,
            "span": [*script.span],
            "element": "script",
        }

    def test_it_goes_to_another_process_and_comes_back(self) -> None:
        for violation in violations():
            assert pickle.loads(pickle.dumps(violation)) == violation  # noqa: S301
            assert copy.deepcopy(violation) == violation

    def test_the_same_violation_is_equal(self) -> None:
        assert violations() == violations()
        assert len({*violations(), *violations()}) == 3

    def test_it_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            violations()[0].line = 4  # type: ignore[misc]

    def test_repr_shows_the_place_but_not_the_nonce(self) -> None:
        shown = repr(violations()[0])
        assert "script-src-elem" in shown
        assert "line 3" in shown
        assert "n0nce" not in shown

    def test_repr_obeys_no_page(self) -> None:
        (violation,) = violations('<x-\x1b[31m onclick="go()">')
        assert "\x1b" not in repr(violation)


class TestRender:
    def test_json_is_that_of_the_command(self) -> None:
        rendered = json.loads(stockade.render([("cart.html", violations()[0])], "json"))
        assert rendered["version"] == 1
        assert rendered["violations"] == [{"file": "cart.html", **violations()[0].to_dict()}]

    def test_sarif_names_file_line_and_rule(self) -> None:
        [run] = json.loads(stockade.render([("cart.html", violations()[0])], "sarif"))["runs"]
        [result] = run["results"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "cart.html"
        assert place["region"]["startLine"] == 3
        assert result["ruleId"] == violations()[0].code

    def test_github_gets_one_line_each(self) -> None:
        rendered = stockade.render([("cart.html", one) for one in violations()], "github")
        assert [line.partition(",")[0] for line in rendered.splitlines()] == [
            "::error file=cart.html"
        ] * 3

    def test_what_came_from_another_process_is_rendered_alike(self) -> None:
        violation = violations()[0]
        returned = pickle.loads(pickle.dumps(violation))  # noqa: S301
        for format in ("json", "sarif", "github"):
            assert stockade.render([("a", returned)], format) == stockade.render(
                [("a", violation)], format
            )

    def test_other_formats_are_refused(self) -> None:
        with pytest.raises(ValueError, match='write "json"'):
            stockade.render([], "xml")  # type: ignore[arg-type]


class TestProtectsScripts:
    @pytest.mark.parametrize(
        "policy",
        [
            "script-src 'nonce-n0nce' 'strict-dynamic' https: 'unsafe-inline'",
            "default-src 'self'",
            "default-src 'none'; style-src 'unsafe-inline'",
        ],
    )
    def test_policies_that_name_what_may_run_do(self, policy: str) -> None:
        assert stockade.protects_scripts({CSP.HEADER_ENFORCE.value: policy}, URL)

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Content-Security-Policy": "img-src 'self'"},
            {"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"},
            {"Content-Security-Policy": "script-src 'self' https:"},
            {"Content-Security-Policy": "script-src 'self'; script-src-attr 'unsafe-inline'"},
            {"Content-Security-Policy-Report-Only": "script-src 'none'"},
        ],
    )
    def test_policies_that_let_any_script_run_do_not(self, headers: dict[str, str]) -> None:
        assert not stockade.protects_scripts(headers, URL)
