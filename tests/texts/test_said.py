"""What the bot says is in the catalogue, all of it, and reads right in every language."""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message

from bot import texts
from bot.cli import catalogue
from bot.cli.console import Screen, console
from bot.core.budget import HOUR
from bot.core.words import bold_phrases
from bot.flowfiles.language_lint import problems
from bot.local.slack.blockkit import block_violations
from bot.slack.render import blocks
from bot.slack.render.mrkdwn import accessible_text
from bot.slack.render.plain_text import SECTION
from bot.texts import (
    Text,
    Timestamp,
    cldr,
    languages,
    listed,
    say,
    sentences,
    steps,
)
from bot.texts.command_words import meant_word
from tests.support.code import extracted, tree
from tests.support.shipped import LIBRARY
from tests.texts.saying import VIEWS, everything

UNFILLED = re.compile(r"\{[a-z_0-9]+\}")
A_TIME = re.compile(r"<!date\^[^>]*>")
CODE = Path(texts.__file__).parents[1]
LANGUAGES = languages.available()


def catalogued() -> dict[str, Message]:
    return {str(message.id): message for message in extracted() if message.id}


@cache
def translated() -> list[tuple[str, str, str]]:
    """Each sentence in each other language: (language, English, translation)."""
    return [
        (language, str(message.id), str(message.string))
        for language in LANGUAGES[1:]
        for message in catalogue.translated(
            extracted(),
            texts.CATALOGUES / language.replace("-", "_") / "LC_MESSAGES" / "bot.po",
        )
        if message.id
    ]


