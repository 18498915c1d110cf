"""Buttons of the Home tab: a run begins where whoever presses chooses."""

import json

from tests.front_door.home_tab import PUBLISH, buttons, opens, presses, submit
from tests.support.bots import Served
from tests.support.person import Person


class TestItsButtons:
    async def test_a_run_begins_in_the_channel_that_is_chosen(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        window = await presses(bot, ana, "mfa-lost")
        await submit(ana, window, "prod", "C0ONCALL")
        await bot.settled()
        assert bot.step().channel == "C0ONCALL"
        assert (await bot.run()).lead == "U0ANA"
        assert "Started" in bot.slack.seen_by("U0ANA", "D0ANA")[-1].text

    async def test_without_a_channel_it_begins_in_direct_messages(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        await submit(ana, await presses(bot, ana, "contact-phone"), "prod")
        await bot.settled()
        assert bot.step().channel == "D0ANA"

    async def test_a_channel_where_it_may_not_begin_is_refused_in_the_window(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        window = await presses(bot, ana, "mfa-lost")
        answer = await submit(ana, window, "prod", "C0PARTNER")
        assert "shared with another company" in answer["text"]
        window = await presses(bot, ana, "mfa-disable")
        answer = await submit(ana, window, "prod")
        assert "channels only" in answer["text"]
        assert bot.slack.steps() == []

    async def test_a_bad_account_is_refused_at_its_own_field(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        answer = await submit(ana, await presses(bot, ana, "mfa-lost"), "x", "C0ONCALL")
        assert json.loads(answer["text"])["errors"].keys() == {"answer"}

    async def test_one_of_a_procedure_that_is_gone_is_answered_kindly(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        view = bot.slack.of(PUBLISH)[-1].answer["view"]
        old = {**buttons(bot.slack, "U0ANA")[0], "action_id": "start:tea"}
        await bot.slack.do("press_in_view", **{"as": "U0ANA"}, view=view["id"], action=old)
        await bot.settled()
        assert "another version of the bot" in bot.slack.seen_by("U0ANA", "D0ANA")[-1].text
