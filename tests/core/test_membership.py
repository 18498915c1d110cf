"""Membership in a list of people and user groups, where not every group can be read."""

from itertools import permutations

from bot.core.membership import Membership, is_group, membership
from tests.support.each import each

READ, OTHER, UNREAD = "S0READ", "S0OTHER", "S0UNREAD"
MEMBERS = {READ: frozenset({"U0ANA", "W0WEI"}), OTHER: frozenset({"U0BEN"}), UNREAD: None}


@each(
    "person, listed, expected",
    [
        ("U0ANA", ["U0ANA"], Membership.YES),
        ("U0ANA", [READ], Membership.YES),
        ("W0WEI", [READ], Membership.YES),
        ("W0WEI", ["W0WEI"], Membership.YES),
        ("U0BEN", [READ, OTHER], Membership.YES),
        ("U0ANA", [UNREAD, READ], Membership.YES),
        ("U0ANA", [UNREAD, "U0ANA"], Membership.YES),
        ("U0MEI", [READ, OTHER, "U0ANA"], Membership.NO),
        ("U0MEI", [], Membership.NO),
        ("U0MEI", [UNREAD], Membership.UNKNOWN),
        ("U0MEI", [READ, UNREAD, "U0ANA"], Membership.UNKNOWN),
        ("U0MEI", ["S0NEVERLOOKEDUP"], Membership.UNKNOWN),
        (READ, [READ], Membership.NO),  # a group is nobody
    ],
)
def test_a_list_has_a_person_or_not_or_nobody_knows(
    person: str, listed: list[str], expected: Membership
) -> None:
    for order in permutations(listed):
        assert membership(person, order, MEMBERS) is expected


def test_an_id_tells_a_group_from_a_person() -> None:
    assert [is_group(name) for name in ("S0READ", "U0ANA", "W0WEI")] == [True, False, False]
