"""`mfa-bot try` knows the accounts and the people of the example of a team file."""

from pathlib import Path

import pytest

from bot.files.resources import flow_names, resource
from bot.local.slack.workspace import CHANNELS, GROUPS, PEOPLE
from bot.settings.team_file import read
from tests.local.trials import moved, talking, trying
from tests.support.person import Person


def test_the_people_groups_and_channels_of_the_example_are_in_the_local_slack() -> None:
    team = read(resource("team.example.yaml"), flow_names())
    known = {each.id for each in (*PEOPLE, *GROUPS, *CHANNELS)}
    named = {one for listed in (*team.may.values(), *team.groups.values()) for one in listed}
    for rule in team.approval.values():
        named |= {*rule.by, rule.tell}
    for account in team.accounts:
        named |= {account.owner, *account.inbox, *account.phone} - {""}
    assert {one for one in named if one not in team.groups} <= known
    outside = {each.id for each in PEOPLE} - {"U0ANA", "U0BEN", "U0MEI"}
    members = {group.id: set(group.users) for group in GROUPS}
    for one in team.members_of(team.may["mfa-lost"]):
        assert not members.get(one, {one}) & outside  # so there is somebody to be refused


async def test_an_account_is_chosen_and_its_steps_answer_themselves(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial, talking(trial) as slack:
        ana = Person(slack, "U0ANA")
        window = await ana.asks_window("/mfa-lost")
        await ana.fills(window, account="prod")
        await slack.until(lambda: bool(slack.steps()))
        second = await moved(slack, ana, slack.steps()[-1], "broken")
        assert "(team.yaml)" in second.text
        third = await moved(slack, ana, second, "nothing")
        assert third.step["step"] == "calls_before"


async def test_a_team_file_of_ones_own_is_used_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "team.yaml"
    file.write_text("accounts: {mine: {kind: member}}\n", encoding="utf-8")
    monkeypatch.setenv("TEAM_FILE", str(file))
    async with trying(tmp_path / "home") as trial, talking(trial) as slack:
        window = await Person(slack, "U0ANA").asks_window("/mfa-lost")
        options = window["blocks"][1]["element"]["options"]
        assert [option["value"] for option in options] == ["mine"]
