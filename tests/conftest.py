"""For every test: Hypothesis searches the same examples each time, however slow the machine is."""

import os
import signal
import sys
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from bot.cli import authoring
from bot.process.garbage_collection import freeze_started
from bot.settings import env_file
from tests.support import browser, examples, fast, telling
from tests.support.redis_server import RedisServer

# The suite starts hundreds of processes: each of them would compile the bot again where the shell
# asks Python to keep no bytecode.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile(
    "here", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "fast", settings.get_profile("here"), max_examples=examples.USUAL // fast.ONE_IN
)
settings.load_profile("here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="only what needs no server or browser")


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    """As Python's own handler, which asyncio would replace at each run, and at some cost."""
    signal.default_int_handler(number, frame)


def pytest_configure(config: pytest.Config) -> None:
    signal.signal(signal.SIGINT, _interrupted)
    if config.option.fast:
        sys.addaudithook(fast.refuse)
        settings.load_profile("fast")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if config.option.fast and fast.leaves_out(collection_path) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The fast ones last: small files even out what several workers have left to do."""
    if config.option.fast:
        long = [item for item in items if item.get_closest_marker("longest")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    items.sort(key=lambda item: fast.runs(item.path))


def pytest_collection_finish() -> None:
    """Thousands of tests are there until the end: the collector need not look at them all along."""
    freeze_started()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    report.user_properties += telling.taken()
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran = (r for outcome in ("passed", "failed") for r in terminalreporter.getreports(outcome))
    for title, lines in telling.sections(ran):
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
    if terminalreporter.config.option.fast:
        terminalreporter.write_line(fast.SAID)
    elif browser.LEFT_OUT:
        terminalreporter.write_line(f"The page's tests were left out: {browser.NEEDED}")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_whoever_runs_the_tests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(env_file, "FILE", Path("/nonexistent/.env"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_flows_were_reviewed_lately() -> Iterator[None]:
    """So that `mfa-bot check` says the same on whatever day the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authoring, "today", lambda: date(2026, 11, 28))
        yield


@pytest.fixture
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that the test may kill or freeze."""
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.kill()
