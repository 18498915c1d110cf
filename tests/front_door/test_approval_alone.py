"""A lead who goes on without a second person: the approvers are told first, and why."""

import pytest

from bot.core.approval import ApprovalState
from bot.local.slack.fault_injection import Fault, Limited, Lose, Reset
from tests.front_door import approving
from tests.front_door.approving import ASKED, REASON, RULE, WHY, labels, requests, state
from tests.front_door.returning import delivered
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Message, texts

bot, gate, rule, team = approving.bot, approving.gate, approving.rule, approving.team  # fixtures
BAD_REASONS = ("", "Call me at 0912 345 678", "The password is hunter2!Zq81", "x" * 300)


@pytest.mark.usefixtures("gate")
async def test_whoever_goes_on_alone_says_why_and_the_approvers_hear_it_first(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    await ana.submit(await ana.window("Go On Alone"), WHY)
    await bot.settled()
    asked, told = requests(bot)
    assert f"<@U0ANA> goes on alone, without a second person. Reason: {WHY}" in told.text
    assert "<!subteam^S0SECURITY>" in told.text
    assert f"went on alone: {WHY}" in asked.text
    assert asked.buttons == []
    assert float(told.ts) < float(bot.step().ts)
    assert f"<@U0ANA> goes on alone; the approvers have been told. Reason: {WHY}" in bot.step().text
    (card,) = [m for m in bot.slack.messages if m.card]
    assert "<@U0ANA> went on alone, without a second person." in card.text
    await bot.walk(ana, "ready", "removed", "none_left", "later", "told")
    assert "<@U0ANA> went on alone, without a second person." in card_of(bot).text
    entry = next(e for e in await shelf.audit() if e.get("approval") == "telling")
    assert (entry["by"], entry["reason"]) == ("U0ANA", WHY)
    await ana.press("Show the Report")
    await bot.slack.until(lambda: bot.slack.windows[-1]["title"]["text"] == "Report")
    report = list(texts(bot.slack.windows[-1]["blocks"]))
    table = report[report.index("Approvals") + 1]
    for row in (f"Asked for · {REASON}", f"Went on alone, after the approvers were told · {WHY}"):
        assert f"<@U0ANA> · {row}" in table, table


def card_of(bot: Served) -> Message:
    return next(m for m in bot.slack.messages if m.card)


@pytest.mark.usefixtures("gate")
@each("text", BAD_REASONS)
async def test_a_reason_that_holds_a_secret_or_a_number_is_refused(
    bot: Served, ana: Person, text: str
) -> None:
    answer = await ana.submit(await ana.window("Go On Alone"), text)
    assert "errors" in answer.text
    await bot.settled()
    assert (len(requests(bot)), await state(bot)) == (1, ApprovalState.WAITING)


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("rule", [RULE.replace("told", "never")])
async def test_where_the_rule_says_never_nobody_goes_on_alone(bot: Served, ana: Person) -> None:
    assert "run:go_alone" not in [*ana.buttons()]
    assert "Go On Alone" not in bot.step().text


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("fault", [Limited(seconds=5), Reset(), Lose()], ids=str)
async def test_the_step_opens_only_once_the_approvers_are_told(
    bot: Served, ana: Person, fault: Fault
) -> None:
    window = await ana.window("Go On Alone")
    await bot.slack.meets_once(fault, "chat.postMessage", channel=ASKED)
    await ana.submit(window, WHY)
    await bot.settled()
    assert "Go On to the Removal" not in labels(bot.step())
    await delivered(bot)
    await bot.slack.until(lambda: "Go On to the Removal" in labels(bot.step()))
    assert len([m for m in requests(bot) if "goes on alone" in m.text]) == 1
