"""Many at once: presses go first, and what hinders one channel hinders no other."""

from collections.abc import AsyncIterator

import pytest

from bot.local.slack.fault_injection import Broken, Fault, Hang, Limited, Refuse, Reset
from bot.process import foreground
from bot.slack.delivery import delivery
from tests.front_door.returning import delivered
from tests.support.bots import Clock, Served, served
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import Slack

LANES = 2
SECONDS = 20  # during which it is counted how often Slack is tried


@pytest.fixture
async def narrow(
    slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    """A bot with two deliveries at once."""
    monkeypatch.setattr(delivery, "DELIVERIES_AT_ONCE", LANES)
    async with served(slack, redis_url, clock) as bot:
        yield bot


async def a_limited_channel_beside_another(narrow: Served) -> tuple[Person, Person]:
    """Ana presses in the first one more often than there are lanes; Ben is in the other."""
    ana, ben = narrow.person("U0ANA"), narrow.person("U0BEN")
    for n in range(3 * LANES):
        await narrow.start(ana, account=f"account{n}")
    theirs = list(narrow.slack.steps())
    ben.channel = "C0SISTER"
    await narrow.start(ben, account="other")
    await narrow.slack.meets(Limited(seconds=30), "chat.", channel=ana.channel)
    for step in theirs:
        await ana.press("broken", step)
    return ana, ben


async def test_a_channel_that_is_limited_holds_up_no_other(narrow: Served) -> None:
    _, ben = await a_limited_channel_beside_another(narrow)
    await ben.press("broken", narrow.slack.steps()[-1])
    await narrow.slack.until(lambda: narrow.slack.steps()[-1].step["turn"] == 2)
    assert narrow.slack.steps()[-1].channel == ben.channel
    await narrow.slack.mended()
    narrow.clock.turn(seconds=31)
    await delivered(narrow)
    assert shown(narrow) == 3 * LANES + 1


async def test_a_call_that_hangs_in_one_channel_holds_up_one_delivery_there(
    narrow: Served,
) -> None:
    """The call that finds out whether a limit is over; nobody stands behind it with a lane."""
    ana, ben = await a_limited_channel_beside_another(narrow)
    await narrow.settled()
    await narrow.slack.mended()
    await narrow.slack.meets(Hang(), "chat.postMessage", channel=ana.channel)
    asked = len(narrow.slack.of("chat.postMessage"))
    narrow.clock.turn(seconds=31)
    await narrow.slack.until(lambda: len(narrow.slack.of("chat.postMessage")) > asked)
    await ben.press("broken", narrow.slack.steps()[-1])
    await narrow.slack.until(lambda: narrow.slack.steps()[-1].step["turn"] == 2)
    assert narrow.slack.steps()[-1].channel == ben.channel
    await narrow.slack.mended()


def shown(bot: Served) -> int:
    """Runs of which the second step is shown."""
    return sum(step.step["turn"] == 2 for step in bot.slack.steps())


async def test_what_is_to_be_shown_waits_while_somebody_waits_for_an_answer(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.start(ana)
    monkeypatch.setattr(foreground, "PATIENCE", HANGING)
    with bot.bot.foreground.request():
        assert (await ana.press("broken")).status == 200
        calls = len(bot.slack.of("chat.postMessage"))
        await bot.slack.caught_up()
        assert len(bot.slack.of("chat.postMessage")) == calls
    await bot.slack.until(lambda: bot.step().step["turn"] == 2)


@pytest.mark.parametrize(
    "fault", [Broken(status=503), Reset(), Refuse(error="internal_error")], ids=str
)
async def test_what_fails_for_long_is_tried_seldom_and_shown_soon_after_slacks_return(
    bot: Served, ana: Person, fault: Fault
) -> None:
    await bot.start(ana)
    await bot.slack.meets(fault, "chat.")
    await ana.press("broken")
    await bot.settled()
    for _ in range(10):
        await bot.pass_time(seconds=10)
    posts, updates = len(bot.slack.of("chat.postMessage")), len(bot.slack.of("chat.update"))
    for _ in range(SECONDS):
        await bot.pass_time(seconds=1)
    posts = len(bot.slack.of("chat.postMessage")) - posts
    updates = len(bot.slack.of("chat.update")) - updates  # of the card, which may try first
    assert posts + updates >= SECONDS / 10
    assert posts <= SECONDS / 5 + 1
    await bot.slack.mended()
    for _ in range(5):
        await bot.pass_time(seconds=3)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
