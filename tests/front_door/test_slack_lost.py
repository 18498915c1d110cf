"""Slack's answer is lost: the bot looks before it posts again, where it may."""

import asyncio

import pytest

from bot.local.slack.fault_injection import (
    Answers,
    Broken,
    Fault,
    Limited,
    Lose,
    Refuse,
    Reset,
    Slow,
)
from bot.slack.api import client
from bot.slack.api.methods import HISTORY
from tests.front_door.returning import delivered
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import Message, Slack

# Slack has done as asked, and its answer does not say so. Of what else may answer for it,
# tests/slack/api/test_errors.py says that it leaves open whether Slack has.
TAKEN: list[Fault] = [
    Lose(),
    *(
        Answers(status=status, text=text, content_type=kind, taken=True)
        for status, text, kind in (
            (200, "<html>Log in</html>", "text/html"),
            (200, '{"ok": true}', "application/json"),
            (200, "", "application/json"),
            (302, "", "text/html"),
            (503, '{"ok": false, "error": "service_unavailable"}', "application/json"),
        )
    ),
]


async def loses_an_answer(
    bot: Served, ana: Person, fault: Fault, account: str = "prod"
) -> list[Message]:
    """Slack's, to the second step of a new run; the messages before it."""
    before = list(bot.slack.messages)
    await bot.start(ana, account=account)
    await bot.slack.meets_once(fault, "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    return before


ODD = [
    '"messages": null, "response_metadata": null',
    '"messages": {"ts": "1.1"}, "response_metadata": []',
    '"messages": [null, 7, {"metadata": null}, {"metadata": []}, {"ts": 1}]',
]


@each("account, said", [(f"odd-{n}", said) for n, said in enumerate(ODD)])
async def test_a_search_with_an_odd_answer_has_found_nothing(
    bot: Served, ana: Person, log: Ear, account: str, said: str
) -> None:
    odd = Answers(text=f'{{"ok": true, {said}}}', content_type="application/json")
    await bot.slack.meets(odd, "conversations.replies")
    await loses_an_answer(bot, ana, Reset(), account)
    await delivered(bot)
    assert bot.step().step["turn"] == 2
    assert "Traceback" not in log.text
    await bot.slack.mended()


def since(bot: Served, before: list[Message]) -> list[Message]:
    return [m for m in bot.slack.messages if not any(m is known for known in before)]


@each("account, fault", [(f"account-{n}", fault) for n, fault in enumerate(TAKEN)])
async def test_an_answer_that_got_lost_shows_no_step_twice(
    bot: Served, ana: Person, account: str, fault: Fault
) -> None:
    asked = len(bot.slack.of("conversations.replies"))
    before = await loses_an_answer(bot, ana, fault, account)
    await delivered(bot)
    card, run = since(bot, before)[0], bot.step().step["run"]
    assert [m.step["turn"] for m in bot.slack.steps(run)] == [1, 2]
    assert len(bot.slack.of("conversations.replies")) > asked
    assert "Step 2 of about" in card.text
    await bot.walk(ana, "standalone")
    assert not any(m.buttons for m in bot.slack.steps(run)[:-1])


@each(
    "place, lost, fault",
    [(p, lost, f) for p in ("C0ONCALL", "D0ANA") for lost in (1, 2) for f in TAKEN[:3]],
)
async def test_an_answer_that_got_lost_opens_no_second_thread(
    bot: Served, ana: Person, place: str, lost: int, fault: Fault
) -> None:
    """`lost`: the answer about the card, or about the step."""
    before = list(bot.slack.messages)
    if lost == 2:
        await bot.slack.meets_once(Slow(seconds=0), "chat.postMessage")
    await bot.slack.meets_once(fault, "chat.postMessage")
    await ana.command("/mfa-lost", f"account-{len(before)}", place)
    await bot.settled()
    await delivered(bot)
    (card,), (step,) = (
        [m for m in since(bot, before) if m.card],
        [m for m in since(bot, before) if m.step],
    )
    assert (card.channel, step.thread) == (place, card.ts)
    await bot.walk(ana, "broken")


async def test_an_answer_that_got_lost_opens_no_second_thread_in_direct_messages(
    bot: Served, ana: Person
) -> None:
    """The id of their channel is in that very answer, so it is asked for."""
    await bot.slack.meets_once(Lose(), "chat.postMessage", channel="U0ANA")
    await ana.command("/mfa-lost", "prod", "C0FINANCE")
    await bot.settled()
    await delivered(bot)
    (card,), (step,) = [m for m in bot.slack.messages if m.card], bot.slack.steps()
    assert (card.channel, step.channel, step.thread) == ("D0ANA", "D0ANA", card.ts)
    assert len(bot.slack.of("conversations.open")) == 1
    await bot.walk(ana, "broken")


async def test_the_step_of_a_process_that_died_is_found_and_the_newest_is_shown(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    """Somebody has pressed on it already, so the run is further than what is found."""
    async with served(slack, redis_url, clock) as first:
        ana = first.person("U0ANA")
        await first.start(ana)
        await slack.meets_once(Lose(), "chat.postMessage")
        await ana.press("broken")
        await first.settled()
        await slack.meets(Broken(status=503), "c")
        await ana.press("standalone")
        await first.settled()
    await slack.mended()
    clock.turn(seconds=16)
    async with served(slack, redis_url, clock):
        await slack.until(lambda: len(slack.steps()) == 3)
        await slack.until(lambda: not any(m.buttons for m in slack.steps()[:-1]))
    assert [m.step["turn"] for m in slack.steps()] == [1, 2, 3]


async def test_a_message_is_looked_for_on_every_page(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 1)
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    step, thread = bot.step(), bot.slack.messages[0].ts
    for text in ("Which one?", "The first."):
        await bot.slack.do("say", **{"as": "U0BEN"}, channel=ana.channel, thread=thread, text=text)
    await ana.press("broken", step)
    await bot.settled()
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
    assert len(bot.slack.of("conversations.replies")) >= 3


async def test_a_message_is_looked_for_again_when_there_is_a_token_that_may(
    bot: Served, ana: Person
) -> None:
    await loses_an_answer(bot, ana, Lose())
    await bot.slack.meets(Refuse(error="token_revoked"), "conversations.")
    await bot.pass_time(seconds=2)
    assert bot.slack.of("conversations.replies")
    await bot.slack.mended()
    bot.clock.turn(seconds=61)
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]


async def test_what_slack_has_surely_not_taken_is_not_looked_for(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Limited(seconds=1), "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    await delivered(bot)
    assert len(bot.slack.steps()) == 2
    assert not bot.slack.of("conversations.replies")


async def test_a_look_that_slack_never_answers_holds_no_step_up_for_ever(
    bot: Served, ana: Person
) -> None:
    """A step that is shown twice is better than none."""
    await bot.start(ana)
    await bot.slack.meets_once(Reset(), "chat.postMessage")
    await bot.slack.meets(Broken(status=500), "conversations.")
    await ana.press("broken")
    await bot.settled()
    for _ in range(2):
        await bot.pass_time(seconds=2)
        assert len(bot.slack.steps()) == 1
    await bot.pass_time(seconds=2)
    assert len(bot.slack.steps()) == 2
    assert len(bot.slack.of("conversations.replies")) == 3


async def test_where_the_bot_is_no_member_it_can_not_look_and_posts_again(
    bot: Served, ana: Person
) -> None:
    ana.channel = "C0GENERAL"
    await loses_an_answer(bot, ana, Lose())
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2, 2]


@each("account, fault", [(f"account-{n}", fault) for n, fault in enumerate(TAKEN)])
@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_where_it_may_not_look_a_press_on_either_copy_leaves_no_button_on_both(
    bot: Served, ana: Person, account: str, fault: Fault
) -> None:
    """Which of them Slack's lost answer was about, only a press can tell."""
    await loses_an_answer(bot, ana, fault, account)
    run = bot.step().step["run"]
    bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: len(bot.slack.steps(run)) == 3)
    _, lost, known = bot.slack.steps(run)
    assert lost.buttons
    assert known.buttons
    await ana.press("standalone", lost)
    await bot.settled()
    assert (await bot.run()).turn == 3
    assert not lost.buttons
    assert not known.buttons
    assert len([m for m in bot.slack.steps(run) if m.buttons]) == 1


