"""What the command line and the ini file say, checked."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from stockade import PolicyError
from stockade.pytest_plugin import MODES
from stockade.testing.policies import Policy, read_policy

__all__ = ["FORMATS", "Settings", "read_settings"]

FORMATS = (".json", ".sarif")


@dataclass(frozen=True)
class Settings:
    """What is checked, and what becomes of what is found."""

    policy: Policy
    #: Whether the tests concerned fail.
    is_strict: bool
    #: Views and paths that need no protection.
    unprotected: tuple[str, ...]
    report: Path | None

    def allows_unprotected(self, view: str, path: str) -> bool:
        """Whether a page may do without a policy that keeps scripts out."""
        return any(
            fnmatchcase(name, pattern) for pattern in self.unprotected for name in (view, path)
        )


def read_settings(config: pytest.Config) -> Settings:
    """Raises UsageError, which pytest prints without a traceback."""
    mode = config.option.csp or config.getini("csp")
    if mode not in MODES:
        raise pytest.UsageError(f"csp = {mode!r} in the ini file: it is one of {', '.join(MODES)}")
    option, ini = config.option.csp_policy, config.getini("csp_policy")
    try:
        policy = read_policy(option or ini, setting="--csp-policy" if option else "csp_policy")
    except PolicyError as error:
        raise pytest.UsageError(str(error)) from None
    patterns = (
        ["*"] if config.option.csp_allow_unprotected else config.getini("csp_allow_unprotected")
    )
    return Settings(policy, mode == "fail", tuple(patterns), _report(config))


def _report(config: pytest.Config) -> Path | None:
    option, ini = config.option.csp_report, config.getini("csp_report")
    if not (option or ini):
        return None
    # As pytest does it: a command line counts from where it is typed, a file from where it is.
    path = Path(config.invocation_params.dir, option) if option else Path(config.rootpath, ini)
    if path.suffix not in FORMATS:
        formats = " or ".join(FORMATS)
        raise pytest.UsageError(f"--csp-report={path.name}: a report's name ends with {formats}")
    if not path.parent.is_dir():
        raise pytest.UsageError(f"--csp-report={path}: there is no folder {path.parent}")
    return path
