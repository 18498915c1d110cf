"""Two roles as people: who helps is named, gets their step, and presses it where they are."""

import asyncio

import pytest

from bot.local.slack.fault_injection import Refuse
from tests.front_door import naming
from tests.front_door.conftest import OTHERS
from tests.front_door.naming import direct, helped, named, pressable
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import texts

_that_flow_alone, bot, library = naming._that_flow_alone, naming.bot, naming.library  # fixtures
mei = naming.mei


class TestTheirTurn:
    async def test_they_are_mentioned_and_get_exactly_that_step(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        thread, (copy,) = bot.step(), direct(bot, ben)
        assert "<@U0BEN>, this step is yours" in thread.text
        assert "<@U0MEI> waits with the phone" in thread.text
        theirs = [b for b in thread.blocks if not b["block_id"].startswith("verbs.")]
        _, whose, *same = texts(theirs)
        asked, point, *copied = texts(copy.blocks)
        assert "<@U0ANA> asks you" in asked
        assert "*prod*" in asked
        assert "<@U0BEN>" in whose
        assert point == "Open the link in AWS's mail."
        assert copied == same
        assert pressable(copy) == ["opened", "sent_twice", "broken_off"]

    async def test_nothing_else_of_the_run_is_in_it(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        """No note about the last move, no count, no thread, and no button but the step's own."""
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        for word in ("attempts", "archives", "C0ONCALL", "Back", "Stop", "leads"):
            assert word not in str(copy.blocks) + copy.text
        assert (copy.thread, copy.metadata["event_type"]) == ("", "mfa_reminder")

    @pytest.mark.parametrize("where", ["direct", "thread"])
    async def test_they_press_it_there_or_here(
        self, bot: Served, ana: Person, ben: Person, shelf: Shelf, where: str
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        await ben.press("opened", copy if where == "direct" else bot.step())
        await bot.settled()
        assert bot.step().step["step"] == "call"
        entry = (await shelf.audit())[0]
        assert (entry["by"], entry["button"]) == (ben.id, "opened")
        assert copy.buttons == []
        assert "✓ Open the link in AWS's mail → It Is Open · <@U0BEN>" in copy.text
        assert bot.slack.told(ben.id) == []
        assert (await bot.run()).lead == ana.id

    async def test_the_lead_may_press_it_too(self, bot: Served, ana: Person, ben: Person) -> None:
        await helped(bot, ana)
        await bot.walk(ana, "opened")
        (copy,) = direct(bot, ben)
        assert "It Is Open · <@U0ANA>" in copy.text

    async def test_each_reads_it_in_their_language(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        await bot.walk(ana, "opened")
        (copy,) = direct(bot, mei)
        assert "接電話。" in texts(copy.blocks)
        assert "<@U0ANA> 請你" in copy.text
        assert "Answer the call." in bot.step().text
        await mei.press("rang", copy)
        await bot.settled()
        assert "✓ 接電話 → 響了" in copy.text
        assert "It Rang" in bot.slack.steps()[-2].text

    async def test_they_type_an_answer_in_their_direct_messages(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        await bot.walk(ana, "opened", "rang")
        assert direct(bot, mei)[-1].buttons
        window = await mei.window("answer")
        assert window["title"]["text"] == "輸入號碼"
        assert "errors" in (await mei.submit(window, "12")).json
        await mei.submit(window, "0912 345 678")
        await bot.settled()
        assert (await bot.run()).outcome == "done"

    async def test_two_who_press_at_once_move_one_step(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        await asyncio.gather(ana.press("sent_twice", bot.step()), ben.press("opened", copy))
        await bot.settled()
        run = await bot.run()
        assert run.turn == 3
        (winner,) = (move.by for move in run.moves if move.step == "mail")
        # Of no more use, the copy itself says so.
        told = copy.text if winner == ana.id else bot.slack.told(ana.id)[-1].text
        assert ("is over" if winner == ana.id else "moved on since") in told
        assert not any("nothing was changed" in m.text for m in bot.slack.told(winner))

    async def test_the_next_step_of_the_same_person_comes_after_the_line_of_the_former(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        await ben.press("sent_twice", direct(bot, ben)[-1])
        await bot.settled()
        former, present = direct(bot, ben)
        assert (former.buttons, pressable(present)) == ([], ["opened"])

    async def test_a_language_of_the_thread_sends_it_no_second_time(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        await bot.walk(ana, "run:language:zh-TW")
        assert direct(bot, ben) == [copy]
        await ben.press("opened", copy)
        await bot.settled()
        assert bot.step().step["step"] == "call"

    async def test_it_tells_who_ended_the_step_not_what_showed_it_again(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        await bot.walk(ana, "run:language:zh-TW")
        await ben.press("opened", copy)
        await bot.settled()
        assert "✓ Open the link in AWS's mail → It Is Open · <@U0BEN>" in copy.text

    async def test_it_says_who_asks_for_it_once_somebody_took_over(
        self, bot: Served, ana: Person, ben: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        await mei.press("opened", bot.step())
        await bot.settled()
        await mei.press("run:take_over", bot.slack.told(mei.id)[-1])
        await bot.settled()
        assert "<@U0MEI> asks you" in copy.text
        await ben.press("opened", copy)
        await bot.settled()
        assert direct(bot, ben) == [copy]
        assert "✓ Open the link in AWS's mail → It Is Open · <@U0BEN>" in copy.text

    async def test_a_stopped_run_takes_it_back(self, bot: Served, ana: Person, ben: Person) -> None:
        await helped(bot, ana)
        await bot.walk(ana, "run:stop")
        (copy,) = direct(bot, ben)
        assert copy.buttons == []
        await bot.walk(ana, "run:go_on")
        assert pressable(direct(bot, ben)[-1]) == ["opened", "sent_twice", "broken_off"]

    async def test_who_took_over_and_has_the_role_needs_no_copy(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        await ben.press("run:back", bot.step())
        await bot.settled()
        await ben.press("Take Over")
        await bot.settled()
        assert (await bot.run()).lead == ben.id
        (copy,) = direct(bot, ben)
        assert copy.buttons == []
        assert "step is yours" not in bot.step().text

    async def test_a_name_is_called_by_the_lead(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader_name="Carol")
        assert "This step is for Carol. <@U0ANA>, tell them, and press for them." in bot.step().text
        assert not [m for m in bot.slack.messages if m.channel.startswith("D")]
        await bot.walk(ana, "opened")

    async def test_when_it_has_run_out_the_last_copy_is_a_line_too(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        await ben.press("broken_off", direct(bot, ben)[-1])
        await bot.settled()
        assert (await bot.run()).outcome == "left"
        assert [m.buttons for m in direct(bot, ben)] == [[]]


class TestOthers:
    async def test_a_third_person_is_offered_to_take_over(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        await mei.press("opened", bot.step())
        await bot.settled()
        (told,) = bot.slack.told(mei.id)
        assert [button["action_id"] for button in told.buttons] == ["run:take_over"]
        assert (await bot.run()).turn == 2

    async def test_who_helps_may_press_nothing_but_that_step(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await helped(bot, ana)
        for button in ("run:back", "run:stop", "run:start_over"):
            await ben.press(button, bot.step())
        await bot.settled()
        assert (await bot.run()).turn == 2
        await bot.walk(ana, "opened")
        await ben.press("rang", bot.step())
        await bot.settled()
        assert bot.step().step["step"] == "call"

    async def test_nor_from_their_direct_messages(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        """Buttons that no message there ever had."""
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        for name in ("run:back", "run:stop", "run:language:zh-TW"):
            _, button = ana.find(name, bot.step())
            await ben.click(copy, button)
        await bot.settled()
        assert (await bot.run()).turn == 2
        assert all("Nothing was changed" in m.text for m in bot.slack.told(ben.id))

    @pytest.mark.parametrize("who", [other.id for other in OTHERS])
    async def test_who_may_not_press_gets_no_message_and_the_lead_knows(
        self, bot: Served, ana: Person, who: str
    ) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader=who)
        told = f"This step is for <@{who}>, who is not allowed to press here. <@U0ANA>"
        assert told in bot.step().text
        assert not [m for m in bot.slack.messages if m.channel.startswith("D")]
        await bot.person(who).press("opened", bot.step())
        await bot.settled()
        assert (await bot.run()).turn == 2
        await bot.walk(ana, "opened")


class TestLater:
    @pytest.mark.parametrize("ended", [False, True])
    async def test_buttons_of_a_former_step_are_answered_kindly(
        self, bot: Served, ana: Person, ben: Person, shelf: Shelf, ended: bool
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        _, button = ben.find("opened", copy)
        await bot.walk(ana, "broken_off" if ended else "opened")
        run = await bot.run()
        for later, days in enumerate((0, 7, 33)):
            await bot.pass_time(hours=24 * days)
            if days == 33:
                await shelf.forget("run", run.id)
            await ben.click(copy, button)
            await bot.settled()
            told = [m.text for m in bot.slack.told(ben.id)]
            assert len(told) == later + 1
            assert (
                "I no longer know this run" if days == 33 else "This step for prod is over"
            ) in told[later]
            assert "Here:" not in told[later]

    async def test_a_window_that_was_opened_in_time_and_sent_too_late(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        await bot.walk(ana, "opened", "rang")
        window = await mei.window("answer")
        await bot.walk(ana, "answer=0912 345 678")
        answer = await mei.submit(window, "0912 345 678")
        assert "這一步" in str(answer.json["view"])


async def test_it_works_where_the_thread_is_in_the_leads_direct_messages(
    bot: Served, ana: Person, ben: Person, mei: Person
) -> None:
    await ana.command("/mfa-lost", "prod", "C0FINANCE")
    await bot.slack.until(bot.slack.steps)
    await bot.settled()
    await bot.slack.meets(Refuse(error="messages_tab_disabled"), "chat.post", channel=mei.id)
    await named(bot, ana, inbox_reader=ben.id, phone_holder=mei.id)
    assert bot.step().channel == "D0ANA"
    await ben.press("opened", direct(bot, ben)[-1])
    await bot.settled()
    assert (bot.step().step["step"], bot.step().channel) == ("call", "D0ANA")
    told = bot.slack.messages[-1]
    assert (told.channel, told.thread) == ("D0ANA", bot.step().thread)
    assert "<@U0ANA>, I can't send <@U0MEI> this step" in told.text
    await bot.walk(ana, "rang")
