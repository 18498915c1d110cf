"""A second person agrees before root's MFA is removed, where the team's rule asks for one."""

import asyncio

import pytest

from bot.core.approval import ApprovalState
from bot.local.slack.fault_injection import Answers, Fault, Limited, Refuse
from tests.front_door import approving
from tests.front_door.anew import as_new
from tests.front_door.approving import (
    DECIDED,
    REASON,
    RULE,
    TO_THE_GATE,
    WHY,
    answered,
    became,
    labels,
    requests,
    state,
)
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Slack

bot, gate, mei = approving.bot, approving.gate, approving.mei  # fixtures
rule, team, tom = approving.rule, approving.team, approving.tom
UNREADABLE = ("missing_scope", "plan_upgrade_required", "no_such_subteam")


@pytest.mark.usefixtures("gate")
async def test_the_approvers_read_who_asks_for_what_and_why_and_what_follows(bot: Served) -> None:
    (asked,) = requests(bot)
    for part in ("<@U0ANA>", "prod", REASON, "<!subteam^S0SECURITY>", "AWS does not know"):
        assert part in asked.text, asked.text
    assert labels(asked) == ["Approve", "Decline"]
    assert "Next step: Sign in as root and remove the device" in asked.text
    assert f"/archives/{bot.step().channel}/p{bot.step().ts.replace('.', '')}" in asked.text
    assert "|Open the thread>" in asked.text


@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0ANA")])
@pytest.mark.usefixtures("gate")
async def test_whoever_leads_is_not_named_among_those_who_may_approve(bot: Served) -> None:
    (asked,) = requests(bot)
    nobody = "Your team's rule names nobody else who could approve."
    for text in (asked.text, bot.step().text):
        assert nobody in text, text
    assert "Press Approve" not in asked.text
    assert "Who may approve" not in bot.step().text


@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0ANA, U0BEN")])
@pytest.mark.usefixtures("gate")
async def test_the_others_whom_the_rule_names_are(bot: Served) -> None:
    (asked,) = requests(bot)
    assert "\n<@U0BEN>: Press Approve or Decline" in asked.text
    assert "Who may approve: <@U0BEN>." in bot.step().text


@pytest.mark.usefixtures("gate")
async def test_until_somebody_answers_who_may_the_step_keeps_only_what_is_safe(
    bot: Served, tom: Person
) -> None:
    for button in ("Approve", "Decline"):
        assert "You are not one of those who can approve this" in await answered(bot, tom, button)
    assert await state(bot) is ApprovalState.WAITING
    names = labels(bot.step())
    assert "Go On to the Removal" not in names
    assert {"Keep MFA", "Back", "Stop", "Go On Alone"} <= set(names)
    assert "Your team's rule, not AWS's: a second person has to approve" in bot.step().text


@pytest.mark.usefixtures("gate")
async def test_once_somebody_approves_it_goes_on_and_the_request_says_who_did(
    bot: Served, ana: Person, mei: Person
) -> None:
    """Also where Slack delivers the press twice."""
    assert await answered(bot, mei, "Approve") == ""
    turn = (await bot.run()).turn
    await mei.again()
    await bot.settled()
    assert ((await bot.run()).turn, bot.slack.told(mei.id)) == (turn, [])
    assert "<@U0MEI> approved" in bot.step().text
    (asked,) = requests(bot)
    assert (asked.buttons, "<@U0MEI> approved" in asked.text) == ([], True)
    assert "Open the thread" not in asked.text
    line = "✓ Make sure that you can still get in afterwards → Approve · <@U0MEI>"
    assert any(line in m.text.replace("*", "") for m in bot.slack.messages)
    await bot.walk(ana, "ready")
    assert bot.step().step["step"] == "remove_device"


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0ANA, U0BEN, U0MEI")])
async def test_the_lead_can_not_answer_their_own_request_nor_after_a_take_over_the_new_one(
    bot: Served, ana: Person, ben: Person, mei: Person
) -> None:
    for button in ("Approve", "Decline"):
        assert "A second person has to approve this" in await answered(bot, ana, button)
        assert await state(bot) is ApprovalState.WAITING
    await ben.press("Keep MFA", bot.step())
    await bot.settled()
    await ben.press("Take Over", bot.slack.told(ben.id)[-1])
    await bot.settled()
    waiting = requests(bot)[-1]
    assert "<@U0BEN> asks" in waiting.text
    for who in (ana, ben):
        assert "A second person has to approve this" in await answered(bot, who, "Approve", waiting)
    assert await answered(bot, mei, "Approve", waiting) == ""
    assert await state(bot) is ApprovalState.APPROVED


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0XDELETED, U0BEN")])
async def test_an_approver_who_is_gone_from_slack_hinders_nobody(bot: Served, ben: Person) -> None:
    gone = bot.person("U0XDELETED")
    assert "Only full members of this workspace" in await answered(bot, gone, "Approve")
    assert await answered(bot, ben, "Approve") == ""
    assert await state(bot) is ApprovalState.APPROVED


