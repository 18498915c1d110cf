"""/mfa-ready: what AWS and the team file know is ticked, the rest is asked, gaps are listed."""

import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.core.budget import DAY
from bot.local.aws.world import ROLE, World
from tests.front_door.home_tab import opens, seen
from tests.front_door.saying import said
from tests.support import small_aws as support
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import TEAM as SLACK_TEAM
from tests.support.slack import Slack

TEAM = """
accounts:
  prod:
    id: "123456789012"
    kind: management
    owner: S0PLATFORM
    inbox: [U0ANA]
    phone: [U0BEN]
    number: "+886912345678"
  cn: {kind: china}
"""
PEOPLE_ONLY = ("several", "known", "found", "done")
OWNERS = "<!subteam^S0PLATFORM>"
OTHER_ID = "555566667777"
RENEWAL = "It is time to check"


@pytest.fixture
def aws() -> World:
    world = support.small_world()
    world.management.status = "VERIFIED"
    return world


@pytest.fixture
async def bot(
    aws: World,
    slack: Slack,
    redis_url: str,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Served]:
    file = tmp_path / "team.yaml"
    file.write_text(TEAM, encoding="utf-8")
    async with (
        support.asked(aws, monkeypatch),
        served(slack, redis_url, clock, aws_reader_role=ROLE, team_file=str(file)) as bot,
    ):
        yield bot


async def begin(bot: Served, who: Person, account: str = "prod") -> None:
    """A check, as far as it comes by itself; the clock stands still unless AWS was too slow."""
    await bot.start(who, "/mfa-ready", account)
    while bot.step().step["step"] != "second_device":
        try:
            await bot.slack.until(lambda: bot.step().step["step"] == "second_device", 10)
        except TimeoutError:  # the machine is busy: AWS is asked again
            await bot.pass_time(seconds=30)
    await bot.settled()


def whole(bot: Served) -> str:
    return json.dumps(bot.step().blocks, ensure_ascii=False)


def is_told(bot: Served, line: str) -> bool:
    return any(line in message.text.replace("*", "") for message in bot.slack.messages)


def card(bot: Served) -> str:
    return next(m.text for m in bot.slack.messages if m.ts == bot.step().thread)


async def test_what_aws_and_the_team_file_know_is_ticked_without_a_question(
    bot: Served, ana: Person
) -> None:
    await begin(bot, ana)
    for line in (
        "Is prod standalone, or in an organization? → Standalone or Management (team.yaml)",
        "Does root of prod have an MFA device? → Yes · AWS",
        "Which phone number does AWS have on file for prod? → Answered (team.yaml)",
        "Is +886912345678 exactly the number that AWS has on file for prod? → Exactly This · AWS",
        "Has AWS verified +886912345678? → VERIFIED · AWS",
    ):
        await bot.slack.until(partial(is_told, bot, f"✓ {line}"))


async def test_with_nothing_missing_it_ends_ready(bot: Served, ana: Person) -> None:
    await begin(bot, ana)
    await bot.walk(ana, "two", *PEOPLE_ONLY)
    assert (await bot.run()).outcome == "ready"
    await opens(bot, ana)
    assert "Ready, checked" in seen(bot.slack, ana.id)


