"""/mfa-ready: what AWS and the team file know is ticked, the rest is asked, gaps are listed."""

from functools import partial

import pytest
from redis.asyncio import Redis

from bot.core.budget import DAY
from bot.local.aws.world import World
from tests.front_door import readiness
from tests.front_door.home_tab import opens, seen
from tests.front_door.readiness import OWNERS, PEOPLE_ONLY, begin, card, is_told, whole
from tests.front_door.saying import said
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import TEAM as SLACK_TEAM

aws, bot = readiness.aws, readiness.bot  # fixtures


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
        "1. Verify the phone number that AWS has on file for prod (/mfa-phone): <@U0BEN>",
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


async def test_in_chinese(bot: Served) -> None:
    mei = bot.person("U0MEI")
    await begin(bot, mei)
    await bot.walk(mei, "one", *PEOPLE_ONLY)
    todo = f"1. 為 prod 的根使用者註冊第二個 MFA 裝置，分開保管：{OWNERS}"
    assert todo in bot.step().text
    await opens(bot, mei)
    assert "還有待辦事項：1 項" in seen(bot.slack, mei.id)
    await bot.pass_time(hours=91 * 24)
    assert said(bot, "該再檢查一次")
