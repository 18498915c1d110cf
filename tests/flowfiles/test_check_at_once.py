"""All that is wrong at one stage is told in one go, so that nobody mends one slip a run."""

import pytest

from tests.flowfiles.conftest import Desk
from tests.support.shipped import REVIEWED

FLOW, WORDS, SCENARIOS = "mfa-lost/flow.yaml", "mfa-lost/en.md", "mfa-lost/scenarios.yaml"
READ = [
    (
        *(FLOW, "asks: earlier", "asks: erlier"),
        "mfa-lost / calls_before / asks: 'erlier' is not known here. Did you mean 'earlier'?",
    ),
    (
        *(FLOW, "  sign_in:\n", "  sign_in:\n    danegr: true\n"),
        "mfa-lost / sign_in / danegr: there is no key 'danegr' here. Did you mean 'danger'?",
    ),
    (
        *(FLOW, "  which_kind:\n", "  which_kind: {}\n  which_kind:\n"),
        "'which_kind' stands here and on line",
    ),
    (
        *(FLOW, f"reviewed: {REVIEWED}", "reviewed: 22.11.2026"),
        "mfa-lost / reviewed: '22.11.2026' is not a date; write it like 2026-11-22.",
    ),
]
CHECKED = [
    (
        *(FLOW, "chosen: email,", "chosen: emial,"),
        "mfa-lost / alternative_factors / chosen: there is no step 'emial'. Did you mean 'email'?",
    ),
    (
        *(FLOW, "sources: [org_describe,", "sources: [org_describ,"),
        "mfa-lost / which_kind: there is no source 'org_describ'. Did you mean 'org_describe'?",
    ),
    (
        *(WORDS, "[not_sure] I'm Not Sure\n", ""),
        "account_kind: the button 'not_sure' has no label; add a line '[not_sure] …'.",
    ),
    (
        *(WORDS, "Is {account} standalone, or in an organization?", "What kind is {acount}?"),
        "account_kind: there is no placeholder {acount}. Did you mean 'account'?",
    ),
    (
        *(WORDS, "## try_another\n", "## try_anohter\n"),
        "try_anohter: no step or note has this name. Did you mean 'try_another'?",
    ),
]
WALKED = [
    (
        *(SCENARIOS, "other, china]", "other, chian]"),
        "AWS China has no root user: press 3, 'chian', does not work at mfa-lost / other_kind",
    ),
    (
        *(SCENARIOS, "govcloud]\n  end: not_needed", "govcloud]\n  end: not_nedded"),
        "it ends with not_needed, not with not_nedded.",
    ),
]


@pytest.mark.parametrize("mistakes", [READ, CHECKED, WALKED], ids=["read", "checked", "walked"])
def test_all_mistakes_of_a_stage_are_told_at_once(
    desk: Desk, mistakes: list[tuple[str, str, str, str]]
) -> None:
    for file, old, new, _ in mistakes:
        desk.change(file, old, new)
    status, lines = desk.check()
    assert status == 1
    for *_, told in mistakes:
        assert any(told in line for line in lines), told
    *problems, last = lines
    assert len(set(problems)) == len(problems)
    assert last == f"{len(problems)} problems to fix."
    assert len(problems) < 2 * len(mistakes), "one slip must not be told in many ways"