@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_and_so_it_is_when_it_is_pressed_before_it_was_posted_again(
    bot: Served, ana: Person
) -> None:
    await loses_an_answer(bot, ana, Lose())
    _, lost = bot.slack.steps()
    await ana.press("standalone", lost)
    await bot.settled()
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2, 3]
    assert [bool(m.buttons) for m in bot.slack.steps()] == [False, False, True]


async def shown_twice(bot: Served, ana: Person) -> tuple[Message, Message]:
    """The copies of a step whose answer got lost: the one that nobody knows of comes first."""
    await loses_an_answer(bot, ana, Lose())
    bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: len(bot.slack.steps()) == 3)
    _, lost, known = bot.slack.steps()
    return lost, known


@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_two_who_press_both_copies_at_once_count_once_and_leave_no_button(
    bot: Served, ana: Person
) -> None:
    lost, known = await shown_twice(bot, ana)
    await asyncio.gather(ana.press("standalone", lost), ana.press("standalone", known))
    await bot.settled()
    assert (await bot.run()).turn == 3
    assert not lost.buttons
    assert not known.buttons


@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_without_the_scope_an_answer_that_got_lost_may_show_a_step_twice_but_counts_it_once(
    bot: Served, ana: Person
) -> None:
    """Nobody can know whether Slack posted it; both copies lead on, and only once."""
    lost, known = await shown_twice(bot, ana)
    assert lost.step == known.step
    await ana.press("standalone", lost)
    await ana.press("standalone", known)
    await bot.settled()
    assert (await bot.run()).turn == 3
    assert not bot.slack.of("conversations.history")
    assert not bot.slack.of("conversations.replies")
