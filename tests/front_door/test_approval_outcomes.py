"""What becomes of a request for approval: a reminder, an end without an answer, another request."""

import pytest

from tests.front_door import approving
from tests.front_door.approving import DECIDED, answered, became, labels, requests
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf

bot, gate, mei = approving.bot, approving.gate, approving.mei  # fixtures
rule, team = approving.rule, approving.team
TO_THE_WIPE = (
    "broken",
    "member",
    "admin_here",
    "answer=1234-5678-9012",
    "ready",
    "all_credentials",
)


# --- time


@pytest.mark.usefixtures("gate")
async def test_the_approvers_are_asked_again_and_then_no_more_and_the_lead_is_not_meanwhile(
    bot: Served,
) -> None:
    (asked,) = requests(bot)
    for minutes, reminders in ((14, 0), (2, 1), (15, 2), (30, 3), (60, 3)):
        await bot.pass_time(minutes=minutes)
        below = [m for m in requests(bot) if m.thread == asked.ts]
        assert len(below) == reminders, f"{minutes} minutes later"
    assert all("<!subteam^S0SECURITY>" in m.text for m in below)
    assert not any(m.buttons for m in below)
    assert not [m for m in bot.slack.messages if "Still there?" in m.text]


@pytest.mark.usefixtures("gate")
async def test_without_an_answer_it_is_not_done(bot: Served, mei: Person, shelf: Shelf) -> None:
    asked = requests(bot)[0]
    approve = next(e for e in asked.buttons if e["text"]["text"] == "Approve")
    await bot.pass_time(hours=8)
    run = await bot.run()
    assert (run.place.step, run.outcome) == ("kept", "kept")
    assert "Nobody answered in time, so this step was not done." in bot.step().text
    assert "Nobody answered in time" in requests(bot)[0].text
    assert requests(bot)[0].buttons == []
    assert await became(shelf) == ["waiting", "expired"]
    await mei.click(asked, approve)
    await bot.settled()
    assert DECIDED[1] in bot.slack.told(mei.id)[-1].text


@pytest.mark.usefixtures("gate")
async def test_a_button_that_comes_back_weeks_later_is_answered_kindly(
    bot: Served, ana: Person, mei: Person
) -> None:
    asked = requests(bot)[0]
    approve = next(e for e in asked.buttons if e["text"]["text"] == "Approve")
    await ana.press("Stop", bot.step())
    await bot.settled()
    assert "No longer needed" in requests(bot)[0].text
    await bot.pass_time(hours=24 * 20)
    await mei.click(asked, approve)
    await bot.settled()
    assert "已不再需要核准" in bot.slack.told(mei.id)[-1].text


# --- what becomes of it


@pytest.mark.usefixtures("gate")
async def test_where_somebody_declines_it_is_not_done(bot: Served, mei: Person) -> None:
    """Also where Slack delivers the press twice."""
    assert await answered(bot, mei, "Decline") == ""
    run = await bot.run()
    await mei.again()
    await bot.settled()
    assert ((await bot.run()).turn, bot.slack.told(mei.id)) == (run.turn, [])
    assert (run.place.step, run.outcome) == ("kept", "kept")
    assert "<@U0MEI> declined, so this step was not done." in bot.step().text
    left = bot.slack.steps()[-2].text
    assert left.startswith("Make sure that you can still get in afterwards → Decline · <@U0MEI>")
    assert "<@U0MEI> declined" in requests(bot)[0].text


async def test_another_procedure_goes_its_own_safe_way(
    bot: Served, ana: Person, mei: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_WIPE)
    assert bot.step().step["step"] == "central_wipe"
    assert "Only the Device" in labels(bot.step())
    assert "Delete All Root Credentials" not in labels(bot.step())
    assert await answered(bot, mei, "Decline") == ""
    run = await bot.run()
    assert (run.place.step, run.outcome) == ("central_session", None)


@pytest.mark.usefixtures("gate")
async def test_whoever_leaves_the_step_asks_anew_when_they_come_back(
    bot: Served, ana: Person, mei: Person
) -> None:
    first = requests(bot)[0]
    approve = next(e for e in first.buttons if e["text"]["text"] == "Approve")
    await bot.walk(ana, "back")
    assert "No longer needed" in requests(bot)[0].text
    await bot.walk(ana, "answer=It is another one")
    second = requests(bot)[1]
    assert "It is another one" in second.text
    await mei.click(first, approve)
    await bot.settled()
    assert "已不再需要核准" in bot.slack.told(mei.id)[-1].text
    assert await answered(bot, mei, "Approve", second) == ""


@pytest.mark.usefixtures("gate")
async def test_what_is_approved_has_to_be_approved_again_for_another_reason_or_much_later_alone(
    bot: Served, ana: Person, mei: Person
) -> None:
    await answered(bot, mei, "Approve")
    await bot.walk(ana, "ready", "back")
    assert len(requests(bot)) == 1
    await bot.walk(ana, "back", "answer=For another reason")
    assert len(requests(bot)) == 2
    await answered(bot, mei, "Approve", requests(bot)[1])
    await bot.walk(ana, "ready")
    await bot.pass_time(hours=9)
    await bot.walk(ana, "back")
    assert len(requests(bot)) == 3
