"""Languages that say different things, and a text that is not of its language: each is told."""

import pytest

from bot.flowfiles.language_lint import problems
from tests.flowfiles.conftest import WORDS, Desk

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
        ("zh-TW", "慢慢倒。", "點擊。", "'點擊' is not used in Taiwan; write '點選'."),
        (
            "zh-TW",
            "慢慢倒。",
            "通行密鑰不是密鑰。",
            "'密鑰' is not used in Taiwan; write '金鑰'.",
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
