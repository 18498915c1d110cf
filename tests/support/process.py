"""`mfa-bot run` as a process: started, told to stop, killed."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from click.testing import CliRunner

from bot.cli.commands import main
from tests.support.bots import Served
from tests.support.forks import FORKS, become
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import SECRET, TOKEN, Slack

ROOT = Path(__file__).parents[2]
LISTENS = r"listening on (http://\S+)"
OPERATES = r"health and metrics on (http://\S+)"
NOISE = re.compile(r"Traceback|ERROR|WARNING|destroyed|never retrieved|never awaited|Unclosed")
# First of a process that is to be killed: the next one takes up what it held within seconds, though
# not before Slack has done what it was asked with the last breath.
SOON_TAKEN_UP = """
from bot import app
from bot.store import commit, due_set, holds
commit.LEASE_MS = due_set.LEASE_MS = 4_000
holds.HOLD_MS = 3_000
app.AT_REST = 0.1
"""


async def printed(bot: Served, *command: str) -> str:
    """What a command prints that asks the Slack and the Redis of this bot."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "bot", *command),
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": bot.slack.api_url,
            "REDIS_URL": bot.bot.settings.redis_url,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    return told.decode()


async def printed_here(bot: Served, *command: str) -> str:
    """The same, without a process of its own: that would first import the whole bot."""
    environment = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_API_URL": bot.slack.api_url,
        "REDIS_URL": bot.bot.settings.redis_url,
    }
    # In a thread: this loop serves the Slack that the command asks.
    told = await asyncio.to_thread(CliRunner().invoke, main, command, env=environment)
    assert (told.exit_code, told.stderr) == (0, "")
    return told.stdout


class Running(Protocol):
    """A process as asyncio offers one."""

    stderr: asyncio.StreamReader | None

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...


class Process:
    """With a Redis of its own in `data`, unless the environment names one.

    `first` is Python that it runs before it becomes the bot.
    """

    def __init__(self, slack: Slack, data: Path, first: str = "", **environment: str) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "DATA_DIR": str(data),
            "PORT": "0",
            "OPERATE_PORT": "0",
            **environment,
        }
        self._first = first
        self._slack = slack
        self._process: Running | None = None
        self.url = ""
        self.log = ""

    @asynccontextmanager
    async def started(self, until: str = LISTENS) -> AsyncIterator[str]:
        """What its log said then."""
        self._process = await self._start()
        try:
            async with asyncio.timeout(HANGING):
                said = await self.says(until)
            yield said
        finally:
            if self._process.returncode is None:
                await self.end(signal.SIGKILL)

    async def _start(self) -> Running:
        program = f"{self._first}\nfrom bot.__main__ import main\nmain()"
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", program, "run"),
            cwd="/",  # where nobody keeps a .env
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
        )

    @property
    def operator(self) -> str:
        """Where it tells of its health."""
        return re.findall(OPERATES, self.log)[-1]

    @asynccontextmanager
    async def person(self) -> AsyncIterator[Person]:
        """Start it, and somebody who writes to it."""
        async with self.started() as self.url:
            await self._slack.points_to(self.url)
            yield Person(self._slack, "U0ANA")

    async def end(self, how: signal.Signals) -> int:
        self.tell(how)
        return await self.ended()

    def tell(self, what: signal.Signals) -> None:
        """Send a signal.

        asyncio's `send_signal` would take the exit status of a process that has just ended away
        from asyncio itself, which then says 255.
        """
        assert self._process
        os.kill(self._process.pid, what)

    async def ended(self) -> int:
        assert self._process
        assert self._process.stderr
        self.log += (await self._process.stderr.read()).decode()
        return await self._process.wait()

    async def says(self, what: str) -> str:
        """Until its log says so."""
        assert self._process
        assert self._process.stderr
        async for line in self._process.stderr:
            self.log += line.decode()
            if found := re.search(what, line.decode()):
                return found[found.re.groups]
        await self._process.wait()  # it ends by itself
        raise AssertionError(self.log)


class ForkedProcess(Process):
    """The same, forked off a process that has imported the bot: it starts a second sooner.

    It is for tests of what the bot does once it has started. `first` runs after the imports.
    """

    async def _start(self) -> Running:
        return await forked("run", first=self._first, environ=self._environment)


async def forked(*command: str, environ: Mapping[str, str], first: str = "") -> "Fork":
    """A process of `mfa-bot` with this command."""
    reader, writer = FORKS.Pipe(duplex=False)
    with writer:
        process = FORKS.Process(target=become, args=(first, environ, writer, command))
        await asyncio.to_thread(process.start)
    stderr, loop = asyncio.StreamReader(), asyncio.get_running_loop()
    pipe = os.fdopen(os.dup(reader.fileno()), "rb", buffering=0)
    reader.close()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stderr), pipe)
    return Fork(process, stderr)


class Fork:
    """A forked process, as asyncio offers one. Its `stderr` has what it says on stdout, too."""

    def __init__(self, process: BaseProcess, stderr: asyncio.StreamReader) -> None:
        self._process = process
        self._ended = asyncio.Event()
        self.stderr: asyncio.StreamReader | None = stderr
        self.returncode: int | None = None
        asyncio.get_running_loop().add_reader(process.sentinel, self._reap)

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def _reap(self) -> None:
        """Reads its exit code, which can be read only once."""
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self.returncode = self._process.exitcode
        self._ended.set()
