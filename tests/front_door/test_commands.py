"""Slash commands: how a run begins, and what its author alone is told."""

import asyncio
import re

from tests.support.bots import Served
from tests.support.each import each
from tests.support.patience import SLACK_WAITS
from tests.support.person import CHANNEL, Person


async def test_a_command_opens_a_thread_with_the_first_step_in_it(bot: Served, ana: Person) -> None:
    answer = await ana.command("/mfa-lost", "prod")
    assert (answer.status, answer.text) == (200, "")
    assert answer.seconds < SLACK_WAITS
    await bot.settled()
    card, step = (m for m in bot.slack.messages if not m.to)
    assert (card.channel, card.thread) == (CHANNEL, "")
    assert (step.channel, step.thread) == (CHANNEL, card.ts)
    run = await bot.run()
    assert step.metadata == {
        "event_type": "mfa_step",
        "event_payload": {
            "run": run.id,
            "turn": 1,
            "flow": "mfa-lost",
            "step": "what_happened",
        },
    }


async def test_a_nickname_with_a_space_is_answered_with_how_to_write_it(
    bot: Served, ana: Person
) -> None:
    await ana.command("/mfa-lost", "Data Lake")
    told = bot.slack.told(ana.id)[-1].text
    assert "no spaces" in told
    assert "/mfa-lost prod-eu" in told


async def test_its_author_alone_is_told_with_a_link_and_the_card_tells_all_how_far_it_is(
    bot: Served, ana: Person
) -> None:
    """And the account, the lead and the attempts."""
    await bot.start(ana)
    (told,) = bot.slack.told(ana.id)
    step = bot.step()
    where = f"archives/{CHANNEL}/p{step.ts.replace('.', '')}"
    assert f"{bot.slack.url}{where}?thread_ts={step.thread}&amp;cid={CHANNEL}" in told.text
    card = bot.slack.messages[0].text
    assert "prod" in card
    assert f"<@{ana.id}>" in card
    assert "0 of 3 attempts" in card
    assert re.search(r"Step 1 of about \d+", card)


async def test_buttons_carry_stable_readable_names(bot: Served, ana: Person) -> None:
    run = await bot.start(ana)
    buttons = {b["action_id"]: b["value"] for b in bot.step().buttons}
    assert buttons["press:broken"] == f"1|{run}|1|what_happened|broken"
    assert buttons["run:stop"] == f"1|{run}|1|what_happened|run:stop"


async def test_an_account_is_the_same_however_it_is_written(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana, account="1234-5678-9012")
    await ben.command("/mfa-lost", "123456789012")
    assert "Take Over" in [b["text"]["text"] for b in bot.slack.told(ben.id)[-1].buttons]


async def test_an_account_may_be_called_payload(bot: Served, ana: Person) -> None:
    """Bolt takes any form with that word in it for a button press."""
    await bot.start(ana, account="payload")
    assert (await bot.run()).account == "payload"


async def test_somebody_else_is_shown_the_run_that_is_there(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")
    before = len(bot.slack.of("chat.postMessage"))
    await ben.command("/mfa-lost", "prod")
    await bot.settled()
    (told,) = bot.slack.told(ben.id)
    assert f"<@{ana.id}>" in told.text
    assert "2 of about" in told.text
    assert "0 of 3 attempts" in told.text
    assert bot.step().ts.replace(".", "") in told.text
    assert [b["text"]["text"] for b in told.buttons] == ["Take Over"]
    assert len(bot.slack.of("chat.postMessage")) == before


async def test_its_lead_may_go_on_or_start_over(bot: Served, ana: Person) -> None:
    run = await bot.start(ana)
    await bot.walk(ana, "broken")
    await ana.command("/mfa-lost", "prod")
    offer = bot.slack.told(ana.id)[-1]
    assert [b["text"]["text"] for b in offer.buttons] == ["Go On", "Start Over"]
    await ana.press("Start Over", offer)
    await bot.settled()
    assert bot.step().step == {
        "run": run,
        "turn": 3,
        "flow": "mfa-lost",
        "step": "what_happened",
    }


async def test_going_on_shows_the_step_anew_below_in_the_thread(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await ana.command("/mfa-lost", "prod")
    await ana.press("Go On")
    await bot.settled()
    former, step = bot.slack.steps()
    assert step.step["step"] == former.step["step"] == "what_happened"
    assert step.buttons
    assert not former.buttons


async def test_other_accounts_and_other_flows_are_no_rivals(
    bot: Served, ana: Person, ben: Person
) -> None:
    runs = {
        await bot.start(ana),
        await bot.start(ben, account="staging"),
        await bot.start(ben, "/mfa-disable"),
        await bot.start(ben, "/mfa-phone"),
    }
    assert len(runs) == 4


async def test_who_goes_on_beside_another_run_is_led_to_that_ones_thread(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    stopped = bot.step()
    await bot.forget_parked()
    await bot.start(ben)
    await ana.press("go_on", stopped)
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert "Another run" in told
    assert bot.step().ts.replace(".", "") in told


async def test_after_its_end_a_new_run_begins(bot: Served, ana: Person, ben: Person) -> None:
    first = await bot.start(ana)
    await bot.walk(ana, "broken", "other", "china")
    assert await bot.start(ben) != first


async def test_the_same_command_delivered_twice_starts_one_run(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    assert (await ana.again()).status == 200
    await bot.settled()
    assert len(bot.slack.steps()) == 1


async def test_two_who_ask_at_once_get_one_run(bot: Served, ana: Person, ben: Person) -> None:
    await asyncio.gather(ana.command("/mfa-lost", "prod"), ben.command("/mfa-lost", "prod"))
    await bot.settled()
    assert len({m.step["run"] for m in bot.slack.steps()}) == 1


async def test_a_command_alone_asks_for_the_account(bot: Served, ana: Person) -> None:
    window = await ana.asks_window("/mfa-lost")
    answer = await ana.submit(window, "prod")
    assert (answer.status, answer.text) == (200, "")
    await bot.settled()
    assert (await bot.run()).account == "prod"
    assert bot.step().channel == CHANNEL
    assert "Started" in bot.slack.told(ana.id)[-1].text


@each("typed", ["", "x", "12345", "two words", "a" * 40, "pr|od", None])
async def test_the_window_says_what_an_account_looks_like(
    bot: Served, ana: Person, typed: str | None
) -> None:
    window = await ana.asks_window("/mfa-lost")
    answer = await ana.submit(window, typed)
    assert answer.status == 200
    assert answer.json["response_action"] == "errors"
    told = answer.json["errors"]["answer"]
    assert "prod" in told
    assert "/mfa-lost" not in told  # in the window the account alone is typed
    assert not bot.slack.steps()


async def test_the_window_for_an_account_under_way_offers_that_run(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    answer = await ben.submit(await ben.asks_window("/mfa-lost"), "prod")
    assert (answer.status, answer.text) == (200, "")
    await bot.settled()
    assert [b["text"]["text"] for b in bot.slack.told(ben.id)[-1].buttons] == ["Take Over"]


async def test_a_command_alone_lists_each_run_of_its_author(bot: Served, ana: Person) -> None:
    for account in ("prod", "staging"):
        await bot.start(ana, account=account)
    await ana.asks_window("/mfa-lost")
    told = bot.slack.told(ana.id)[-1].text
    assert "prod" in told
    assert "staging" in told
