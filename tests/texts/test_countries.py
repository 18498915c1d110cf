"""Countries have the names that CLDR gives them, and those that people use."""

from pathlib import Path

import pytest
from phonenumbers import SUPPORTED_REGIONS

from bot.core.phones.finder import find
from bot.core.phones.plain_text import folded
from bot.texts import cldr, countries
from bot.texts.countries import by_name, country
from bot.texts.languages import available


@pytest.mark.parametrize(
    ("language", "region", "name"),
    [
        ("en", "JP", "Japan"),
        ("zh-TW", "JP", "日本"),
        ("ja", "KR", "韓国"),
        ("tlh", "JP", "Japan"),
        ("zh-TW", "QQ", "QQ"),
    ],
)
def test_a_country_is_called_as_its_reader_calls_it(language: str, region: str, name: str) -> None:
    """In English, where CLDR lacks the language; by its code, where it lacks the country."""
    assert country(language, region) == name


@pytest.mark.parametrize("language", available())
def test_a_name_means_one_country(language: str) -> None:
    """In all languages at once: whoever writes may use any."""
    alone, together = by_name((language,)), by_name(available())
    assert alone.items() <= together.items()


@pytest.mark.parametrize("language", available())
def test_the_lists_of_everyday_names_hold_nothing_idle(language: str) -> None:
    """What CLDR has need not be said, and what it lacks can't be taken away."""
    everyday, known = countries._everyday_names(language), cldr.locale(language).territories
    names = {folded(known[region]): region for region in SUPPORTED_REGIONS & known.keys()}
    for region, also in everyday.also.items():
        assert not [name for name in also if names.get(folded(name)) == region]
    assert everyday.unsure <= set(known.values())


def test_each_country_has_a_name_in_each_language_unless_that_is_ambiguous() -> None:
    for language in available():
        named = by_name((language,))
        for region in SUPPORTED_REGIONS - {*named.values()}:
            assert named[folded(country(language, region))] == region.lower()


@pytest.mark.parametrize("language", ["ko", "ja", "ru", "th", "vi", "de"])
def test_names_in_any_script_are_told_apart(language: str) -> None:
    named = by_name((language,))
    for region in SUPPORTED_REGIONS & cldr.locale(language).territories.keys():
        assert named[folded(country(language, region).upper())] == region
    assert set(map(str.upper, named.values())) <= SUPPORTED_REGIONS


@pytest.mark.parametrize("text", ["ベルギー 0470 12 34 56", "０４７０ １２ ３４ ５６（ベルギー）"])
def test_a_new_language_brings_its_names_with_it(text: str) -> None:
    (found,) = find(text, "TW", names=by_name(("en", "ja")))
    assert found.e164 == "+32470123456"


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the everyday names of a language are that the bot does not speak yet."""
    monkeypatch.setattr(countries, "CATALOGUES", tmp_path)
    (tmp_path / "de").mkdir()
    return tmp_path / "de" / "countries.yaml"


def test_everyday_names_are_a_file_in_the_folder_of_a_language(german: Path) -> None:
    german.write_text("also:\n  NL: [Holland]\n  NO: [Nordland]\nunsure: [Polen]\n")
    names = by_name.__wrapped__(("de",))
    assert (names["holland"], names["nordland"], names["danemark"]) == ("NL", "NO", "DK")
    assert names["polen"] == "pl"  # that may be something else


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("also: {XX: [Nirgendwo]}", "no country with phone numbers has this code"),
        ("also: {DE: Teutschland}", "also.DE"),
        ("allso: {}", "allso"),
        ("also: {}\nalso: {}", "line 2: 'also' stands here and on line 1"),
        ("also: [", "this is not valid YAML"),
    ],
)
def test_a_broken_file_is_told_with_its_place(german: Path, text: str, told: str) -> None:
    german.write_text(text)
    with pytest.raises(ValueError, match=r"de/countries\.yaml") as broken:
        by_name.__wrapped__(("de",))
    assert told in str(broken.value)


@pytest.mark.parametrize(
    ("language", "region", "name"),
    [
        *[("en", "HK", "Hong Kong"), ("zh-TW", "HK", "香港")],
        *[("en", "MO", "Macao"), ("zh-TW", "MO", "澳門")],
        *[("en", "TW", "Taiwan"), ("zh-TW", "TW", "台灣")],
    ],
)
def test_a_country_is_called_as_people_call_it(language: str, region: str, name: str) -> None:
    assert country(language, region) == name
