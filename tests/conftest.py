"""For every test: Hypothesis searches the same examples each time, however slow the machine is."""

import pytest
from hypothesis import HealthCheck, settings

from tests.support import slowest

settings.register_profile(
    "here", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("here")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := [*slowest.told()]:
        terminalreporter.section("slowest answer while Redis was in trouble")
        for line in lines:
            terminalreporter.write_line(line)
