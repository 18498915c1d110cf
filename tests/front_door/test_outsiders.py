"""Who is outside a run's channel: what they learn of it, and how they come by it."""

import json
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Reset
from tests.front_door import outside
from tests.front_door.outside import DIRECT, ELSEWHERE, NUMBER, asks, tells_no_more_than_whom_to_ask
from tests.front_door.saying import said
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Served
from tests.support.person import CHANNEL, Person
from tests.support.slack import texts
from tests.support.stub_slack import WELL

ana, ben = outside.ana, outside.ben  # fixtures
BUTTONS = (
    *("broken", "answer", "skip", "nonsense", "run:back", "run:stop", "run:start_over"),
    *("run:go_on", "run:nearest", "run:device_on", "run:snooze", "run:hand_over"),
    *("run:keep_leading", "run:language|zh-TW", "run:nonsense"),
)


class TestWhatTheyLearn:
    async def test_a_command_for_the_same_account(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken")
        for known, asked_in in enumerate((ELSEWHERE, DIRECT)):
            await ben.command("/mfa-lost", "prod", asked_in)
            (told,) = bot.slack.told(ben.id)[known:]
            assert tells_no_more_than_whom_to_ask(told)
            assert [b["text"]["text"] for b in told.buttons] == ["Take Over"]

    async def test_the_window_for_the_account(self, bot: Served, ana: Person, ben: Person) -> None:
        await bot.start(ana)
        await ben.submit(await ben.asks_window("/mfa-lost"), "prod")
        await bot.settled()
        assert tells_no_more_than_whom_to_ask(bot.slack.told(ben.id)[-1])

    async def test_a_command_alone_tells_of_nobody_elses_run(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await ben.asks_window("/mfa-lost")
        assert bot.slack.told(ben.id) == []

    @pytest.mark.parametrize("ended", [False, True], ids=["open", "ended"])
    async def test_any_button_that_came_to_them(
        self, bot: Served, ben: Person, *, ended: bool
    ) -> None:
        """A forged or forwarded one, old or new, changes nothing."""
        ana = bot.person("U0ANA")
        run = await bot.start(ana)
        await bot.walk(ana, "broken", "stop" if ended else "standalone")
        before = (await bot.look(run)).run
        await ben.command("/mfa-lost", "help")
        message, step = bot.slack.told(ben.id)[-1], bot.step()
        of_now = [(3, name) for name in BUTTONS]
        of_other_turns = [(turn, name) for turn in (1, 2, 4) for name in BUTTONS[:2]]
        for turn, name in (*of_now, *of_other_turns):
            known = len(bot.slack.told(ben.id))
            value = f"1|{run}|{turn}|{step.step['step']}|{name}"
            forged = {**step.buttons[0], "action_id": f"press:{name}", "value": value}
            assert (await ben.click(message, forged)).status == 200
            await bot.settled()
            (told,) = bot.slack.told(ben.id)[known:]
            assert tells_no_more_than_whom_to_ask(told), (turn, name)
            assert not told.buttons
        assert (await bot.look(run)).run == before

    async def test_a_rival_run_elsewhere(self, bot: Served, ana: Person, ben: Person) -> None:
        """Ben's own run was stopped; Ana began another, and his can't go on beside it."""
        await bot.start(ben)
        await bot.walk(ben, "stop")
        stopped = bot.step()
        await bot.forget_parked()
        await bot.start(ana)
        await bot.walk(ana, "broken")
        await ben.press("go_on", stopped)
        await bot.settled()
        told = bot.slack.told(ben.id)[-1]
        assert "Another run" in told.text
        assert tells_no_more_than_whom_to_ask(told)

    async def test_who_led_it_once_in_a_window_from_there_still_learns_where_it_is(
        self, bot: Served
    ) -> None:
        ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER)
        window = await ana.window()
        await ben.press("Back")
        await bot.settled()
        await ben.press("Take Over")
        await bot.settled()
        answer = await ana.submit(window, NUMBER)
        assert f"<@{ben.id}> leads this run, at" in " ".join(texts(answer.json["view"]))

    async def test_its_lead_may_act_from_anywhere(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await ana.command("/mfa-lost", "prod", ELSEWHERE)
        offer = bot.slack.told(ana.id)[-1]
        assert "1 of about" in offer.text
        await ana.press("Go On", offer)
        await bot.settled()
        assert bot.step().step["turn"] == 2


class TestTakingOverFromOutside:
    async def test_it_asks_the_lead_in_the_thread_first(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken")
        before = bot.step()
        told = await asks(bot, ben)
        run = await bot.run()
        assert (run.lead, run.turn) == (ana.id, 3)
        assert (bot.step().channel, bot.step().thread) == (before.channel, before.thread)
        assert bot.step().text.startswith(f"<@{ana.id}>: <@{ben.id}> asks to take over.")
        names = [b["text"]["text"] for b in bot.step().buttons]
        assert names[-6:-4] == ["Hand Over", "Keep Leading"]
        assert tells_no_more_than_whom_to_ask(told)
        assert "If nobody answers by <!date^" in told.text
        assert [b["text"]["text"] for b in told.buttons] == ["Take Over"]
        assert "✓" not in before.text  # the step is not done

    async def test_before_two_minutes_it_is_not_theirs(self, bot: Served, ben: Person) -> None:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await asks(bot, ben)
        for _ in range(3):
            bot.clock.turn(seconds=39)
            await ben.press("Take Over")
            await bot.settled()
        assert ((await bot.run()).lead, (await bot.run()).turn) == (ana.id, 2)
        assert "If nobody answers by" in bot.slack.told(ben.id)[-1].text

    async def test_after_two_minutes_without_an_answer_it_is(self, bot: Served) -> None:
        ana, ben = bot.person("U0ANA"), Person(bot.slack, "U0BEN", DIRECT)
        await bot.start(ana)
        await asks(bot, ben, DIRECT)
        bot.clock.turn(minutes=2)
        await ben.press("Take Over")
        await bot.settled()
        run = await bot.run()
        assert (run.lead, run.place.step, run.handover) == (ben.id, "what_happened", None)
        assert bot.step().channel == CHANNEL
        assert "nobody answered for two minutes" in bot.step().text
        assert f"archives/{CHANNEL}" in bot.slack.told(ben.id)[-1].text

    async def test_it_is_nobody_elses(self, bot: Served, ana: Person, ben: Person) -> None:
        await bot.start(ana)
        await asks(bot, ben)
        bot.clock.turn(minutes=3)
        mei = Person(bot.slack, "U0MEI", ELSEWHERE)
        await mei.command("/mfa-lost", "prod")
        await mei.press("run:take_over")
        await bot.settled()
        told = bot.slack.told(mei.id)[-1]
        assert tells_no_more_than_whom_to_ask(told)
        assert "已經有別人向" in told.text
        asked = (await bot.run()).handover
        assert asked
        assert asked.by == ben.id
        bot.clock.turn(minutes=1)
        await mei.press("run:take_over")
        await bot.settled()
        run = await bot.run()
        assert run.lead == ana.id
        assert run.handover
        assert run.handover.by == mei.id
        assert f"<@{mei.id}>" in bot.step().text

    @pytest.mark.parametrize("press", ["Keep Leading", "broken"])
    async def test_a_lead_who_goes_on_keeps_it(self, bot: Served, ben: Person, press: str) -> None:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await asks(bot, ben)
        await bot.walk(ana, press)
        bot.clock.turn(minutes=5)
        await ben.press("Take Over")
        await bot.settled()
        run = await bot.run()
        assert run.lead == ana.id
        assert run.handover  # Ben has asked again, and Ana has two minutes again
        assert run.handover.at == bot.clock()

    async def test_the_buttons_and_the_window_that_the_lead_had_still_work(
        self, bot: Served, ben: Person
    ) -> None:
        """Nobody stops a lead at work by asking."""
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER)
        window = await ana.window()
        await asks(bot, ben)
        assert (await ana.submit(window, NUMBER)).text == ""
        await bot.settled()
        assert (await bot.run()).values["keypad"] == "0912345678"

    async def test_a_change_of_language_is_no_answer(self, bot: Served, ben: Person) -> None:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await asks(bot, ben)
        await ana.press("run:language:zh-TW")
        await bot.settled()
        assert (await bot.run()).handover
        assert "run:hand_over" in [b["action_id"] for b in bot.step().buttons]

    async def test_handing_over_gives_it_at_once(self, bot: Served) -> None:
        ana, ben = bot.person("U0ANA"), Person(bot.slack, "U0BEN", ELSEWHERE)
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER, f"answer={NUMBER}")
        await asks(bot, ben)
        await bot.walk(ana, "Hand Over")
        run = await bot.run()
        assert (run.lead, run.values["keypad"]) == (ben.id, "0912345678")
        assert bot.step().channel == CHANNEL
        assert f"<@{ana.id}> handed over; <@{ben.id}> leads now" in bot.step().text

    async def test_while_slack_could_not_show_the_question_nobody_was_asked(
        self, bot: Served
    ) -> None:
        ana, ben = bot.person("U0ANA"), Person(bot.slack, "U0BEN", ELSEWHERE)
        await bot.start(ana)
        await bot.slack.meets(Reset(), "chat.")
        await asks(bot, ben)
        bot.clock.turn(minutes=3)
        await ben.press("Take Over")
        await bot.settled()
        found = (await bot.look(bot.step().step["run"])).run
        assert found
        assert (found.lead, found.handover and found.handover.at) == (ana.id, bot.clock())

    async def test_inside_the_channel_it_stays_one_press(self, bot: Served) -> None:
        ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
        await bot.start(ana)
        await asks(bot, ben, CHANNEL)
        assert (await bot.run()).lead == ben.id


async def test_a_forged_press_in_a_window_says_no_more(bot: Served, ben: Person) -> None:
    """A window of before an upgrade does not say where it was opened."""
    ana = bot.person("U0ANA")
    run = await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)
    await ana.window()
    view = {**bot.slack.windows[-1], "private_metadata": f"1|{run}|6|number_on_file|answer"}
    view["state"] = {"values": {"answer": {"answer": {"value": NUMBER}}}}
    payload = {
        "type": "view_submission",
        "team": {"id": WELL["team_id"]},
        "user": {"id": ben.id, "team_id": WELL["team_id"]},
        "view": view,
    }
    answer = await bot.door.signed(urlencode({"payload": json.dumps(payload)}))
    told = " ".join([*texts(answer.json["view"]), str(answer.json)])
    assert f"<@{ana.id}> leads this run" in told
    assert "archives" not in told
    assert said(bot, NUMBER) == []
