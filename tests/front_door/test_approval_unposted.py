"""A request for approval that Slack does not take: nobody is locked out."""

import pytest

from bot.core.approval import ApprovalState
from bot.local.slack.fault_injection import Fault, Hang, Limited, Lose, Refuse, Reset
from tests.front_door import approving
from tests.front_door.anew import as_new
from tests.front_door.approving import (
    ASKED,
    REASON,
    RULE,
    TO_THE_GATE,
    WHY,
    answered,
    requests,
    state,
)
from tests.front_door.returning import delivered
from tests.front_door.saying import said
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person

bot, mei, rule, team = approving.bot, approving.mei, approving.rule, approving.team  # fixtures


@pytest.mark.usefixtures("slack_is_given_up_on_soon")
@each("fault", [Limited(seconds=5), Reset(), Lose(), Hang()])
async def test_what_hinders_slack_delays_the_request_and_it_is_posted_once(
    bot: Served, ana: Person, fault: Fault
) -> None:
    await as_new(bot)
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE[:-1])
    await bot.slack.meets_once(fault, "chat.postMessage", channel=ASKED)
    await ana.answer(REASON)
    await bot.settled()
    await delivered(bot)
    await bot.slack.until(lambda: requests(bot))
    assert len(requests(bot)) == 1


@pytest.mark.parametrize("rule", [RULE.replace("S0SECURITY", "U0BEN, U0MEI, U0ANA")])
@each("code", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_where_the_channel_is_closed_people_are_asked_in_their_direct_messages(
    bot: Served, ana: Person, mei: Person, code: str
) -> None:
    await as_new(bot)
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
    assert "Runs that you start" not in says.text
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
