"""Processes that are forked off a server which has imported everything, and so start at once."""

import ctypes
import multiprocessing
import os
import sys
import warnings
from collections.abc import Mapping
from multiprocessing.connection import Connection

from bot.cli.commands import main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.preload", "tests.chaos.forked"])


def become(first: str, environ: Mapping[str, str], errors: Connection) -> None:
    """Run `first`, and then `mfa-bot run`, as a process that was started with these."""
    os.dup2(errors.fileno(), sys.stderr.fileno())
    errors.close()
    os.chdir("/")  # where nobody keeps a .env
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["mfa-bot", "run"]
    warnings.simplefilter("error")
    exec(first, {})  # noqa: S102 -- written in the test that starts it
    status: object = None
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    # Python is shut down in order, unlike at the end of other forks: what is left open complains.
    ctypes.pythonapi.Py_Exit(status or 0)
