"""User groups: who is in them, as this Slack tells a bot, and what it refuses."""

from collections.abc import AsyncIterator

import pytest

from bot.local.slack.server import LocalSlack
from tests.local.slack.caller import Caller
from tests.local.slack.stub import StubBot
from tests.support.bots import Clock
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, Slack, following

EVERYBODY = ["U0ANA", "U0BEN", "U0MEI"]  # who is in any group


async def told(api: Caller, method: str, **about: str) -> Body:
    """These methods take no JSON, and are asked by GET."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with api.session.get(f"{api.url}{method}", params=about, headers=headers) as response:
        return dict(await response.json())


async def test_the_members_of_a_group(api: Caller) -> None:
    answer = await told(api, "usergroups.users.list", usergroup="S0ONCALL")
    assert answer == {"ok": True, "users": EVERYBODY}


async def test_a_member_and_a_guest_are_in_no_group(api: Caller) -> None:
    groups = (await told(api, "usergroups.list", include_users="true"))["usergroups"]
    members = {user for group in groups for user in group["users"]}
    assert members == {*EVERYBODY}
    for user, guest in (("U0TOM", False), ("U0GIA", True)):
        assert (await told(api, "users.info", user=user))["user"]["is_restricted"] == guest


async def test_the_list_tells_members_and_their_number_only_if_asked(api: Caller) -> None:
    bare, *_ = (await told(api, "usergroups.list"))["usergroups"]
    assert (bare["id"], bare["handle"]) == ("S0ONCALL", "oncall")
    assert bare.keys().isdisjoint({"users", "user_count"})
    full, *_ = (await told(api, "usergroups.list", include_users="1", include_count="1"))[
        "usergroups"
    ]
    assert (full["users"], full["user_count"]) == (EVERYBODY, 3)


async def test_members_come_and_go(api: Caller, slack: Slack) -> None:
    await slack.do("group", id="S0ONCALL", users=["U0TOM"])
    assert (await told(api, "usergroups.users.list", usergroup="S0ONCALL"))["users"] == ["U0TOM"]
    answer = await slack.do("group", id="S0NOBODY", users=[])
    assert answer["error"] == "There is no user group S0NOBODY."


@pytest.mark.parametrize("group", ["S0NOBODY", "", "U0ANA"])
async def test_a_group_that_does_not_exist(api: Caller, group: str) -> None:
    answer = await told(api, "usergroups.users.list", usergroup=group)
    assert answer == {"ok": False, "error": "no_such_subteam"}


async def test_a_group_that_is_disabled_is_found_only_if_asked(api: Caller, slack: Slack) -> None:
    await slack.do("group", id="S0SECURITY", users=["U0MEI"], disabled=True)
    asked = {"usergroup": "S0SECURITY"}
    answer = await told(api, "usergroups.users.list", **asked)
    assert answer["error"] == "no_such_subteam"
    answer = await told(api, "usergroups.users.list", **asked, include_disabled="true")
    assert answer["users"] == ["U0MEI"]
    listed = {group["id"] for group in (await told(api, "usergroups.list"))["usergroups"]}
    assert listed == {"S0ONCALL", "S0PLATFORM"}
    every = (await told(api, "usergroups.list", include_disabled="true"))["usergroups"]
    assert [group["id"] for group in every if group["date_delete"]] == ["S0SECURITY"]


@pytest.mark.parametrize("method", ["usergroups.list", "usergroups.users.list"])
async def test_a_plan_without_user_groups(api: Caller, slack: Slack, method: str) -> None:
    await slack.do("fault_switch", name="free_plan", on=True)
    refused = {"ok": False, "error": "plan_upgrade_required"}
    assert await told(api, method, usergroup="S0ONCALL") == refused
    assert (await told(api, "users.info", user="U0ANA"))["ok"]
    await slack.do("fault_switch", name="free_plan", on=False)
    assert (await told(api, method, usergroup="S0ONCALL"))["ok"]


@pytest.fixture
async def without(clock: Clock) -> AsyncIterator[Caller]:
    local = LocalSlack(MANIFEST, TOKEN, SECRET, clock, withheld=["usergroups:read"])
    async with local, following(local.url) as slack:
        yield Caller(slack.api_url, slack.session)


@pytest.mark.parametrize("method", ["usergroups.list", "usergroups.users.list"])
async def test_without_the_scope(without: Caller, method: str) -> None:
    answer = await told(without, method, usergroup="S0ONCALL")
    assert answer == {"ok": False, "error": "missing_scope"}


async def test_a_group_that_is_named_in_a_command_arrives_as_its_id(
    stub: StubBot, ana: Person
) -> None:
    await ana.command("/mfa-lost", "@oncall @ben")
    assert stub.last.form["text"] == "<!subteam^S0ONCALL|@oncall> <@U0BEN>"
