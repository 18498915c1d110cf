"""The printed runbook works on paper: numbers, blanks, a tally, and nothing for the bot to do."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.cli.runbook import runbook
from bot.core.budget import Limits
from bot.core.words import PLACEHOLDERS, Section, Words
from bot.texts import runbook_texts
from bot.texts.paper_words import on_paper
from tests.cli.conftest import Command
from tests.support.shipped import LIBRARY

SHIPPED = Path(__file__).parents[2] / "docs" / "runbooks"
FLOWS, LANGUAGES = tuple(LIBRARY.flows), ("en", "zh-TW")
CODE = re.compile(r"```.*?```|`[^`]*`|\*\*.+?\*\*|\"[^\"]*\"|“[^”]*”", re.DOTALL)
BOT = {
    "en": re.compile(
        r"\bI (?:count|ask|remind|put|show|write|lead|keep)\b|\b[Mm]y\b"
        r"|\b(?:thread|in the channel|in the report|when the wait is over)\b"
    ),
    "zh-TW": re.compile(r"我(?:會|也|記|再|帶|填|自己)|討論串|在頻道|報告裡|等待結束"),
}
COMMAND = re.compile(r"(?<!\w)/mfa-[a-z]+")
NOT_ITS_VOICE = re.compile(r"^- .+? →|https?://\S+", re.MULTILINE)  # labels are the reader's
each = pytest.mark.parametrize(
    ("flow", "language"), [(flow, language) for flow in FLOWS for language in LANGUAGES]
)


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str], str]:
    """Those that have been printed."""
    return {}


@pytest.fixture
def page(mfa_bot: Command, pages: dict[tuple[str, str], str], flow: str, language: str) -> str:
    if (flow, language) not in pages:
        printed = mfa_bot(["print", flow, "--language", language])
        pages[flow, language] = printed.stdout.removesuffix("\n")
    return pages[flow, language]


@each
def test_the_one_in_docs_is_what_is_printed(flow: str, language: str, page: str) -> None:
    name = f"{flow}.md" if language == "en" else f"{flow}.{language}.md"
    assert (SHIPPED / name).read_text() == page + "\n", "`make runbooks` writes it anew"


def test_docs_has_no_runbook_of_a_procedure_that_is_gone() -> None:
    there = {path.name.split(".")[0] for path in SHIPPED.iterdir()}
    assert there == {*FLOWS}


@each
def test_no_placeholder_is_left(page: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", page)) & PLACEHOLDERS == set()


@each
def test_nothing_in_it_is_the_bots_to_do(language: str, page: str) -> None:
    assert BOT[language].findall(CODE.sub("", NOT_ITS_VOICE.sub("", page))) == []
    assert re.findall("[Rr]emind|提醒", page) == []


@each
def test_no_command_of_the_bot_is_in_it_but_the_one_that_starts_the_procedure(
    flow: str, page: str
) -> None:
    assert COMMAND.findall(page) == [LIBRARY.flows[flow].command]


@each
def test_no_chapter_announces_what_paper_does_not_have(page: str) -> None:
    """A colon with a way, an end or the next chapter behind it."""
    assert re.findall(r"^.*[:：]\n+(?:- .+\]\(#|\*|## ).*$", page, re.MULTILINE) == []


@each
def test_what_the_reader_is_to_write_down_has_its_line(flow: str, language: str, page: str) -> None:
    names = {"en": "Case number", "zh-TW": "案件編號"}
    sections = LIBRARY.in_language(flow, language).sections.values()
    used = any("{case_number}" in section.text for section in sections)
    assert (f"| {names[language]} |" in page) is used


def test_limits_are_the_teams(mfa_bot: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another setting is wrong: paper is for a night on which much is."""
    for name, value in (("LIMIT", "2"), ("RISKY", "1"), ("WINDOW_HOURS", "48")):
        monkeypatch.setenv(f"ATTEMPT_{name}", value)
    monkeypatch.setenv("PORT", "none")
    page = mfa_bot("print mfa-lost").stdout
    assert "**risky** if it is number 1 within 48 hours" in page
    until = "48 hours after the last attempt, and 24 hours after a block"
    assert f"After number 2, and after a block, no attempt is left until {until}." in page
    assert f"Next attempt: {until}." in page
    assert "until 24 hours after the block." in page
    assert "____ of 2 attempts" in page
    assert re.findall(r"^\| (\d+) \| \| \| \| \|$", page, re.MULTILINE) == ["1", "2"]


@each
def test_its_contents_name_every_chapter_by_its_number(page: str) -> None:
    chapters = re.findall(r'^## <a id="(\w+)"></a>(\d+\. .+)$', page, re.MULTILINE)
    listed = re.findall(r"^- \[(\d+\. .+)\]\(#(\w+)\)$", page, re.MULTILINE)
    assert [(name, title) for title, name in listed][: len(chapters)] == chapters
    assert [int(title.split(".")[0]) for _, title in chapters] == [*range(1, len(chapters) + 1)]


@each
def test_every_way_names_the_number_where_it_leads(page: str) -> None:
    numbers = dict(re.findall(r'^## <a id="(\w+)"></a>(\d+)\.', page, re.MULTILINE))
    ways = re.findall(r"→ \[(\d+)\. .+?\]\(#(\w+)\)", page)
    assert ways
    assert all(numbers[name] == number for number, name in ways)


