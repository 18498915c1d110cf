"""Buttons: what a press shows, and what moves nothing."""

import asyncio
import json
import re
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Lose
from bot.slack.api.methods import HISTORY
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import texts


async def test_a_press_shows_the_next_step_and_leaves_a_line_of_the_old(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")
    old, new = bot.slack.steps()
    assert new.step["step"] == "account_kind"
    assert new.buttons
    (line,) = texts(old.blocks)
    assert line.startswith("✓")
    assert "*Broken" in line
    assert f"<@{ana.id}>" in line
    assert re.search(r"<!date\^\d+\^", line)


@pytest.mark.parametrize("press", ["back", "start_over", "stop"])
async def test_a_step_that_is_left_gets_no_tick(bot: Served, ana: Person, press: str) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", press)
    done, left, _ = bot.slack.steps()
    assert done.text.startswith("✓ What happened to the root MFA device of prod? → Broken")
    label = press.replace("_", " ").title()
    assert left.text.startswith(f"Is prod standalone, or in an organization? → {label} · <@U0ANA>")


async def test_going_on_after_stop_ticks_nothing_and_where_a_step_was_waited_out_it_does(
    bot: Served, ana: Person
) -> None:
    """The first shows the same step again, which is still to be done."""
    await bot.start(ana)
    await bot.walk(ana, "broken", "stop", "go_on")
    assert bot.slack.steps()[-2].text.startswith("→ Go On · <@U0ANA>")
    await bot.walk(ana, "other", "reseller", "waiting", "go_on")
    assert bot.slack.steps()[-2].text.startswith("✓ The reseller has to act now → Go On")


async def test_a_press_costs_two_calls_besides_the_card(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    for press in ("broken", "standalone", "back", "member", "look_first"):
        before = len(bot.slack.calls)
        await bot.walk(ana, press)
        calls = bot.slack.calls[before:]
        card = bot.slack.messages[0].ts
        assert len([call for call in calls if call.body.get("ts") != card]) == 2


async def test_the_card_is_not_refreshed_with_every_press_but_soon(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    card = bot.slack.messages[0]
    await bot.walk(ana, "broken", "standalone")
    assert card.updates == 0
    bot.clock.turn(seconds=31)
    await bot.slack.until(lambda: card.updates)
    assert "Step 3 of about" in card.text
    assert card.updates == 1


async def test_an_old_button_moves_nothing_and_tells_where_the_run_is(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    old = bot.step()
    button = old.buttons[0]
    await bot.walk(ana, "broken")
    known = len(bot.slack.calls)
    assert (await ana.click(old, button)).status == 200
    await bot.settled()
    told = bot.slack.told(ana.id)[-1]
    assert "moved on since" in told.text
    assert bot.step().ts.replace(".", "") in told.text
    assert (await bot.run()).turn == 2
    assert [call.method for call in bot.slack.calls[known:]] == ["response_url"]
    assert "Broken" in old.text  # the line that it has become stays as it is


@pytest.mark.parametrize(
    ("ends", "state"),
    [(("standalone", "stop"), "Stopped"), (("other", "builder_id"), "No Recovery Needed")],
)
async def test_an_old_button_of_a_run_with_an_outcome_tells_that_and_nobodys_step(
    bot: Served, ana: Person, ends: tuple[str, ...], state: str
) -> None:
    await bot.start(ana)
    old = bot.step()
    button = old.buttons[0]
    await bot.walk(ana, "broken", *ends)
    turn = (await bot.run()).turn
    assert (await ana.click(old, button)).status == 200
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert f"nothing was changed. The run's state: {state}." in told
    assert "is now at" not in told
    assert (await bot.run()).turn == turn


@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_a_step_that_slack_showed_twice_becomes_a_line_when_it_is_pressed(
    bot: Served, ana: Person
) -> None:
    """The answer to the first was lost, so only a press can tell where that one stands."""
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await ana.click(bot.step(), bot.step().buttons[0])
    await bot.settled()
    bot.clock.turn(seconds=2)
    _, twin, shown = await bot.slack.until(lambda: bot.slack.steps()[2:] and bot.slack.steps())
    await ana.click(shown, shown.buttons[0])
    await bot.settled()
    assert twin.buttons
    await ana.click(twin, twin.buttons[0])
    await bot.settled()
    assert not twin.buttons
    assert (await bot.run()).turn == 3


async def test_somebody_elses_press_moves_nothing_and_offers_to_take_over(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    assert (await ben.press("broken")).status == 200
    await bot.settled()
    told = bot.slack.told(ben.id)[-1]
    assert f"<@{ana.id}>" in told.text
    assert [b["text"]["text"] for b in told.buttons] == ["Take Over"]
    assert (await bot.run()).turn == 1


async def test_taking_over_is_one_press_and_the_thread_and_the_card_say_so(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await ben.press("broken")
    await bot.settled()
    await ben.press("Take Over")
    await bot.settled()
    run = await bot.run()
    assert (run.lead, run.place.step) == (ben.id, "what_happened")
    assert f"<@{ben.id}> took over" in bot.step().text
    assert f"Lead <@{ben.id}>" in bot.slack.messages[0].text
    assert "You lead" in bot.slack.told(ben.id)[-1].text
    assert not bot.slack.told(ben.id)[-1].buttons
    await bot.walk(ben, "broken")


async def test_who_led_before_is_told_who_leads_now(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana)
    await ben.command("/mfa-lost", "prod")
    await ben.press("Take Over")
    await bot.settled()
    await ana.press("broken")
    await bot.settled()
    assert f"<@{ben.id}> leads" in bot.slack.told(ana.id)[-1].text


async def test_a_double_click_moves_one_step(bot: Served, ana: Person, shelf: Shelf) -> None:
    await bot.start(ana)
    step = bot.step()
    await asyncio.gather(*(ana.press("broken", step) for _ in range(5)))
    await bot.settled()
    assert (await bot.run()).turn == 2
    assert len(bot.slack.steps()) == 2
    moves = await shelf.audit()
    assert [move["button"] for move in moves] == ["broken", "start"]


async def test_the_same_press_delivered_again_changes_nothing_and_says_nothing(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")
    known = len(bot.slack.calls)
    answers = await asyncio.gather(*(ana.again() for _ in range(3)))
    await bot.settled()
    assert {(answer.status, answer.text) for answer in answers} == {(200, "")}
    assert len(bot.slack.calls) == known
    assert (await bot.run()).turn == 2


async def test_a_press_delivered_again_much_later_changes_nothing(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")
    late = urlencode({"payload": json.dumps(bot.slack.deliveries[-1].body)})
    await bot.walk(ana, "standalone")
    await bot.door.signed(late)
    await bot.settled()
    assert (await bot.run()).turn == 3


async def test_two_who_press_together_move_one_step_and_one_is_told(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    step = bot.step()
    await asyncio.gather(ana.press("broken", step), ben.press("lost", step))
    await bot.settled()
    run = await bot.run()
    assert (run.turn, run.place.step) == (2, "account_kind")
    assert len(bot.slack.told(ben.id)) == 1


@each(
    "value, told",
    [
        ("0|{run}|1|what_happened|broken", "another version"),
        ("2|{run}|1|what_happened|broken", "another version"),
        ("", "another version"),
        (None, "another version"),
        ("|" * 2000, "another version"),
        ("1|{run}|-1|what_happened|broken", "another version"),
        ("1|{run}|١|what_happened|broken", "another version"),
        ("1|nonsense|1|what_happened|broken", "another version"),
        ("1|prod.nosuchrn|1|what_happened|broken", "no longer know"),
        ("1|{{x}}.y|1|what_happened|broken", "no longer know"),
        ("1|{run}|999999999|what_happened|broken", "moved on since"),
        ("1|{run}|1|no_such_step|broken", "moved on since"),
        ("1|{run}|1|what_happened|nonsense", "no such button"),
        ("1|{run}|1|what_happened|run:nonsense", "no such button"),
        ("1|{run}|1|what_happened|run:device_on", "no such button"),
        ("1|{run}|1|what_happened|skip", "no such button"),
    ],
)
async def test_a_button_that_means_nothing_is_answered_kindly(
    bot: Served, ana: Person, run: str, value: str | None, told: str
) -> None:
    known = len(bot.slack.told(ana.id))
    button = dict(bot.step().buttons[0])
    button.pop("value")
    if value is not None:
        button["value"] = value.format(run=run)
    assert (await ana.click(bot.step(), button)).status == 200
    await bot.settled()
    (message,) = bot.slack.told(ana.id)[known:]
    assert told in message.text
    assert (await bot.run()).turn == 1


async def test_an_unknown_kind_of_button_is_answered_kindly(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    button = {**bot.step().buttons[0], "action_id": "of_an_older_bot"}
    assert (await ana.click(bot.step(), button)).status == 200
    await bot.settled()
    assert "another version" in bot.slack.told(ana.id)[-1].text
    assert (await bot.run()).turn == 1


async def test_stop_keeps_the_place_and_anybody_may_go_on(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "stop")
    assert f"<@{ana.id}> stopped" in bot.step().text
    await bot.walk(ben, "Go On")
    run = await bot.run()
    assert (run.place.step, run.lead, run.open) == ("account_kind", ben.id, True)


async def test_back_leads_to_the_step_before(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "standalone", "back", "back")
    assert bot.step().step["step"] == "what_happened"
    assert "run:back" not in [b["action_id"] for b in bot.step().buttons]
