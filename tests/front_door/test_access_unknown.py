"""Access while Slack does not tell who is in a group: what grants nothing goes on."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot import app
from bot.core.approval import ApprovalState
from bot.local.slack.fault_injection import Answers, Broken, Fault, Hang, Limited, Refuse, Reset
from bot.slack.api.user_groups import SECONDS
from tests.front_door.anew import as_new
from tests.front_door.saying import said
from tests.front_door.ways import TO_THE_REASON
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.patience import SLACK_WAITS
from tests.support.shelf import Shelf
from tests.support.slack import Message, Slack

METHOD = "usergroups.users.list"
NIGHTS = "S0NIGHTS"
ANA, BEN, TOM = "U0ANA", "U0BEN", "U0TOM"
LISTS = "{mfa-lost: [S0NIGHTS], mfa-disable: [S0NIGHTS, U0TOM], contact-phone: [S0NIGHTS]}"
APPROVAL = "approval: {mfa-disable: {by: U0TOM, tell: C0ONCALL, again: 15m, expires: 8h}}"
EMPTY = Answers(text='{"ok":true,"users":[]}', content_type="application/json")
FAULTS: list[Fault] = [
    Limited(seconds=30),
    Refuse(error="missing_scope"),
    Refuse(error="plan_upgrade_required"),
    Refuse(error="no_such_subteam"),
    EMPTY,
    Broken(),
    Reset(),
    Hang(),
]
# What follows from it is tried of one that is told at once, and of one that nobody waits for.
FEW = pytest.mark.parametrize("fault", [Refuse(error="missing_scope"), Hang()], ids=str)
UNSURE = (
    "Only <!subteam^S0NIGHTS>, <@U0TOM> can use /mfa-disable, and right now Slack does not tell me"
)
REASON = "The account is closed tomorrow"


@pytest.fixture
def team_yaml() -> str:
    return f"may: {LISTS}"


@pytest.fixture(autouse=True)
def _a_call_that_hangs_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """But later than whoever presses waits for it."""
    monkeypatch.setattr(app, "TIMEOUT", aiohttp.ClientTimeout(total=SECONDS + 0.5))


def labels(message: Message) -> list[str]:
    return [button["text"]["text"] for button in message.buttons]


async def ten_minutes_pass(bot: Served, shelf: Shelf) -> None:
    bot.clock.turn(minutes=10)
    await shelf.forget("asked", NIGHTS)


async def forgets(bot: Served, shelf: Shelf) -> None:
    """As after a day in which Slack did not tell."""
    await shelf.forget("group", NIGHTS)
    await ten_minutes_pass(bot, shelf)


def told(bot: Served, who: str) -> str:
    return bot.slack.told(who)[-1].text


@each("fault", FAULTS)
async def test_a_recovery_goes_on_and_the_audit_says_so(
    bot: Served, shelf: Shelf, fault: Fault
) -> None:
    await as_new(bot)
    before = len(await shelf.audit())
    await bot.slack.meets(fault, METHOD)
    ben = bot.person(BEN)
    await bot.start(ben)
    await bot.walk(ben, "broken")
    await bot.start(ben, "/mfa-phone")
    await bot.walk(ben, "answer=0912 345 678")
    entries = await shelf.audit()
    assert [entry["access"] for entry in entries[: len(entries) - before]] == 4 * ["unconfirmed"]


@FEW
class TestWhileSlackDoesNotTell:
    async def test_nobody_removes_mfa_alone(self, bot: Served, shelf: Shelf, fault: Fault) -> None:
        """Any colleague may approve, where the team has no rule who does."""
        await bot.slack.meets(fault, METHOD)
        ana, ben = bot.person(ANA), bot.person(BEN)
        answer = await ana.command("/mfa-disable", "prod")
        assert answer.seconds < SLACK_WAITS
        await bot.settled()
        await bot.walk(ana, *TO_THE_REASON, f"answer={REASON}")
        assert {"Go On to the Removal", "Go On Alone"}.isdisjoint(labels(bot.step()))
        text = bot.step().text
        assert "Slack does not tell me whether you are one of those who may" in text
        assert "Any member of this workspace but the lead may approve." in text
        await ana.press("Approve")
        await bot.settled()
        approval = (await bot.run()).approval
        assert approval
        assert (approval.state, approval.reason) == (ApprovalState.WAITING, REASON)
        await ben.press("Approve")
        await bot.settled()
        await bot.walk(ana, "ready")
        said = [entry["access"] for entry in await shelf.audit() if entry["by"] == ANA]
        assert set(said) == {"needs_approval"}

    async def test_nor_where_it_became_unknown_at_the_last_step(
        self, bot: Served, shelf: Shelf, fault: Fault
    ) -> None:
        """Until Slack tells again."""
        ana = bot.person(ANA)
        await bot.start(ana, "/mfa-disable")
        await bot.walk(ana, *TO_THE_REASON, f"answer={REASON}")
        assert "Go On to the Removal" in labels(bot.step())
        await bot.slack.meets(fault, METHOD)
        await forgets(bot, shelf)
        await bot.walk(ana, "ready")
        assert (await bot.run()).place.step == "before_removal"
        assert "Go On to the Removal" not in labels(bot.step())

    async def test_what_it_told_within_the_day_counts(
        self, bot: Served, shelf: Shelf, fault: Fault
    ) -> None:
        ana = bot.person(ANA)
        await bot.start(ana, "/mfa-disable")
        await bot.slack.meets(fault, METHOD)
        await ten_minutes_pass(bot, shelf)
        await bot.walk(ana, "removing")
        await bot.person(BEN).command("/mfa-lost", "dev")
        await bot.settled()
        assert "Only <!subteam^S0NIGHTS> can use /mfa-lost. Ask them" in told(bot, BEN)
        entries = await shelf.audit()
        assert entries
        assert all("access" not in entry for entry in entries)


async def test_whoever_is_listed_by_their_own_id_is_known(bot: Served, shelf: Shelf) -> None:
    await bot.slack.meets(Refuse(error="missing_scope"), METHOD)
    tom = bot.person(TOM)
    await bot.start(tom, "/mfa-disable")
    await bot.walk(tom, *TO_THE_REASON, f"answer={REASON}", "ready")
    entries = await shelf.audit()
    assert entries
    assert all("access" not in entry for entry in entries)


async def test_in_direct_messages_nobody_else_would_see_what_is_asked(
    slack: Slack, redis_url: str, clock: Clock, team_file: str
) -> None:
    await slack.meets(Refuse(error="missing_scope"), METHOD)
    more = {"team_file": team_file, "tell_channel": "C0ONCALL"}
    async with served(slack, redis_url, clock, **more) as bot:
        await bot.person(ANA).command("/mfa-disable", "prod", "D0ANA")
        await bot.settled()
        assert UNSURE in told(bot, ANA)
        assert not slack.steps()


@pytest.fixture
async def in_direct(
    slack: Slack, redis_url: str, clock: Clock, team_file: str, shelf: Shelf
) -> AsyncIterator[Served]:
    """A run of Ana's in direct messages, before its last answer; by then Slack tells nothing."""
    more = {"team_file": team_file, "tell_channel": "C0ONCALL"}
    async with served(slack, redis_url, clock, **more) as bot:
        ana = bot.person(ANA)
        await ana.command("/mfa-disable", "prod", "D0ANA")
        await bot.settled()
        await bot.walk(ana, *TO_THE_REASON)
        await slack.meets(Refuse(error="missing_scope"), METHOD)
        await forgets(bot, shelf)
        yield bot


