"""A run of pytest under `--csp`: what it does at each of pytest's hooks."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from stockade.pytest_plugin.checker import Checker, RunningTest
from stockade.pytest_plugin.findings import Findings
from stockade.pytest_plugin.frameworks import django
from stockade.pytest_plugin.report import write_report
from stockade.pytest_plugin.settings import Settings, read_settings
from stockade.pytest_plugin.summary import summarize
from stockade.pytest_plugin.watching import watch

__all__ = ["start"]

#: Under which a worker of pytest-xdist sends its findings.
_KEY = "stockade_csp"
#: The most pages that the message of one test names.
_LISTED = 10


def start(config: pytest.Config) -> None:
    """Check what the tests of this run get to see."""
    settings = read_settings(config)
    checker = Checker(settings)
    config.add_cleanup(watch(checker, checker.findings.views))
    config.pluginmanager.register(_Session(config, settings, checker), "stockade-session")


class _Session:
    def __init__(self, config: pytest.Config, settings: Settings, checker: Checker) -> None:
        self._config = config
        self._settings = settings
        self._checker = checker
        #: Where the report has been written to.
        self._report: Path | None = None

    @property
    def _findings(self) -> Findings:
        return self._checker.findings

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        _refuse_wrong_marks(items)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._checker.test = _running(item)
        try:
            return (yield)
        finally:
            self._checker.test = self._checker.outside

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None, Any, Any]:
        with self._silent_if_failing():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        with self._silent_if_failing():
            result = yield
        self._fail_if_asked()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        with self._silent_if_failing():
            result = yield
        # Pages that were asked for only now: those before have been complained about.
        self._fail_if_asked()
        return result

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        with self._checker.guarded():
            self._findings.views |= django.all_views()
        self._findings.repeated_nonces += self._settings.policy.repeated_nonces
        self._findings.failed_outside += len(self._checker.outside.complaints)
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_KEY] = self._findings.to_data()
            return
        if self._settings.report:
            with self._checker.guarded():
                write_report(self._settings.report, self._findings, self._settings)
                self._report = self._settings.report
        if self._findings.failed_outside and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        data = getattr(node, "workeroutput", {}).get(_KEY)
        if data is None:
            self._findings.add_problem(
                f"the worker {node.gateway.id} has ended without telling what it has found"
            )
            return
        with self._checker.guarded():
            self._findings.merge(Findings.from_data(data))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("Content Security Policy")
        for line in summarize(self._findings, self._settings.policy, self._report):
            terminalreporter.write_line(line)

    @contextmanager
    def _silent_if_failing(self) -> Iterator[None]:
        """A test that fails by itself, or is skipped, says only that."""
        try:
            yield
        except BaseException:
            self._checker.test.complaints.clear()
            raise

    def _fail_if_asked(self) -> None:
        complaints, self._checker.test.complaints = self._checker.test.complaints, []
        if complaints:
            listed = complaints[:_LISTED]
            if len(complaints) > _LISTED:
                listed.append(f"… and {len(complaints) - _LISTED} more pages")
            against = self._settings.policy.description
            pytest.fail("\n\n".join([f"Checked against {against}:", *listed]), pytrace=False)


def _running(item: pytest.Item) -> RunningTest:
    allowed: dict[str, Any] = {}
    for mark in item.iter_markers("csp"):
        allowed = {**mark.kwargs, **allowed}  # The nearest one counts.
    return RunningTest(item.nodeid, **allowed)


def _refuse_wrong_marks(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("csp"):
            if mark.args or not {*mark.kwargs} <= {"allow_violations", "allow_unprotected"}:
                raise pytest.UsageError(
                    f"{item.nodeid}: the mark `csp` takes `allow_violations=True` and "
                    "`allow_unprotected=True`, and nothing else"
                )
