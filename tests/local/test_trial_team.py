"""`mfa-bot try` knows the accounts and the people of the example of a team file."""

from bot.files.resources import flow_names, resource
from bot.local.slack.workspace import CHANNELS, GROUPS, PEOPLE
from bot.settings.team_file import read


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
