"""Worker process: one of several bots on one port, as the supervisor starts and stops it."""

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
    """Process of one worker; `environ`: all of its settings.

    It shuts down in order when its standard input ends, so that none is left behind, however its
    supervisor ends.
    """

    number: int
    environ: Mapping[str, str]
    operator_url: str = ""  # of its health and metrics; empty while it does not serve
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """Id of the present or last process."""
        return self._process.pid if self._process else 0

    async def start(self) -> bool:
        """Start it, and wait until it serves; False if it ended before that."""
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
        """Wait for its end, and return how it ended, in words."""
        if self._process is None:
            return "never started"
        code = await self._process.wait()
        self.operator_url = ""
        return f"exit code {code}" if code >= 0 else f"killed by signal {-code}"

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, what: signal.Signals) -> None:
        """Send it a signal, if it is running.

        asyncio's `terminate` would take the exit status of a process that has just ended away from
        asyncio itself, which then says 255.
        """
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, what)

    async def end(self, seconds: float) -> bool:
        """Wait for its end; False if that took too long, and it was killed."""
        waiting = asyncio.create_task(self.ended())
        done, _ = await asyncio.wait([waiting], timeout=seconds)
        if not done:
            self._signal(signal.SIGKILL)
            await waiting
        await cancel_and_wait([waiting])
        return bool(done)
