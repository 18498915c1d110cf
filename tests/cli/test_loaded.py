"""What a command loads: whoever asks for one does not wait for the parts of others."""

import subprocess
import sys

import pytest

PROGRAM = """\
import sys
from bot.cli.commands import main
try:
    main()
except SystemExit:
    print(sorted({"bot.app", "aiohttp", "slack_bolt"} & sys.modules.keys()))
"""


@pytest.mark.parametrize(
    "typed",
    [
        ("--version",),
        ("phone", "--help"),
        ("phone", "--languge", "en", "0912 345 678"),
        ("phone", "0912 345 678"),
        ("picture", "mfa-lost"),
        ("print", "mfa-lost"),
        ("check",),
        ("manifest",),
    ],
    ids=" ".join,
)
def test_it_loads_no_server_that_it_does_not_start(typed: tuple[str, ...]) -> None:
    shown = subprocess.run(  # noqa: S603 -- this Python, with a program of this test
        [sys.executable, "-c", PROGRAM, *typed], capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[-1] == "[]"
