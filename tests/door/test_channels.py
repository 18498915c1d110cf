"""Where the bot may not post: the run moves to direct messages, and the person is told."""

import pytest

from bot.local.faults import Refuse
from tests.support.bots import Served
from tests.support.person import CHANNEL, Person

REFUSALS = [
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
]


@pytest.mark.parametrize("why", REFUSALS)
async def test_a_run_begins_in_direct_messages(bot: Served, ana: Person, why: str) -> None:
    await bot.slack.meets(Refuse(error=why), "chat.", channel=CHANNEL)
    await bot.start(ana)
    card, line, step = (m for m in bot.slack.messages if not m.to)
    assert {m.channel for m in (card, line, step)} == {"D0ANA"}
    assert {line.thread, step.thread} == {card.ts}
    assert f"<#{CHANNEL}>" in line.text
    told = bot.slack.told(ana.id)[-1]
    assert (told.channel, f"<#{CHANNEL}>" in told.text) == (CHANNEL, True)
    assert f"archives/D0ANA/p{step.ts.replace('.', '')}" in told.text


async def test_and_goes_on_there(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
    await bot.start(ana)
    await bot.walk(ana, "standalone", "nothing")
    assert {m.channel for m in bot.slack.steps()} == {"D0ANA"}
    assert len({m.thread for m in bot.slack.steps()}) == 1
    assert not bot.slack.steps()[0].buttons


@pytest.mark.parametrize("why", [*REFUSALS, "restricted_action_non_threadable_channel"])
async def test_a_run_whose_channel_is_closed_to_the_bot_goes_on_in_direct_messages(
    bot: Served, ana: Person, why: str
) -> None:
    await bot.start(ana)
    await bot.slack.meets(Refuse(error=why), "chat.", channel=CHANNEL)
    await bot.walk(ana, "standalone", "nothing")
    assert [m.channel for m in bot.slack.steps()] == [CHANNEL, "D0ANA", "D0ANA"]
    moved = [m for m in bot.slack.messages if f"<#{CHANNEL}>" in m.text and not m.to]
    assert [m.channel for m in moved] == ["D0ANA"]
    assert await bot.undone() == 0


async def test_a_run_stays_there_when_the_channel_opens_again(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
    await bot.start(ana)
    await bot.slack.mended()
    await bot.walk(ana, "standalone")
    assert bot.step().channel == "D0ANA"


async def test_who_takes_over_a_run_in_direct_messages_gets_it_in_their_own(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Nobody can read another's direct messages, so no link leads there either."""
    await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
    await bot.start(ana)
    await ben.command("/mfa-lost", "prod")
    offer = bot.slack.told(ben.id)[-1]
    assert "archives/D0ANA" not in offer.text
    assert "the run moves to you" in offer.text
    await ben.click(offer, offer.buttons[0])
    await bot.settled()
    assert bot.step().channel == "D0BEN"
    assert bot.step().buttons
    assert "archives/D0BEN" in bot.slack.told(ben.id)[-1].text
    await bot.walk(ben, "standalone")
    assert bot.step().channel == "D0BEN"


async def test_where_slack_lets_nobody_post_the_person_is_told_and_the_run_is_kept(
    bot: Served, ana: Person
) -> None:
    await bot.slack.meets(Refuse(error="missing_scope"), "chat.", channel=CHANNEL)
    await ana.command("/mfa-lost", "prod")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert "missing_scope" in told
    assert "Your run is kept" in told
    await bot.slack.mended()
    bot.clock.turn(minutes=2)
    await bot.slack.until(bot.slack.steps)
