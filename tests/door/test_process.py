"""The real process: started, stopped, killed, and started again where it was."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.local.faults import Refuse
from tests.support.bots import until_gone
from tests.support.person import Person
from tests.support.slack import SECRET, TOKEN, Slack


class Process:
    """`mfa-bot run`, with a Redis of its own in `data`."""

    def __init__(self, slack: Slack, data: Path) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "DATA_DIR": str(data),
            "PORT": "0",
        }
        self._slack = slack
        self._process: asyncio.subprocess.Process | None = None
        self.log = ""

    @asynccontextmanager
    async def person(self) -> AsyncIterator[Person]:
        """Start it, and somebody who writes to it."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-m", "bot", "run"),
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(25):
                await self._slack.points_to(await self._until_it_listens())
                yield Person(self._slack, "U0ANA")
        finally:
            if self._process.returncode is None:
                await self.end(signal.SIGKILL)

    async def end(self, how: signal.Signals) -> int:
        assert self._process
        assert self._process.stderr
        self._process.send_signal(how)
        self.log += (await self._process.stderr.read()).decode()
        return await self._process.wait()

    async def rests(self) -> None:
        """Nobody is in the middle of showing a step: another process waits 15 s for one that is."""
        home = self._environment["DATA_DIR"]
        async with Redis(unix_socket_path=f"{home}/redis/redis.sock") as redis:
            await until_gone(redis.keys, "*:delivering:*")

    async def _until_it_listens(self) -> str:
        assert self._process
        assert self._process.stderr
        async for line in self._process.stderr:
            self.log += line.decode()
            if found := re.search(r"listening on (http://\S+)", line.decode()):
                return found[1]
        raise AssertionError(self.log)


@pytest.fixture
def process(slack: Slack, tmp_path_factory: pytest.TempPathFactory) -> Process:
    return Process(slack, tmp_path_factory.mktemp("d"))


async def shown(slack: Slack, turn: int) -> None:
    await slack.until(lambda: slack.steps() and slack.steps()[-1].step["turn"] == turn, 20)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_it_goes_on_where_it_was(slack: Slack, process: Process, how: signal.Signals) -> None:
    async with process.person() as ana:
        await ana.command("/mfa-lost", "prod")
        await shown(slack, 1)
        await ana.press("standalone")
        await shown(slack, 2)
        await slack.until(lambda: not slack.steps()[0].buttons)
        await process.rests()
        assert await process.end(how) == (-how if how is signal.SIGKILL else 0)
    async with process.person() as ana:
        await ana.press("nothing")
        await shown(slack, 3)
        await ana.press("known")
        await shown(slack, 4)
        assert await process.end(signal.SIGTERM) == 0
    assert not re.search("Traceback|ERROR|WARNING", process.log)


async def test_a_press_that_slack_did_not_see_yet_is_not_lost_by_a_stop(
    slack: Slack, process: Process
) -> None:
    async with process.person() as ana:
        await ana.command("/mfa-lost", "prod")
        await shown(slack, 1)
        await slack.meets(Refuse(error="internal_error"), "chat.", channel=ana.channel)
        assert (await ana.press("standalone")).status == 200
        await slack.until(lambda: not slack.of("chat.postMessage")[-1].answer["ok"])
        assert await process.end(signal.SIGTERM) == 0
    await slack.mended()
    async with process.person():
        await shown(slack, 2)
    assert len(slack.steps()) == 2