async def test_gaps_are_listed_each_with_whose_task_it_is(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.status = "PENDING"
    await begin(bot, ana)
    await bot.walk(ana, "one", "one_person", "known", "not_printed", "done")
    assert (await bot.run()).outcome == "gaps"
    for line in (
        "1. Verify the phone number that AWS has on file for prod, with /mfa-phone: <@U0BEN>",
        f"2. Register a second MFA device for root of prod, and keep it in another place: {OWNERS}",
        "3. Give the root inbox of prod to a group: <@U0ANA>",
        f"4. Print the runbook for prod, and tell everybody where it is kept: {OWNERS}",
    ):
        assert line in bot.step().text
    await opens(bot, ana)
    assert "Gaps Left: 4, checked" in seen(bot.slack, ana.id)


@pytest.mark.parametrize("on_file", ["+886987654321", "+886 912-345-678", "0912345678"])
async def test_another_number_or_spelling_at_aws_is_a_gap(
    bot: Served, ana: Person, aws: World, on_file: str
) -> None:
    aws.management.phone = on_file
    await begin(bot, ana)
    await bot.walk(ana, "two", *PEOPLE_ONLY)
    assert (await bot.run()).outcome == "gaps"
    assert "1. Correct the phone number that AWS has on file for prod" in bot.step().text
    assert on_file not in str([message.text for message in bot.slack.messages])


@pytest.mark.parametrize(
    ("who", "todo"),
    [
        ("U0ANA", "Give the root inbox and the phone on file of sandbox to different people: "),
        ("U0MEI", "把 sandbox 的根使用者信箱和登記的電話交給不同的人："),
    ],
)
async def test_that_one_person_has_both_is_a_gap(
    bot: Served, aws: World, who: str, todo: str
) -> None:
    aws.accounts = {}
    person = bot.person(who)
    await bot.start(person, "/mfa-ready", "sandbox")
    await bot.walk(person, "standalone", "has_one", "not_known", "two", "both", *PEOPLE_ONLY)
    assert (await bot.run()).outcome == "gaps"
    assert todo + f"<@{who}>" in bot.step().text


async def test_what_aws_does_not_answer_is_asked(bot: Served, ana: Person, aws: World) -> None:
    aws.accounts = {}
    await bot.start(ana, "/mfa-ready")
    await bot.pass_time(minutes=2)
    assert bot.step().step["step"] == "root_mfa"
    await bot.walk(ana, "has_none", "same", "verified", "two", *PEOPLE_ONLY)
    assert "1. Register an MFA device for root of prod" in bot.step().text


async def test_no_attempt_can_be_made_so_none_are_told(bot: Served, ana: Person) -> None:
    await begin(bot, ana)
    assert "attempts" not in card(bot)
    await ana.command("/mfa-ready", "list")
    await bot.settled()
    assert "attempts" not in bot.slack.told(ana.id)[-1].text
    await ana.command("/mfa-ready", "prod")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert "You have a run for prod under way" in told
    assert "attempts" not in told


async def test_an_account_that_nobody_has_checked_says_so_on_the_home_tab(
    bot: Served, ana: Person
) -> None:
    await opens(bot, ana)
    assert seen(bot.slack, ana.id).count("not checked") == 2


async def test_where_root_has_no_sign_in_it_ends_at_once(bot: Served, ana: Person) -> None:
    await bot.start(ana, "/mfa-ready", "cn")
    assert (await bot.run()).outcome == "no_root"
    assert "There is nothing to get ready for cn" in whole(bot)


async def test_the_owner_is_asked_after_ninety_days_and_again_until_it_is_checked(
    bot: Served, ana: Person
) -> None:
    await begin(bot, ana)
    await bot.walk(ana, "two", *PEOPLE_ONLY)
    await bot.pass_time(hours=90 * 24 - 1)
    assert said(bot, RENEWAL) == []
    await bot.pass_time(hours=2)
    (asked,) = said(bot, RENEWAL)
    assert asked.text.startswith(f"{OWNERS} {RENEWAL} prod again")
    assert asked.thread == bot.step().thread
    offered = [(button["text"]["text"], button.get("style")) for button in asked.buttons]
    assert offered == [
        ("Start a New One", "primary"),
        ("Remind Me in a Week", None),
        ("It Is Over", None),
    ]
    await bot.pass_time(hours=14 * 24 + 1)
    assert len(said(bot, RENEWAL)) == 2
    former = bot.step().step["run"]
    await bot.person("U0BEN").press("Start a New One", asked)
    await bot.slack.until(lambda: bot.step().step["step"] == "second_device")
    await bot.settled()
    assert bot.step().step["run"] != former
    await bot.walk(bot.person("U0BEN"), "two", *PEOPLE_ONLY)
    await bot.pass_time(hours=30 * 24)  # the former one is silent now
    assert len(said(bot, RENEWAL)) == 2
    await bot.pass_time(hours=61 * 24)
    assert len(said(bot, RENEWAL)) == 3


async def test_the_owner_is_not_asked_while_somebody_checks_it(bot: Served, ana: Person) -> None:
    await begin(bot, ana)
    await bot.walk(ana, "two", *PEOPLE_ONLY)
    await bot.pass_time(hours=89 * 24)
    await begin(bot, ana)
    await bot.pass_time(hours=25)
    assert said(bot, RENEWAL) == []
    await bot.walk(ana, "run:stop")
    await bot.pass_time(hours=25)
    assert len(said(bot, RENEWAL)) == 1


async def test_nobody_is_asked_where_there_was_nothing_to_check(bot: Served, ana: Person) -> None:
    await bot.start(ana, "/mfa-ready", "cn")
    await bot.pass_time(hours=91 * 24)
    assert said(bot, RENEWAL) == []


async def test_a_check_under_another_name_of_the_account_counts(
    bot: Served, ana: Person, aws: World, redis_url: str
) -> None:
    aws.accounts = {}
    alone = ("standalone", "has_one", "not_known")
    await knows_as(bot, redis_url, "dev", OTHER_ID)
    await bot.start(ana, "/mfa-ready", "dev")
    await bot.walk(ana, *alone, "one", "nobody", *PEOPLE_ONLY)
    await bot.pass_time(hours=30 * 24)
    await bot.start(ana, "/mfa-ready", OTHER_ID)
    await bot.walk(ana, *alone, "two", "nobody", *PEOPLE_ONLY)
    await opens(bot, ana)
    assert "Gaps Left: 2, checked" in seen(bot.slack, ana.id)
    assert "Gaps Left: 3, checked" not in seen(bot.slack, ana.id)
    await bot.pass_time(hours=61 * 24)  # the first one would ask now
    assert said(bot, RENEWAL) == []
    await bot.pass_time(hours=30 * 24)
    assert len(said(bot, RENEWAL)) == 1


async def knows_as(bot: Served, redis_url: str, name: str, number: str) -> None:
    """What a run teaches the bot: that this account has that ID."""
    async with Redis.from_url(redis_url) as redis:
        for one, other in ((name, number), (number, name)):
            names = f"mfa:{{{SLACK_TEAM}}}:names:{one}"
            await redis.hset(names, other, f"U0ANA {bot.clock()}")


async def test_a_stopped_check_keeps_the_number_no_longer_than_it_can_go_on(
    bot: Served, ana: Person, redis_url: str
) -> None:
    await begin(bot, ana)
    assert (await bot.run()).values["e164"]
    await bot.walk(ana, "run:stop")
    run = (await bot.run()).id
    async with Redis.from_url(redis_url) as redis:
        left = await redis.pttl(f"mfa:{{{SLACK_TEAM}}}:run:{run}")
    assert 29 * DAY < left <= 30 * DAY


async def test_it_is_put_off_or_given_up_by_anyone(bot: Served, ana: Person) -> None:
    await begin(bot, ana)
    await bot.walk(ana, "two", *PEOPLE_ONLY)
    await bot.pass_time(hours=91 * 24)
    await bot.person("U0BEN").press("Remind Me in a Week", said(bot, RENEWAL)[-1])
    await bot.pass_time(hours=7 * 24 - 1)
    assert len(said(bot, RENEWAL)) == 1
    await bot.pass_time(hours=2)
    assert len(said(bot, RENEWAL)) == 2
    await bot.person("U0BEN").press("It Is Over", said(bot, RENEWAL)[-1])
    await bot.pass_time(hours=200 * 24)
    assert len(said(bot, RENEWAL)) == 2


async def test_a_drill_of_it_is_kept_nowhere(bot: Served, ana: Person) -> None:
    await ana.command("/mfa-ready", "drill prod")
    await bot.settled()
    await bot.walk(ana, "has_one", "same", "verified", "two", *PEOPLE_ONLY)
    await opens(bot, ana)
    assert seen(bot.slack, ana.id).count("not checked") == 2
    await bot.pass_time(hours=91 * 24)
    assert said(bot, RENEWAL) == []


AGAIN = {"U0ANA": ("90 days", "check again with"), "U0MEI": ("90 天", "再檢查一次")}


@pytest.mark.parametrize("who", AGAIN)
@pytest.mark.parametrize("devices", ["one", "two"])
async def test_a_drill_of_it_names_nobody_else_and_promises_nothing(
    bot: Served, who: str, devices: str
) -> None:
    lead = bot.person(who)
    await lead.command("/mfa-ready", "drill prod")
    await bot.settled()
    known = ("known", "found", "done")
    inbox = "several" if devices == "two" else "one_person"
    await bot.walk(lead, "has_one", "same", "verified", devices, inbox, *known)
    assert (await bot.run()).outcome == ("ready" if devices == "two" else "gaps")
    assert bot.step().text.count(f"<@{who}>") == (0 if devices == "two" else 2)
    for other in ("S0PLATFORM", "U0ANA", "U0BEN"):
        assert other == who or other not in whole(bot)
    assert not any(promise in whole(bot) for promise in AGAIN[who])
    await begin(bot, lead)
    await bot.walk(lead, devices, *PEOPLE_ONLY)
    assert AGAIN[who][0] in whole(bot)


async def test_in_chinese(bot: Served) -> None:
    mei = bot.person("U0MEI")
    await begin(bot, mei)
    await bot.walk(mei, "one", *PEOPLE_ONLY)
    todo = f"1. 為 prod 的根使用者註冊第二個 MFA 裝置，分開保管：{OWNERS}"
    assert todo in bot.step().text
    await opens(bot, mei)
    assert "還有缺口：1 項" in seen(bot.slack, mei.id)
    await bot.pass_time(hours=91 * 24)
    assert said(bot, "該再檢查一次")
