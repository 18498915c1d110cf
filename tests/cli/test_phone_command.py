"""`mfa-bot phone`: a number in every spelling that AWS and a telephone want."""

import json

import pytest
from click.testing import Result

from tests.cli.conftest import Command


def objects(result: Result) -> list[dict[str, object]]:
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("number", "contact", "e164", "keypad", "kind"),
    [
        ("0912 345 678", "+886 912345678", "+886912345678", "0912345678", "mobile"),
        ("(02) 2345-6789", "+886 223456789", "+886223456789", "0223456789", "fixed_line"),
    ],
)
def test_a_number_of_taiwan_in_every_spelling(
    mfa_bot: Command, number: str, contact: str, e164: str, keypad: str, kind: str
) -> None:
    result = mfa_bot(["phone", number, "--json"])
    (one,) = objects(result)
    assert result.exit_code == 0
    assert (one["input"], one["region"], one["kind"]) == (number, "TW", kind)
    assert (one["contact"], one["e164"], one["keypad"]) == (contact, e164, keypad)


@pytest.mark.parametrize("words", [["0912", "345", "678"], ["+886", "912-345-678"]])
def test_a_number_needs_no_quotes(mfa_bot: Command, words: list[str]) -> None:
    (one,) = objects(mfa_bot(["phone", *words, "--json"]))
    assert one["e164"] == "+886912345678"


def test_for_people_it_is_text(mfa_bot: Command) -> None:
    result = mfa_bot(["phone", "0912 345 678"])
    assert result.exit_code == 0
    for told in ("+886 912345678", "+886912345678", "0912345678", "Taiwan, mobile", "assumed"):
        assert told in result.stdout


def test_the_country_may_be_named(mfa_bot: Command) -> None:
    (one,) = objects(mfa_bot(["phone", "03-1234-5678", "--region", "jp", "--json"]))
    assert (one["e164"], one["region"]) == ("+81312345678", "JP")


@pytest.mark.parametrize("text", ["日本 03-1234-5678", "03-1234-5678 (Japan)"])
def test_the_country_may_be_named_in_the_text(mfa_bot: Command, text: str) -> None:
    """In any language that the bot speaks."""
    (one,) = objects(mfa_bot(["phone", text, "--json"]))
    assert (one["e164"], one["region"]) == ("+81312345678", "JP")


def test_the_country_may_be_a_setting(mfa_bot: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_REGION", "JP")
    (one,) = objects(mfa_bot(["phone", "03-1234-5678", "--json"]))
    assert one["region"] == "JP"


def test_a_country_that_is_none_is_a_sentence(mfa_bot: Command) -> None:
    result = mfa_bot(["phone", "0912345678", "--region", "Atlantis"])
    assert result.exit_code == 1
    assert "a country code such as TW or JP" in result.stderr
    assert result.stderr.startswith("--region must be")
    assert "'Atlantis'" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("typed", ["", " ", "XX", "JPN", "?", "J P"])
def test_a_country_of_the_option_is_told_by_the_options_name(mfa_bot: Command, typed: str) -> None:
    """Not by that of a setting, which nobody has set."""
    result = mfa_bot(["phone", "0912345678", "--region", typed])
    assert result.exit_code == 1
    assert result.stderr.startswith("--region must be a country code")
    assert "DEFAULT_REGION" not in result.output


def test_a_country_of_the_setting_is_told_by_the_settings_name(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEFAULT_REGION", "XX")
    result = mfa_bot(["phone", "0912345678"])
    assert result.exit_code == 1
    assert result.stderr.startswith("DEFAULT_REGION must be")
    assert mfa_bot(["phone", "0912345678", "--region", "TW"]).exit_code == 0


@pytest.mark.parametrize("typed", ["jp", " JP ", "Japan", "japan", "日本", "ＪＰ"])
def test_a_country_of_the_option_may_be_a_code_or_a_name(mfa_bot: Command, typed: str) -> None:
    (one,) = objects(mfa_bot(["phone", "03-1234-5678", "--region", typed, "--json"]))
    assert one["e164"] == "+81312345678"


def test_several_numbers_are_all_told(mfa_bot: Command) -> None:
    result = mfa_bot(["phone", "0912 345 678 or +81 3-1234-5678", "--json"])
    assert [one["e164"] for one in objects(result)] == ["+886912345678", "+81312345678"]


def test_a_number_that_cannot_be_used_fails_and_says_why(mfa_bot: Command) -> None:
    result = mfa_bot(["phone", "+886 12", "--json"])
    (one,) = objects(result)
    assert result.exit_code == 1
    assert (one["e164"], one["contact"], one["keypad"]) == (None, None, None)
    assert one["warnings"]


def test_what_an_unclear_number_may_be_is_told_to_programs(mfa_bot: Command) -> None:
    (one,) = objects(mfa_bot(["phone", "2720-8889", "--json"]))
    assert (one["e164"], one["assumed"]) == (None, "TW")
    assert one["candidates"] == [
        {"write": "02 2720 8889", "e164": "+886227208889"},
        {"write": "02 720 8889", "e164": "+88627208889"},
    ]


def test_a_text_without_a_number_fails_with_an_example(mfa_bot: Command) -> None:
    result = mfa_bot(["phone", "hello"])
    assert result.exit_code == 1
    assert "mfa-bot phone '0912 345 678'" in result.output


def test_a_text_without_a_number_is_an_empty_list_to_programs(mfa_bot: Command) -> None:
    result = mfa_bot(["phone", "hello", "--json"])
    assert (result.exit_code, objects(result)) == (1, [])


@pytest.mark.parametrize("written", ["12345", "555-0100", "2720-8889", "110"])
def test_a_number_that_cannot_be_used_is_named_as_it_was_typed(
    mfa_bot: Command, written: str
) -> None:
    said = mfa_bot(["phone", written]).output
    assert written in said.splitlines()[0]
    assert "03-1234-5678 JP" in said  # the example is another number
