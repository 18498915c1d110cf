"""What a command loads: whoever asks for one does not wait for the parts of others."""

import subprocess
import sys
from itertools import chain

COMMANDS = (
    ("--version",),
    ("phone", "--help"),
    ("phone", "--languge", "en", "0912 345 678"),
    ("phone", "0912 345 678"),
    ("picture", "mfa-lost"),
    ("print", "mfa-lost"),
    ("check",),
    ("manifest",),
)
# One process gives all commands: what one has loaded is still there after the next.
PROGRAM = """\
import sys
from bot.cli.commands import main
for command in " ".join(sys.argv[1:]).split(" & "):
    try:
        main(command.split(" "))
    except SystemExit:
        print("loaded", sorted({"bot.app", "aiohttp", "slack_bolt"} & sys.modules.keys()))
"""


def test_it_loads_no_server_that_it_does_not_start() -> None:
    given = chain.from_iterable((*command, "&") for command in COMMANDS)
    shown = subprocess.run(  # noqa: S603 -- this Python, with a program of this test
        [sys.executable, "-c", PROGRAM, *given][:-1], capture_output=True, text=True, check=True
    )
    loaded = [line for line in shown.stdout.splitlines() if line.startswith("loaded ")]
    assert dict(zip(COMMANDS, loaded, strict=True)) == dict.fromkeys(COMMANDS, "loaded []")
