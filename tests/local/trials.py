"""`mfa-bot try` as processes, and what is left of them.

They are forked off one that has imported the bot; the bots that they start are started as always.
"""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis

from tests.support.bots import eventually, until_gone
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.process import Running, forked
from tests.support.slack import Message, Slack, following

PAGE = re.compile(r" is at (http://127\.0\.0\.1:(\d+)/)\n")


@dataclass(slots=True)
class Trial:
    process: Running
    url: str = ""
    port: int = 0
    said: list[str] = field(default_factory=list)  # what stands in the terminal
    _reads: asyncio.Task[None] | None = None

    async def begun(self) -> None:
        """Until the page's address is told."""
        self._reads = asyncio.create_task(self._read())
        await eventually(lambda: PAGE.search(self.text) or self.process.returncode is not None)
        found = PAGE.search(self.text)
        assert found, self.text
        self.url, self.port = found[1], int(found[2])

    @property
    def text(self) -> str:
        return "".join(self.said)

    async def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Its exit code."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, how)
        code = await asyncio.wait_for(self.process.wait(), HANGING)
        if self._reads:
            await self._reads
        return code

    async def _read(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.said.append(line.decode())


async def _launch(home: Path, *arguments: str, **environ: str) -> Running:
    return await forked(
        *("try", "--no-browser", *arguments),
        environ={**os.environ, "DATA_DIR": str(home), **environ},
    )


@asynccontextmanager
async def trying(
    home: Path, *arguments: str, port: int = 0, **environ: str
) -> AsyncIterator[Trial]:
    """Killed if it has not ended by then; whoever is left behind would fail the next test."""
    trial = Trial(await _launch(home, "--port", str(port), *arguments, **environ))
    try:
        await trial.begun()
        yield trial
    finally:
        if trial.process.returncode is None:
            await trial.end()


async def refused(home: Path, *arguments: str) -> str:
    """What it says when it does not begin."""
    process = await _launch(home, *arguments)
    assert process.stderr
    said = (await asyncio.wait_for(process.stderr.read(), HANGING)).decode()
    assert await process.wait()
    assert "Traceback" not in said
    return said


@asynccontextmanager
async def talking(trial: Trial) -> AsyncIterator[Slack]:
    async with following(trial.url) as slack:
        yield slack
        await slack.caught_up()
        assert slack.violations == []


def processes(home: Path) -> dict[int, str]:
    """Command lines of those that work on the data there, by their ids."""
    return {pid: line for pid, line, where in _all() if str(home) in f"{line} {where}"}


def _all() -> Iterator[tuple[int, str, str]]:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            yield int(entry.name), line, str((entry / "cwd").readlink())


async def rests(home: Path) -> None:
    """Nobody is in the middle of showing a step: it would be shown by the next bot 15 s later."""
    async with Redis(unix_socket_path=f"{home}/try/redis/redis.sock") as redis:
        await until_gone(redis.keys, "*:delivering:*")


async def started(slack: Slack, ana: Person, account: str) -> Message:
    """The first step of a new run."""
    known = len(slack.steps())
    assert (await ana.command("/mfa-lost", account)).status == 200
    await slack.until(lambda: len(slack.steps()) > known)
    return slack.steps()[-1]


async def moved(slack: Slack, ana: Person, step: Message, button: str) -> Message:
    """The step that a press leads to, once the former has become a line."""
    answer = await ana.press(button, step)
    assert (answer.status, answer.text) == (200, "")
    run = step.step["run"]
    shown = _turn(slack, run, step.step["turn"] + 1)
    await slack.until(lambda: shown() and not step.buttons)
    return shown()[-1]


def _turn(slack: Slack, run: str, turn: int) -> Callable[[], list[Message]]:
    return lambda: [m for m in slack.steps(run) if m.step["turn"] == turn]
