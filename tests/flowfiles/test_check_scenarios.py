"""Mistakes in the scenarios: each is told with its place and its remedy."""

from collections.abc import Callable

import pytest

from tests.flowfiles.conftest import Desk

Told = Callable[[str, str, str], str]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "[broken]",
            "[brocken]",
            (
                "tea / scenarios.yaml / No kettle: press 1, 'brocken', does not work at"
                " tea / kettle: no_such_button. Buttons there: boils, broken."
            ),
        ),
        (
            "[boils, skip]",
            "[broken, skip]",
            (
                "tea / scenarios.yaml / No tea: press 2, 'skip', does"
                " not work at tea / cold: ended. Buttons there: none."
            ),
        ),
        (
            "answer=guests came",
            "answer=no",
            (
                "tea / scenarios.yaml / Tea: press 2, 'answer=no', does"
                " not work at tea / pour: bad_answer (reason). Buttons there: answer=…, skip."
            ),
        ),
        (
            "answer=guests came]\n  end: served",
            "answer=guests came]\n  end: cold",
            "tea / scenarios.yaml / Tea: it ends with served, not with cold.",
        ),
        (
            "answer=guests came",
            "back",
            "tea / scenarios.yaml / Tea: it ends with the step 'kettle'",
        ),
        (
            "end: served",
            "end: serve",
            "tea / scenarios.yaml / Tea: it ends with served, not with serve.",
        ),
        (
            "  presses: [broken]\n",
            "",
            "tea / scenarios.yaml / No kettle / presses: 'presses' is missing; add it.",
        ),
        ("- title: No kettle\n  ", "- ", "tea / scenarios.yaml / scenario 3 / title: 'title' is"),
        (
            "[broken]",
            "broken",
            "tea / scenarios.yaml / No kettle / presses: this is 'broken'; a list is expected",
        ),
        (
            "title: No kettle",
            "titel: No kettle",
            (
                "tea / scenarios.yaml / scenario 3 / titel: there"
                " is no key 'titel' here. Did you mean 'title'?"
            ),
        ),
    ],
)
def test_a_slip_in_the_scenarios(tea: Desk, old: str, new: str, told: str) -> None:
    tea.change("tea/scenarios.yaml", old, new)
    assert any(problem.startswith(told) for problem in tea.problems())


def test_a_button_that_no_scenario_presses(one_problem: Told) -> None:
    more = "- title: No kettle\n  presses: [broken]\n  end: cold\n"
    told = one_problem("scenarios.yaml", more, "")
    assert told == "tea / kettle / broken: no scenario presses this; add it to scenarios.yaml."


def test_one_broken_scenario_does_not_hide_the_slips_of_the_others(tea: Desk) -> None:
    tea.change("tea/scenarios.yaml", "  presses: [broken]\n", "")
    tea.change("tea/scenarios.yaml", "end: served", "end: [served]")
    assert len(tea.problems()) == 2
