"""A second person agrees before root's MFA is removed, where the team's rule asks for one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.approval import ApprovalState
from bot.local.slack.fault_injection import Answers, Fault, Hang, Limited, Lose, Refuse, Reset
from tests.front_door.returning import delivered
from tests.front_door.saying import said
from tests.front_door.ways import TO_THE_REASON
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Message, Slack, texts

ASKED, REASON = "C0GENERAL", "The account is closed tomorrow"
TO_THE_GATE = (*TO_THE_REASON, f"answer={REASON}")
DECIDED = ("This request was already decided", "已經有結果了")  # Mei reads Chinese
WHY = "Nobody else is awake"
TO_THE_WIPE = (
    "broken",
    "member",
    "admin_here",
    "answer=1234-5678-9012",
    "ready",
    "all_credentials",
)
UNREADABLE = ("missing_scope", "plan_upgrade_required", "no_such_subteam")
BAD_REASONS = ("", "Call me at 0912 345 678", "The password is hunter2!Zq81", "x" * 300)
RULE = "{by: [S0SECURITY], tell: C0GENERAL, alone: told, again: 15m, expires: 8h}"


@pytest.fixture
def rule() -> str:
    return RULE


@pytest.fixture
async def team(slack: Slack, tmp_path: Path, rule: str) -> str:
    """Team file with that rule; the bot is in the approvers' channel."""
    file = tmp_path / "team.yaml"
    groups = "groups: {security: [U0TOM]}"
    file.write_text(f"{groups}\napproval: {{mfa-disable: {rule}, mfa-lost: {rule}}}\n")
    await slack.do("say", **{"as": "U0ANA"}, channel=ASKED, thread="", text="/invite @mfa-bot")
    return str(file)


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, team: str) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock, team_file=team) as bot:
        yield bot


@pytest.fixture
def mei(bot: Served) -> Person:
    return bot.person("U0MEI")


@pytest.fixture
def tom(bot: Served) -> Person:
    """In no group."""
    return bot.person("U0TOM")


@pytest.fixture
async def gate(bot: Served, ana: Person) -> str:
    """Ana's run, which waits for a second person."""
    run = await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE)
    return run


def requests(bot: Served, channel: str = ASKED) -> list[Message]:
    """What the approvers read there, oldest first."""
    return [m for m in bot.slack.messages if m.channel == channel and not m.to]


def labels(message: Message) -> list[str]:
    return [element["text"]["text"] for element in message.buttons]


async def became(shelf: Shelf) -> list[str]:
    """What the audit tells of approvals, oldest first."""
    return [entry["approval"] for entry in reversed(await shelf.audit()) if "approval" in entry]


async def state(bot: Served) -> ApprovalState | None:
    run = await bot.run()
    return run.approval.state if run.approval else None


@pytest.mark.usefixtures("gate")
async def test_the_approvers_read_who_asks_for_what_and_why(bot: Served) -> None:
    (asked,) = requests(bot)
    for part in ("<@U0ANA>", "prod", REASON, "<!subteam^S0SECURITY>", "AWS does not know"):
        assert part in asked.text, asked.text
    assert labels(asked) == ["Approve", "Decline"]


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
async def test_the_request_says_what_follows_and_leads_to_the_thread(bot: Served) -> None:
    (asked,) = requests(bot)
    assert "What follows: Sign in as root and remove the device" in asked.text
    assert f"/archives/{bot.step().channel}/p{bot.step().ts.replace('.', '')}" in asked.text
    assert "|Open the thread>" in asked.text


@pytest.mark.usefixtures("gate")
async def test_until_somebody_answers_the_step_keeps_only_what_is_safe(bot: Served) -> None:
    names = labels(bot.step())
    assert "Go On to the Removal" not in names
    assert {"Keep MFA", "Back", "Stop", "Go On Alone"} <= set(names)
    assert "Your team's rule, not AWS's: a second person has to approve" in bot.step().text


@pytest.mark.usefixtures("gate")
async def test_once_somebody_approves_it_goes_on_and_the_request_says_who_did(
    bot: Served, ana: Person, mei: Person
) -> None:
    await mei.press("Approve", requests(bot)[0])
    await bot.settled()
    assert "<@U0MEI> approved" in bot.step().text
    (asked,) = requests(bot)
    assert (asked.buttons, "<@U0MEI> approved" in asked.text) == ([], True)
    assert "Open the thread" not in asked.text
    line = "✓ Make sure that you can still get in afterwards → Approve · <@U0MEI>"
    assert any(line in m.text.replace("*", "") for m in bot.slack.messages)
    await bot.walk(ana, "ready")
    assert bot.step().step["step"] == "remove_device"


