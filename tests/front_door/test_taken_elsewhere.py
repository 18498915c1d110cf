"""Where a run goes on that somebody took from outside its channel."""

import pytest

from bot.local.slack.fault_injection import Refuse
from tests.front_door import outside
from tests.front_door.outside import (
    DIRECT,
    ELSEWHERE,
    NUMBER,
    PRIVATE,
    asks,
    tells_no_more_than_whom_to_ask,
)
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Served
from tests.support.person import CHANNEL, Person

ana, ben = outside.ana, outside.ben  # fixtures


class TestOutOfDirectMessages:
    """Of Ana's, who typed a number there; in the channel the bot can't post, or never was asked."""

    @pytest.fixture(params=["began there", "came there"])
    async def ana(self, bot: Served, request: pytest.FixtureRequest) -> Person:
        ana = bot.person("U0ANA")
        if request.param == "came there":
            await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
        else:
            ana.channel = "D0ANA"
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER, f"answer={NUMBER}", "use_it")
        assert bot.step().channel == "D0ANA"
        return ana

    def shown_outside(self, bot: Served) -> str:
        return str([(m.text, m.blocks) for m in bot.slack.messages if m.channel != "D0ANA"])

    @pytest.mark.usefixtures("ana")
    async def test_unanswered_it_goes_on_in_the_channel_where_it_was_asked_for(
        self, bot: Served, ben: Person
    ) -> None:
        old = bot.step()
        told = await asks(bot, ben)
        assert tells_no_more_than_whom_to_ask(told)
        assert bot.step().channel == "D0ANA"
        bot.clock.turn(minutes=2)
        await ben.press("Take Over")
        await bot.settled()
        run = await bot.run()
        assert (run.lead, run.channel, run.values) == (ben.id, ELSEWHERE, {})
        assert bot.step().channel == ELSEWHERE
        assert "goes on here" in bot.step().text
        assert "direct messages stays there" in bot.step().text
        assert "345678" not in self.shown_outside(bot)
        assert not any(m.channel == DIRECT for m in bot.slack.messages)
        left = [m for m in bot.slack.messages if m.channel == "D0ANA" and m.step]
        assert not any(m.buttons for m in left)
        assert f"<@{ben.id}>" in left[-1].text
        assert old.thread == left[-1].thread
        await bot.walk(ben, "back", "back")
        assert "345678" not in self.shown_outside(bot)

    async def test_handed_over_it_goes_to_the_direct_messages_of_whom_the_lead_chose(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await asks(bot, ben)
        await ana.press("Hand Over")
        await bot.settled()
        run = await bot.run()
        assert (run.lead, run.values, bot.step().channel) == (ben.id, {}, DIRECT)
        assert "345678" not in self.shown_outside(bot)
        await bot.walk(ben, "back")
        assert bot.step().channel == DIRECT
        assert await bot.undone() == 0

    @pytest.mark.parametrize("minutes", [0, 3])
    async def test_from_ones_own_direct_messages_it_can_not_be_asked_for(
        self, bot: Served, ana: Person, ben: Person, minutes: int
    ) -> None:
        for _ in range(2):
            told = await asks(bot, ben, DIRECT)
            bot.clock.turn(minutes=minutes)
        assert "type /mfa-lost prod in a channel" in told.text
        assert ((await bot.run()).lead, (await bot.run()).handover) == (ana.id, None)

    @pytest.mark.usefixtures("ana")
    async def test_where_the_bot_can_not_post_there_it_waits_for_an_invitation(
        self, bot: Served, ben: Person
    ) -> None:
        """And moves into nobody's direct messages."""
        await asks(bot, ben, PRIVATE)
        bot.clock.turn(minutes=2)
        await ben.press("Take Over")
        await bot.settled()
        told = bot.slack.told(ben.id)[-1]
        assert f"I can't post in <#{PRIVATE}>" in told.text
        assert not any(m.channel == DIRECT for m in bot.slack.messages)
        invite = {"channel": PRIVATE, "thread": "", "text": "/invite @mfa-bot"}
        await bot.slack.do("say", **{"as": ben.id}, **invite)
        await bot.pass_time(minutes=2)
        assert bot.step().channel == PRIVATE


@pytest.mark.parametrize("code", ["channel_not_found", "is_inactive"])
async def test_a_run_of_somebody_who_is_gone_can_be_had(
    bot: Served, ben: Person, code: str
) -> None:
    """Slack shows them nothing any more, so nobody waits for their answer for ever."""
    ana = Person(bot.slack, "U0ANA", "D0ANA")
    run = await bot.start(ana)
    for method in ("chat.postMessage", "chat.update"):
        await bot.slack.meets(Refuse(error=code), method, channel="D0ANA")
    for _ in range(3):
        await ben.command("/mfa-lost", "prod")
        await bot.settled()
        await ben.press("Take Over", bot.slack.told(ben.id)[-1])
        await bot.pass_time(minutes=2)
    found = (await bot.look(run)).run
    assert found
    assert (found.lead, found.channel) == (ben.id, ELSEWHERE)


async def test_who_took_a_run_that_they_can_not_see_begins_another_where_they_are(
    bot: Served, ben: Person
) -> None:
    ana = Person(bot.slack, "U0ANA", PRIVATE)
    invites = {"as": ana.id, "text": "/invite @mfa-bot"}
    await bot.slack.do("say", **invites, channel=PRIVATE, thread="")
    run = await bot.start(ana)
    for _ in range(2):
        await ben.command("/mfa-lost", "prod")
        await ben.press("Take Over")
        await bot.pass_time(minutes=2)
    assert ((await bot.run()).lead, bot.step().channel) == (ben.id, PRIVATE)
    await ben.command("/mfa-lost", "prod")
    await bot.settled()
    told = bot.slack.told(ben.id)[-1]
    assert "If that thread does not open for you, press Stop" in told.text
    await ben.press("Stop", told)
    await bot.settled()
    await ben.command("/mfa-lost", "prod")
    await bot.settled()
    await ben.press("Start a New One", bot.slack.told(ben.id)[-1])
    await bot.settled()
    (begun,) = (message for message in bot.slack.steps() if message.step["run"] != run)
    found = (await bot.look(begun.step["run"])).run
    assert found
    assert (found.lead, begun.channel) == (ben.id, ELSEWHERE)


async def test_who_took_a_run_from_outside_never_gets_it_into_their_direct_messages(
    bot: Served,
) -> None:
    ana, ben = bot.person("U0ANA"), Person(bot.slack, "U0BEN", ELSEWHERE)
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER, f"answer={NUMBER}")
    for _ in range(2):
        await ben.command("/mfa-lost", "prod")
        await ben.press("Take Over")
        await bot.settled()
        bot.clock.turn(minutes=2)
    assert (await bot.run()).lead == ben.id
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=CHANNEL)
    await ben.press("use_it", bot.step())
    await bot.settled()
    assert not any(m.channel == DIRECT for m in bot.slack.messages)
    assert "I can't post in" in bot.slack.told(ben.id)[-1].text


async def test_who_takes_over_in_the_channel_gets_it_where_the_channel_closes(
    bot: Served, ben: Person
) -> None:
    """They could read there all that was typed there."""
    ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
    await bot.start(ana)
    await ben.command("/mfa-lost", "prod")
    await ben.press("Take Over")
    await bot.settled()
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=CHANNEL)
    await bot.walk(ben, "broken")
    assert bot.step().channel == DIRECT
