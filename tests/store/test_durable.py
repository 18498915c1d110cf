"""What was taken is on disk: a server that is killed and started again has it all."""

import asyncio
from pathlib import Path

import pytest

from bot.core.budget import Limits
from bot.core.run import Run
from bot.guide import Moved
from bot.store.calls import StoreAway
from bot.store.client import connect
from bot.store.store import Store
from tests.store.servers import process
from tests.store.shelf import TEAM
from tests.store.walker import TO_THE_CALL, Walker
from tests.support.own_server import written

PEOPLE, ENOUGH = 8, 60


@pytest.mark.parametrize("flushed", ["always", "everysec"])
async def test_no_press_that_was_taken_is_lost_by_a_kill(tmp_path: Path, flushed: str) -> None:
    """With `everysec` that is so once the server has written it: while the disk is behind, it holds
    up to two seconds in memory. (If the machine itself dies, `everysec` may lose the last second
    as well, and `always` nothing.)
    """
    taken: dict[str, Run] = {}
    presses = 0
    enough = asyncio.Event()

    async def walk(run: Run) -> None:
        nonlocal presses
        taken[run.id] = run
        for press in (*TO_THE_CALL, "calling", "signed_in", "passkey", "registered"):
            try:
                result = await walker.press(run, press)
            except StoreAway:
                return
            assert isinstance(result, Moved)
            run = taken[run.id] = result.run
            presses += 1
            if presses >= ENOUGH:
                enough.set()

    options = ("--appendfsync", flushed)
    async with process(tmp_path, *options) as (server, url):
        client = connect(url)
        store = Store(client, Limits())
        walker = Walker(store)
        runs = [await walker.start(f"account-{n}", by=f"U{n}") for n in range(PEOPLE)]
        async with asyncio.TaskGroup() as people:
            for run in runs:
                people.create_task(walk(run))
            await enough.wait()
            if flushed == "always":
                server.kill()
        if flushed == "everysec":
            await written(client)
            server.kill()
        async with process(tmp_path, *options):
            for run in taken.values():
                found = await walker.guide.look(TEAM, run.id)
                assert found.run
                assert found.run.turn - run.turn in (0, 1)  # 1: its answer did not arrive any more
                assert found.attempts.made or run.attempt is None
        await store.close()
    assert presses >= ENOUGH
