"""Every reader gets the language that they read best, and English where the bot has none."""

from pathlib import Path

import pytest

from bot.texts import languages
from bot.texts.languages import available, best, own_name
from tests.support.each import each


@each(
    "tag",
    "zh-TW zh_TW zh-tw zh-Hant zh-HK zh-MO zh-Hant-HK zh_TW.UTF-8".split(),
)
def test_traditional_chinese_is_read_wherever_it_is_written(tag: str) -> None:
    assert best(tag, ("en", "zh-TW")) == "zh-TW"


@each(
    "tag",
    ["zh-CN", "zh-Hans", "zh-SG", "zh", "zh-Hans-TW", "en-GB", "ja-JP", "es-LA"],
)
def test_who_reads_another_script_or_language_gets_english(tag: str) -> None:
    assert best(tag, ("en", "zh-TW")) == "en"


@each(
    "tag",
    [None, "", "-", "x", "C", "und", "日本", "zh-TW-", "a" * 10_000],
)
def test_what_is_no_language_gets_english(tag: str | None) -> None:
    assert best(tag, ("en", "zh-TW")) == "en"


def test_a_region_without_words_of_its_own_gets_its_language() -> None:
    assert best("pt-BR", ("en", "pt")) == "pt"
    assert best("pt-AO", ("en", "pt-BR", "pt")) == "pt"
    assert best("pt-PT", ("en", "pt", "pt-PT")) == "pt-PT"
    assert best("pt", ("en", "pt-PT", "pt-BR")) == "pt-BR"
    assert best("de-AT", ("en", "de-DE")) == "de-DE"


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "English"), ("zh-TW", "繁體中文"), ("ja", "日本語"), ("pt-BR", "Português")],
)
def test_a_language_calls_itself_by_its_own_name(tag: str, name: str) -> None:
    assert own_name(tag) == name


@pytest.mark.parametrize("tag", ["zz", "x", "", "not-a-tag-at-all"])
def test_a_language_that_nobody_has_named_is_called_by_its_tag(tag: str) -> None:
    assert own_name(tag) == tag


def test_a_folder_in_the_catalogue_is_a_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("zh_TW", "ja", "begun"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
    for name in ("zh_TW", "ja"):
        (tmp_path / name / "LC_MESSAGES" / "bot.mo").touch()
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    assert available() == ("en", "ja", "zh-TW")
