"""`kill -9` while a run teaches the bot another name: no attempt is lost, none is counted twice."""

import asyncio
from dataclasses import replace
from pathlib import Path

from redis.asyncio import Redis

from bot.core.budget import AttemptKind, Limits
from bot.core.place import Place
from bot.core.refusals import RefusalReason, Refused
from bot.guide import Guide, Moved
from bot.store.store import Committed, Store
from tests.chaos import teller
from tests.chaos.teller import FLOWS, SHOWS, confirmed
from tests.store.shelf import TEAM, Shelf, a_run, an_attempt
from tests.support.forks import FORKS
from tests.support.redis_server import RedisServer

KILLS = 40
LATEST = 0.008  # seconds after the process begins; a press takes about half of it


class Accounts(Shelf):
    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.store = Store(redis, Limits(), lambda: self.now)
        self.guide = Guide(FLOWS, self.store)

    async def spends(self, account: str, name: str) -> None:
        """One call, by another run; again where somebody was quicker."""
        run = a_run(id=f"{account}.{name}", account=account, press=name, outcome="recovered")
        committed = Committed.MOVED_ON
        while committed is Committed.MOVED_ON:
            before = await self.store.load(TEAM, account)
            spent = an_attempt(f"{account} {name}", kind=AttemptKind.CALL, run=run.id)
            committed = await self.commit(before, run, before.attempts.spend(spent))

    async def used(self, account: str) -> int:
        return (
            await Store(self.redis, Limits(), lambda: self.now).load(TEAM, account)
        ).attempts.used(self.now)


async def test_deaths_at_every_moment_around_a_name_that_is_learned(home: Path) -> None:
    server = RedisServer(home)
    server.start()
    try:
        async with Redis.from_url(server.url, decode_responses=True) as redis:
            accounts = Accounts(redis)
            for number in range(KILLS):
                await _once(accounts, server.url, number, LATEST * number / KILLS)
    finally:
        server.kill()


async def _once(accounts: Accounts, url: str, number: int, delay: float) -> None:
    name, digits = f"nick-{number}", f"{number + 1:012}"
    run = a_run(id=f"{name}.a", account=name, place=Place.at("mfa-lost", SHOWS))
    run = replace(run, values={"account_id": digits})
    before = await accounts.store.load(TEAM, name, run.id)
    assert await accounts.commit(before, run) is Committed.DONE
    await accounts.spends(name, "by-name")
    await accounts.spends(digits, "by-digits")
    near, far = FORKS.Pipe()
    process = FORKS.Process(target=teller.confirm, args=(url, run, far))
    await asyncio.to_thread(process.start)
    try:
        assert await asyncio.to_thread(near.recv) == "now"
        late = asyncio.create_task(accounts.spends(digits, "meanwhile"))
        await asyncio.sleep(delay)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
    await late
    by_name, by_digits = [await accounts.used(each) for each in (name, digits)]
    assert (by_name, by_digits) in ((1, 2), (3, 3)), f"{number}: {by_name} and {by_digits}"
    again = await accounts.guide.press(TEAM, confirmed(run))  # Slack delivers it once more
    repeated = isinstance(again, Refused) and again.why is RefusalReason.REPEATED
    assert repeated if by_name == 3 else isinstance(again, Moved)
    assert [await accounts.used(each) for each in (name, digits)] == [3, 3]
