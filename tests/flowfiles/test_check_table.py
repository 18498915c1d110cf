"""Mistakes in the table of flow.yaml: each is told with its place and its remedy, and nothing
else is.
"""

import pytest

from tests.flowfiles.conftest import BUTTONS, END, STEP, Desk

POUR = "  pour:\n    sources: [book]\n"


def test_the_small_flow_is_sound(tea: Desk) -> None:
    assert tea.check() == (0, ["The flows are sound: tea (scenarios walked: 3)."])


def test_the_flows_of_the_bot_are_sound(desk: Desk) -> None:
    assert desk.check()[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "boils: pour",
            "boils: poor",
            "tea / kettle / boils: there is no step 'poor'. Did you mean 'pour'?",
        ),
        (
            "    go: served",
            "    go: servd",
            "tea / pour / answer: there is no step 'servd'. Did you mean 'served'?",
        ),
        (
            "    skip: cold",
            "    skip: cald",
            "tea / pour / skip: there is no step 'cald'. Did you mean 'cold'?",
        ),
        (
            "goal: served",
            "goal: serve",
            "tea: there is no step 'serve'. Did you mean 'served'?",
        ),
        ("goal: served", "goal: pour", "tea: the goal 'pour' is not an end; give it `end:`"),
        (
            "start: kettle",
            "start: ketle",
            "tea: there is no step 'ketle'. Did you mean 'kettle'?",
        ),
        (
            STEP,
            STEP.replace("book", "bock"),
            "tea / kettle: there is no source 'bock'. Did you mean 'book'?",
        ),
        (END, END + "    resumes: por\n", "tea / served / resumes: there is no step 'por'."),
        (STEP, STEP + "    go: pour\n", "tea / kettle: `go` belongs to `asks`; add `asks:`"),
        (STEP, STEP + "    skip: pour\n", "tea / kettle: `skip` belongs to `asks`; add `asks:`"),
        (STEP, STEP + "    once: true\n", "tea / kettle: `once` belongs to `asks`; add `asks:`"),
        (STEP, STEP + "    doubtful: pour\n", "tea / kettle: `doubtful` belongs to `asks: phone`"),
        (
            STEP,
            STEP + "    resumes: pour\n",
            "tea / kettle: `resumes` belongs to an end or a reminder; add",
        ),
        (
            STEP,
            STEP + "    reminds: mfa_still_off\n",
            "tea / kettle: `reminds: mfa_still_off` belongs to an end; add `end:`",
        ),
        (
            "    go: served\n    skip: cold\n",
            "    skip: served\n",
            "tea / pour: `asks` needs `go:`",
        ),
        (STEP, STEP + "    end: cold\n", "tea / kettle: an end has no buttons; remove them"),
        (
            "broken: cold}",
            "stop: cold}",
            "tea / kettle / stop: 'stop' is a button of the bot's own",
        ),
        (
            "boils: pour",
            "boils: {go: pour, visits: coffee, then: pour}",
            "tea / kettle / boils: a button either goes or visits; keep `go:`",
        ),
        ("boils: pour", "boils: {}", "tea / kettle / boils: the button leads nowhere; add `go:`"),
        (
            "boils: pour",
            "boils: {visits: tee, then: pour}",
            "tea / kettle / boils: there is no flow 'tee'. Did you mean 'tea'?",
        ),
        (
            "boils: pour",
            "boils: {visits: tea}",
            "tea / kettle / boils: `visits` and `then` go together; add the other one.",
        ),
        (
            "boils: pour",
            "boils: {go: pour, same_number: true}",
            "tea / kettle / boils: `same_number` needs `visits` of a flow that begins with",
        ),
        (
            "boils: pour",
            "boils: {visits: tea, then: pour, same_number: true}",
            "tea / kettle / boils: `same_number` needs `visits` of a flow that begins with",
        ),
        (
            "boils: pour",
            "boils: {visits: tea, then: pour}",
            "tea / kettle / boils: 'tea' visits another flow itself; one visit at a time.",
        ),
        (
            "boils: pour",
            "boils: {go: pour, spends: call}",
            "tea / kettle / boils: `spends` and `refused` go together; add the other one.",
        ),
        (
            "boils: pour",
            "boils: {go: pour, spends: call, refused: cold}",
            "tea / kettle: this step spends attempts; add `needs_attempt: {risky: …, very_risky:",
        ),
        (
            "boils: pour",
            "boils: {go: pour, gives_back: true, records: failed}",
            "tea / kettle / boils: `gives_back` and `records` exclude each other",
        ),
        (
            STEP,
            STEP + "    needs_attempt: {used_up: could}\n",
            "tea / kettle / needs_attempt.used_up: there is no step 'could'. Did you mean 'cold'?",
        ),
        (
            "    sources: [book]\n    end: cold\n",
            "    sources: [book]\n",
            "tea / cold: this is a dead end",
        ),
        (
            "    end: cold\n",
            "    end: stopped\n",
            "tea / cold: the outcome 'stopped' is the bot's own",
        ),
        (
            "  cold:\n",
            "  sources:\n",
            "tea / sources: 'sources' is a section about the flow in the words; choose another",
        ),
        (
            "  cold:\n",
            "  outcomes:\n",
            "tea / outcomes: 'outcomes' is a section about the flow in the words; choose another",
        ),
        (STEP, STEP + "    follows_up: 24h\n", "tea / kettle: `follows_up` belongs to an end; add"),
        (
            END,
            END + "    for: inbox_reader\n",
            "tea / served: an end is nobody's turn; remove `for:`",
        ),
        (
            "    asks: reason\n",
            "    asks: person\n",
            "tea / pour: `asks: person` and `roles` go together; add the other one.",
        ),
        (
            "    asks: reason\n",
            "    asks: reason\n    roles: [inbox_reader]\n",
            "tea / pour: `asks: person` and `roles` go together; add the other one.",
        ),
        (
            "    asks: reason\n",
            "    asks: person\n    roles: [inbox_reader, inbox_reader]\n",
            "tea / pour: a role stands twice in `roles`; keep one.",
        ),
        (
            "boils: pour",
            "boils: {go: pour, spends: call, refused: cold, confirm: true}",
            "tea / kettle / boils: `spends` asks once more by itself; remove `confirm`.",
        ),
        (
            BUTTONS,
            "    danger: true\n    buttons: {boils: {go: pour, confirm: true}, broken: cold}\n",
            "tea / kettle / boils: `danger` asks once more by itself; remove `confirm`.",
        ),
        *(
            (
                "boils: pour",
                f"boils: {{go: pour, records: blocked{given}}}",
                "tea / kettle / boils: `records: blocked` closes phone verification for everybody;",
            )
            for given in ("", ", confirm: true", ", undo: true")
        ),
        (
            "broken: cold",
            "broken: {go: cold, undo: true}",
            "tea / kettle / broken: an end can't be undone; lead `undo` to a step before it",
        ),
        (
            "boils: pour",
            "boils: {go: pour, gives_back: true, undo: true}",
            "tea / kettle / boils: `undo` and `gives_back` exclude each other",
        ),
        (
            "boils: pour",
            "boils: {go: pour, gives_back: true, mfa: off}",
            "tea / kettle / boils: `gives_back` does nothing else; remove `mfa`.",
        ),
    ],
)
def test_a_slip_in_the_table(tea: Desk, old: str, new: str, told: str) -> None:
    tea.change("tea/flow.yaml", old, new)
    assert any(problem.startswith(told) for problem in tea.problems())