# --- who may answer


async def answered(bot: Served, who: Person, button: str, message: Message | None = None) -> str:
    """What one person alone is told after a press on the request; '' for nothing."""
    known = len(bot.slack.told(who.id))
    at = message or requests(bot)[0]
    found = next(e for e in at.buttons if e["text"]["text"] == button)
    await who.click(at, found)
    await bot.settled()
    return " ".join(m.text for m in bot.slack.told(who.id)[known:])


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("button", ["Approve", "Decline"])
@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0ANA, U0MEI")])
async def test_the_lead_can_not_answer_their_own_request(
    bot: Served, ana: Person, button: str
) -> None:
    assert "A second person has to approve this" in await answered(bot, ana, button)
    assert await state(bot) is ApprovalState.WAITING


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0ANA, U0BEN, U0MEI")])
async def test_after_a_take_over_neither_the_former_lead_nor_the_new_one_can(
    bot: Served, ana: Person, ben: Person, mei: Person
) -> None:
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
async def test_whoever_is_not_among_the_approvers_can_not(bot: Served, tom: Person) -> None:
    assert "You are not among those who may approve this" in await answered(bot, tom, "Approve")
    assert "You are not among those who may approve this" in await answered(bot, tom, "Decline")
    assert await state(bot) is ApprovalState.WAITING


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
@pytest.mark.parametrize(
    "fault", [Limited(seconds=30), *(Refuse(error=e) for e in UNREADABLE)], ids=str
)
async def test_where_the_group_can_not_be_read_only_named_people_approve(
    bot: Served, ana: Person, ben: Person, mei: Person, fault: Fault
) -> None:
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


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("button", ["Approve", "Decline"])
async def test_a_press_that_slack_delivers_twice_counts_once(
    bot: Served, mei: Person, button: str
) -> None:
    assert await answered(bot, mei, button) == ""
    turn = (await bot.run()).turn
    await mei.again()
    await bot.settled()
    assert ((await bot.run()).turn, bot.slack.told(mei.id)) == (turn, [])


# --- time


@pytest.mark.usefixtures("gate")
async def test_the_approvers_are_asked_again_and_then_no_more(bot: Served) -> None:
    (asked,) = requests(bot)
    for minutes, reminders in ((14, 0), (2, 1), (15, 2), (30, 3), (60, 3)):
        await bot.pass_time(minutes=minutes)
        below = [m for m in requests(bot) if m.thread == asked.ts]
        assert len(below) == reminders, f"{minutes} minutes later"
    assert all("<!subteam^S0SECURITY>" in m.text for m in below)
    assert not any(m.buttons for m in below)


@pytest.mark.usefixtures("gate")
async def test_without_an_answer_it_is_not_done(bot: Served, mei: Person, shelf: Shelf) -> None:
    asked = requests(bot)[0]
    approve = next(e for e in asked.buttons if e["text"]["text"] == "Approve")
    await bot.pass_time(hours=8)
    run = await bot.run()
    assert (run.place.step, run.outcome) == ("kept", "kept")
    assert "Nobody answered in time, so the step is not taken." in bot.step().text
    assert "Nobody answered in time" in requests(bot)[0].text
    assert requests(bot)[0].buttons == []
    assert await became(shelf) == ["waiting", "expired"]
    await mei.click(asked, approve)
    await bot.settled()
    assert DECIDED[1] in bot.slack.told(mei.id)[-1].text


@pytest.mark.usefixtures("gate")
async def test_nobody_asks_the_lead_whether_they_are_there_while_others_are_asked(
    bot: Served,
) -> None:
    await bot.pass_time(hours=1)
    assert not [m for m in bot.slack.messages if "Still there?" in m.text]


@pytest.mark.usefixtures("gate")
async def test_a_button_that_comes_back_weeks_later_is_answered_kindly(
    bot: Served, ana: Person, mei: Person
) -> None:
    asked = requests(bot)[0]
    approve = next(e for e in asked.buttons if e["text"]["text"] == "Approve")
    await ana.press("Stop", bot.step())
    await bot.settled()
    assert "No longer asked for" in requests(bot)[0].text
    await bot.pass_time(hours=24 * 20)
    await mei.click(asked, approve)
    await bot.settled()
    assert "已不再需要核准" in bot.slack.told(mei.id)[-1].text


# --- what becomes of it