class Listening(gettext.NullTranslations):
    """Hears what is asked for, and marks what it gives."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return f"⟦{message}⟧"


@cache
def heard() -> tuple[frozenset[str], list[tuple[str, Text | str]]]:
    """(sentences that are asked for, all that is said) in English, as `Listening` marks it."""
    listening = Listening()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_catalogue", lambda _: listening)
        said = [*everything("en")]
        listed("en", ["one", "two"])
        meant_word("nonsense")
    return frozenset(listening.asked), said


def calls() -> Iterator[tuple[Path, ast.expr]]:
    """(file, what is said) of every call to say() or label() in the code."""
    for path in CODE.rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = catalogue.KEYWORDS.get(node.func.id)
                if place and len(node.args) >= place[0]:
                    yield path, node.args[place[0] - 1]


def test_every_sentence_in_the_code_is_in_the_catalogue() -> None:
    """Also one that the extractor does not find, such as in an f-string."""
    literals = {what.value for _, what in calls() if isinstance(what, ast.Constant)}
    assert literals == catalogued().keys()


def test_only_bot_texts_says_what_stands_in_a_table() -> None:
    """Elsewhere a sentence stands where it is said, so that none can miss the catalogue."""
    elsewhere = {
        path.name
        for path, what in calls()
        if not isinstance(what, ast.Constant) and path.parent != CODE / "texts"
    }
    assert elsewhere == set()


def test_all_that_is_said_is_in_the_catalogue_and_all_in_it_is_said() -> None:
    asked, _ = heard()
    mine = {
        sentence
        for sentence, message in catalogued().items()
        if all(file.startswith("bot/texts/") for file, _ in message.locations)
    }
    assert asked <= catalogued().keys(), "said, but no translator has seen it"
    assert mine <= asked, "tests/texts/saying.py never says it"


def test_nothing_is_said_past_the_catalogue() -> None:
    """But for the words of flows, their titles and their sources, and the names of a new one."""
    of_steps = {"steps.point", "steps.outcome", "steps.small_print", "panels.panels"}
    of_reports = {"paper_words.point", "buttons.pressed", "report_tables.pressed", "report.title"}
    of_flows = of_steps | of_reports | {"new_flow.words"}
    _, everything_in_english = heard()
    assert everything_in_english
    for who, said in everything_in_english:
        rest = UNFILLED.sub("", said.markdown) if isinstance(said, Text) else said
        while "⟦" in rest:
            rest = re.sub(r"⟦[^⟦⟧]*⟧", "", rest)
        assert who.removeprefix("bot.texts.") in of_flows or not re.search("[a-z]{2}", rest), who


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_said_fits_into_slack_and_shows_its_marks(language: str) -> None:
    for who, said in everything(language):
        text = said if isinstance(said, Text) else Text("{said}", {"said": said})
        assert block_violations(blocks.notice(language, text).blocks) == [], who
        assert len(accessible_text(text)) <= SECTION, who
        assert "**" not in accessible_text(text), who
        assert not UNFILLED.search(A_TIME.sub("", accessible_text(text))), who


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_of_another_language(language: str) -> None:
    script = languages.script(language)
    found = [s for of, _, text in translated() if of == language for s in problems(script, text)]
    found += [s for text in catalogued() if language == "en" for s in problems(script, text)]
    assert found == []


def test_aws_s_controls_stay_in_english() -> None:
    controls = {
        phrase
        for (_, language), known in LIBRARY.words.items()
        if language == "en"
        for section in known.sections.values()
        for phrase in bold_phrases(section.text)
        if " " in phrase
    }
    named = [
        (english, control) for english in catalogued() for control in controls if control in english
    ]
    assert named
    for english, control in named:
        for _, sentence, text in translated():
            assert sentence != english or control in " ".join(bold_phrases(text)), text


# --- what is put together of several


def test_chinese_sentences_stand_together_without_a_space() -> None:
    assert sentences("en", Text("One."), Text("Two.")).markdown == "One. Two."
    assert sentences("zh-TW", Text("一。"), None, Text("二。")).markdown == "一。二。"


def test_a_list_is_written_as_its_language_writes_lists() -> None:
    assert listed("en", ["back", "stop"]) == "back, stop"
    assert listed("zh-TW", ["back", "stop"]) == "back、stop"


def test_a_step_is_quoted_as_its_language_quotes_without_its_full_stop() -> None:
    assert steps.quoted("en", "Open the link.") == "“Open the link”"
    assert steps.quoted("zh-TW", "開啟連結。") == "「開啟連結」"
    assert steps.quoted("zh-TW", "你有密碼嗎？") == "「你有密碼嗎？」"


def test_a_day_is_one_that_nobody_reads_wrongly() -> None:
    assert cldr.day("en", "2026-11-02") == "November 2, 2026"
    assert cldr.day("zh-TW", "2026-11-02") == "2026 年 11 月 2 日"
    assert cldr.day("zz", "2026-11-02") == "November 2, 2026"


@pytest.mark.parametrize(
    ("language", "hours", "told"),
    [("en", 1, "1 hour"), ("en", 24, "24 hours"), ("en", 168, "168 hours"), ("zh-TW", 1, "1 小時")],
)
def test_a_window_of_one_hour_is_no_hours(language: str, hours: int, told: str) -> None:
    assert cldr.hours(language, hours * HOUR) == told


def test_a_moment_in_the_terminal_is_written_in_its_language() -> None:
    with console.capture() as shown:
        Screen("zh-TW").show(Text("{at}", {"at": Timestamp(1_790_000_000_000)}))
        Screen("en").show(Text("{at}", {"at": Timestamp(1_790_000_000_000)}))
    assert re.search(r"^2026 年 9 月 2[12] 日 \d\d:\d\d \S+", shown.get())
    assert re.search(r"^September 2[12], 2026 \d\d:\d\d \S+", shown.get(), re.MULTILINE)


def test_a_language_without_words_is_answered_in_english() -> None:
    assert say("ja", "Done. See the thread.").markdown == "Done. See the thread."


def test_a_source_is_called_what_its_language_calls_it() -> None:
    texts_of = {flow: LIBRARY.in_language(flow, "zh-TW") for flow in LIBRARY.flows}
    view = VIEWS[0]
    *_, small_print = blocks.step_message("zh-TW", view, texts_of).blocks
    assert "台灣的實作紀錄，2024 年 12 月" in small_print["elements"][0]["text"]
    assert any("Field report, Taiwan" in source for source in view.sources)
