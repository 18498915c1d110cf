"""Commands of `mfa-bot` as processes that are forked off one which has imported the bot."""

from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

from tests.support.forks import FORKS, STREAMS, become_command
from tests.support.patience import HANGING


def ended(
    command: str, environ: Mapping[str, str], typed: bytes = b"", first: str = ""
) -> "CompletedProcess[str]":
    """A command once it has ended; `first`: Python that its process runs before."""
    with TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in STREAMS]
        for path, content in zip(streams, (typed, b"", b""), strict=True):
            path.write_bytes(content)
        arguments = (command.split(), dict(environ), folder, first)
        process = FORKS.Process(target=become_command, args=arguments)
        process.start()
        process.join(HANGING)
        process.kill()  # where it hangs
        process.join()
        _, told, errors = (path.read_text(errors="replace") for path in streams)
        return CompletedProcess(command, process.exitcode or 0, told, errors)
