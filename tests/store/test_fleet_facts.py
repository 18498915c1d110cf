"""What is kept of the fleet, and who asks: one process at a time, and no phone number."""

import json

from bot.core.evidence import PhoneStatus, Topic, Unknown
from bot.core.fleet import Facts, FleetAccount, FleetAnswer
from bot.core.team import AccountKind
from bot.store.fleet_facts import CLAIM
from tests.store.shelf import NOW, TEAM, Shelf

FLEET = FleetAnswer(
    (
        FleetAccount(
            "123456789012",
            "prod",
            AccountKind.MANAGEMENT,
            Facts(False, PhoneStatus.UNVERIFIED, NOW),
        ),
        FleetAccount(
            "210987654321",
            "正式環境",
            None,
            Facts(True, None, NOW - 1, {Topic.PHONE: Unknown.DENIED}, from_hub=True),
        ),
        FleetAccount("012345678901", "audit", None, Facts(answered_at=NOW, no_root=True)),
    ),
    NOW,
    Unknown.THROTTLED,
)


async def test_all_of_it_is_read_as_it_was_kept(shelf: Shelf) -> None:
    assert await shelf.store.fleet.kept(TEAM) is None
    await shelf.store.fleet.keep(TEAM, FLEET)
    assert await shelf.store.fleet.kept(TEAM) == FLEET


async def test_what_another_version_kept_is_as_if_nothing_was(shelf: Shelf) -> None:
    await shelf.store.fleet.keep(TEAM, FLEET)
    (key,) = [key async for key in shelf.redis.scan_iter("*:fleet")]
    record = json.loads(await shelf.redis.get(key) or "")
    unknown_status = {**record["accounts"][0], "phone": "SUNG"}
    others: tuple[object, ...] = (
        {**record, "v": 2},
        {**record, "accounts": [unknown_status]},
        {**record, "accounts": None},
        [],
    )
    for other in others:
        await shelf.redis.set(key, json.dumps(other))
        assert await shelf.store.fleet.kept(TEAM) is None
    await shelf.redis.set(key, "no JSON")
    assert await shelf.store.fleet.kept(TEAM) is None


async def test_one_asks_at_a_time(shelf: Shelf) -> None:
    fleet = shelf.store.fleet
    assert await fleet.claim(TEAM, "one")
    assert await fleet.claim(TEAM, "one")  # sent again, since the answer was lost
    assert not await fleet.claim(TEAM, "two")
    await fleet.release(TEAM, "two")
    assert await fleet.claimed(TEAM)
    await fleet.release(TEAM, "one")
    assert not await fleet.claimed(TEAM)
    assert await fleet.claim(TEAM, "two")


async def test_the_claim_of_a_process_that_died_ends(shelf: Shelf) -> None:
    assert await shelf.store.fleet.claim(TEAM, "one")
    (key,) = [key async for key in shelf.redis.scan_iter("*:fleet_asked")]
    assert 0 < await shelf.redis.pttl(key) <= CLAIM
