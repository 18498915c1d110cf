"""Two roles as people: who helps is named, gets their step, and presses it where they are."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.core.people import is_user
from bot.flowfiles.library import Library
from bot.local.slack.fault_injection import Lose, Refuse, Reset
from tests.front_door.conftest import OTHERS
from tests.front_door.returning import delivered
from tests.support import helping
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Message, Slack, fields_of, texts

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


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return helping.library(Path(tmp_path_factory.mktemp("flows")))


@pytest.fixture(autouse=True)
def _that_flow_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "load", lambda *_, **__: library)


@pytest.fixture
async def bot(
    _that_flow_alone: None, slack: Slack, redis_url: str, clock: Clock
) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock) as bot:
        yield bot


@pytest.fixture
def mei(bot: Served) -> Person:
    return bot.person("U0MEI")


def direct(bot: Served, who: Person) -> list[Message]:
    """What somebody has in their direct messages."""
    return [m for m in bot.slack.messages if m.channel == f"D{who.id[1:]}" and m.user == "U0BOT"]


def pressable(message: Message) -> list[str]:
    return [button["action_id"].removeprefix("press:") for button in message.buttons]


async def named(bot: Served, lead: Person, **people: str) -> None:
    """Who has which role, as the lead fills in the window."""
    await lead.names(await lead.window(), **people)
    await bot.settled()


async def helped(bot: Served, ana: Person) -> None:
    """At the step of whoever reads the mail: Ben."""
    await bot.start(ana)
    await named(bot, ana, inbox_reader="U0BEN", phone_holder="U0MEI")
    assert bot.step().step["step"] == "mail"


class TestTheWindow:
    async def test_it_has_a_chooser_and_a_name_for_each_role_with_the_lead_in_both(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana)
        assert pressable(bot.step())[:2] == ["skip", "answer"]
        assert bot.step().buttons[0]["style"] == "primary"
        window = await ana.window()
        assert [block["block_id"] for block in fields_of(window)] == [
            "inbox_reader",
            "inbox_reader.name",
            "phone_holder",
            "phone_holder.name",
        ]
        chosen = [block["element"].get("initial_user") for block in fields_of(window)[::2]]
        assert chosen == [ana.id, ana.id]

    async def test_for_one_role_nobody_is_chosen_yet(self, bot: Served, ana: Person) -> None:
        """The lead would have pressed the other button."""
        await bot.start(ana)
        await bot.walk(ana, "reader_only")
        choose, typed = fields_of(await ana.window())
        assert "initial_user" not in choose["element"]
        assert (choose["optional"], typed["optional"]) == (True, True)

    async def test_what_was_chosen_is_there_again_after_back(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader="U0BEN", phone_holder_name="Carol")
        await bot.walk(ana, "run:back")
        reader, _, holder, name = fields_of(await ana.window())
        assert reader["element"]["initial_user"] == "U0BEN"
        assert "initial_user" not in holder["element"]
        assert name["element"]["initial_value"] == "Carol"

    async def test_a_name_counts_before_a_choice(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader_name="  Carol   (night shift)")
        values = (await bot.run()).values
        assert values == {"inbox_reader": "Carol (night shift)", "phone_holder": ana.id}

    async def test_a_name_in_capitals_is_nobodys_id(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader_name="WILLIAM", phone_holder_name="U0MEI")
        values = (await bot.run()).values
        assert values == {"inbox_reader": "William", "phone_holder": "U0MEI"}
        assert [is_user(who) for who in values.values()] == [False, True]

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("Ben 0912 345 678", "Use six digits at most"),
            ("本 零九一二三四五六七八", "Use six digits at most"),
            ("x" * 61, "at most 60 characters"),
            ("AKIAIOSFODNN7EXAMPLE", "secret"),
            ("password: hunter2horse", "secret"),
        ],
    )
    async def test_no_number_and_no_secret_passes_as_a_name(
        self, bot: Served, ana: Person, typed: str, why: str
    ) -> None:
        await bot.start(ana)
        window = await ana.window()
        answer = await ana.names(window, phone_holder_name=typed)
        assert why in answer.json["errors"]["phone_holder.name"]
        assert (await bot.run()).values == {}
        await ana.names(window, phone_holder_name="Ben")
        await bot.settled()
        assert bot.step().step["step"] == "mail"

    async def test_nobody_is_no_answer(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await bot.walk(ana, "reader_only")
        answer = await ana.names(await ana.window())
        assert "Choose somebody" in answer.json["errors"]["inbox_reader"]

    async def test_who_has_both_presses_one_button(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, "skip")
        assert (await bot.run()).values == {"inbox_reader": ana.id, "phone_holder": ana.id}
        assert "step is" not in bot.step().text
        await bot.walk(ana, "opened", "rang")
        assert direct(bot, ana) == direct(bot, ben) == []

    async def test_the_line_of_the_step_says_who_it_is(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader="U0BEN", phone_holder_name="Carol")
        line = bot.slack.steps()[0].text
        assert "→ Mail: <@U0BEN> · Phone: Carol · <@U0ANA>" in line
        await bot.walk(ana, "run:back", "reader_only")
        await named(bot, ana, inbox_reader="U0MEI")
        assert "✓ Who reads the mail? → <@U0MEI> · <@U0ANA>" in bot.slack.steps()[-2].text


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
        assert ("is over" if winner == ana.id else "earlier step") in told
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
        assert f"This step is for <@{who}>, who may not press here. <@U0ANA>" in bot.step().text
        assert not [m for m in bot.slack.messages if m.channel.startswith("D")]
        await bot.person(who).press("opened", bot.step())
        await bot.settled()
        assert (await bot.run()).turn == 2
        await bot.walk(ana, "opened")


class TestLater:
    @pytest.mark.parametrize("days", [0, 7, 40])
    @pytest.mark.parametrize("ended", [False, True])
    async def test_buttons_of_a_former_step_are_answered_kindly(
        self, bot: Served, ana: Person, ben: Person, shelf: Shelf, days: int, ended: bool
    ) -> None:
        await helped(bot, ana)
        (copy,) = direct(bot, ben)
        _, button = ben.find("opened", copy)
        await bot.walk(ana, "broken_off" if ended else "opened")
        await bot.pass_time(hours=24 * days)
        run = await bot.run()
        if days == 40:
            await shelf.forget("run", run.id)
        await ben.click(copy, button)
        await bot.settled()
        told = [m.text for m in bot.slack.told(ben.id)]
        assert len(told) == 1
        assert (
            "I no longer know this run" if days == 40 else "This step for prod is over"
        ) in told[0]
        assert "Here:" not in told[0]

    async def test_a_window_that_was_opened_in_time_and_sent_too_late(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await helped(bot, ana)
        await bot.walk(ana, "opened", "rang")
        window = await mei.window("answer")
        await bot.walk(ana, "answer=0912 345 678")
        answer = await mei.submit(window, "0912 345 678")
        assert "這一步" in str(answer.json["view"])


class TestSlackRefuses:
    @pytest.mark.parametrize("why", REFUSALS)
    async def test_the_thread_says_so_once(
        self, bot: Served, ana: Person, ben: Person, why: str
    ) -> None:
        await bot.slack.meets(Refuse(error=why), "chat.postMessage", channel=ben.id)
        await helped(bot, ana)
        await bot.walk(ana, "run:language:zh-TW", "run:language:en")
        said = [m for m in bot.slack.messages if f"({why})" in m.text]
        (told,) = said
        assert told.thread == bot.step().thread
        assert f"<@{ben.id}>, I can't send you this step" in told.text
        await ben.press("opened", bot.step())
        await bot.settled()
        assert bot.step().step["step"] == "call"

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
