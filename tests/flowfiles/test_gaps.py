"""Gaps: each that is noted is listed, says whose task it is, and a check changes nothing in AWS."""

import pytest

from tests.flowfiles.conftest import Desk

FLOW, WORDS = "mfa-ready/flow.yaml", "mfa-ready/en.md"
TWO = "      two: people\n"
ONE = "one: {go: people, gap: todo_second}"


def test_a_gap_without_words_is_named(desk: Desk) -> None:
    desk.change(FLOW, ONE, "one: {go: people, gap: todo_secnd}")
    assert (
        "mfa-ready / en.md: the panel or note 'todo_secnd' has no words; add a section"
        " '## todo_secnd'. Did you mean 'todo_second'?" in desk.problems()
    )


def test_a_gap_that_is_a_step_is_named(desk: Desk) -> None:
    desk.change(FLOW, ONE, "one: {go: people, gap: people}")
    assert (
        "mfa-ready / second_device / one: 'people' is a step; `gap` names a note, which says what"
        " is to be done." in desk.problems()
    )


def test_gaps_that_no_step_lists_are_named(desk: Desk) -> None:
    desk.change(FLOW, "shows: [gaps, check_again]", "shows: [check_again]")
    (problem,) = desk.problems()
    assert problem == (
        "mfa-ready / account_kind / not_sure: a gap is noted here, and no step lists it; add a step"
        " with `shows: [gaps]`."
    )


def test_whose_task_it_is_belongs_to_a_gap(desk: Desk) -> None:
    desk.change(FLOW, TWO, "      two: {go: people, for: phone_holder}\n")
    (problem,) = desk.problems()
    assert problem == (
        "mfa-ready / second_device / two: `for` of a button belongs to `gap`; add that, or remove"
        " it."
    )


def test_no_role_but_the_two_can_have_it(desk: Desk) -> None:
    desk.change(FLOW, "gap: todo_inbox, for: inbox_reader", "gap: todo_inbox, for: owner")
    (problem,) = desk.problems()
    assert problem == (
        "mfa-ready / inbox_group / one_person / for: 'owner' is not known here. It takes"
        " inbox_reader, phone_holder."
    )


@pytest.mark.parametrize(
    ("key", "value"), [("mfa", "off"), ("mfa", "on"), ("records", "signed_in")]
)
def test_a_check_changes_nothing(desk: Desk, key: str, value: str) -> None:
    desk.change(FLOW, TWO, f"      two: {{go: people, {key}: {value}}}\n")
    assert (
        "mfa-ready / second_device / two: a procedure with `valid_for` only finds out what is so;"
        f" remove `{key}`." in desk.problems()
    )


def test_it_spends_no_attempt(desk: Desk) -> None:
    desk.change(FLOW, TWO, "      two: {go: people, spends: call, refused: people}\n")
    assert (
        "mfa-ready / second_device / two: a procedure with `valid_for` only finds out what is so;"
        " remove `spends`." in desk.problems()
    )


def test_the_bot_itself_notes_no_gap(desk: Desk) -> None:
    desk.change(FLOW, "govcloud: other}", "govcloud: not_sure}")
    assert (
        "mfa-ready / account_kind / known: a person presses 'not_sure', since it has `gap`; name a"
        " plain button." in desk.problems()
    )


def test_a_detour_of_gaps_leads_somewhere_else_and_only_once(desk: Desk) -> None:
    desk.change(FLOW, "with_gaps: gaps_left", "with_gaps: gap_left")
    assert any("there is no step 'gap_left'" in problem for problem in desk.problems())


def test_a_detour_to_another_is_named(desk: Desk) -> None:
    desk.change(FLOW, "    shows: [gaps,", "    with_gaps: no_root\n    shows: [gaps,")
    assert (
        "mfa-ready / ready / with_gaps: 'gaps_left' has `with_gaps` itself; lead elsewhere."
        in desk.problems()
    )


def test_a_detour_without_a_gap_is_named(desk: Desk) -> None:
    desk.change(
        "contact-phone/flow.yaml",
        "    end: number_set\n",
        "    end: number_set\n    with_gaps: number_unchanged\n",
    )
    assert (
        "contact-phone / number_set: no button notes a gap; add `gap:` to one, or remove"
        " `with_gaps`." in desk.problems()
    )


def test_a_visit_notes_no_gap(desk: Desk) -> None:
    desk.change(FLOW, ONE, "one: {visits: contact-phone, then: people, gap: todo_second}")
    assert any("`visits` does nothing else; remove `gap`." in each for each in desk.problems())


def test_how_long_a_check_counts_is_a_time(desk: Desk) -> None:
    desk.change(FLOW, "valid_for: 90d", "valid_for: a quarter")
    told = "mfa-ready / valid_for: 'a quarter' is not a time; write it like 24h or 3d."
    assert told in desk.problems()