@pytest.mark.usefixtures("gate")
async def test_where_somebody_declines_it_is_not_done(bot: Served, mei: Person) -> None:
    assert await answered(bot, mei, "Decline") == ""
    run = await bot.run()
    assert (run.place.step, run.outcome) == ("kept", "kept")
    assert "<@U0MEI> declined, so the step is not taken." in bot.step().text
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
    assert "No longer asked for" in requests(bot)[0].text
    await bot.walk(ana, "answer=It is another one")
    second = requests(bot)[1]
    assert "It is another one" in second.text
    await mei.click(first, approve)
    await bot.settled()
    assert "已不再需要核准" in bot.slack.told(mei.id)[-1].text
    assert await answered(bot, mei, "Approve", second) == ""


@pytest.mark.usefixtures("gate")
async def test_what_is_approved_need_not_be_approved_again_on_the_way_back(
    bot: Served, ana: Person, mei: Person
) -> None:
    await answered(bot, mei, "Approve")
    await bot.walk(ana, "ready", "back", "ready")
    assert len(requests(bot)) == 1


@pytest.mark.usefixtures("gate")
async def test_but_for_another_reason_or_much_later_it_has_to_be(
    bot: Served, ana: Person, mei: Person
) -> None:
    await answered(bot, mei, "Approve")
    await bot.walk(ana, "back", "answer=For another reason")
    assert len(requests(bot)) == 2
    await answered(bot, mei, "Approve", requests(bot)[1])
    await bot.walk(ana, "ready")
    await bot.pass_time(hours=9)
    await bot.walk(ana, "back")
    assert len(requests(bot)) == 3


# --- alone


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
    assert (
        f"<@U0ANA> goes on alone, as the approvers have been told. Reason: {WHY}" in bot.step().text
    )
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
@pytest.mark.parametrize("text", [*BAD_REASONS])
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


# --- what Slack does not take


@pytest.mark.parametrize("fault", [Limited(seconds=5), Reset(), Lose(), Hang()], ids=str)
@pytest.mark.usefixtures("slack_is_given_up_on_soon")
async def test_what_hinders_slack_delays_the_request_and_it_is_posted_once(
    bot: Served, ana: Person, fault: Fault
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE[:-1])
    await bot.slack.meets_once(fault, "chat.postMessage", channel=ASKED)
    await ana.answer(REASON)
    await bot.settled()
    await delivered(bot)
    await bot.slack.until(lambda: requests(bot))
    assert len(requests(bot)) == 1


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0BEN, U0MEI, U0ANA")])
async def test_where_the_channel_is_closed_people_are_asked_in_their_direct_messages(
    bot: Served, ana: Person, mei: Person, code: str
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE[:-1])
    await bot.slack.meets(Refuse(error=code), "chat.", channel=ASKED)
    await bot.walk(ana, f"answer={REASON}")
    assert requests(bot) == []
    (at_ben,), (at_mei,) = requests(bot, "D0BEN"), requests(bot, "D0MEI")
    assert "請求第二個人核准" in at_mei.text
    assert requests(bot, "D0ANA") == []
    (says,) = said(bot, "I can't ask for the approval")
    assert f"({code})" in says.text
    assert "I asked in direct messages instead: <@U0BEN>, <@U0MEI>" in says.text
    assert "Ask whoever runs this bot to correct" in says.text
    assert await answered(bot, mei, "核准", at_mei) == ""
    assert await state(bot) is ApprovalState.APPROVED
    assert "已核准" in requests(bot, "D0MEI")[0].text
    assert (at_ben.ts, requests(bot, "D0BEN")[0].buttons) == (requests(bot, "D0BEN")[0].ts, [])


async def test_a_rule_that_nobody_can_meet_locks_nobody_out(bot: Served, ana: Person) -> None:
    """The channel is closed, and the group can't be read."""
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE[:-1])
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=ASKED)
    await bot.slack.meets(Refuse(error="missing_scope"), "usergroups.")
    await bot.walk(ana, f"answer={REASON}")
    (says,) = said(bot, "I can't ask for the approval")
    assert "I know of nobody else to ask. You can Go On Alone." in says.text
    await ana.submit(await ana.window("Go On Alone"), WHY)
    await bot.settled()
    assert "None of the approvers could be told" in bot.step().text
    await bot.walk(ana, "ready")


async def test_members_of_a_group_are_asked_where_the_channel_is_closed(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE[:-1])
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=ASKED)
    await bot.walk(ana, f"answer={REASON}")
    assert len(requests(bot, "D0BEN")) == len(requests(bot, "D0MEI")) == 1


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
