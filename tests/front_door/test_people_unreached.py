"""A step as a direct message that Slack refuses, or whose answer is lost."""

import pytest

from bot.local.slack.fault_injection import Lose, Refuse, Reset
from tests.front_door import naming
from tests.front_door.naming import direct, helped, named, pressable
from tests.front_door.returning import delivered
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.person import Person
from tests.support.slack import Slack

_that_flow_alone, bot, library = naming._that_flow_alone, naming.bot, naming.library  # fixtures
mei = naming.mei
REFUSALS = [
    "cannot_dm_bot",
    "user_disabled",
    "user_not_found",
    "messages_tab_disabled",
    "channel_not_found",
    "restricted_action",
    "is_archived",
    "whatever_comes_next",
]


class TestSlackRefuses:
    @each("why", REFUSALS)
    async def test_the_thread_says_so_once(
        self, bot: Served, ana: Person, ben: Person, why: str
    ) -> None:
        await bot.slack.meets(Refuse(error=why), "chat.postMessage", channel=ben.id)
        await helped(bot, ana, why.replace("_", "-"))
        await bot.walk(ana, "run:language:zh-TW", "run:language:en")
        said = [m for m in bot.slack.messages if f"({why})" in m.text]
        (told,) = said
        assert told.thread == bot.step().thread
        assert f"<@{ben.id}>, I can't send you this step" in told.text
        await ben.press("opened", bot.step())
        await bot.settled()
        assert bot.step().step["step"] == "call"
        await bot.slack.mended()

    async def test_a_token_that_may_not_is_tried_again(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.slack.meets(Refuse(error="missing_scope"), "chat.postMessage", channel=ben.id)
        await bot.start(ana)
        await ana.names(await ana.window(), inbox_reader=ben.id)
        await bot.slack.until(lambda: bot.step().step["step"] == "mail")
        await bot.bot.background.drain(5)
        assert direct(bot, ben) == []
        await bot.slack.mended()
        await bot.pass_time(minutes=2)
        assert pressable(direct(bot, ben)[-1]) == ["opened", "sent_twice", "broken_off"]

    async def test_a_line_that_can_not_be_written_holds_nothing_up(
        self, bot: Served, ana: Person, ben: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        refused = Refuse(error="cant_update_message")
        await bot.slack.meets(refused, "chat.update", channel=direct(bot, ben)[0].channel)
        await bot.walk(ana, "opened")
        assert pressable(direct(bot, mei)[-1]) == ["rang", "silent"]


@pytest.mark.usefixtures("slack_is_given_up_on_soon")
class TestSlackLoses:
    async def test_a_message_whose_answer_was_lost_comes_once(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.slack.meets_once(Lose(), "chat.postMessage", channel=ben.id)
        await helped(bot, ana)
        await delivered(bot)
        (copy,) = direct(bot, ben)
        await ben.press("opened", copy)
        await bot.settled()
        assert copy.buttons == []

    @pytest.mark.parametrize("withheld", [("im:write",)])
    async def test_who_may_not_look_there_sends_it_twice_and_both_are_answered(
        self, bot: Served, ana: Person, ben: Person, withheld: tuple[str, ...]
    ) -> None:
        assert withheld
        await bot.slack.meets_once(Lose(), "chat.postMessage", channel=ben.id)
        await helped(bot, ana)
        await delivered(bot)
        first, second = direct(bot, ben)
        _, button = ben.find("opened", first)
        await ben.click(first, button)
        await bot.settled()
        assert (bot.step().step["step"], second.buttons) == ("call", [])
        await ben.click(first, button)
        await bot.settled()
        assert "This step for prod is over" in first.text
        assert first.buttons == []

    async def test_a_process_that_dies_before_it_is_replaced(
        self, slack: Slack, redis_url: str, clock: Clock
    ) -> None:
        async with served(slack, redis_url, clock) as first:
            ana, ben = first.person("U0ANA"), first.person("U0BEN")
            await first.start(ana)
            await slack.meets(Reset(), "chat.postMessage", channel=ben.id)
            await named(first, ana, inbox_reader=ben.id)
            assert (first.step().step["step"], direct(first, ben)) == ("mail", [])
        await slack.mended()
        clock.turn(seconds=16)
        async with served(slack, redis_url, clock) as second:
            await slack.until(lambda: direct(second, ben))
            await delivered(second)
            assert len(direct(second, ben)) == 1
        assert [m.step["turn"] for m in slack.steps()] == [1, 2]
