"""Watch over the store: what is to be made due at the start is tried until it is done."""

import pytest
from fakeredis import FakeAsyncRedis

from bot.core.budget import Limits
from bot.slack.delivery.store_watch import StoreWatch
from bot.store.calls import StoreAway
from bot.store.store import Store
from tests.support.slack import TEAM


async def test_what_was_put_off_too_far_is_made_due_although_redis_failed_at_the_first_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, tries = Store(FakeAsyncRedis(decode_responses=True), Limits()), []

    async def fails_once(team: str, latest: int) -> None:
        tries.append((team, latest))
        if len(tries) == 1:
            raise StoreAway("Redis is restarting")

    monkeypatch.setattr(store.due, "hasten", fails_once)
    watch = StoreWatch(store)
    with pytest.raises(StoreAway):
        await watch.look(TEAM, await store.due.take(TEAM))
    for _ in range(2):
        await watch.look(TEAM, await store.due.take(TEAM))
    assert len(tries) == 2
