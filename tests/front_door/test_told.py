"""A run that removes root's MFA in direct messages: a channel is told, or there is none."""

from collections.abc import AsyncIterator

import pytest

from bot.local.slack.fault_injection import Lose, Refuse, Reset
from bot.slack.api.methods import HISTORY
from tests.support.bots import Clock, Served, served
from tests.support.person import CHANNEL, Person
from tests.support.slack import Message, Slack

TELL = "C0GENERAL"
BEGAN = "started “Replace or remove a root MFA device” for prod in direct messages."


@pytest.fixture
def tell_channel() -> str:
    return TELL


@pytest.fixture
async def bot(
    slack: Slack, redis_url: str, clock: Clock, tell_channel: str
) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock, tell_channel=tell_channel) as bot:
        yield bot


@pytest.fixture
def ana(bot: Served) -> Person:
    return Person(bot.slack, "U0ANA", "D0ANA")


def told(bot: Served) -> list[Message]:
    return [m for m in bot.slack.messages if m.channel == TELL and not m.to]


async def test_the_channel_hears_who_began_it_before_the_first_step(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana, "/mfa-disable")
    (message,) = told(bot)
    assert message.text == f"<@{ana.id}> {BEGAN}"
    assert message.ts < bot.step().ts
    assert bot.step().channel == "D0ANA"
    await bot.walk(ana, "removing")
    assert len(told(bot)) == 1


@pytest.mark.parametrize(("command", "where"), [("/mfa-lost", "D0ANA"), ("/mfa-disable", CHANNEL)])
async def test_of_others_and_in_a_channel_nobody_needs_to_be_told(
    bot: Served, ana: Person, command: str, where: str
) -> None:
    ana.channel = where
    await bot.start(ana, command)
    assert told(bot) == []


@pytest.mark.parametrize("fault", [Reset(), Lose()], ids=["away", "answer lost"])
async def test_it_survives_that_slack_is_away_and_is_said_once(
    bot: Served, ana: Person, fault: Reset
) -> None:
    await bot.slack.do("say", **{"as": ana.id}, channel=TELL, thread="", text="/invite @mfa-bot")
    await bot.slack.meets_once(fault, "chat.postMessage", channel=TELL)
    await ana.command("/mfa-disable", "prod")
    await bot.settled()
    assert not bot.slack.steps()
    await bot.pass_time(seconds=20)
    await bot.slack.until(bot.slack.steps)
    assert len(told(bot)) == 1


@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_a_bot_that_may_not_look_says_it_and_perhaps_twice(bot: Served, ana: Person) -> None:
    await bot.slack.meets_once(Lose(), "chat.postMessage", channel=TELL)
    await ana.command("/mfa-disable", "prod")
    await bot.settled()
    await bot.pass_time(seconds=20)
    await bot.slack.until(bot.slack.steps)
    assert len(told(bot)) == 2


async def test_a_run_that_moves_into_direct_messages_is_told_too(bot: Served, ana: Person) -> None:
    ana.channel = CHANNEL
    await bot.start(ana, "/mfa-disable")
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=CHANNEL)
    await bot.walk(ana, "removing")
    assert bot.step().channel == "D0ANA"
    assert len(told(bot)) == 1


async def test_so_is_one_that_is_handed_over_there(bot: Served, ana: Person) -> None:
    ben = Person(bot.slack, "U0BEN", CHANNEL)
    await bot.start(ana, "/mfa-disable")
    await ben.command("/mfa-disable", "prod")
    await ben.press("Take Over")
    await bot.settled()
    await ana.press("Hand Over")
    await bot.settled()
    assert bot.step().channel == "D0BEN"
    assert f"<@{ben.id}> now leads" in told(bot)[-1].text
    assert len(told(bot)) == 2


async def test_where_that_channel_refuses_the_run_waits_and_its_lead_is_told(
    bot: Served, ana: Person
) -> None:
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=TELL)
    await ana.command("/mfa-disable", "prod")
    await bot.settled()
    assert not bot.slack.steps()
    said = bot.slack.told(ana.id)[-1]
    assert f"I can't post in <#{TELL}>" in said.text
    await bot.slack.mended()
    await bot.pass_time(minutes=2)
    assert bot.step().channel == "D0ANA"
    assert len(told(bot)) == 1


async def test_or_it_is_stopped_and_begun_in_a_channel(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=TELL)
    await ana.command("/mfa-disable", "prod")
    await bot.settled()
    await ana.press("Stop")
    await bot.settled()
    ana.channel = CHANNEL
    run = await bot.start_anew(ana, "/mfa-disable")
    shown = next(message for message in bot.slack.steps() if message.step["run"] == run)
    assert shown.channel == CHANNEL
    begun = (await bot.look(run)).run
    assert begun
    assert begun.open


async def test_a_stopped_one_does_not_go_on_alone(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=TELL)
    await ana.command("/mfa-disable", "prod")
    await bot.settled()
    await ana.press("Stop")
    await bot.settled()
    assert bot.step().channel == "D0ANA"
    known = len(bot.slack.steps())
    await ana.press("Go On")
    await bot.settled()
    assert len(bot.slack.steps()) == known
    assert f"I can't post in <#{TELL}>" in bot.slack.told(ana.id)[-1].text


@pytest.mark.parametrize("tell_channel", [""], ids=["no TELL_CHANNEL"])
class TestWithoutTheSetting:
    @pytest.mark.parametrize("typed", ["prod", ""])
    async def test_it_begins_in_channels_only(self, bot: Served, ana: Person, typed: str) -> None:
        await ana.command("/mfa-disable", typed)
        await bot.settled()
        text = bot.slack.told(ana.id)[-1].text
        assert "works in channels only" in text
        assert f"Type {f'/mfa-disable {typed}'.strip()} in a channel" in text
        assert not bot.slack.windows
        assert not bot.slack.steps()

    async def test_other_procedures_begin_there(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        assert bot.step().channel == "D0ANA"

    async def test_where_its_channel_is_closed_it_does_not_go_on_in_direct_messages(
        self, bot: Served, ana: Person
    ) -> None:
        ana.channel = CHANNEL
        await bot.start(ana, "/mfa-disable")
        await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
        await ana.press("removing")
        await bot.settled()
        assert not any(m.channel == "D0ANA" for m in bot.slack.messages)
        assert f"I can't post in <#{CHANNEL}>" in bot.slack.told(ana.id)[-1].text
        await bot.slack.mended()
        await bot.pass_time(minutes=2)
        assert (bot.step().channel, bot.step().step["turn"]) == (CHANNEL, 2)
