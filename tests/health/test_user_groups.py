"""`mfa-bot doctor` on the user groups of the team file."""

from pathlib import Path

import pytest

from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import GROUPS, PEOPLE, Person, UserGroup
from tests.support.bots import Clock
from tests.support.examined import SECRET, about, examined, troubles
from tests.support.slack import MANIFEST
from tests.support.stub_slack import BOT_TOKEN, StubSlack

OTHERS = tuple(
    Person(f"U0{kind.upper()}", kind, f"Somebody {kind}", "en-US", "UTC", kind.removesuffix("s"))
    for kind in ("deleted", "bots", "stranger")
)


class TestUserGroups:
    @pytest.fixture
    def team(self, tmp_path: Path) -> str:
        """Ben and Mei are in the one group, which may and approves; the other one is read too."""
        file = tmp_path / "team.yaml"
        file.write_text(
            "groups: {night: [S0SECURITY, U0TOM]}\n"
            "may: {mfa-lost: [night, S0ONCALL]}\n"
            "approval: {mfa-disable: {by: S0SECURITY, tell: C0ONCALL}}\n"
        )
        return str(file)

    async def test_those_that_the_team_file_names_have_members(
        self, environ: dict[str, str], team: str
    ) -> None:
        async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock()) as local:
            where = {"SLACK_API_URL": local.api_url, "TEAM_FILE": team}
            found = await examined({**environ, **where})
        assert troubles(found) == []
        assert about(found, "group S0SECURITY").says == "has 2 members"
        assert about(found, "group S0ONCALL").says == "has 3 members"

    async def test_people_and_channels_are_told_by_name(
        self, environ: dict[str, str], team: str
    ) -> None:
        async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock()) as local:
            where = {"SLACK_API_URL": local.api_url, "TEAM_FILE": team}
            found = await examined({**environ, **where})
        assert about(found, "people").says == "team.yaml names Tom Weber"
        assert about(found, "channel C0ONCALL").says == "the bot is in #on-call"

    async def test_who_is_not_there_is_named(self, environ: dict[str, str], tmp_path: Path) -> None:
        file = tmp_path / "team.yaml"
        people = [person.id for person in OTHERS]
        file.write_text(
            f"accounts: {{prod: {{inbox: [{', '.join(people)}, U0NOBODY], owner: S0NONE}}}}\n"
            "channels: [C0NOWHERE]\n"
        )
        async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock(), (*PEOPLE, *OTHERS)) as local:
            where = {"SLACK_API_URL": local.api_url, "TEAM_FILE": str(file)}
            found = await examined({**environ, **where})
        assert {trouble for trouble in troubles(found) if "Redis" not in trouble} == {
            "wrong person U0DELETED",
            "wrong person U0BOTS",
            "wrong person U0STRANGER",
            "wrong person U0NOBODY",
            "wrong group S0NONE",
            "wrong channel C0NOWHERE",
        }
        assert "Somebody deleted is deactivated" in about(found, "person U0DELETED").says
        assert "quiet run" in about(found, "group S0NONE").remedy

    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            (("U0DELETED",), ["wrong group S0NIGHT"]),
            (("U0DELETED", "U0TOM"), []),
            (("U0TOM",), []),
            (("U0NOBODY",), []),  # whom Slack does not show, it may still let press
        ],
    )
    async def test_a_group_whose_members_are_all_deactivated_stands_for_nobody(
        self,
        environ: dict[str, str],
        tmp_path: Path,
        members: tuple[str, ...],
        expected: list[str],
    ) -> None:
        """Tools that empty a group leave one such member: Slack saves none without members."""
        file = tmp_path / "team.yaml"
        file.write_text("may: {mfa-lost: [S0NIGHT]}\n")
        night = UserGroup("S0NIGHT", "Night", "night", members)
        people, groups = (*PEOPLE, *OTHERS), (*GROUPS, night)
        async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock(), people, groups=groups) as local:
            where = {"SLACK_API_URL": local.api_url, "TEAM_FILE": str(file)}
            found = await examined({**environ, **where})
        assert [trouble for trouble in troubles(found) if "Redis" not in trouble] == expected

    async def test_of_very_many_people_the_first_are_looked_up(
        self, environ: dict[str, str], tmp_path: Path, slack: StubSlack
    ) -> None:
        slack.answers["users.info"] = {"ok": True, "user": {"real_name": "Ana"}}
        file = tmp_path / "team.yaml"
        file.write_text(f"groups: {{all: [{', '.join(f'U0N{n:03}' for n in range(120))}]}}\n")
        found = await examined({**environ, "TEAM_FILE": str(file)})
        assert troubles(found) == ["warning people"]
        assert any("the first 100 of 120 people" in each.says for each in found)

    async def test_a_missing_scope_is_told_once_with_what_happens_without_it(
        self, environ: dict[str, str], team: str
    ) -> None:
        withheld = ("usergroups:read",)
        async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock(), withheld=withheld) as local:
            where = {"SLACK_API_URL": local.api_url, "TEAM_FILE": team}
            found = await examined({**environ, **where})
        assert troubles(found) == ["warning user groups"]
        told = about(found, "user groups")
        assert "S0SECURITY, S0ONCALL: usergroups:read is not granted" in told.says
        assert "the audit says so" in told.remedy

    async def test_nothing_is_said_of_it_where_no_group_is_named(
        self, environ: dict[str, str]
    ) -> None:
        withheld = ("usergroups:read",)
        async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock(), withheld=withheld) as local:
            found = await examined({**environ, "SLACK_API_URL": local.api_url})
        assert troubles(found) == []

    @pytest.mark.parametrize(
        ("answer", "expected", "says"),
        [
            ({"error": "plan_upgrade_required"}, ["warning user groups"], "plan has no user"),
            (
                {"error": "no_such_subteam"},
                ["wrong group S0ONCALL", "wrong group S0SECURITY"],
                "or it is disabled",
            ),
            (
                {"ok": True, "users": []},
                ["warning group S0ONCALL", "warning group S0SECURITY"],
                "names nobody",
            ),
            (
                {"error": "whatever_comes_next"},
                ["warning group S0ONCALL", "warning group S0SECURITY"],
                "whatever_comes_next",
            ),
            ({"error": "ratelimited"}, ["wrong user groups"], "ratelimited"),
        ],
    )
    async def test_what_slack_refuses_is_named_with_its_remedy(
        self,
        environ: dict[str, str],
        slack: StubSlack,
        team: str,
        answer: dict[str, object],
        expected: list[str],
        says: str,
    ) -> None:
        slack.scopes += ",usergroups:read"
        slack.answers["usergroups.users.list"] = {"ok": False, **answer}
        slack.answers["users.info"] = {"ok": True, "user": {"real_name": "Tom"}}
        here = {"name": "on-call", "is_member": True}
        slack.answers["conversations.info"] = {"ok": True, "channel": here}
        found = await examined({**environ, "TEAM_FILE": team})
        assert sorted(troubles(found)) == expected
        assert says in about(found, expected[0].partition(" ")[2]).says
