"""Mistakes in the words and the scenarios: each is told with its place and its remedy."""

from collections.abc import Callable

import pytest

from tests.flows.conftest import WORDS, Desk

Told = Callable[[str, str, str], str]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "[boils] It Boils\n",
            "",
            "tea / en.md line 5 / kettle: the button 'boils' has no label; add a line '[boils] …'.",
        ),
        (
            "[boils]",
            "[boil]",
            (
                "tea / en.md line 5 / kettle: there is no button 'boil' in this step."
                " Did you mean 'boils'?"
            ),
        ),
        ("[label] Reason\n", "", "tea / en.md line 10 / pour: the button 'label' has no label"),
        ("[skip] Skip\n", "", "tea / en.md line 10 / pour: the button 'skip' has no label"),
        (
            "[answer] Enter the Reason",
            "[answer] Enter the Reason for Them",
            "tea / en.md line 10 / pour: [answer] is a window's title too: 24 characters at most.",
        ),
        (
            "## served",
            "## sreved",
            (
                "tea / en.md: the step 'served' has no words; add a section"
                " '## served'. Did you mean 'sreved'?"
            ),
        ),
        ("## hint", "## hnit", "tea / en.md: the panel or note 'hint' has no words; add a section"),
        (
            "## hint",
            "## extra\nMore.\n\n## hint",
            "tea / en.md line 25 / extra: no step or note has",
        ),
        (
            "{account}",
            "{acount}",
            "tea / en.md line 10 / pour: there is no placeholder {acount}. Did you mean 'account'?",
        ),
        (
            "{account}",
            "{Account}",
            (
                "tea / en.md line 10 / pour: there is no placeholder {Account}."
                " Did you mean 'account'?"
            ),
        ),
        (
            "{account}",
            "you {reopens}",
            (
                "tea / en.md line 10 / pour: a first line can't show a time;"
                " put {reopens} into the text below it."
            ),
        ),
        (
            "It Boils",
            "It Boils {account}",
            "tea / en.md line 5 / kettle: [boils] can't be filled; write it without {account}.",
        ),
        (
            "It Boils",
            "I" * 76,
            "tea / en.md line 5 / kettle: [boils] has 76 characters; 75 at most.",
        ),
        (
            "Drink it.",
            "D" * 141,
            "tea / en.md line 22 / served: the first line has 141 characters;",
        ),
        ("Pour slowly.", "Pour.\n\n" + "P" * 2801, "tea / en.md line 25 / hint: the text has 2801"),
        ("Drink it.\n", "", "tea / en.md line 22 / served: there is no text; the first line says"),
        ("# Make tea\n", "", "tea / en.md line 1: the file must open with a title, such as"),
        ("## hint", "## hint note", "tea / en.md line 25: '## hint note' opens no section; write"),
        ("## served", "## cold", "tea / en.md line 22: 'cold' has words already, on line 19; keep"),
        (
            "[skip] Skip",
            "[skip] Skip\n[skip] No",
            "tea / en.md line 18: [skip] has a label already",
        ),
        (
            "Drink it.",
            "```\ndrink",
            "tea / en.md line 23: this ``` is never closed; add a line with",
        ),
    ],
)
def test_a_slip_in_the_words(tea: Desk, old: str, new: str, told: str) -> None:
    tea.change("tea/en.md", old, new)
    assert any(problem.startswith(told) for problem in tea.problems())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{account}",
            "diesem Konto",
            "tea / de.md line 10 / pour: the placeholder 'account' of en.md is missing.",
        ),
        (
            "Drink it.",
            "{limit} Tassen.",
            "tea / de.md line 22 / served: the placeholder 'limit' is not in en.md.",
        ),
        (
            "**Brew**",
            "das",
            "tea / de.md line 10 / pour: the bold phrase 'Brew' of en.md is missing.",
        ),
        (
            "Drink it.",
            "**Trink**.",
            "tea / de.md line 22 / served: the bold phrase 'Trink' is not in en.md.",
        ),
        ("## hint\nPour slowly.\n", "", "tea / de.md: the panel or note 'hint' has no words"),
        ("[broken] It Is Broken\n", "", "tea / de.md line 5 / kettle: the button 'broken' has no"),
    ],
)
def test_languages_that_say_different_things(tea: Desk, old: str, new: str, told: str) -> None:
    """Parity is a gate: the same steps, buttons, placeholders and labels of AWS."""
    tea.put("tea/de.md", WORDS.replace(old, new))
    (problem,) = tea.problems()
    assert problem.startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "[broken]",
            "[brocken]",
            (
                "tea / scenarios.yaml / No kettle: there is no button 'brocken'."
                " Did you mean 'broken'?"
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
            "tea / scenarios.yaml / Tea: there is no end 'serve'. Did you mean 'served'?",
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
            "tea / scenarios.yaml / No kettle / presses: 'broken' stands here; a list is expected",
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
    tea.change("tea/scenarios.yaml", "end: served", "end: serve")
    assert len(tea.problems()) == 2
