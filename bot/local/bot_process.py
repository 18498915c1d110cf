"""The bot's process, which can be killed and started again."""

import asyncio
import contextlib
import random
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice

import aiohttp

WATCH = "--watch"  # option of the program
START_SECONDS, STOP_SECONDS, POLL_SECONDS = 20.0, 10.0, 0.05
PORTS = range(20000, 32000)  # Linux gives 32768 to 60999 to connections, others 49152 and more
_FIRST = random.SystemRandom().randrange(len(PORTS))  # two processes seldom try the same ports
_PORTS: Iterator[int] = cycle((*PORTS[_FIRST:], *PORTS[:_FIRST]))


class BotFailed(RuntimeError):
    """A bot that did not start; it has told the terminal why."""


class BotProcess:
    """The bot's process. `on_death` is called when it ends by itself."""

    def __init__(
        self,
        environ: Mapping[str, str],
        arguments: tuple[str, ...],
        on_death: Callable[[], None],
    ) -> None:
        self._port, self._operate_port = free_port(), free_port()
        self._environ = {
            **environ,
            "HOST": "127.0.0.1",
            "PORT": str(self._port),
            "OPERATE_HOST": "127.0.0.1",
            "OPERATE_PORT": str(self._operate_port),
        }
        self._arguments = arguments
        self._on_death = on_death
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start it, and wait until it answers. Raises BotFailed."""
        health = f"http://127.0.0.1:{self._operate_port}/healthz"
        process = self._process = await asyncio.create_subprocess_exec(
            # -P: files in the current directory must not be imported instead of the bot's modules
            *(sys.executable, "-P", "-m", "bot.local.worker", *self._arguments),
            env=self._environ,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the trial, which stops all in order
        )
        try:
            async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
                while not await answers(session, health):
                    if process.returncode is not None:
                        raise BotFailed("The bot did not start; the lines above say why.")
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            await self.kill()
            raise BotFailed(f"The bot did not answer within {START_SECONDS:g} s.") from None
        self._watch = asyncio.create_task(self._until_dead(process))

    async def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        await self._end(lambda process: process.kill())

    async def stop(self) -> None:
        """Let it finish what is under way, and end."""
        await self._end(lambda process: process.stdin.close() if process.stdin else None)

    async def _end(self, tell: Callable[[asyncio.subprocess.Process], None]) -> None:
        process, self._process = self._process, None
        if self._watch:
            self._watch.cancel()
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            tell(process)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _until_dead(self, process: asyncio.subprocess.Process) -> None:
        await process.wait()
        self._on_death()


async def answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.ok
    except aiohttp.ClientError:
        return False


def free_port() -> int:
    """Free port outside the range from which systems give ports to outgoing connections.

    So it is still free when the bot is started again. In one process none is given twice, whether
    somebody listens on it yet or not. Raises OSError.
    """
    for port in islice(_PORTS, len(PORTS)):
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise OSError("there is no free port")
