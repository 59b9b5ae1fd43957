"""What the command line and the ini file say, and what is said about it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from suites import Suite, visits


def test_the_option_does_not_take_a_path_for_its_value(site: Suite) -> None:
    assert site.run(visits("/clean/"), "--csp", "test_site.py").summary.startswith("1 HTML page ")


def test_an_unknown_mode_is_refused(empty_folder: Suite) -> None:
    assert empty_folder.run("", "--csp=warn").status == pytest.ExitCode.USAGE_ERROR


def test_the_ini_file_can_ask_for_it(site: Suite) -> None:
    assert site.run(visits("/blocked/1/"), ini="csp = fail").outcome("test_1") == "FAILED"


@pytest.mark.parametrize("mode", ["--csp", "--csp=summary"])
def test_the_command_line_goes_before_the_ini_file(site: Suite, mode: str) -> None:
    found = site.run(visits("/blocked/1/"), mode, ini="csp = fail")
    assert found.outcome("test_1") == "PASSED"


def test_the_command_line_can_switch_it_off(site: Suite) -> None:
    found = site.run(visits("/blocked/1/"), "--csp=off", ini="csp = fail")
    assert found.outcome("test_1") == "PASSED"
    assert "Content Security Policy" not in found.text


def test_a_slip_in_the_ini_file_is_named(empty_folder: Suite) -> None:
    found = empty_folder.run("", ini="csp = yes")
    assert found.status == pytest.ExitCode.USAGE_ERROR
    assert "csp = 'yes' in the ini file: it is one of summary, fail, off" in found.errors


def test_the_plugin_can_be_left_out(empty_folder: Suite) -> None:
    found = empty_folder.run("", "-p", "no:stockade", "--csp")
    assert found.status == pytest.ExitCode.USAGE_ERROR
    assert "unrecognized arguments: --csp" in found.errors


def test_without_the_option_nothing_of_it_is_imported(site: Suite) -> None:
    tests = """
import sys
from site_client import get

def test_it():
    get("/blocked/1/")
    ours = [name for name in sys.modules if name.startswith("stockade.pytest_plugin")]
    assert ours == ["stockade.pytest_plugin"]
"""
    assert site.run(tests).outcome("test_it") == "PASSED"


def test_nothing_stays_replaced_after_a_run(site: Suite) -> None:
    """Of the clients' methods, where pytest is called from a program."""
    tests = """
import subprocess, sys

PROGRAM = '''
import sys
import pytest

def replaced():
    clients = {"django.test.client": "request", "werkzeug.test": "open"}
    return [
        hasattr(getattr(sys.modules[name].Client, method), "__wrapped__")
        for name, method in clients.items() if name in sys.modules
    ]

class Plugin:
    def pytest_runtest_teardown(self):
        assert all(replaced()) and replaced()

assert pytest.main(["-p", "no:django", "--csp", "inner.py"], plugins=[Plugin()]) == 0
assert not any(replaced()) and replaced()
'''

def test_it():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
"""
    site.write("inner.py", visits("/clean/"))
    found = site.run(tests, "test_site.py")
    assert found.outcome("test_it") == "PASSED", found.text


def test_pages_are_checked_against_the_policy_that_is_given(site: Suite) -> None:
    found = site.run(visits("/none/"), "--csp", "--csp-policy", "script-src 'self'").summary
    assert found.startswith("1 HTML page checked against the policy of --csp-policy\n")
    assert "1x <script>" in found
    assert "injected scripts" not in found


def test_a_given_policy_that_keeps_no_scripts_out_is_said_to(site: Suite) -> None:
    found = site.run(visits("/clean/"), "--csp", "--csp-policy", "script-src * 'unsafe-inline'")
    expected = "injected scripts are not kept out of 1 page:\n  any script may run: 1 page"
    assert expected in found.summary


def test_a_policy_that_must_not_be_sent_is_refused(empty_folder: Suite) -> None:
    found = empty_folder.run("", "--csp", "--csp-policy", "script-src self")
    assert found.status == pytest.ExitCode.USAGE_ERROR
    assert "--csp-policy: script-src: " in found.errors


def test_the_strict_policy_knows_the_nonce_of_the_response(site: Suite) -> None:
    ini = "csp = summary\ncsp_policy = strict"
    found = site.run(visits("/clean/", "/clean/"), ini=ini).summary
    assert found.startswith("2 HTML pages checked against the strict policy\n")
    assert "blocked by a browser" not in found


def test_a_nonce_that_stands_in_pages_alone_counts_only_once(site: Suite) -> None:
    found = site.run(visits("/fixed_nonce/", "/fixed_nonce/"), "--csp", "--csp-policy=strict")
    assert "1x <script>" in found.summary
    assert "in test_site.py::test_2\n" in found.summary
    assert "a nonce of another page: 1 page had one" in found.summary


def test_the_report_holds_everything(site: Suite) -> None:
    tests = """
from site_client import get

def test_first():
    get("/blocked/1/")
    get("/none/")

def test_second():
    get("/blocked/2/")
    get("/streamed/")
"""
    found = site.run(tests, "--csp", "--csp-report=found.json")
    assert "everything that was found is in " in found.summary
    report = json.loads(site.folder.joinpath("found.json").read_text(encoding="utf-8"))
    assert report["version"] == 1
    assert report["checkedAgainst"] == "the response's own headers"
    assert report["pages"] == {"checked": 3, "withViolations": 2}
    (violation,) = report["violations"]
    expected: dict[str, Any] = {
        "template": "blocked.html",
        "path": None,
        "document": "page",
        "when": "load",
        "effectiveDirective": "script-src-attr",
        "blockedURI": "inline",
        "disposition": "enforce",
        "line": 4,
        "column": 9,
        "element": "button",
        "count": 2,
        "tests": ["test_site.py::test_first", "test_site.py::test_second"],
    }
    assert {name: violation[name] for name in expected} == expected
    assert violation["view"] in {"site:blocked", "site.blocked"}
    assert "'nonce-…'" in violation["originalPolicy"]
    assert [note["reason"] for note in report["unprotected"]] == ["no policy"]
    assert report["notChecked"][0]["view"].endswith("streamed")
    assert len(report["neverRendered"]) == 14
    assert report["problems"] == []


@pytest.mark.parametrize("name", ["found.txt", "nowhere/found.json"])
def test_a_report_that_could_not_be_written_is_refused_at_once(
    empty_folder: Suite, name: str
) -> None:
    found = empty_folder.run("", "--csp", f"--csp-report={name}")
    assert found.status == pytest.ExitCode.USAGE_ERROR
    assert "--csp-report=" in found.errors


def test_the_report_can_be_for_programs_that_read_sarif(site: Suite) -> None:
    site.run(visits("/blocked/1/"), "--csp", "--csp-report=found.sarif")
    report = json.loads(site.folder.joinpath("found.sarif").read_text(encoding="utf-8"))
    (result,) = report["runs"][0]["results"]
    assert report["version"] == "2.1.0"
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"].endswith("/blocked/1/")
    assert location["region"]["startLine"] == 4
