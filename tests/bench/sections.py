"""Sections of the bench: presses beside the peers, many open runs, start, rest."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

from tests.bench import presses as pressing
from tests.bench.crowd import bytes_used, fill
from tests.bench.environment import Environment
from tests.bench.figures import Figure, quantile, ratio
from tests.bench.line import Line
from tests.bench.node import NoNode
from tests.bench.recording import PEER_TEAM, Call, Recorded, heard, job, listening, recorded, walked
from tests.bench.side_by_side import TOGETHER, Peer, side_by_side
from tests.bench.slack import SLACK_SECONDS

ONE_BY_ONE, CROWDS, WATCHED = 300, 20, 15  # rounds
STARTS = 5
REST_SECONDS = 60
MANY = 1_000_000
MANY_BYTES = 4 * 1024**3  # of free memory, which so many runs need with what else is running


async def presses(at: Environment) -> AsyncIterator[Figure]:
    """Presses one at a time, 32 at once, and one that is watched until it is shown, each beside
    peers.
    """
    async with at.server() as server, AsyncExitStack() as stack:
        bot = await stack.enter_async_context(at.bot(server))
        bolt = await stack.enter_async_context(at.bolt())
        run, seen = await recorded(server.redis, await Line.to(bot.url), at.slack)
        for figure in _costs(seen):
            yield figure
        runs = await fill(server.redis, run, range(TOGETHER))
        peers, why = {"bot": Peer(bot, runs, server.redis), "bolt": Peer(bolt)}, ""
        try:
            js = await stack.enter_async_context(at.bolt_js(server, job(seen)))
        except NoNode as none:
            why = str(none)
        else:
            runs = await fill(server.redis, run, range(TOGETHER, 2 * TOGETHER), team=PEER_TEAM)
            peers["js"] = Peer(js, runs, server.redis, PEER_TEAM)
        await side_by_side(peers, at.slack, at.of(ONE_BY_ONE // 3))  # to warm up
        await side_by_side(peers, at.slack, at.of(CROWDS // 3), TOGETHER)
        one = await side_by_side(peers, at.slack, at.of(ONE_BY_ONE))
        crowd = await side_by_side(peers, at.slack, at.of(CROWDS), TOGETHER)
        del peers["bolt"]  # it shows nothing
        at.slack.delay = SLACK_SECONDS
        watched = await side_by_side(peers, at.slack, at.of(WATCHED))
        at.slack.delay = 0
    yield Figure("press_bolt", ratio(one.answered["bot"], one.answered["bolt"]))
    yield Figure("crowd_bolt", ratio(crowd.answered["bot"], crowd.answered["bolt"]))
    yield Figure("shown", quantile(watched.shown["bot"]) * 1000)
    for key, times in (
        ("press_js", one.answered),
        ("crowd_js", crowd.answered),
        ("cpu_js", one.cpu),
        ("shown_js", watched.shown),
    ):
        yield Figure(key, None if why else ratio(times["bot"], times["js"]), why)


def _costs(seen: Sequence[Recorded]) -> list[Figure]:
    calls = [sum(isinstance(done, Call) for done in press.after) for press in seen]
    return [
        Figure("trips_before", max(len(press.before) for press in seen)),
        Figure("trips_after", max(press.trips_after for press in seen)),
        Figure("calls", max(calls)),
    ]


async def many(at: Environment) -> AsyncIterator[Figure]:
    """Two bots in turn, each with a Redis of its own: with a few open runs, and with a million."""
    if (free := _free_bytes()) < MANY_BYTES:
        why = f"it needs 4 GiB of free memory, and there are {free / 1024**3:.1f}"
        yield Figure("many", left_out=why)
        yield Figure("run_bytes", left_out=why)
        return
    async with AsyncExitStack() as stack:
        filled = {}
        for name, copies in (
            ("few", range(TOGETHER)),
            ("many", range(TOGETHER, TOGETHER + at.of(MANY))),
        ):
            server = await stack.enter_async_context(at.server())
            bot = await stack.enter_async_context(at.bot(server))
            run = await walked(server.redis, await Line.to(bot.url), f"with{name}", at.slack)
            await server.redis.config_set("appendonly", "no")  # the disk is not what is measured
            empty = await bytes_used(server.redis)
            runs = await fill(server.redis, run, copies)
            size = (await bytes_used(server.redis) - empty) / len(copies)
            filled[name] = bot, runs[:TOGETHER], server.redis
        yield Figure("run_bytes", size / 1024)
        peers = {name: Peer(*about) for name, about in filled.items()}
        await side_by_side(peers, at.slack, at.of(ONE_BY_ONE // 3))
        times = await side_by_side(peers, at.slack, at.of(ONE_BY_ONE))
    yield Figure("many", ratio(times.answered["many"], times.answered["few"]))


def _free_bytes() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except ValueError:  # not every system tells
        return MANY_BYTES


async def start(at: Environment) -> AsyncIterator[Figure]:
    """Time from the start of the process until it listens."""
    took: dict[str, list[float]] = {"bot": [], "bolt": []}
    async with at.server() as server:
        for _ in range(at.of(STARTS)):
            for name, started in (("bot", at.bot(server)), ("bolt", at.bolt())):
                async with started as serving:
                    took[name].append(serving.seconds)
    yield Figure("start", ratio(took["bot"], took["bolt"]))


async def rest(at: Environment) -> AsyncIterator[Figure]:
    """What a bot asks Redis that nobody uses, while other sections are measured."""
    async with at.server() as server, at.bot(server) as bot:
        run = await pressing.start(await Line.to(bot.url), "resting", at.slack)
        await at.slack.shown(run.id, 1)
        await asyncio.sleep(2)
        async with listening(server.redis) as monitor:
            await asyncio.sleep(at.of(REST_SECONDS))
            found = await heard(server.redis, monitor)
    yield Figure("rest", len(found) * 60 / at.of(REST_SECONDS))
