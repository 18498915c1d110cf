"""The keys: what expires when, one slot a workspace, nothing but what is declared, and how big."""

from typing import Any

from redis.asyncio import Redis
from redis.crc import key_slot

from bot.core.budget import DAY, MINUTE, Limits
from bot.core.decision import Decision
from bot.core.differences import Difference, Reporter, StepWords
from bot.core.due import Due
from bot.core.fleet import FleetAccount, FleetAnswer
from bot.core.place import Place
from bot.core.readiness import Readiness
from bot.core.shown import Shown
from bot.store.client import Client, connect
from bot.store.store import Store
from tests.store.shelf import NOW, TEAM, Shelf, a_run
from tests.store.walker import TO_THE_CALL, TO_THE_END, Clock, Walker

SECOND = 1000
PERSISTENT = -1
# How long each key is kept after its last write.
# None: never empties while there is work, or trimmed by age.
EXPIRES = {
    "run": 30 * DAY,
    "run of a check": 120 * DAY,  # it is asked about again after 90
    "shown": 30 * DAY,
    "user": 30 * DAY,
    "runs": 30 * DAY,
    "homes": DAY,
    "homed": DAY,
    "home": DAY,
    "tried": 2 * DAY,
    "account": 30 * DAY,
    "revision": 30 * DAY,
    "attempts": 2 * DAY,
    "counted": 30 * DAY,
    "joined": 30 * DAY,
    "word": 30 * DAY,
    "history": 400 * DAY,
    "seen": DAY,
    "group": DAY,
    "asked": 10 * MINUTE,
    "differences": 90 * DAY,
    "fleet": 7 * DAY,
    "fleet_asked": 2 * MINUTE,
    "readiness": 120 * DAY,
    "delivering": 15 * SECOND,
    "due": None,
    "audit": None,
}


CHECK = ".check"  # ends its id


async def a_check(store: Store, account: str) -> None:
    """One that has just ended, and found nothing missing; the account has two names."""
    run = a_run(
        id=f"{account}{CHECK}", account=account, place=Place.at("ready", "end"), outcome="ready"
    )
    found = Readiness("ready", 0, NOW, run.id)
    before = await store.load(TEAM, account, also=(f"{account}-too",))
    decision = Decision(
        run, before.attempts, {"run": run.id}, (), readiness=found, counts_for=90 * DAY
    )
    await store.commit(TEAM, before, decision)


async def use_everything(store: Store, between: Any = None) -> None:
    """A whole night: two runs, an attempt, a hand-over, deliveries, an event, a timer."""
    walker = Walker(store)
    await store.homes.open(TEAM, "U1")
    await store.homes.claim(TEAM, "U1")
    await store.homes.show(TEAM, "U1", "digest")
    run = await walker.start()
    run = await walker.walk(run, *TO_THE_CALL, "calling")
    await walker.press(run, "take_over", by="U2")
    await walker.walk(await walker.start("dev"), *TO_THE_END)
    await store.first_to_see(TEAM, "Ev1")
    await store.groups.look(TEAM, "S1", 10 * MINUTE)
    await store.groups.keep(TEAM, "S1", frozenset({"U1"}), DAY)
    words = StepWords("mfa-lost", "calling", "en", "0f0f0f0f")
    await store.differences.add(TEAM, Difference(Reporter(run.id, 1, "U1"), words), NOW)
    await store.fleet.claim(TEAM, "token")
    await store.fleet.keep(TEAM, FleetAnswer((FleetAccount("123456789012", "prod", None),), NOW))
    await store.due.add(TEAM, Due("card", run.id), NOW)
    for due in (await store.due.take(TEAM)).due:
        await store.due.settle(TEAM, due)
    await store.runs.of_person(TEAM, "U2", 10)
    await a_check(store, f"{run.account}-checked")
    await store.runs.readiness(TEAM, "ready")
    await store.runs.of_flow(TEAM, "mfa-lost", 1)
    await store.ping(TEAM)
    async with store.holds.delivering(TEAM, run.id) as hold:
        assert hold
        await store.holds._renew(hold)
        await store.holds.mark(hold, Shown("C1", "1.0", 1, "1.1"))
        if between:
            await between()
        shown = Shown("C1", "1.0", 1, "1.1")
        await store.holds.finish(hold, shown, (Due("show", run.id, "1"),), keep=True)


