"""Processes that are forked off a server which has imported everything, and so start at once."""

import ctypes
import multiprocessing
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from bot.cli.commands import main

FORKS = multiprocessing.get_context("forkserver")
STREAMS = ("input", "output", "errors")  # files of a command, in a folder
FORKS.set_forkserver_preload(["tests.support.preload", "tests.chaos.forked"])


def become(
    first: str, environ: Mapping[str, str], said: Connection, command: Sequence[str] = ("run",)
) -> None:
    """Run `first`, and then the command of `mfa-bot`, as a process that was started with these.

    What it says in its terminal goes to `said`.
    """
    for terminal in (sys.stdout, sys.stderr):
        os.dup2(said.fileno(), terminal.fileno())
    said.close()
    sys.stdout = os.fdopen(sys.stdout.fileno(), "w", closefd=False)  # it may have been a file
    warnings.simplefilter("error")
    _begin(command, environ, first)


def become_command(
    words: Sequence[str], environ: Mapping[str, str], folder: str, first: str
) -> None:
    """Run `first`, and then a command that reads and writes the files in `folder`."""
    for number, name in enumerate(STREAMS):
        os.dup2(os.open(Path(folder, name), os.O_RDWR), number)
    coding, _, strictly = environ.get("PYTHONIOENCODING", "utf-8:strict").partition(":")
    sys.stdin = TextIOWrapper(BufferedReader(FileIO(0)), coding, strictly)
    sys.stdout = TextIOWrapper(BufferedWriter(FileIO(1, "w")), coding, strictly)
    sys.stderr = TextIOWrapper(BufferedWriter(FileIO(2, "w")), coding, "backslashreplace")
    _begin(words, environ, first)


def _begin(words: Sequence[str], environ: Mapping[str, str], first: str) -> NoReturn:
    os.chdir("/")  # where nobody keeps a .env
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["mfa-bot", *words]
    exec(first, {})  # noqa: S102 -- written in the test that starts it
    status: object = None
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001 -- Python does the same with what nobody has caught
        sys.excepthook(*sys.exc_info())
        status = 1
    # Python is shut down in order, unlike at the end of other forks: what is left open complains.
    ctypes.pythonapi.Py_Exit(status or 0)
    raise AssertionError
