"""The audit is read by run: quickly however long it is, and whole whatever the clock did."""

import asyncio
import time

from bot.core.budget import DAY
from bot.core.run import Run, request_of
from bot.core.verbs import Verb
from bot.store.reports import Reports
from tests.store.shelf import TEAM, Shelf
from tests.store.walker import TO_THE_END, Walker

AUDIT, HISTORY = "mfa:{T1}:audit", "mfa:{T1}:history:prod"
# A hundred runs of the account, with fifty entries each.
OTHERS = """
for n = 1, 100 do
  local name = ARGV[1] .. '-' .. n
  local run = 'prod.' .. name
  for _ = 1, 50 do
    redis.call('XADD', KEYS[1], '*', 'run', run, 'account', 'prod', 'by', 'U1', 'at', '1',
               'button', 'opened', 'to', 'mfa-lost/sign_in')
  end
  redis.call('ZADD', KEYS[2], 1700000000000 + n, name)
end
"""
READ_EVERYTHING = "return #redis.call('XRANGE', KEYS[1], '-', '+')"


async def buttons(shelf: Shelf, run: Run) -> list[str]:
    return [entry["button"] for entry in await shelf.store.audit.entries(TEAM, run.id)]


def pressed(*presses: str) -> list[str]:
    return ["start", *(press.partition("=")[0] for press in presses)]


async def test_the_entries_of_a_run_are_its_presses_in_order(shelf: Shelf) -> None:
    """Those of another run between them are none of them."""
    walker = Walker(shelf.store)
    run, other = await walker.start(), await walker.start(flow="mfa-disable", by="U2")
    for n, press in enumerate(TO_THE_END):
        run = await walker.walk(run, press)
        other = await walker.walk(other, Verb.GO_ON if n % 2 else Verb.STOP)
    assert await buttons(shelf, run) == pressed(*TO_THE_END)


async def test_more_entries_than_a_page(shelf: Shelf) -> None:
    walker = Walker(shelf.store)
    shelf.store.audit.page = 3
    run = await walker.walk(await walker.start(), *TO_THE_END)
    assert await buttons(shelf, run) == pressed(*TO_THE_END)


async def test_entries_are_found_when_the_clock_of_the_server_went_back(shelf: Shelf) -> None:
    """Then Redis gives many entries one time, of all runs that go on."""
    await shelf.redis.xadd(AUDIT, {"run": "dev.a"}, f"{2**41}-0")
    walker = Walker(shelf.store)
    run = await walker.start()
    async with shelf.redis.pipeline(transaction=False) as pipe:
        for _ in range(2000):
            pipe.xadd(AUDIT, {"run": "dev.a", "button": "other"})
        await pipe.execute()
    run = await walker.walk(run, *TO_THE_END)
    assert await buttons(shelf, run) == pressed(*TO_THE_END)


async def test_what_was_trimmed_ends_them(shelf: Shelf) -> None:
    walker = Walker(shelf.store)
    run = await walker.walk(await walker.start(), "broken", "standalone")
    kept = (await shelf.store.audit.entries(TEAM, run.id))[1]
    await shelf.redis.xtrim(AUDIT, minid=kept["id"], approximate=False)
    assert await buttons(shelf, run) == ["broken", "standalone"]


async def test_the_latest_runs_of_an_account_come_first_under_all_of_its_names(
    shelf: Shelf,
) -> None:
    walker = Walker(shelf.store)
    one, two = await walker.start(), await walker.start("123456789012")
    again = await walker.start("prod", flow="mfa-disable")
    for at, run in enumerate((two, again, one), start=1):
        await shelf.redis.zadd(
            f"mfa:{{T1}}:history:{run.account}", {request_of(run.id): at * 1000.0}
        )
    found = await shelf.store.audit.runs(TEAM, ["prod", "123456789012"], 2)
    assert found == (one.id, again.id)
    assert (await shelf.store.audit.runs(TEAM, ["123456789012"], 9)) == (two.id,)


async def test_runs_older_than_the_audit_leave_the_history(shelf: Shelf) -> None:
    """By the time of the server: the tests' own clock stands still far from it."""
    walker = Walker(shelf.store)
    run = await walker.start()
    await shelf.redis.zadd(HISTORY, {"old": 1000.0})
    shelf.now = round(time.time() * 1000)
    shelf.store.clock.server.hear(shelf.now)
    await walker.press(run, "broken")
    assert [run.id] == [*await shelf.store.audit.runs(TEAM, ["prod"], 9)]


async def test_a_run_of_an_older_bot_is_found_by_reading_the_whole_audit(shelf: Shelf) -> None:
    walker = Walker(shelf.store)
    run = await walker.walk(await walker.start(), "broken")
    await shelf.redis.delete(HISTORY)
    reports = Reports(walker.guide.flows, shelf.store)
    assert await reports.of_run(TEAM, run.id) is None
    assert await reports.of_account(TEAM, ["prod"]) == ()
    found = await reports.of_old_run(TEAM, run.id)
    assert found
    assert [entry.button for entry in found.entries] == ["start", "broken"]
    assert await reports.of_old_account(TEAM, ["prod"]) == (found,)


async def test_a_report_takes_no_longer_with_a_hundred_thousand_entries(real: Shelf) -> None:
    """Most of them of the same account, and between the presses of the run."""
    walker = Walker(real.store)
    run = await walker.start()
    for part in range(20):
        await real.redis.eval(OTHERS, 2, AUDIT, HISTORY, part)
        await asyncio.sleep(0.002)  # a press shares its millisecond with none of them
        run = await walker.walk(run, TO_THE_END[part]) if part < len(TO_THE_END) else run
        await asyncio.sleep(0.002)
    assert await real.redis.xlen(AUDIT) > 100_000
    reports = Reports(walker.guide.flows, real.store)
    least = everything = DAY
    for _ in range(5):  # the machine may have other work
        before = await _executed(real)
        found = await reports.of_run(TEAM, run.id)
        after = await _executed(real)
        await real.redis.eval(READ_EVERYTHING, 1, AUDIT)
        least = min(least, after - before)
        everything = min(everything, await _executed(real) - after)
    assert found
    assert len(found.entries) == run.turn
    assert least < everything / 10
    assert 400 * DAY >= await real.redis.pttl(HISTORY) > 399 * DAY


async def _executed(shelf: Shelf) -> int:
    """Microseconds spent in commands, also those of scripts; not in Lua and its garbage."""
    stats = await shelf.redis.info("commandstats")
    return sum(stats[name]["usec"] for name in stats if not name.startswith("cmdstat_eval"))
