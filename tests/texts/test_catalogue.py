"""`make words` keeps the catalogue; `make check` tells a translator what is left to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import catalogue
from tests.support.code import extracted

Words = Callable[..., Result]
PO = Path("zh_TW", "LC_MESSAGES", "bot.po")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of two sentences, and one language that nobody has begun to translate."""
    monkeypatch.setattr(catalogue, "CATALOGUES", tmp_path)
    code(monkeypatch, "Type `/mfa-lost {account}` now.", "Stop")
    (tmp_path / "zh_TW").mkdir()
    return tmp_path


def code(monkeypatch: pytest.MonkeyPatch, *sentences: str) -> None:
    """The code says these."""
    catalog = catalogue._empty()
    for sentence in sentences:
        catalog.add(sentence, locations=[("bot/texts/steps.py", 0)])
    monkeypatch.setattr(catalogue, "extracted", lambda: catalog)


def test_a_language_whose_sentences_are_gone_is_not_emptied(home: Path) -> None:
    """As where only the compiled file was installed."""
    words()
    compiled = home / PO.with_suffix(".mo")
    before = compiled.read_bytes()
    (home / PO).unlink()
    result = words()
    assert result.exit_code == 1
    assert "bot.po is gone; bring it back" in result.output
    assert compiled.read_bytes() == before


def words(*arguments: str) -> Result:
    return CliRunner().invoke(catalogue.main, arguments)


def translate(home: Path, **sentences: str) -> None:
    path = home / PO
    text = path.read_text(encoding="utf-8")
    for english, translation in sentences.items():
        msgid = {"stop": "Stop", "type": "Type `/mfa-lost {account}` now."}[english]
        text = text.replace(
            f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{translation}"'
        )
    path.write_text(text, encoding="utf-8")


def test_the_catalogue_is_what_the_code_says_and_nothing_is_left_to_translate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(catalogue, "extracted", extracted)
    result = words("--check")
    assert (result.exit_code, result.output) == (0, "")


def test_a_folder_becomes_a_language_to_translate(home: Path) -> None:
    told = words()
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        f"{PO}: not translated: 'Type `/mfa-lost {{account}}` now.'",
        f"{PO}: not translated: 'Stop'",
    ]
    assert (home / "bot.pot").is_file()
    assert (home / PO).with_suffix(".mo").is_file()


def test_what_is_written_has_no_date_no_version_and_no_line_number(home: Path) -> None:
    """It changes only when a sentence does."""
    words()
    assert (home / PO).read_text(encoding="utf-8") == (
        "# What the bot says: `make words` keeps this file; only msgstr is yours to write.\n"
        'msgid ""\n'
        'msgstr "Content-Type: text/plain; charset=utf-8"\n\n'
        "#: bot/texts/steps.py\n"
        'msgid "Type `/mfa-lost {account}` now."\n'
        'msgstr ""\n\n'
        "#: bot/texts/steps.py\n"
        'msgid "Stop"\n'
        'msgstr ""\n'
    )


def test_writing_twice_changes_nothing(home: Path) -> None:
    words()
    translate(home, stop="停止", type="現在輸入 `/mfa-lost {account}`。")
    words()
    before = {path: path.read_bytes() for path in home.rglob("bot.*")}
    result = words("--check")
    assert (result.exit_code, result.output) == (0, "")
    words()
    assert {path: path.read_bytes() for path in home.rglob("bot.*")} == before


def test_a_sentence_that_is_not_in_the_catalogue_yet_fails_the_check(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words()
    translate(home, stop="停止", type="現在輸入 `/mfa-lost {account}`。")
    words()
    code(monkeypatch, "Type `/mfa-lost {account}` now.", "Stop", "Go on, whatever happens")
    result = words("--check")
    assert result.exit_code == 1
    told = result.output.splitlines()
    assert "bot.pot: not what the code says" in told
    assert f"{PO}: not translated: 'Go on, whatever happens'" in told
    assert told[-1].startswith("Run `make words`, translate what is told here, and commit")
    assert b"whatever" not in (home / "bot.pot").read_bytes(), "a check writes nothing"


def test_a_translation_of_what_was_said_before_is_looked_at_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words()
    translate(home, stop="停止", type="現在輸入 `/mfa-lost {account}`。")
    code(monkeypatch, "Type `/mfa-lost {account}` at once.", "Stop")
    (told,) = words().output.splitlines()
    assert "remove its `fuzzy`: 'Type `/mfa-lost {account}` at once.'" in told
    assert words("--check").exit_code == 1


@pytest.mark.parametrize(
    ("translation", "told"),
    [
        ("現在輸入 `/mfa-lost prod`。", "{account} is in only one of the two"),
        ("現在輸入 `/mfa-los {account}`。", "`/mfa-los {account}`, `/mfa-lost {account}` is in"),
        ("现在輸入 `/mfa-lost {account}`。", "'现' is a simplified character"),
        ("點擊 `/mfa-lost {account}`。", "'點擊' is not used in Taiwan; write '點選'."),
        ("**(現在)**輸入 `/mfa-lost {account}`。", "'**(現在)**' does not show as bold"),
    ],
)
def test_a_slip_of_a_translator_is_named(home: Path, translation: str, told: str) -> None:
    words()
    translate(home, stop="停止", type=translation)
    result = words("--check")
    assert result.exit_code == 1
    assert told in result.output


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('msgid "Stop"\nmsgstr "停止\n', 'bot.po line 2: write it as msgstr "…".'),
        ('msgid "Stop"\nmsgstr 停止\n', 'bot.po line 2: write it as msgstr "…".'),
        ('"Stop"\n', "bot.po: it can't be read: "),
    ],
)
def test_a_broken_file_is_a_sentence_and_stays_as_it_is(home: Path, broken: str, told: str) -> None:
    words()
    (home / PO).write_text(broken, encoding="utf-8")
    result = words()
    assert result.exit_code == 1
    assert told in result.output
    assert (home / PO).read_text(encoding="utf-8") == broken


def test_a_half_translated_language_falls_back_to_english(home: Path) -> None:
    words()
    translate(home, stop="停止")
    words()
    compiled = (home / PO).with_suffix(".mo").read_bytes()
    assert "停止".encode() in compiled
    assert b"mfa-lost" not in compiled
