"""One process of the bot: started, killed, and started again at the same address."""

import asyncio
import multiprocessing
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from bot.local.bot_process import answers, free_port
from tests.chaos import worker
from tests.support.forks import FORKS

START_SECONDS = 30.0


class Replica:
    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._port = free_port()
        self._health = free_port()
        self._environ = {**environ, "PORT": f"{self._port}", "OPERATE_PORT": f"{self._health}"}
        self._log = log
        self._process: multiprocessing.process.BaseProcess | None = None
        self.ready = False
        self.killed_at: list[float] = []  # seconds since 1970

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self, point: str = "", crossing: int = 0) -> None:
        """Returns when it is ready, or has died at its point already.

        Raises RuntimeError if it ended otherwise.
        """
        where = {"CHAOS_POINT": point, "CHAOS_CROSSING": f"{crossing}"}
        environ = {**self._environ, **where}
        self._process = FORKS.Process(target=worker.serve, args=(environ, self._log))
        await asyncio.to_thread(self._process.start)
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
            while self._process.is_alive() and not self.ready:
                self.ready = await answers(session, f"http://127.0.0.1:{self._health}/readyz")
                await asyncio.sleep(0.02)
        if not self.ready and self._process.exitcode != -signal.SIGKILL:
            raise RuntimeError(f"the bot did not start: {self._log.read_text()[-2000:]}")

    async def kill(self) -> None:
        assert self._process
        self._process.kill()
        await self.dies()

    async def dies(self) -> None:
        """Until it is dead."""
        assert self._process
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self.ready = False
        self.killed_at.append(time.time())
        self._process.join()
        self._process.close()
        self._process = None

    async def end(self) -> None:
        if self._process:
            await self.kill()
