"""`assert_csp_clean` and `assertCSPClean`: what single tests say about one response."""

from __future__ import annotations

import pytest
from suites import Result, Suite

from stockade.testing import assert_csp_clean

TESTS = """
import unittest
from site_client import get
from stockade.testing import CSPAssertions, assert_csp_clean

def test_clean():
    assert_csp_clean(get("/clean/"))

def test_blocked():
    assert_csp_clean(get("/blocked/1/"))

def test_unprotected():
    assert_csp_clean(get("/none/"))

def test_may_be_unprotected():
    assert_csp_clean(get("/none/"), allow_unprotected=True)

def test_strict():
    assert_csp_clean(get("/none/"), policy="strict")

def test_given_mapping():
    assert_csp_clean(get("/clean/"), policy={"img-src": ["'self'"]}, allow_unprotected=True)

def test_data():
    assert_csp_clean(get("/data/"))

def test_xhtml():
    assert_csp_clean(get("/xhtml/"))

def test_compressed():
    assert_csp_clean(get("/packed/", accept_encoding="gzip"))

class PageTests(CSPAssertions, unittest.TestCase):
    def test_unit_clean(self):
        self.assertCSPClean(get("/clean/"))

    def test_unit_blocked(self):
        self.assertCSPClean(get("/blocked/1/"))
"""


@pytest.fixture(scope="module")
def run(site: Suite) -> Result:
    """One run of all of these tests, without `--csp`."""
    return site.run(TESTS)


PASSING = ["test_clean", "test_may_be_unprotected", "test_given_mapping", "test_unit_clean"]
FAILING = {
    "test_blocked": "this event handler is blocked by script-src",
    "test_unprotected": "nothing keeps injected scripts out of it (no policy)",
    "test_strict": "checked against the strict policy",
    "test_data": "has not answered with an HTML page",
    "test_xhtml": "cannot be checked: it is XHTML",
    "test_compressed": "line 2, column 1, <script>: this inline script is blocked by script-src",
    "test_unit_blocked": "line 4, column 9, <button>: this event handler is blocked by script-src",
}


@pytest.mark.parametrize("test", PASSING)
def test_what_is_clean_passes(run: Result, test: str) -> None:
    assert run.outcome(test) == "PASSED"


@pytest.mark.parametrize(("test", "said"), FAILING.items(), ids=FAILING)
def test_what_is_not_clean_fails_and_says_why(run: Result, test: str, said: str) -> None:
    assert run.outcome(test) == "FAILED"
    name = f"PageTests.{test}" if "unit" in test else test
    assert said in run.said_of(name)


def test_a_stream_of_django_cannot_be_looked_at_twice(django_shop: Suite) -> None:
    tests = """
from site_client import get
from stockade.testing import assert_csp_clean

def test_it():
    with pytest.raises(TypeError, match="streamed"):
        assert_csp_clean(get("/streamed/"))
"""
    assert django_shop.run(tests).outcome("test_it") == "PASSED"


def test_responses_of_httpx_and_webtest_are_taken(flask_notes: Suite) -> None:
    pytest.importorskip("httpx2")
    pytest.importorskip("webtest")
    tests = """
import httpx2, webtest
from notes import app
from stockade.testing import assert_csp_clean

def test_httpx():
    client = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url="http://site")
    assert_csp_clean(client.get("/clean/"))
    with pytest.raises(AssertionError, match="this inline script is blocked"):
        assert_csp_clean(client.get("/packed/"))

def test_webtest():
    assert_csp_clean(webtest.TestApp(app).get("/clean/"))
"""
    found = flask_notes.run(tests)
    assert found.status == 0, found.text


def test_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match="this is a str, and not a response"):
        assert_csp_clean("<p>")


def test_a_policy_that_must_not_be_sent_is_refused(django_shop: Suite) -> None:
    tests = """
from site_client import get
from stockade import PolicyError
from stockade.testing import assert_csp_clean

def test_it():
    with pytest.raises(PolicyError, match="policy: script-src: "):
        assert_csp_clean(get("/clean/"), policy="script-src self")
"""
    assert django_shop.run(tests).outcome("test_it") == "PASSED"
