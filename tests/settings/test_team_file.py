"""`team.yaml`: every slip is told at once, with its place and its remedy."""

from pathlib import Path

import pytest

from bot.core.team import KnownAccount
from bot.files import strict_yaml
from bot.settings.settings import BadSettings
from bot.settings.settings import read as read_settings
from bot.settings.team_file import BadTeamFile, TeamModel, read, schema

ROOT = Path(__file__).parents[2]


def mistakes(folder: Path, text: str) -> list[str]:
    file = folder / "team.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadTeamFile) as bad:
        read(file)
    return [told.removeprefix(f"{file}: ") for told in bad.value.mistakes]


def test_the_example_is_sound_and_its_accounts_have_every_name() -> None:
    team = read(ROOT / "team.example.yaml")
    prod = team.account("production")
    assert prod == KnownAccount(
        name="prod", id="123456789012", also=("production", "main"), phone_region="TW"
    )
    assert team.names("main") == ("main", "prod", "123456789012", "production")
    assert team.names("unheard-of") == ("unheard-of",)


def test_the_example_shows_every_key() -> None:
    text = (ROOT / "team.example.yaml").read_text(encoding="utf-8")
    data, _ = strict_yaml.read(text)
    assert data.keys() == TeamModel.model_fields.keys()
    keys = {key for account in data["accounts"].values() for key in account}
    assert keys == schema()["$defs"]["AccountModel"]["properties"].keys()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("accounts: {prod: {id: '12345'}}", "accounts / prod / id: '12345' must be the twelve"),
        ("accounts: {prod: {also: [x y]}}", "accounts / prod / also / 0: 'x y' must be a nickname"),
        ("accounts: {123456789012: {}}", "'123456789012' must be a nickname"),
        ("accounts: {prod: {ids: '1'}}", "there is no key 'ids' here. Did you mean 'id'?"),
        ("acounts: {}", "there is no key 'acounts' here. Did you mean 'accounts'?"),
        ("accounts: [prod]", "accounts: `name: …`, once or more is expected here."),
        ("accounts: {prod: {also: main}}", "also: a list such as [one, two] is expected here."),
        ("accounts: {prod: {phone_region: XX}}", "must be a country code such as TW or JP"),
        ("accounts: {prod: {}, Prod: {}}", "accounts / Prod: 'prod' stands in accounts / prod too"),
        ("accounts: {a-1: {also: [x-1]}, b-1: {also: [X-1]}}", "'x-1' stands in accounts / a-1"),
        ("accounts: {prod: {}, prod: {}}", "'prod' stands here and on line 1; keep one."),
        ("accounts: {prod: &x {}}", "anchors (&, *) are not known here"),
        ("", "the file is empty."),
        ("text", "A mapping with the keys `accounts` is expected here."),
    ],
)
def test_a_slip_is_told_with_its_place_and_its_remedy(tmp_path: Path, text: str, told: str) -> None:
    (found,) = mistakes(tmp_path, text)
    assert told in found


def test_an_id_of_two_accounts_is_told(tmp_path: Path) -> None:
    text = "accounts: {prod: {id: '123456789012'}, dev: {id: '123456789012'}}"
    (told,) = mistakes(tmp_path, text)
    assert told == "accounts / dev: '123456789012' stands in accounts / prod too; keep one."


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    text = "accounts:\n  prod: {id: x, also: [y]}\n  1: {}\nelse: 1\n"
    assert len(mistakes(tmp_path, text)) == 4


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(BadTeamFile, match=r"TEAM_FILE can't be read \(/nowhere/team.yaml\)"):
        read(Path("/nowhere/team.yaml"))


def test_its_mistakes_are_told_with_those_of_the_other_settings() -> None:
    with pytest.raises(BadSettings) as bad:
        read_settings({"TEAM_FILE": "/nowhere/team.yaml", "PORT": "x"})
    assert [told.split()[0] for told in bad.value.mistakes] == ["PORT", "TEAM_FILE"]
