"""Mistakes in the words and the scenarios: each is told with its place and its remedy."""

from collections.abc import Callable

import pytest

from bot.flowfiles.language_lint import problems
from tests.flowfiles.conftest import WORDS, Desk

Told = Callable[[str, str, str], str]
BOOK = "\n## sources\n[book] The book of tea\n"
CHINESE = """\
# 泡茶

一步一步泡茶。

## kettle
水滾了嗎？
[boils] 水滾了
[broken] 壺壞了

## pour
{account} 為什麼要泡茶？

先讀 **Brew**（沖泡）。
[answer] 寫原因
[label] 原因
[example] 有客人
[skip] 略過

## cold
沒有茶。

## served
喝吧。

## hint
慢慢倒。

## about
泡茶。

[usage] 茶壺

## outcomes
[cold] 沒有茶
[served] 茶好了

## sources
[book] 岡倉天心的茶之書
"""


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
        (
            "Drink it.",
            "Drink `it`.",
            "tea / de.md line 22 / served: the code 'it' is not in en.md.",
        ),
        (
            "Drink it.",
            "Drink it.\n\n- Now.",
            "tea / de.md line 22 / served: items in its lists: 1; in those of en.md: 0.",
        ),
        (
            BOOK,
            "",
            "tea / de.md: the source 'book' is a sentence; add '[book] …' to a section '## sources",
        ),
        (
            "[book]",
            "[book] Das Buch\n[boek]",
            "tea / de.md line 37 / sources: there is no source 'boek'. Did you mean 'book'?",
        ),
    ],
)
def test_languages_that_say_different_things(tea: Desk, old: str, new: str, told: str) -> None:
    """Parity is a gate: the same steps, buttons, placeholders, labels of AWS, commands, lists."""
    tea.put("tea/de.md", (WORDS + BOOK).replace(old, new))
    (problem,) = tea.problems()
    assert problem.startswith(told)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "zh-TW",
            "慢慢倒",
            "慢慢喝茶叶",
            "'叶' is a simplified character; write the traditional one.",
        ),
        ("zh-TW", "慢慢倒", "身体好", "'体' is a simplified character; write the traditional"),
        ("zh-TW", "慢慢倒。", "點擊。", "'點擊' is not what Taiwan says; write '點選'."),
        (
            "zh-TW",
            "慢慢倒。",
            "通行密鑰不是密鑰。",
            "'密鑰' is not what Taiwan says; write '金鑰'.",
        ),
        ("zh-TW", "慢慢倒。", "Drink it now.", "'Drink it now' is still English; translate it, or"),
        (
            "zh-TW",
            "水滾了\n",
            "The Kettle Boils\n",
            "'The Kettle Boils' is still English; translate it, or",
        ),
        (
            "zh-TW",
            "**Brew**（沖泡）",
            "**Brew (B)**再喝",
            "'**Brew (B)**' does not show as bold; put a",
        ),
        ("zh-TW", "先讀 **Brew**", "先讀**(Brew)** ", "'**(Brew)**' does not show as bold; put"),
        ("en", "Drink it.", "喝吧。", "'喝' is Chinese; translate it, or put it into “…” or"),
    ],
)
def test_a_text_that_is_not_of_its_language(
    tea: Desk, file: str, old: str, new: str, told: str
) -> None:
    tea.put("tea/zh-TW.md", CHINESE)
    assert tea.check()[0] == 0
    text = tea.read(f"tea/{file}.md")
    tea.put(f"tea/{file}.md", text.replace(old, new, 1))
    assert any(told in problem for problem in tea.problems())


def test_a_label_that_stands_in_a_question_is_short(tea: Desk) -> None:
    """Before what is dangerous, Slack asks again, and takes 30 characters for the answer."""
    tea.change("tea/flow.yaml", "  kettle:\n", "  kettle:\n    danger: true\n")
    tea.change("tea/en.md", "[boils] It Boils", f"[boils] {'I' * 30}")
    tea.change("tea/en.md", "[broken] It Is Broken", f"[broken] {'I' * 75}")
    assert tea.check()[0] == 0
    tea.change("tea/en.md", f"[boils] {'I' * 30}", f"[boils] {'I' * 31}")
    (problem,) = tea.problems()
    assert problem.endswith("kettle: [boils] stands in a question too: 30 characters at most.")


@pytest.mark.parametrize(
    "names",
    [
        "AWS Identity and Access Management",
        "root credentials management",
        "`aws iam list-mfa-devices` is it",
        "“Enter your phone number, then hash.”",
        "**Sign in using alternative factors**",
        "AWS CLI v2",
    ],
)
def test_names_commands_and_what_aws_says_stay_english(names: str) -> None:
    assert list(problems("Hant", f"選 {names} 再說。")) == []


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
    tea.change("tea/scenarios.yaml", "end: served", "end: [served]")
    assert len(tea.problems()) == 2


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


SHOWN = "[picture] https://pictures.example.com/1.png\n[picture_alt] The kettle\n"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (SHOWN.partition("\n")[0] + "\n", "[picture] needs what the picture shows; add a line"),
        (SHOWN.partition("\n")[2], "[picture_alt] needs the picture's address; add a line"),
        *(
            (f"[picture] {address}\n[picture_alt] The kettle\n", "is no address from which Slack")
            for address in (
                "kettle.png",
                "http://pictures.example.com/1.png",
                "https://intranet/1.png",
                "https://10.0.0.1/1.png",
                "https://ana:secret@pictures.example.com/1.png",
                "https://pictures.example.com:port/1.png",
                "https://pictures.example.com/the kettle.png",
            )
        ),
        (SHOWN.replace("1.png", "1" * 3000), "[picture] has 3029 characters; 3000 at most."),
        (SHOWN.replace("The kettle", "x" * 2001), "[picture_alt] has 2001 characters; 2000 at"),
        (SHOWN.replace("The kettle", "{account}"), "[picture_alt] can't be filled"),
    ],
)
def test_a_picture_has_a_public_address_and_says_what_it_shows(
    tea: Desk, lines: str, told: str
) -> None:
    tea.change("tea/en.md", "[boils]", f"{lines}[boils]")
    (found,) = tea.problems()
    assert told in found


def test_a_picture_that_says_what_it_shows_is_sound(tea: Desk) -> None:
    tea.change("tea/en.md", "[boils]", f"{SHOWN}[boils]")
    assert tea.check()[0] == 0


def test_a_picture_stands_beside_a_step_only(tea: Desk) -> None:
    tea.change("tea/en.md", "## hint\n", f"## hint\n{SHOWN}")
    (told,) = tea.problems()
    assert "a picture stands beside a step; put it into the step's section." in told


def test_no_button_has_the_name_of_a_picture(tea: Desk) -> None:
    tea.change("tea/flow.yaml", "boils:", "picture:")
    assert any("'picture' is a button of the bot's own" in told for told in tea.problems())
