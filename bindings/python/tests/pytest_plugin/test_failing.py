"""`pytest --csp=fail`: which tests fail, and what their authors are told."""

from __future__ import annotations

import pytest
from suites import Result, Suite

TESTS = """
import unittest
from site_client import get

def test_clean():
    get("/clean/")

def test_blocked():
    get("/blocked/1/")

@pytest.fixture
def before():
    get("/blocked/1/")

@pytest.fixture
def after():
    yield
    get("/blocked/1/")

def test_page_of_a_fixture(before):
    pass

def test_page_after_the_test(after):
    pass

def test_own_reason():
    get("/blocked/1/")
    assert not "its own reason"

def test_skipped():
    get("/blocked/1/")
    pytest.skip()

class UnitTests(unittest.TestCase):
    def test_unit(self):
        get("/blocked/1/")

    def test_unit_own_reason(self):
        get("/blocked/1/")
        self.fail("its own reason")

@pytest.mark.parametrize("name", ["none", "report_only", "any_script", "meta"])
def test_unprotected(name):
    get(f"/{name}/")

@pytest.mark.csp(allow_unprotected=True)
def test_may_be_unprotected():
    get("/none/")
    get("/report_only/")

@pytest.mark.csp(allow_violations=True)
def test_may_be_blocked():
    get("/blocked/1/")

@pytest.mark.csp(allow_violations=True)
def test_may_be_blocked_but_not_unprotected():
    get("/none/")

@pytest.mark.csp(allow_violations=True)
class TestMarkedClass:
    def test_in_marked_class(self):
        get("/blocked/1/")

    @pytest.mark.csp(allow_violations=False)
    def test_in_marked_class_by_itself(self):
        get("/blocked/1/")
"""


@pytest.fixture(scope="module")
def run(site: Suite) -> Result:
    """One run of all of these tests."""
    return site.run(TESTS, "--csp=fail", "--strict-markers")


def test_the_tests_concerned_fail(run: Result) -> None:
    assert run.outcome("test_clean") == "PASSED"
    assert run.outcome("test_blocked") == "FAILED"
    assert run.status == 1


def test_the_message_names_the_page_the_place_and_the_fix(run: Result) -> None:
    lines = run.said_of("test_blocked").splitlines()
    assert lines[1] == "Checked against the response's own headers:"
    assert lines[3].startswith("GET http://")
    assert lines[3].replace("site.", "site:").endswith("/blocked/1/, site:blocked (blocked.html):")
    assert lines[4] == "a browser would block"
    assert lines[5].startswith("  line 4, column 9, <button>: this event handler is blocked by")
    assert lines[-1].startswith("    help: ")


def test_a_page_that_a_fixture_asks_for_fails_the_test(run: Result) -> None:
    assert run.outcome("test_page_of_a_fixture") == "FAILED"
    assert run.outcome("test_page_after_the_test") == "PASSED ERROR"


def test_a_test_that_fails_by_itself_says_only_that(run: Result) -> None:
    assert run.outcome("test_own_reason") == "FAILED"
    assert run.outcome("test_unit_own_reason") == "FAILED"
    assert "Checked against" not in run.said_of("test_own_reason")
    assert "Checked against" not in run.said_of("UnitTests.test_unit_own_reason")
    assert "test_skipped" not in run.text.partition("PASSES")[0].partition("FAILURES")[2]


def test_tests_of_unittest_fail_too(run: Result) -> None:
    assert run.outcome("test_unit") == "FAILED"
    assert "<button>" in run.said_of("UnitTests.test_unit")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("none", "no policy"),
        ("report_only", "report-only"),
        ("any_script", "any script may run"),
    ],
)
def test_a_page_that_keeps_no_scripts_out_fails(run: Result, name: str, kind: str) -> None:
    said = run.said_of(f"test_unprotected[{name}]")
    assert f"nothing keeps injected scripts out of it ({kind})" in said


def test_a_page_under_a_policy_of_its_own_passes(run: Result) -> None:
    assert "PASSED test_site.py::test_unprotected[meta]" in run.text


def test_a_mark_allows_what_it_says_and_no_more(run: Result) -> None:
    assert run.outcome("test_may_be_unprotected") == "PASSED"
    assert run.outcome("test_may_be_blocked") == "PASSED"
    assert run.outcome("test_may_be_blocked_but_not_unprotected") == "FAILED"


def test_the_nearest_mark_counts(run: Result) -> None:
    assert run.outcome("test_in_marked_class") == "PASSED"
    assert run.outcome("test_in_marked_class_by_itself") == "FAILED"


def test_what_was_allowed_is_counted(run: Result) -> None:
    assert "allowed by a mark or a setting: 4 pages" in run.summary


VISIT_UNPROTECTED = """
from site_client import get

def test_it():
    get("/none/")
"""


def test_the_command_line_can_allow_pages_without_protection(site: Suite) -> None:
    found = site.run(VISIT_UNPROTECTED, "--csp=fail", "--csp-allow-unprotected")
    assert found.outcome("test_it") == "PASSED"
    assert "allowed by a mark or a setting: 1 page" in found.summary


@pytest.mark.parametrize(
    ("pattern", "outcome"), [("site?none", "PASSED"), ("/no*", "PASSED"), ("/blocked/*", "FAILED")]
)
def test_the_ini_file_can_allow_views_and_paths_without_protection(
    site: Suite, pattern: str, outcome: str
) -> None:
    ini = f"csp = fail\ncsp_allow_unprotected =\n    {pattern}\n"
    assert site.run(VISIT_UNPROTECTED, ini=ini).outcome("test_it") == outcome


def test_what_is_only_reported_fails_nothing(site: Suite) -> None:
    tests = VISIT_UNPROTECTED.replace("none", "report_only")
    found = site.run(tests, "--csp=fail", "--csp-allow-unprotected")
    assert found.outcome("test_it") == "PASSED"
    assert "reported by a browser, not blocked" in found.summary


def test_a_mark_with_a_slip_is_refused(site: Suite) -> None:
    found = site.run("@pytest.mark.csp(allow_violation=True)\ndef test_it():\n    pass", "--csp")
    assert found.status == pytest.ExitCode.USAGE_ERROR
    assert "test_site.py::test_it: the mark `csp` takes `allow_violations=True`" in found.errors


def test_a_page_outside_of_any_test_fails_the_run(site: Suite) -> None:
    tests = 'from site_client import get\n\nget("/blocked/1/")\n\ndef test_it():\n    pass\n'
    found = site.run(tests, "--csp=fail")
    assert found.outcome("test_it") == "PASSED"
    assert found.status == pytest.ExitCode.TESTS_FAILED
    assert "in (outside of any test)" in found.summary
    assert "outside of any test: 1 page did not pass, and this run has failed" in found.summary


def test_what_is_allowed_is_not_called_clean(site: Suite) -> None:
    tests = """
from site_client import get

@pytest.mark.csp(allow_violations=True)
def test_it():
    get("/blocked/1/")
    get("/clean/")
"""
    summary = site.run(tests, "--csp").summary
    assert "blocked by a browser" not in summary
    assert "No load-time violation predicted on the other 1 page." in summary
