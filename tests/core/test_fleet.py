"""Nicknames of a company's accounts: each is one that the bot takes, and no two are alike."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.accounts import account
from bot.core.fleet import FleetAccount, nicknames, team_file
from bot.core.team import AccountKind

IDS = st.text("0123456789", min_size=12, max_size=12)


@settings(max_examples=40)
@given(st.dictionaries(IDS, st.text(max_size=50), max_size=8), st.data())
def test_every_account_gets_a_nickname_of_its_own(
    names: dict[str, str], data: st.DataObject
) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(names)))) if names else set()
    kept = {id_: f"kept-{chr(97 + n)}" for n, id_ in enumerate(sorted(some))}
    named = nicknames(names, kept)
    assert named.keys() == names.keys()
    assert len(set(named.values())) == len(named)
    assert all(account(name) == name for name in named.values())
    assert all(named[id_] == name for id_, name in kept.items())


def test_a_name_is_kept_as_far_as_it_can_be() -> None:
    names = {
        "111111111111": "Production (EU)",
        "222222222222": "production eu",
        "333333333333": "12345",
        "444444444444": "",
        "555555555555": "正式環境",
        "666666666666": "Acme (111111111111)",
    }
    assert list(nicknames(names, {}).values()) == [
        "production-eu",
        "production-eu-2222",
        "unnamed-3333",
        "unnamed-4444",
        "正式環境",
        "unnamed-6666",  # not the ID of another account
    ]


def test_the_first_team_file_has_each_account_with_its_id_and_kind() -> None:
    fleet = [
        FleetAccount("111111111111", "on", AccountKind.MANAGEMENT),
        FleetAccount("222222222222", "正式環境", None),
        FleetAccount("333333334444", "list", None),
    ]
    assert yaml.safe_load(team_file(fleet, {"list"}.__contains__)) == {
        "accounts": {
            "on": {"id": "111111111111", "kind": "management"},
            "正式環境": {"id": "222222222222"},
            "list-4444": {"id": "333333334444"},  # typed, it shows the list
        }
    }
