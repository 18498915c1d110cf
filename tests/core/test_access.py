"""Access: who may start and press, and where threads open."""

import pytest

from bot.core.access import Access, AccessRules, Standing
from bot.core.team import Alone, ApprovalRule, KnownAccount, Team
from tests.support.each import each

TEAM = Team(
    accounts=(KnownAccount(name="prod", owner="S0OWN", inbox=("U0READ",), phone=("U0CALL",)),),
    groups={"night": ("S0NIGHT", "U0NAMED")},
    may={
        "lost": ("night", "U0GUEST"),
        "disable": ("S0DAY", "night"),
        "strict": ("S0DAY", "U0NAMED"),
    },
    channels=("C0ONE",),
    approval={
        "disable": ApprovalRule(
            by=("U0APPROVES", "night"), tell="C0ONE", alone=Alone.NEVER, again=1, expires=2
        )
    },
)
RULES = AccessRules().of_team(TEAM, ["disable", "strict"], ["disable", "lost"])
READ = {"S0NIGHT": frozenset({"U0NIGHT", "W0NIGHT"}), "S0DAY": frozenset({"U0DAY"})}
UNREAD = dict.fromkeys(READ)


@each(
    "flow, who, members, expected",
    [
        ("lost", "U0NIGHT", READ, Access.ALLOWED),
        ("lost", "W0NIGHT", READ, Access.ALLOWED),
        ("lost", "U0NAMED", READ, Access.ALLOWED),
        ("lost", "U0NAMED", UNREAD, Access.ALLOWED),
        ("lost", "U0DAY", READ, Access.NOT_LISTED),
        ("lost", "U0DAY", UNREAD, Access.UNCONFIRMED),
        ("lost", "U0DAY", {}, Access.UNCONFIRMED),
        ("disable", "U0DAY", READ, Access.ALLOWED),
        ("disable", "U0DAY", {**UNREAD, "S0DAY": READ["S0DAY"]}, Access.ALLOWED),
        ("disable", "U0NIGHT", {**UNREAD, "S0DAY": READ["S0DAY"]}, Access.NEEDS_APPROVAL),
        ("disable", "U0OTHER", READ, Access.NOT_LISTED),
        ("strict", "U0DAY", READ, Access.ALLOWED),
        ("strict", "U0DAY", UNREAD, Access.UNKNOWN),
        ("strict", "U0NAMED", UNREAD, Access.ALLOWED),
        ("phone", "U0OTHER", UNREAD, Access.ALLOWED),
    ],
)
def test_a_member_may_what_a_list_names_them_for(
    flow: str, who: str, members: dict[str, frozenset[str] | None], expected: Access
) -> None:
    for standing in (Standing.MEMBER, Standing.UNKNOWN):
        assert RULES.of_flow(flow, who, standing, members) is expected


@pytest.mark.parametrize(
    ("standing", "denied"),
    [(Standing.GUEST, Access.GUEST), (Standing.OUTSIDER, Access.NO_MEMBER)],
)
class TestGuestsAndOutsiders:
    def test_may_only_what_names_them_by_their_own_id(
        self, standing: Standing, denied: Access
    ) -> None:
        assert RULES.of_flow("lost", "U0GUEST", standing, READ) is Access.ALLOWED
        assert RULES.of_flow("disable", "U0GUEST", standing, READ) is denied
        assert RULES.of_flow("phone", "U0GUEST", standing, READ) is denied
        assert RULES.of_flow("lost", "U0NIGHT", standing, READ) is denied

    def test_may_press_a_step_of_theirs_if_the_file_names_them_anywhere(
        self, standing: Standing, denied: Access
    ) -> None:
        for who in ("U0GUEST", "U0NAMED", "U0READ", "U0CALL", "U0APPROVES"):
            assert RULES.of_person(who, standing) is Access.ALLOWED
        for who in ("U0NIGHT", "S0OWN", ""):
            assert RULES.of_person(who, standing) is denied


def test_nobody_is_asked_where_no_step_waits_for_an_approval() -> None:
    rules = AccessRules().of_team(TEAM, ["disable"], [])
    assert rules.of_flow("disable", "U0DAY", Standing.MEMBER, UNREAD) is Access.UNKNOWN


def test_guests_are_members_where_the_setting_says_so() -> None:
    rules = AccessRules(guests=True).of_team(TEAM, ["disable"], [])
    assert rules.of_flow("lost", "U0NIGHT", Standing.GUEST, READ) is Access.ALLOWED
    assert rules.of_flow("lost", "U0DAY", Standing.GUEST, READ) is Access.NOT_LISTED
    assert rules.of_flow("phone", "U0DAY", Standing.GUEST, READ) is Access.ALLOWED
    assert rules.of_flow("lost", "U0NIGHT", Standing.OUTSIDER, READ) is Access.NO_MEMBER


@pytest.mark.parametrize("standing", [Standing.GONE, Standing.BOT])
def test_no_list_lets_in_who_is_gone_or_a_bot(standing: Standing) -> None:
    assert RULES.of_flow("lost", "U0NAMED", standing, READ) is Access.NO_MEMBER
    assert RULES.of_person("U0NAMED", standing) is Access.NO_MEMBER


def test_only_groups_on_which_it_depends_are_looked_up() -> None:
    assert RULES.groups("U0ANY", ["lost", "disable", "phone"]) == ("S0NIGHT", "S0DAY")
    assert RULES.groups("U0ANY", ["phone"]) == ()
    assert RULES.groups("U0NAMED", ["lost", "disable"]) == ()
    assert RULES.groups("U0GUEST", ["lost", "disable"]) == ("S0DAY", "S0NIGHT")


@pytest.mark.parametrize(
    ("rules", "channel", "shared", "told", "expected"),
    [
        (RULES, "C0ONE", False, True, Access.ALLOWED),
        (RULES, "C0ONE", True, False, Access.SHARED),
        (RULES, "C0TWO", False, False, Access.ELSEWHERE),
        (RULES, "D0ANA", False, False, Access.ELSEWHERE),
        (AccessRules(), "C0TWO", False, True, Access.ALLOWED),
        (AccessRules(), "D0ANA", False, False, Access.ALLOWED),
        (AccessRules(), "D0ANA", False, True, Access.ALONE),
        (AccessRules(tell_channel="C0TOLD"), "D0ANA", False, True, Access.ALLOWED),
    ],
)
def test_a_thread_opens_where_it_may(
    rules: AccessRules, channel: str, expected: Access, *, shared: bool, told: bool
) -> None:
    direct = channel.startswith("D")
    assert rules.of_channel(channel, direct=direct, shared=shared, told=told) is expected


def test_only_allowed_unconfirmed_and_needs_approval_are_granted() -> None:
    granted = {access for access in Access if access.granted}
    assert granted == {Access.ALLOWED, Access.UNCONFIRMED, Access.NEEDS_APPROVAL}