async def test_every_key_has_the_name_that_operators_allow_one_slot_and_expires_when_it_should(
    shelf: Shelf,
) -> None:
    """The slot of a Cluster is that of the workspace."""
    found: dict[str, list[int]] = {}
    keys: set[str] = set()

    async def look() -> None:
        async for key in shelf.redis.scan_iter("*"):
            keys.add(key)
            kind = "run of a check" if key.endswith(CHECK) else key.split(":")[2]
            found.setdefault(kind, []).append(await shelf.redis.pttl(key))

    await use_everything(shelf.store, look)
    await look()
    assert [key for key in keys if not key.startswith("mfa:{T1}:")] == []
    assert len({key_slot(key.encode()) for key in keys}) == 1
    assert found.keys() == EXPIRES.keys()
    for kind, lives in EXPIRES.items():
        for left in found[kind]:
            if lives is None:
                assert left == PERSISTENT, kind
            else:
                assert lives - 30 * SECOND < left <= lives, kind


async def restricted(shelf: Shelf, *rules: str) -> Client:
    """A client of a user who may do little more than read, write and run scripts, on these keys."""
    user = "on >pw &mfa:* -@all +@read +@write +@scripting +@transaction +@connection +@pubsub"
    no = "+time -@dangerous -script|flush -script|kill -function"
    words = f"{user} {no}".split()
    await shelf.redis.execute_command("ACL", "SETUSER", "mfabot", "reset", *words, *rules)
    path = shelf.redis.connection_pool.connection_kwargs["path"]
    return connect(f"unix://mfabot:pw@{path}")


async def test_a_user_with_few_rights_is_enough(real: Shelf) -> None:
    client = await restricted(real, "~mfa:*")
    store = Store(client, Limits(), Clock())
    await use_everything(store)
    assert await store.info() == {"Redis": None}  # may not be asked, which is no failure
    await store.close()


async def test_scripts_touch_only_the_keys_that_they_declare(real: Shelf) -> None:
    """Redis refuses the user every key but those that were named with a script or a command."""
    declared: set[str] = set()

    class Noting(Redis):
        async def execute_command(self, *args: Any, **options: Any) -> Any:
            if args[0] == "EVALSHA":
                declared.update(args[3 : 3 + args[2]])
            return await super().execute_command(*args, **options)

    store = Store(Noting(connection_pool=real.redis.connection_pool), Limits(), Clock())
    run = await Walker(store).start()
    await store.due.take(TEAM)
    kinds = (
        "run attempts revision account user due audit runs history homes tried counted word names"
        " joined shown readiness"
    )
    assert {key.split(":")[2] for key in declared} == set(kinds.split())
    await real.redis.flushdb()

    client = await restricted(real, *(f"~{key}" for key in declared))
    before = await Store(client, Limits()).load(TEAM, "prod", run.id)
    shelf = Shelf(client)
    assert before.run is None
    assert await shelf.open(id=run.id)
    await shelf.take(NOW)
    await client.aclose()


async def test_an_open_run_takes_no_more_than_two_kilobytes(real: Shelf) -> None:
    """All that it leaves when it is nearly at its end; the account's attempts and the audit, with
    what finds a run in it, are no part of it.
    """
    runs = 10
    walker = Walker(real.store)
    for n in range(runs):
        run = await walker.start(str(111122223333 + n), by="U0123456789")
        run = await walker.walk(run, *TO_THE_END[:-1])
        shown = Shown("C0123456789", "1767225600.000100", run.turn, "1767225600.000200")
        done = [Due("show", run.id, str(turn)) for turn in range(1, run.turn)]
        await real.mark(shown, *done, run_id=run.id)
    total = 0
    async for key in real.redis.scan_iter("*"):
        if key.split(":")[2] not in ("attempts", "tried", "counted", "word", "audit", "history"):
            total += await real.redis.memory_usage(key, samples=0) or 0
    assert 0 < total / runs <= 2048
