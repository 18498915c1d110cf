"""What a mistake in `team.yaml` repeats of the file: it is printed, and stands in the log."""

from pathlib import Path

import pytest

from bot.files.resources import flow_names
from bot.settings.mistakes import BadSettings
from bot.settings.team_file import read
from tests.support.each import each

SECRETS = ("AKIAIOSFODNN7EXAMPLE", "xoxb-17653672481-abcdefghijklm", "hunter2Correct!")
NUMBERS = ("+886 912 345 678", "+886912345678", "0912-345-678", "０９１２３４５６７８")
PLACES = {
    "a name": "accounts: {prod: {also: ['PLANTED']}}",
    "a name twice": "accounts: {prod: {also: ['PLANTED', 'PLANTED']}}",
    "an account": "accounts: {'PLANTED': {kind: no}}",
    "an account twice": "accounts: {'PLANTED': {}, 'PLANTED': {}}",
    "the id": "accounts: {prod: {id: 'PLANTED'}}",
    "the kind": "accounts: {prod: {kind: 'PLANTED'}}",
    "the owner": "accounts: {prod: {owner: 'PLANTED'}}",
    "who holds the phone": "accounts: {prod: {phone: ['PLANTED']}}",
    "who holds it, twice": "accounts: {prod: {phone: ['PLANTED', 'PLANTED']}}",
    "the country": "accounts: {prod: {phone_region: 'PLANTED'}}",
    "a key": "accounts: {prod: {'PLANTED': x}}",
    "a key of the file": "'PLANTED': x",
    "a group": "groups: {'PLANTED': [ana]}",
    "an empty group": "groups: {'PLANTED': []}",
    "a procedure": "may: {'PLANTED': [U0ANA, U0ANA]}",
    "an approval": "approval: {'PLANTED': {by: [], tell: here}}",
    "the time of an approval": (
        "approval: {'PLANTED': {by: U0ANA, tell: C0SEC, again: 8h, expires: 1h}}"
    ),
    "a tag": "accounts: {prod: {owner: !PLANTED!x y}}",
    "who may": "may: {mfa-lost: ['PLANTED']}",
    "the channel": "channels: ['PLANTED']",
    "the time": "approval: {mfa-lost: {by: U0ANA, tell: C0SEC, again: 'PLANTED'}}",
}


def mistakes(folder: Path, text: str) -> str:
    file = folder / "team.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as bad:
        read(file, flow_names())
    return str(bad.value).replace(str(file), "")


@pytest.mark.parametrize("planted", [*SECRETS, *NUMBERS])
@each(
    "place",
    PLACES,
)
def test_neither_a_secret_nor_a_phone_number(tmp_path: Path, place: str, planted: str) -> None:
    told = mistakes(tmp_path, PLACES[place].replace("PLANTED", planted))
    assert planted not in told


@pytest.mark.parametrize("text", ["accounts: &PLANTED {}", "accounts: *PLANTED"])
@pytest.mark.parametrize("planted", SECRETS[:2])
def test_nor_one_that_a_sign_of_yaml_made_an_anchor(
    tmp_path: Path, text: str, planted: str
) -> None:
    told = mistakes(tmp_path, text.replace("PLANTED", planted))
    assert "anchors (&, *) are not supported here; write out what this stands for." in told
    assert planted not in told


@pytest.mark.parametrize(
    "slip",
    ["12345", "ana@example.com", "@security", "u07abcdef12", "Acme Production", "B07ABCDEF12"],
)
def test_what_is_neither_is_repeated(tmp_path: Path, slip: str) -> None:
    told = mistakes(tmp_path, f"accounts: {{prod: {{owner: '{slip}'}}}}")
    assert f"accounts / prod / owner: '{slip}' must be a member ID" in told


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("{id:'123456789012'}", "id"),
        ("{id:123456789012}", "id"),
        ("{kind: member, number:+886912345678}", "number"),
        ("{inbox:U0ANA, kind: member}", "inbox"),
    ],
)
def test_a_key_without_a_space_after_its_colon_is_not_taken_for_nothing(
    tmp_path: Path, entry: str, key: str
) -> None:
    """To YAML the whole is the name of a key, of which nothing is said."""
    told = mistakes(tmp_path, f"accounts: {{prod: {entry}}}")
    assert told == f": accounts / prod: a space is missing after '{key}:'; add it."


@pytest.mark.parametrize("text", ["chanels:\n", "accounts:\n  prod:\n    ownr:\n"])
def test_an_unknown_key_is_told_also_where_nothing_follows_it(tmp_path: Path, text: str) -> None:
    assert "there is no key '" in mistakes(tmp_path, text)
