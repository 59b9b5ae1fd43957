"""`pytest --csp`: every HTML page that the tests of a site get to see is checked.

Without the option nothing else of this package is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__all__: list[str] = []

MODES = ("summary", "fail", "off")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("csp", "Content Security Policy (stockade)")
    # Each value is an option of its own, so that `pytest --csp tests` does not take `tests` for it.
    group.addoption(
        "--csp",
        "--csp=summary",
        dest="csp",
        action="store_const",
        const="summary",
        help="check every HTML page that test clients return, and say at the end what a browser "
        "would block",
    )
    group.addoption(
        "--csp=fail",
        dest="csp",
        action="store_const",
        const="fail",
        help="the same, and fail the tests concerned",
    )
    group.addoption(
        "--csp=off",
        dest="csp",
        action="store_const",
        const="off",
        help="check nothing, whatever the ini file says",
    )
    group.addoption(
        "--csp-policy",
        metavar="POLICY",
        help="check against this policy, or the `strict` one, instead of each response's own",
    )
    group.addoption(
        "--csp-allow-unprotected",
        action="store_true",
        help="with --csp=fail: accept pages without an enforced policy that keeps scripts out",
    )
    group.addoption(
        "--csp-report",
        metavar="FILE",
        help="write everything that was found to FILE: .json or .sarif",
    )
    parser.addini("csp", "what --csp says: summary, fail or off", default="off")
    parser.addini("csp_policy", "what --csp-policy says", default="")
    parser.addini(
        "csp_allow_unprotected",
        "views or paths that need no protection, with * for anything",
        type="linelist",
    )
    parser.addini("csp_report", "what --csp-report says", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "csp(allow_violations=False, allow_unprotected=False): what `pytest --csp=fail` is to "
        "accept in this test",
    )
    if (config.option.csp or config.getini("csp")) != "off":
        from stockade.pytest_plugin.session import start

        start(config)
