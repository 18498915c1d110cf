"""Processes that are forked off a server which has imported everything, and so start at once."""

import ctypes
import multiprocessing
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

from bot.cli.commands import main

FORKS = multiprocessing.get_context("forkserver")
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
    os.chdir("/")  # where nobody keeps a .env
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["mfa-bot", *command]
    warnings.simplefilter("error")
    exec(first, {})  # noqa: S102 -- written in the test that starts it
    status: object = None
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    # Python is shut down in order, unlike at the end of other forks: what is left open complains.
    ctypes.pythonapi.Py_Exit(status or 0)
