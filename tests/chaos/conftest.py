from pathlib import Path

import pytest

from tests.chaos.report import TOLD


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TOLD:
        terminalreporter.section("chaos")
    for told in TOLD:
        terminalreporter.write_line(told)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short one: Redis listens on a socket in it."""
    return tmp_path_factory.mktemp("c")
