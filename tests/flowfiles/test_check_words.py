"""Mistakes in the words of a flow: each is told with its place and its remedy."""

import pytest

from tests.flowfiles.conftest import Desk


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
        (
            "## about",
            "## abuot",
            "tea / en.md: there is no section '## about'; it says in one sentence what the command",
        ),
        (
            "[usage] the pot\n",
            "",
            "tea / en.md line 28 / about: the label 'usage' has no text; add a line '[usage] …'.",
        ),
        (
            "[usage] the pot",
            "[usage] the pot\n[start] Put the Kettle On and Wait",
            "tea / en.md line 28 / about: [start] is the name of a shortcut: 24 characters at",
        ),
        (
            "[usage] the pot",
            "[usage] the pot\n[use] the cup",
            "tea / en.md line 28 / about: there is no label 'use'. Did you mean 'usage'?",
        ),
        (
            "Make tea.\n",
            "",
            "tea / en.md line 28 / about: there is no text; the first line says what the command",
        ),
        (
            "Make tea.",
            "Make tea for {account}.",
            "tea / en.md line 28 / about: this can't be filled; write it without {account}.",
        ),
        (
            "[cold] No Tea",
            "[cool] No Tea",
            "tea / en.md line 33 / outcomes: the outcome 'cold' has no text; add a line",
        ),
        (
            "[cold] No Tea",
            "[cold] No Tea\n[cool] No Tea",
            "tea / en.md line 33 / outcomes: there is no outcome 'cool'. Did you mean 'cold'?",
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
        (
            "Pour slowly.",
            "Pour.\n\n> " + "P" * 141,
            "tea / en.md line 25 / hint: a quotation, which is shown large, has 141 characters;",
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
            "{account}",
            "you {blocked_until}",
            "tea / en.md line 10 / pour: a first line can't show a time; put {blocked_until} into",
        ),
        (
            "{account}",
            "{inbox_reader}",
            "tea / en.md line 10 / pour: a first line can't show who it is; put {inbox_reader}",
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
    ("text", "told"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "Slack can't show a table; write a list."),
        ("This is <b>hot</b>.", "Slack can't show HTML; write Markdown."),
        ("Hot.\n\n***\n\nCold.", "Slack can't show a line across; leave it out."),
        ("<ftp://example.com>", "'ftp://example.com' is no address that Slack can link to"),
        ("[wiki][1]\n\n[1]: /tea", "'/tea' is no address that Slack can link to"),
        ("![a kettle](https://example.com/k.png)", "Slack can't show a picture in a text; add"),
        ("Hot\n===", "Slack can't show a heading; write it in bold."),
        ("Hot\n---", "Slack can't show a heading; write it in bold."),
        ("[wiki](wiki.example.com)", "'wiki.example.com' is no address that Slack can link to"),
        ("[wiki](/tea)", "'/tea' is no address that Slack can link to; write https://…"),
        ("[wiki]()", "'' is no address that Slack can link to; write https://…"),
    ],
)
def test_what_slack_can_not_show_is_told(tea: Desk, text: str, told: str) -> None:
    tea.change("tea/en.md", "Pour slowly.", f"Pour.\n\n{text}")
    assert any(f"line 25 / hint: {told}" in problem for problem in tea.problems())


@pytest.mark.parametrize(
    "text",
    [
        *("```\n| a |\n|---|\n<b>\n```", "Type `<b>` or `![x](y)`.", "<https://example.com/>"),
        *("[wiki](https://example.com/tea)", "[mail](mailto:a@example.com)", "- one\n- two"),
        *("Press <Enter>.", "arn:aws:iam::<account>:root", "[note](see below)", "x ![ y"),
        *("~~~\n<b>\n~~~", "[wiki](HTTPS://EXAMPLE.COM/)", "> one\n>\n> two", "a < b > c"),
    ],
)
def test_what_it_can_show_is_not(tea: Desk, text: str) -> None:
    tea.change("tea/en.md", "Pour slowly.", f"Pour.\n\n{text}")
    assert tea.check()[0] == 0


def test_a_label_that_stands_in_a_question_is_short(tea: Desk) -> None:
    """Before what is dangerous, Slack asks again, and takes 30 characters for the answer."""
    tea.change("tea/flow.yaml", "  kettle:\n", "  kettle:\n    danger: true\n")
    tea.change("tea/en.md", "[boils] It Boils", f"[boils] {'I' * 30}")
    tea.change("tea/en.md", "[broken] It Is Broken", f"[broken] {'I' * 75}")
    assert tea.check()[0] == 0
    tea.change("tea/en.md", f"[boils] {'I' * 30}", f"[boils] {'I' * 31}")
    (problem,) = tea.problems()
    assert problem.endswith("kettle: [boils] stands in a question too: 30 characters at most.")


def test_a_button_that_asks_once_more_says_what_it_does(tea: Desk) -> None:
    tea.change("tea/flow.yaml", "broken: cold", "broken: {go: cold, confirm: true}")
    (told,) = tea.problems()
    assert told == (
        "tea / en.md line 5 / kettle: the button 'broken' asks once more; add a line"
        " '[broken_confirm] …', one sentence that says what it does."
    )
    tea.change(
        "tea/en.md", "[broken] It Is Broken\n", "[broken] It Is Broken\n[broken_confirm] S\n"
    )
    assert tea.check()[0] == 0
    tea.change("tea/en.md", "[broken_confirm] S", "[broken_confirm] " + "S" * 301)
    (told,) = tea.problems()
    assert told.endswith("[broken_confirm] has 301 characters; 300 at most.")


def test_a_sentence_for_a_button_that_does_not_ask_has_no_place(tea: Desk) -> None:
    tea.change("tea/en.md", "[boils] It Boils\n", "[boils] It Boils\n[boils_confirm] It does.\n")
    (told,) = tea.problems()
    assert "there is no button 'boils_confirm' in this step." in told


def test_who_is_asked_for_needs_no_words_for_the_fields(tea: Desk) -> None:
    """They are the bot's own, one for each role."""
    tea.change(
        "tea/flow.yaml",
        "    asks: reason\n",
        "    asks: person\n    roles: [inbox_reader, phone_holder]\n",
    )
    tea.change("tea/en.md", "[label] Reason\n[example] guests\n", "")
    tea.change("tea/scenarios.yaml", "answer=guests came", "answer=Ana;Ben")
    assert tea.check()[0] == 0


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("There is no tea. Press Start Over for coffee.", "Start Over"),
        ("There is no tea. Choose Go On tomorrow.", "Go On"),
        ("There is no tea. Choose **Back** for coffee.", "Back"),
    ],
)
def test_an_end_names_no_button_that_it_has_not(tea: Desk, words: str, label: str) -> None:
    tea.change("tea/en.md", "There is no tea.", words)
    told = f"an end has no button '{label}'; say what to type in Slack instead."
    assert [p for p in tea.problems() if "/ cold: " in p and p.endswith(told)]


def test_an_end_may_say_that_something_starts_over(tea: Desk) -> None:
    words = "There is no tea. The five minutes start over with each kettle."
    tea.change("tea/en.md", "There is no tea.", words)
    assert tea.check()[0] == 0, tea.check()


def test_an_end_that_goes_on_may_name_go_on(tea: Desk) -> None:
    tea.change("tea/en.md", "There is no tea.", "There is no tea. Choose Go On, and come back.")
    tea.change("tea/flow.yaml", "    end: cold\n", "    end: cold\n    resumes: kettle\n")
    assert tea.check()[0] == 0, tea.check()
