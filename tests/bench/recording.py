"""What the bot sends to Redis and to Slack for one press, recorded from the bot itself.

bolt-js sends the same, filled in for other runs and turns, so that it does the same job however the
bot comes to do it. The recorded run has an account and turns that nothing else in it looks like.
"""

import json
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha1
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from tests.bench.line import Line
from tests.bench.presses import Run, moved, settled, start
from tests.bench.processes import ROOT
from tests.bench.slack import YesSlack
from tests.support.slack import TEAM

ACCOUNT, TURN = "recorded", 7_000_001  # bolt_js/peer.cjs knows the shape of these turns
PEER_TEAM = "T0PEER"  # bolt-js keeps its runs apart: the bot would show what is due there
COMMIT = sha1(
    (ROOT / "bot/store/scripts/commit.lua").read_bytes(), usedforsecurity=False
).hexdigest()
_LINE = re.compile(r"(?P<at>[\d.]+) \[\d+ (?P<who>[^\]]*)\] (?P<words>.*)")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|.)")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b"}


@dataclass(frozen=True, slots=True)
class Command:
    at: float  # seconds since 1970
    words: tuple[str, ...]

    @property
    def commits(self) -> bool:
        return COMMIT in self.words[1:2]


@dataclass(frozen=True, slots=True)
class Call:
    """Call to Slack."""

    at: float
    method: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One press, on a turn: what is sent before the 200 and after it, in order."""

    turn: int
    before: tuple[Command, ...]
    after: tuple[Command | Call, ...]

    @property
    def trips_after(self) -> int:
        return sum(isinstance(done, Command) for done in self.after)

    def job(self) -> dict[str, Any]:
        """Job for bolt-js."""
        return {
            "turn": self.turn,
            "before": [command.words for command in self.before],
            "after": [
                {"redis": done.words}
                if isinstance(done, Command)
                else {"slack": done.method, "body": done.body}
                for done in self.after
            ],
        }


def job(presses: Sequence[Recorded]) -> str:
    text = json.dumps({"account": ACCOUNT, "presses": [press.job() for press in presses]})
    return text.replace(TEAM, PEER_TEAM)


def command(line: str) -> Command | None:
    """A line of MONITOR; None for what a script does by itself."""
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError(f"no line of MONITOR: {line[:80]}")
    if found["who"] == "lua":
        return None
    return Command(float(found["at"]), tuple(map(_plain, _WORD.findall(found["words"]))))


def _plain(word: str) -> str:
    def meant(escape: re.Match[str]) -> str:
        said = escape[1]
        return chr(int(said[1:], 16)) if len(said) > 1 else _PLAIN.get(said, said)

    return _ESCAPE.sub(meant, word).encode("latin-1").decode()


def ordered(turn: int, about: str, commands: Sequence[Command], calls: Sequence[Call]) -> Recorded:
    """The press of a run. Its commit ends what comes before the 200. The worker, which looks for
    what is due whenever it likes, names no run.
    """
    found = [command for command in commands if any(about in word for word in command.words)]
    last, *more = [n for n, command in enumerate(found, 1) if command.commits] or [0]
    if not last or more:
        raise ValueError(f"a press commits once, not {len(more) + bool(last)} times")
    after: list[Command | Call] = sorted([*found[last:], *calls], key=lambda done: done.at)
    return Recorded(turn, tuple(found[:last]), tuple(after))


async def walked(redis: Redis, line: Line, account: str, slack: YesSlack) -> Run:
    """A run that has all that one has that walks for ever."""
    run = await start(line, account, slack)
    for _ in range(4):
        await moved(line, run)
        await settled(redis)
    return run


async def recorded(redis: Redis, line: Line, slack: YesSlack) -> tuple[Run, list[Recorded]]:
    """A press there and one back, and the run that they led back."""
    run = await walked(redis, line, ACCOUNT, slack)
    await _put_at_turn(redis, run)
    return run, [await _press(redis, line, slack, run) for _ in range(2)]


async def _put_at_turn(redis: Redis, run: Run) -> None:
    run.turn = TURN
    for kind in ("run", "shown"):
        key = f"mfa:{{{TEAM}}}:{kind}:{run.id}"
        record = json.loads(str(await redis.get(key)))
        await redis.set(key, json.dumps(record | {"turn": TURN}), keepttl=True)


async def _press(redis: Redis, line: Line, slack: YesSlack, run: Run) -> Recorded:
    turn = run.turn
    async with listening(redis) as monitor:
        slack.calls_seen = []
        await moved(line, run)
        await settled(redis)
        seen, slack.calls_seen = slack.calls_seen, None
        commands = await heard(redis, monitor)
    calls = [Call(at, method, body) for at, method, body in seen if method.startswith("chat.")]
    return ordered(turn, run.id, commands, calls)


@asynccontextmanager
async def listening(redis: Redis) -> AsyncIterator[AbstractConnection]:
    """MONITOR, on a connection of its own."""
    connection = redis.connection_pool.make_connection()
    await connection.connect()
    try:
        await connection.send_command("MONITOR")
        await connection.read_response()
        yield connection
    finally:
        await connection.disconnect()


async def heard(redis: Redis, monitor: AbstractConnection) -> list[Command]:
    """What was sent to Redis until now."""
    end = f"heard until {time.time()}"
    await redis.echo(end)
    found: list[Command] = []
    while True:
        said = command(str(await monitor.read_response()))
        if said and said.words[-1] == end:
            return found
        if said:
            found.append(said)
