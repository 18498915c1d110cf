"""/mfa-ready, three months later: its owner is asked to check again."""

from redis.asyncio import Redis

from bot.local.aws.world import World
from tests.front_door import readiness
from tests.front_door.home_tab import opens, seen
from tests.front_door.readiness import OTHER_ID, OWNERS, PEOPLE_ONLY, RENEWAL, begin
from tests.front_door.saying import said
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import TEAM as SLACK_TEAM

aws, bot = readiness.aws, readiness.bot  # fixtures


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