@each
def test_attempts_have_a_tally_where_they_are_spent(flow: str, page: str) -> None:
    steps = LIBRARY.flows[flow].steps.values()
    spends = any(button.spends for step in steps for button in step.buttons.values())
    rows = re.findall(r"^\| (\d+) \| \| \| \| \|$", page, re.MULTILINE)
    assert rows == ([str(n) for n in range(1, Limits().limit + 1)] if spends else [])
    says = "**risky**" in page or "**有風險**" in page
    assert says is spends


@pytest.mark.parametrize(
    ("language", "body", "kept"),
    [
        ("en", "Call. I count the attempts. Then wait.", "Call. Then wait."),
        ("en", "- I show it again.\n- Look.", "- Look."),
        ("en", "1. Open it. I wait.\n2. Close it.", "1. Open it.\n2. Close it."),
        ("en", "Choose **I'm still here**. I ask again.", "Choose **I'm still here**."),
        ("en", 'Choose "My Phone Is Gone" now.', 'Choose "My Phone Is Gone" now.'),
        ("en", "Do this:\n\n```\necho me, I say {account_id}\n```\n\nI wait.", None),
        ("en", "Type this in the thread:\n\n```\n/mfa-lost prod\n```\n\nDone.", "Done."),
        ("en", "Ways. Type this:\n\n```\n/mfa-lost prod\n```\n\nDone.", "Ways.\n\nDone."),
        ("en", "- One.\n- To start:\n\n```\n/mfa-lost prod\n```", "- One."),
        (
            "en",
            "Correct it (`/mfa-phone`). Type `/mfa-phone`. See `/dev/null`.",
            "Correct it. See `/dev/null`.",
        ),
        ("en", "Ask the team. My own count is {used}: include it.", "Ask the team."),
        ("en", "They have {used} of {limit}.", "They have ____ of 3."),
        ("zh-TW", "先打電話。我會記次數。再等。", "先打電話。再等。"),
        ("zh-TW", "我們不知道上限。之後按「繼續」。", "我們不知道上限。"),
        ("zh-TW", "我會在這個討論串再問，直到有人回答。", ""),
        ("zh-TW", "選 **Call me**。我等。", "選 **Call me**。"),
        (
            "zh-TW",
            "查 {account} 在哪裡，選 {account} Root。",
            "查你的帳戶在哪裡，選你的帳戶 Root。",
        ),
        (
            "en",
            "It is free: {reopens}.",
            "It is free: 24 hours after the last attempt or the block.",
        ),
        ("en", "Closed until {blocked_until}.", "Closed until 24 hours after the block."),
    ],
)
def test_sentences_that_only_the_bot_can_say_are_left_out(
    language: str, body: str, kept: str | None
) -> None:
    words = Words("tea", language, "Tea", "", {"pour": Section("pour", 1, "Pour.", body)})
    shown = on_paper(language, words, Limits()).sections["pour"].body
    assert shown == ("Do this:\n\n```\necho me, I say ACCOUNT_ID\n```" if kept is None else kept)


@each
def test_an_end_that_waits_says_where_to_begin_again(flow: str, page: str) -> None:
    chapters = dict(
        re.findall(r'^## <a id="(\w+)"></a>(.+?)(?=^## )', page, re.MULTILINE | re.DOTALL)
    )
    for step in LIBRARY.flows[flow].steps.values():
        later = re.findall(r"^\*.+\* \[\d+\. .+\]\(#(\w+)\)$", chapters[step.name], re.MULTILINE)
        assert later == ([step.resumes] if step.resumes else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_of_the_digits_says_what_the_runbook_says_and_its_text_fits(
    language: str,
) -> None:
    """A box of 230 px holds the text in it: some 9 px a letter, 15 a Chinese character."""
    tag = "" if language == "en" else f".{language}"
    root = ET.parse(SHIPPED.parent / f"digits{tag}.svg")  # noqa: S314 -- our own
    texts = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    ways = runbook_texts.digit_ways(language)
    assert [text for text in texts if text != "123456"] == [text for way in ways for text in way]
    for _, *boxes in ways:
        assert all(sum(15 if ord(c) > 0x2E80 else 8 for c in text) < 230 for text in boxes)


@each
def test_the_drawing_stands_where_a_call_may_be_made(flow: str, language: str, page: str) -> None:
    steps = LIBRARY.flows[flow].steps.values()
    spends = any(button.spends for step in steps for button in step.buttons.values())
    shown = re.findall(r"^!\[(.+)\]\((\.\./digits.*\.svg)\)$", page, re.MULTILINE)
    assert len(shown) == spends
    for told, path in shown:
        assert all(text in told for way in runbook_texts.digit_ways(language) for text in way)
        assert (SHIPPED / path).resolve().is_file()


@pytest.mark.parametrize(
    ("language", "rule"), [("en", "within two minutes"), ("zh-TW", "兩分鐘內")]
)
def test_paper_promises_nothing_that_the_bot_does(language: str, rule: str) -> None:
    """An attempt that AWS counts is not taken back by anything on paper."""
    flow, words = LIBRARY.flows["mfa-lost"], LIBRARY.in_language("mfa-lost", language)
    assert any(rule in section.body for section in words.sections.values())
    assert rule not in runbook(flow, words, Limits())