@pytest.mark.usefixtures("gate")
async def test_whoever_has_left_the_group_can_no_longer(
    bot: Served, ben: Person, mei: Person, shelf: Shelf
) -> None:
    assert "You are not" in await answered(bot, bot.person("U0TOM"), "Approve")  # it is known now
    without = Answers(text='{"ok":true,"users":["U0BEN"]}', content_type="application/json")
    await bot.slack.meets(without, "usergroups.users.list")
    bot.clock.turn(minutes=11)
    await shelf.forget("asked", "S0SECURITY")
    assert "你不是可以核准的人" in await answered(bot, mei, "Approve")
    assert await answered(bot, ben, "Approve") == ""


@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "S0SECURITY, U0BEN")])
@each("fault", [Limited(seconds=30), *(Refuse(error=e) for e in UNREADABLE)])
async def test_where_the_group_can_not_be_read_only_named_people_approve(
    bot: Served, ana: Person, ben: Person, mei: Person, fault: Fault
) -> None:
    await as_new(bot)
    await bot.slack.meets(fault, "usergroups.")
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE)
    assert "我讀不到可以核准的使用者群組" in await answered(bot, mei, "Approve")
    assert await state(bot) is ApprovalState.WAITING
    assert await answered(bot, ben, "Approve") == ""
    assert await state(bot) is ApprovalState.APPROVED


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("rule", [RULE.replace("[S0SECURITY]", "security")])
async def test_a_group_of_the_team_file_is_one_too(bot: Served, tom: Person) -> None:
    assert "<@U0TOM>" in requests(bot)[0].text
    assert await answered(bot, tom, "Approve") == ""
    assert await state(bot) is ApprovalState.APPROVED


# --- one answer wins


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("other", ["Approve", "Decline"])
async def test_of_two_who_answer_at_once_one_wins_and_the_other_hears_it(
    bot: Served, ben: Person, mei: Person, other: str
) -> None:
    told = await asyncio.gather(answered(bot, ben, "Approve"), answered(bot, mei, other))
    assert len(requests(bot)) == 1
    asked = requests(bot)[0]
    assert asked.buttons == []
    won = [m for m in (await bot.run()).moves if m.button in ("run:approve", "run:decline")]
    assert len(won) == 1
    assert f"<@{won[0].by}>" in asked.text
    (lost,) = [words for words in told if words]
    assert any(decided in lost for decided in DECIDED)


@pytest.mark.usefixtures("gate")
async def test_an_approval_and_going_alone_at_once_give_one_of_them(
    bot: Served, ana: Person, mei: Person, shelf: Shelf
) -> None:
    window = await ana.window("Go On Alone")
    await asyncio.gather(ana.submit(window, WHY), answered(bot, mei, "Approve"))
    await bot.settled()
    assert await became(shelf) in (["waiting", "approved"], ["waiting", "telling", "alone"])
    assert requests(bot)[0].buttons == []
    await bot.walk(ana, "ready")


# --- restarts and languages


async def test_a_restart_while_it_waits_loses_nothing(
    slack: Slack, redis_url: str, clock: Clock, team: str
) -> None:
    async with served(slack, redis_url, clock, team_file=team) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana, "/mfa-disable")
        await bot.walk(ana, *TO_THE_GATE)
    async with served(slack, redis_url, clock, team_file=team) as bot:
        await bot.pass_time(minutes=16)
        assert len(requests(bot)) == 2
        assert await answered(bot, bot.person("U0MEI"), "Approve") == ""
        assert await state(bot) is ApprovalState.APPROVED


async def test_a_channel_reads_the_bots_first_language_whatever_the_run_speaks(
    bot: Served, mei: Person, ben: Person
) -> None:
    await bot.start(mei, "/mfa-disable")
    await bot.walk(mei, *TO_THE_GATE)
    assert "你們團隊的規定" in bot.step().text
    assert "asks for a second person's approval" in requests(bot)[0].text
    await answered(bot, ben, "Approve")
    assert "<@U0BEN> approved" in requests(bot)[0].text
    assert "<@U0BEN> 已核准" in bot.step().text
