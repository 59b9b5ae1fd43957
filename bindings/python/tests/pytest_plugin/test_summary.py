"""What `pytest --csp` says about the pages that a suite gets to see, in either framework."""

from __future__ import annotations

from itertools import takewhile

import pytest
from suites import Result, Suite, visits

TESTS = """
from site_client import follow, get, head, read

def test_clean():
    get("/clean/")

def test_redirect():
    follow("/moved/")

@pytest.mark.parametrize("number", [1, 2])
def test_blocked(number):
    get(f"/blocked/{number}/")

@pytest.mark.parametrize("path", ["/data/", "/download/", "/empty/", "/moved/"])
def test_no_page(path):
    get(path)

def test_head():
    head("/any_script/")
    head("/streamed/")

@pytest.mark.parametrize("name", ["none", "none", "report_only", "any_script", "meta"])
def test_unprotected(name):
    get(f"/{name}/")

def test_stream():
    get("/streamed/")
    assert read(get("/streamed/")).endswith(b"ipt>start()</script>\\n")

def test_compressed():
    response = get("/packed/", accept_encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"

def test_encoding():
    get("/latin/")

def test_xhtml():
    get("/xhtml/")

def test_escape():
    get("/escape/")
"""


@pytest.fixture(scope="module")
def run(site: Suite) -> Result:
    """One run of all of these tests."""
    result = site.run(TESTS, "--csp")
    assert result.status == 0, result.text
    return result


def source(summary: str, name: str) -> str:
    """What the summary says is blocked on the pages of one view."""
    after = summary.partition(f"\n  {name}\n")[2].splitlines()
    return "\n".join(takewhile(lambda line: line.startswith("    "), after))


def test_pages_are_counted_and_nothing_else(run: Result) -> None:
    """Not redirects and their targets twice, data, downloads, empty bodies, headers alone."""
    pages = ["clean", "moved to clean", "blocked", "blocked", "none", "none", "report_only"]
    pages += ["any_script", "meta", "streamed", "packed", "latin", "escape"]
    first = run.summary.partition("\n")[0]
    assert first == f"{len(pages)} HTML pages checked against the response's own headers"


def test_what_is_blocked_is_grouped_by_view_and_template(run: Result) -> None:
    lines = source(run.summary, "site:blocked (blocked.html)").splitlines()
    assert lines[0].startswith("    2x <button>: this event handler is blocked by script-src")
    assert lines[1].endswith("/blocked/1/, line 4, column 9, in test_site.py::test_blocked[1]")
    assert lines[2].startswith("      help: ")
    assert len(lines) == 3


def test_pages_that_keep_no_scripts_out_are_counted_apart(run: Result) -> None:
    assert "injected scripts are not kept out of 4 pages:\n" in run.summary
    assert "\n  no policy: 2 pages of site:none\n" in run.summary
    assert "\n  report-only: 1 page of site:report_only\n" in run.summary
    assert "\n  any script may run: 1 page of site:any_script\n" in run.summary


def test_a_policy_in_the_page_protects_it(run: Result) -> None:
    assert "site:meta" not in run.summary.partition("never rendered")[0]


def test_what_is_only_reported_stands_apart(run: Result) -> None:
    blocked, _, reported = run.summary.partition("reported by a browser, not blocked:\n")
    assert "report_only" not in blocked
    assert reported.startswith("  site:report_only\n    1x <script>: ")


def test_a_stream_is_checked_when_a_test_reads_it(run: Result) -> None:
    found = source(run.summary, "site:streamed")
    assert found.startswith("    1x <script>: ")
    assert "line 2, column 1, in test_site.py::test_stream" in found


def test_a_stream_that_is_not_read_is_named(run: Result) -> None:
    assert "HTML not checked: 2 pages:\n" in run.summary
    unread = "  streamed, and not read to its end by a test: 1 page of site:streamed\n"
    assert unread in run.summary


def test_xhtml_is_not_checked_as_html(run: Result) -> None:
    assert (
        "  XHTML, which browsers read by other rules than HTML: 1 page of site:xhtml" in run.summary
    )


def test_a_compressed_page_is_checked(run: Result) -> None:
    assert "line 2, column 1, in" in source(run.summary, "site:packed")


def test_the_encoding_of_a_page_counts(run: Result) -> None:
    assert "latin" not in run.summary


def test_what_a_page_says_cannot_reach_the_terminal(run: Result) -> None:
    assert "https://pictures.example/" in source(run.summary, "site:escape")
    assert "\x1b[2J" not in run.text


def test_views_that_no_test_has_rendered_are_named(run: Result) -> None:
    assert "never rendered: 3 of 17 views: site:fixed_nonce, site:moved, site:unused" in run.summary


def test_the_last_words_promise_no_more_than_they_may(run: Result) -> None:
    violations = ["blocked", "blocked", "streamed", "packed", "escape", "report_only"]
    last = run.summary.splitlines()[-2:]
    assert last[0] == f"No load-time violation predicted on the other {13 - len(violations)} pages."
    assert last[1].startswith("Not covered: what scripts do once they run")
    assert "safe" not in run.summary


def test_a_suite_without_pages_is_not_called_clean(site: Suite) -> None:
    summary = site.run(visits("/data/"), "--csp").summary
    assert "No page was checked: no test client has returned HTML." in summary
    assert "predicted" not in summary


def test_long_lists_are_cut(site: Suite) -> None:
    summary = site.run(visits("/clean/"), "--csp").summary
    line = next(line for line in summary.splitlines() if line.startswith("never rendered"))
    assert line.startswith("never rendered: 16 of 17 views: site:any_script, site:blocked, ")
    assert line.endswith(" and 6 more")
