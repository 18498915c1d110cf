"""Worker process: one of several bots that serve one port, as whoever supervises it sees it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from bot.process.shutdown import cancel_and_wait


@dataclass(slots=True)
class WorkerProcess:
    """`environ`: all of its settings. It ends in order when its standard input does, so that none
    is left behind, however its supervisor ends.
    """

    number: int
    environ: Mapping[str, str]
    operator_url: str = ""  # of its health and metrics; empty while it does not serve
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        return self._process.pid if self._process else 0

    async def start(self) -> bool:
        """Starts it, and waits until it serves; False where it ended before."""
        self._process = None
        process = self._process = await asyncio.create_subprocess_exec(
            # -P: files in the current directory must not be imported instead of the bot's modules
            *(sys.executable, "-P", "-m", "bot", "run", "--worker", str(self.number)),
            env=dict(self.environ),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops all in order
        )
        line = await process.stdout.readline() if process.stdout else b""
        self.operator_url = line.decode().strip()
        return bool(self.operator_url)

    async def ended(self) -> str:
        """Waits for its end; in words, how it ended."""
        if self._process is None:
            return "never started"
        code = await self._process.wait()
        self.operator_url = ""
        return f"exit code {code}" if code >= 0 else f"killed by signal {-code}"

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, what: signal.Signals) -> None:
        """Signals it, if it runs.

        Not by asyncio's `terminate`: of a process that has just ended, that takes the exit status
        away from asyncio, which then says 255.
        """
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, what)

    async def end(self, seconds: float) -> bool:
        """Waits for its end; False where it has to be killed, since that takes too long."""
        waiting = asyncio.create_task(self.ended())
        done, _ = await asyncio.wait([waiting], timeout=seconds)
        if not done:
            self._signal(signal.SIGKILL)
            await waiting
        await cancel_and_wait([waiting])
        return bool(done)