def requests(bot: Served, channel: str) -> list[Message]:
    return [m for m in bot.slack.messages if m.channel == channel and "asks for a second" in m.text]


async def test_where_it_became_unknown_there_others_are_asked_where_they_read_it(
    in_direct: Served,
) -> None:
    bot, ana = in_direct, in_direct.person(ANA)
    await bot.walk(ana, f"answer={REASON}")
    assert "Slack does not tell me whether you are one of those who may" in bot.step().text
    assert requests(bot, "D0ANA") == []
    (asked,) = requests(bot, "C0ONCALL")
    await bot.person(BEN).press("Approve", asked)
    await bot.settled()
    await bot.walk(ana, "ready")


async def test_or_those_who_may_are_asked_one_by_one(in_direct: Served) -> None:
    """Whom the list names by their own id: of the group Slack tells nothing."""
    bot, ana = in_direct, in_direct.person(ANA)
    await bot.slack.meets(Refuse(error="is_archived"), "chat.postMessage", channel="C0ONCALL")
    await bot.walk(ana, f"answer={REASON}")
    assert requests(bot, "D0ANA") == []
    (asked,) = requests(bot, "D0TOM")
    (says,) = said(bot, "I can't ask for the approval")
    assert "(is_archived)" in says.text
    assert "I asked in direct messages instead: <@U0TOM>." in says.text
    assert "start again in a channel that others read" in says.text
    assert "Go On Alone" not in says.text
    await bot.person(TOM).press("Approve", asked)
    await bot.settled()
    await bot.walk(ana, "ready")


@pytest.mark.parametrize("team_yaml", [f"may: {LISTS}\n{APPROVAL}"])
async def test_where_a_second_person_approves_it_goes_on_but_not_alone(
    bot: Served, shelf: Shelf
) -> None:
    await bot.slack.meets(Refuse(error="missing_scope"), METHOD)
    ana = bot.person(ANA)
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON, "answer=The account is closed")
    before = await bot.run()
    assert before.approval
    window = await ana.window("Go On Alone")
    answer = await ana.submit(window, "Nobody is awake")
    assert "a second person has to approve this" in json.dumps(answer.json["view"])
    assert await bot.run() == before
    await bot.person(TOM).press("Approve")
    await bot.settled()
    await bot.walk(ana, "ready")
    doubts = [entry["access"] for entry in await shelf.audit() if entry["by"] == ANA]
    assert set(doubts) == {"needs_approval"}
    assert len(doubts) == len(TO_THE_REASON) + 3


async def test_a_process_knows_what_slack_told_another(
    pair: tuple[Served, Served], slack: Slack
) -> None:
    one, other = pair
    await one.start(one.person(ANA))
    await slack.points_to(other.door.url)
    await other.person(BEN).command("/mfa-lost", "dev")
    await other.settled()
    assert "Only <!subteam^S0NIGHTS> can use" in told(other, BEN)
    assert len(slack.of(METHOD)) == 1


async def test_a_process_that_starts_while_slack_is_away_knows_it_too(
    slack: Slack, redis_url: str, clock: Clock, team_file: str, shelf: Shelf
) -> None:
    async with served(slack, redis_url, clock, team_file=team_file) as bot:
        await bot.start(bot.person(ANA))
    await slack.meets(Broken(), METHOD)
    await shelf.forget("asked", NIGHTS)
    async with served(slack, redis_url, clock, team_file=team_file) as bot:
        await bot.person(BEN).command("/mfa-lost", "dev")
        await bot.settled()
        assert "Only <!subteam^S0NIGHTS> can use" in told(bot, BEN)
        await bot.walk(bot.person(ANA), "broken")
