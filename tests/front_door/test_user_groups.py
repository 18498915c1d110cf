"""Members of user groups: who asks Slack, how often, and what holds while it does not tell."""

import asyncio
import time

import pytest

from bot.core.budget import DAY, MINUTE
from bot.local.slack.fault_injection import (
    Answers,
    Broken,
    Fault,
    Garbled,
    Hang,
    Limited,
    Lose,
    Refuse,
    Reset,
    Slow,
)
from bot.slack.api.user_groups import SECONDS, UserGroups
from tests.support.bots import Served, eventually
from tests.support.each import each
from tests.support.patience import SLACK_WAITS
from tests.support.shelf import Shelf
from tests.support.slack import TEAM

GROUP, OTHER = "S0ONCALL", "S0SECURITY"
ONCALL = frozenset({"U0ANA", "U0BEN", "U0MEI"})
METHOD = "usergroups.users.list"
FAULTS: list[Fault] = [
    Limited(seconds=30),
    Refuse(error="missing_scope"),
    Refuse(error="plan_upgrade_required"),
    Refuse(error="no_such_subteam"),
    Refuse(error="team_access_not_granted"),
    Broken(),
    Garbled(),
    Reset(),
    Lose(),
    Answers(text='{"ok":true,"users":[]}', content_type="application/json"),
    Answers(text='{"ok":true,"users":null}', content_type="application/json"),
    Answers(text='{"ok":true}', content_type="application/json"),
    Answers(text='{"ok":true,"users":[null,{}]}', content_type="application/json"),
]


def process(bot: Served) -> UserGroups:
    """What another process of the bot would have."""
    served = bot.bot
    return UserGroups(served.guide.store, served.api, bot.clock, served.background)


@pytest.fixture
def groups(bot: Served) -> UserGroups:
    return process(bot)


async def ten_minutes_pass(bot: Served, shelf: Shelf, group: str = GROUP) -> None:
    """Here and in Redis, which has a clock of its own."""
    bot.clock.turn(minutes=10)
    await shelf.forget("asked", group)


async def new_to_all(bot: Served, shelf: Shelf) -> None:
    """No process knows the group, and Slack is well."""
    await bot.slack.mended()
    await ten_minutes_pass(bot, shelf)
    await shelf.forget("group", GROUP)


async def asked(bot: Served) -> int:
    await bot.slack.caught_up()
    return len(bot.slack.of(METHOD))


async def test_members_are_those_that_slack_names(bot: Served, groups: UserGroups) -> None:
    found = await groups.members(TEAM, [GROUP, OTHER])
    assert found == {GROUP: ONCALL, OTHER: frozenset({"U0BEN", "U0MEI"})}
    assert await asked(bot) == 2


async def test_ids_of_a_grid_are_members_too(bot: Served, groups: UserGroups) -> None:
    said = Answers(text='{"ok":true,"users":["W0WEI","U0ANA"]}', content_type="application/json")
    await bot.slack.meets(said, METHOD)
    assert await groups.members(TEAM, [GROUP]) == {GROUP: frozenset({"W0WEI", "U0ANA"})}


async def test_slack_is_asked_once_in_ten_minutes(
    bot: Served, groups: UserGroups, shelf: Shelf
) -> None:
    for _ in range(3):
        await groups.members(TEAM, [GROUP])
    assert await asked(bot) == 1
    assert 9 * MINUTE < await shelf.lives("asked", GROUP) <= 10 * MINUTE
    await ten_minutes_pass(bot, shelf)
    await groups.members(TEAM, [GROUP])
    assert await asked(bot) == 2


async def test_twenty_questions_at_once_ask_slack_once(bot: Served, groups: UserGroups) -> None:
    found = await asyncio.gather(*(groups.members(TEAM, [GROUP]) for _ in range(20)))
    assert found == 20 * [{GROUP: ONCALL}]
    assert await asked(bot) == 1


async def test_processes_share_what_slack_told(bot: Served, groups: UserGroups) -> None:
    await groups.members(TEAM, [GROUP])
    other = process(bot)
    assert await other.members(TEAM, [GROUP]) == {GROUP: ONCALL}
    assert await asked(bot) == 1


async def test_what_another_process_heard_is_not_kept_for_longer_than_it_would(
    bot: Served, groups: UserGroups, shelf: Shelf
) -> None:
    await groups.members(TEAM, [GROUP])
    await shelf.shortens("asked", GROUP, MINUTE)
    other = process(bot)
    await other.members(TEAM, [GROUP])
    bot.clock.turn(minutes=1)
    await shelf.forget("asked", GROUP)
    await other.members(TEAM, [GROUP])
    assert await asked(bot) == 2


