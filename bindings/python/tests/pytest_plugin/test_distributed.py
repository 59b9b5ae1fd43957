"""`pytest --csp` under pytest-xdist."""

from __future__ import annotations

import json

import pytest
from suites import Suite, visits

pytest.importorskip("xdist")


def test_the_findings_of_all_workers_are_one_summary(site: Suite) -> None:
    paths = ["/blocked/1/", "/blocked/2/", "/blocked/3/", "/none/", "/clean/", "/streamed/"]
    found = site.run(visits(*paths), "-n2", "--csp", "--csp-report=found.json")
    assert found.status == 0, found.text
    assert found.text.count(" Content Security Policy ") == 1
    assert found.summary.startswith("5 HTML pages checked")
    assert "  site:blocked (blocked.html)\n    3x <button>: " in found.summary
    assert "  no policy: 1 page of site:none\n" in found.summary
    assert "never rendered: 13 of 17 views" in found.summary
    assert "No load-time violation predicted on the other 2 pages." in found.summary
    report = json.loads(site.folder.joinpath("found.json").read_text(encoding="utf-8"))
    assert report["violations"][0]["count"] == 3
    assert len(report["violations"][0]["tests"]) == 3


def test_tests_fail_in_their_workers(site: Suite) -> None:
    found = site.run(visits("/blocked/1/", "/clean/"), "-n2", "--csp=fail")
    assert found.outcome("test_1") == "FAILED"
    assert found.outcome("test_2") == "PASSED"
    assert "this event handler is blocked by script-src" in found.said_of("test_1")


def test_a_worker_that_dies_is_said_to_have_told_nothing(site: Suite) -> None:
    tests = visits("/blocked/1/") + "\ndef test_crash():\n    import os; os._exit(1)\n"
    summary = site.run(tests, "-n1", "--csp").summary
    assert "the worker gw0 has ended without telling what it has found" in summary
