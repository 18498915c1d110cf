"""`known` in flow.yaml: the bot answers only what harms nobody, and an author is told of slips."""

import pytest

from bot.core.budget import Limits
from bot.core.team import AccountKind
from bot.flowfiles.scenarios import known_account, start
from tests.flowfiles.conftest import Desk
from tests.support.shipped import LIBRARY

KETTLE = "    buttons: {boils: pour, broken: cold}\n"


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ("{kind: {member: boil}}", "tea / kettle / known: the step has no button 'boil'. Did you"),
        ("{kind: {membr: boils}}", "'membr' is not known here. Did you mean 'member'? It takes st"),
        ("{inbox: {somebody: boils}}", "'somebody' is not known here. It takes given."),
        ("{owner: {given: boils}}", "there is no key 'owner' here."),
        ("{inboxes: {given: boils}}", "there is no key 'inboxes' here. Did you mean 'inbox'?"),
        ("{kind: {}}", "tea / kettle / known / kind: no value is named; add `value: button`."),
        ("{phone: {given: answer}}", "only `asks: person`, `phone` and `account_id` have a known"),
        (
            "{kind: {member: boils}}",
            "in no scenario the bot answers 'boils'; add one with `known`.",
        ),
        ("member", "this is 'member'; keys are expected: kind, id, inbox, phone, number."),
    ],
)
def test_a_slip_is_told(tea: Desk, known: str, told: str) -> None:
    tea.change("tea/flow.yaml", KETTLE, f"{KETTLE}    known: {known}\n")
    (problem,) = tea.problems()
    assert told in problem


@pytest.mark.parametrize(
    ("effect", "key"),
    [
        ("spends: call, refused: cold", "spends"),
        ("records: failed", "records"),
        ("gives_back: true", "gives_back"),
        ("mfa: off", "mfa"),
        ("confirm: true", "confirm"),
        ("undo: true", "undo"),
    ],
)
def test_the_bot_presses_no_button_that_does_more_than_lead_on(
    tea: Desk, effect: str, key: str
) -> None:
    """A fact of the team file never counts an attempt, nor says anything of root's MFA device."""
    button = f"    buttons: {{boils: {{go: pour, {effect}}}, broken: cold}}\n"
    tea.change("tea/flow.yaml", KETTLE, button + "    known: {kind: {member: boils}}\n")
    told = f"a person presses 'boils', since it has `{key}`; name a plain button."
    assert f"tea / kettle / known: {told}" in tea.problems()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("    danger: true\n", "danger"),
        ("    needs_attempt: {risky: cold}\n", "needs_attempt"),
        ("    approval: true\n", "approval"),
    ],
)
def test_the_bot_answers_no_dangerous_step(tea: Desk, more: str, key: str) -> None:
    tea.change("tea/flow.yaml", KETTLE, f"{KETTLE}    known: {{kind: {{member: boils}}}}\n{more}")
    told = f"tea / kettle / known: a person answers a step with `{key}`; remove `known`."
    assert told in tea.problems()


def test_an_answer_takes_the_facts_that_make_it(tea: Desk) -> None:
    asks = "    asks: reason\n    go: served\n    skip: cold\n    shows: [budget, hint]\n"
    roles = "    roles: [inbox_reader, phone_holder]\n"
    both = f"    asks: person\n{roles}    go: served\n    skip: cold\n"
    tea.change("tea/flow.yaml", asks, f"{both}    known: {{inbox: {{given: answer}}}}\n")
    told = "the answer takes exactly these facts: `known: {inbox: {given: answer}, phone: {given: a"
    assert any(told in problem for problem in tea.problems())


def test_known_answers_that_lead_in_a_circle_are_told(tea: Desk) -> None:
    tea.change("tea/flow.yaml", KETTLE, f"{KETTLE}    known: {{id: {{given: boils}}}}\n")
    tea.change(
        "tea/flow.yaml",
        "    asks: reason\n",
        "    buttons: {again: kettle}\n    known: {id: {given: again}}\n    asks: reason\n",
    )
    assert "tea / kettle: known answers lead back here; remove one." in tea.problems()


@pytest.mark.parametrize("question", ["phone\n    once: true", "account_id"])
def test_questions_that_are_asked_once_and_lead_in_a_circle_are_told(
    tea: Desk, question: str
) -> None:
    """The bot would pass over them for ever once both were asked."""
    tea.change("tea/flow.yaml", KETTLE, f"{KETTLE}    asks: {question}\n    go: pour\n")
    asks = "    asks: reason\n    go: served\n"
    tea.change("tea/flow.yaml", asks, "    asks: reason\n    once: true\n    go: kettle\n")
    told = "tea / kettle: questions that are asked once lead back here by `go`; lead one of them"
    assert any(problem.startswith(told) for problem in tea.problems())


@pytest.mark.parametrize("flow", LIBRARY.flows)
def test_no_flow_counts_anything_by_itself(flow: str) -> None:
    for kind in AccountKind:
        facts = {"kind": str(kind)} | dict.fromkeys(("id", "inbox", "phone", "number"), "given")
        state = start(LIBRARY.flows, flow, Limits(), known_account(facts))
        assert state.attempts.made == ()
