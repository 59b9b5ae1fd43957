"""What the tests of the documentation share."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import start_project


@pytest.fixture(scope="session")
def started_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Django's `startproject` makes, to be copied."""
    directory = tmp_path_factory.mktemp("startproject")
    start_project(directory)
    return directory