class TestWhileSlackDoesNotTell:
    @each("fault", FAULTS)
    async def test_a_group_is_unknown_and_never_empty(
        self, bot: Served, shelf: Shelf, fault: Fault
    ) -> None:
        await new_to_all(bot, shelf)
        known = await asked(bot)
        await bot.slack.meets(fault, METHOD)
        assert await process(bot).members(TEAM, [GROUP]) == {GROUP: None}
        assert await asked(bot) > known

    @each("fault", FAULTS)
    async def test_it_is_not_asked_again_within_ten_minutes_by_any_process(
        self, bot: Served, shelf: Shelf, fault: Fault
    ) -> None:
        await new_to_all(bot, shelf)
        groups, known = process(bot), await asked(bot)
        await bot.slack.meets(fault, METHOD)
        await groups.members(TEAM, [GROUP])
        once = await asked(bot)  # twice on the wire where a kept connection broke
        assert once > known
        await bot.slack.mended()
        bot.clock.turn(minutes=9)
        for one in (groups, process(bot)):
            assert await one.members(TEAM, [GROUP]) == {GROUP: None}
        assert await asked(bot) == once
        await ten_minutes_pass(bot, shelf)
        assert await groups.members(TEAM, [GROUP]) == {GROUP: ONCALL}

    @each("fault", FAULTS)
    async def test_what_it_told_before_holds_for_a_day(
        self, bot: Served, shelf: Shelf, fault: Fault
    ) -> None:
        await new_to_all(bot, shelf)
        groups = process(bot)
        await groups.members(TEAM, [GROUP])
        assert DAY - MINUTE < await shelf.lives("group", GROUP) <= DAY
        await bot.slack.meets(fault, METHOD)
        await ten_minutes_pass(bot, shelf)
        assert await groups.members(TEAM, [GROUP]) == {GROUP: ONCALL}
        assert await process(bot).members(TEAM, [GROUP]) == {GROUP: ONCALL}

        await shelf.forget("group", GROUP)  # as Redis does after that day
        await ten_minutes_pass(bot, shelf)
        assert await groups.members(TEAM, [GROUP]) == {GROUP: None}


@pytest.mark.in_time
class TestWhileSlackIsSlow:
    async def test_nobody_waits_for_long_and_nobody_waits_again(
        self, bot: Served, groups: UserGroups
    ) -> None:
        await bot.slack.meets(Hang(), METHOD)
        began = time.monotonic()
        assert await groups.members(TEAM, [GROUP]) == {GROUP: None}
        first = time.monotonic() - began
        assert SECONDS * 0.9 <= first < SLACK_WAITS
        assert await groups.members(TEAM, [GROUP]) == {GROUP: None}
        assert time.monotonic() - began - first < SECONDS / 2

    async def test_an_answer_that_comes_late_is_for_the_next_one(
        self, bot: Served, groups: UserGroups
    ) -> None:
        await bot.slack.meets(Slow(seconds=SECONDS + 0.5), METHOD)
        assert await groups.members(TEAM, [GROUP]) == {GROUP: None}
        await eventually(lambda: groups._known[GROUP].members)
        assert await groups.members(TEAM, [GROUP]) == {GROUP: ONCALL}
        assert await asked(bot) == 1

    async def test_a_process_that_comes_while_another_asks_looks_again_soon(
        self, bot: Served, groups: UserGroups
    ) -> None:
        await bot.slack.meets(Slow(seconds=SECONDS + 0.5), METHOD)
        await groups.members(TEAM, [GROUP])
        other = process(bot)
        assert await other.members(TEAM, [GROUP]) == {GROUP: None}
        await eventually(lambda: groups._known[GROUP].members)
        bot.clock.turn(seconds=2)
        assert await other.members(TEAM, [GROUP]) == {GROUP: ONCALL}
        assert await asked(bot) == 1


async def test_members_that_a_newer_bot_kept_are_unknown_until_slack_is_asked(
    bot: Served, groups: UserGroups, shelf: Shelf
) -> None:
    await groups.members(TEAM, [GROUP])
    await shelf.becomes(2, "group", GROUP)
    other = process(bot)
    assert await other.members(TEAM, [GROUP]) == {GROUP: None}
    await ten_minutes_pass(bot, shelf)
    assert await other.members(TEAM, [GROUP]) == {GROUP: ONCALL}
