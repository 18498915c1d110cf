"""The command line, as a person uses it: arguments and input in, text and a status out."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import authoring, options
from bot.cli.commands import main
from bot.files.resources import resource
from bot.flowfiles.library import Library, load
from bot.guide import opening
from bot.health import doctor

NEEDED = {"HOME", "LANG", "PATH", "PYTHONPATH", "TMPDIR"}
Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings but those that a test makes, and data of its own.

    Of the rest what programs need: every command looks at each variable for a misspelled setting.
    """
    for name in os.environ:
        if name not in NEEDED and not name.startswith("PYTEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(authoring, "today", lambda: date(2026, 11, 27))  # nothing grows old
    return iter([None])


@cache
def _shipped(spoken: tuple[str, ...], *, walked: bool) -> Library:
    return load(resource("flows"), None, spoken, walked=walked)


def _shipped_once(
    directory: Path, own: Path | None = None, spoken: tuple[str, ...] = (), *, walked: bool = True
) -> Library:
    if own is None and directory == resource("flows"):
        return _shipped(spoken, walked=walked)
    return load(directory, own, spoken, walked=walked)


@pytest.fixture(scope="session", autouse=True)
def _the_shipped_flows_are_read_once() -> Iterator[None]:
    """And checked: nearly every command here would do it again."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (options, opening, doctor):
            patch.setattr(module, "load", _shipped_once)
        yield


@pytest.fixture
def mfa_bot() -> Command:
    """Runs one command line; a list where an argument has spaces."""

    def run(arguments: str | list[str], typed: str = "") -> Result:
        words = arguments.split() if isinstance(arguments, str) else arguments
        result = CliRunner().invoke(main, words, input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result

    return run
