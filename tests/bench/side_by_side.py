"""The bot and its peers in turn, press by press: a busy machine is then busy for all of them."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from redis.asyncio import Redis

from tests.bench.line import Line
from tests.bench.presses import EMPTY, Run, settled
from tests.bench.processes import Serving
from tests.bench.slack import YesSlack
from tests.support.slack import TEAM

TOGETHER = 32


@dataclass(slots=True)
class Peer:
    """`runs`, in the Redis and the workspace where they are; Bolt alone has none, and only
    acknowledges.
    """

    serving: Serving
    runs: Sequence[Run] = ()
    redis: Redis | None = None
    team: str = TEAM
    lines: list[Line] = field(default_factory=list)

    async def open(self, lines: int) -> None:
        """Connections, opened when they are needed: the bot hangs up on callers who say nothing."""
        while len(self.lines) < lines:
            self.lines.append(await Line.to(self.serving.url))

    async def answered(self, line: int, n: int) -> float:
        """Seconds until the 200."""
        fields = self.runs[n].press() if self.runs else EMPTY
        seconds, status, text = await self.lines[line].send(fields)
        assert (status, text) == (200, ""), (status, text)
        return seconds

    async def shown(self, slack: YesSlack, n: int) -> None:
        if self.runs:
            await slack.shown(self.runs[n].id, self.runs[n].turn)

    async def settled(self) -> None:
        if self.redis:
            await settled(self.redis, self.team)


@dataclass(slots=True)
class Times:
    """Seconds by peer."""

    answered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


async def side_by_side(
    peers: dict[str, Peer], slack: YesSlack, rounds: int, together: int = 1
) -> Times:
    """Presses at once: the time until the last 200, until the last step is shown, and the CPU of
    all that a press brings about.
    """
    times = Times()
    for turn in range(rounds):
        for name, peer in peers.items():
            chosen = [(turn + n) % TOGETHER for n in range(together)]
            await peer.open(together)
            used, began = peer.serving.cpu(), time.perf_counter()
            answers = await asyncio.gather(*(peer.answered(*one) for one in enumerate(chosen)))
            await asyncio.gather(*(peer.shown(slack, n) for n in chosen))
            times.shown[name].append(time.perf_counter() - began)
            await peer.settled()
            times.answered[name].append(max(answers))
            times.cpu[name].append((peer.serving.cpu() - used) / together)
    return times