def test_a_step_that_nothing_leads_to(tea: Desk) -> None:
    tea.change("tea/flow.yaml", "broken: cold", "broken: served")
    tea.change("tea/flow.yaml", "skip: cold", "skip: served")
    assert tea.problems()[0] == (
        "tea / cold: nothing leads here from 'kettle'; lead a button here, or remove the step."
    )


def test_a_circle_without_a_way_out(tea: Desk) -> None:
    tea.change("tea/flow.yaml", POUR, "  pour:\n    sources: [book]\n    buttons: {again: pour}\n")
    tea.change("tea/flow.yaml", "    asks: reason\n    go: served\n    skip: cold\n", "")
    assert (
        "tea / pour: no way from here reaches an end; lead a button towards one." in tea.problems()
    )


def test_too_many_buttons(tea: Desk) -> None:
    many = ", ".join(f"b{n}: cold" for n in range(12))
    tea.change("tea/flow.yaml", "broken: cold", many)
    assert "tea / kettle: 13 buttons are too many to read; 12 at most." in tea.problems()


def test_a_detour_that_needs_an_attempt_itself(tea: Desk) -> None:
    more = "    needs_attempt: {used_up: kettle}\n"
    tea.change("tea/flow.yaml", STEP, STEP + more)
    told = "tea / kettle / used_up: 'kettle' needs an attempt itself; lead elsewhere."
    assert told in tea.problems()
