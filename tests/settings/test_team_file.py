"""`team.yaml`: every slip is told at once, with its place and its remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.core.budget import HOUR, MINUTE
from bot.core.team import AccountKind, Alone, ApprovalRule, KnownAccount, Team
from bot.files import strict_yaml
from bot.files.resources import flow_names
from bot.settings.mistakes import BadSettings
from bot.settings.settings import read as read_settings
from bot.settings.team_file import read
from bot.settings.team_models import TeamModel
from tests.support.each import each
from tests.support.examples import examples
from tests.support.schemas import printed_schema

ROOT = Path(__file__).parents[2]


def mistakes(folder: Path, text: str) -> list[str]:
    file = folder / "team.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as bad:
        read(file, flow_names())
    return [told.removeprefix(f"{file}: ") for told in bad.value.mistakes]


def rule(more: str) -> str:
    return f"approval: {{mfa-disable: {{by: U0ANA, tell: C0SEC, {more}}}}}"


def test_the_example_is_sound_and_its_accounts_have_every_name() -> None:
    team = read(ROOT / "team.example.yaml", flow_names())
    prod = team.account("production")
    assert prod == KnownAccount(
        name="prod",
        id="123456789012",
        also=("production", "main"),
        kind=AccountKind.MANAGEMENT,
        owner="S0ONCALL",
        inbox=("U0ANA",),
        phone=("U0BEN",),
        number="+886912345678",
        phone_region="TW",
    )
    assert team.approval["mfa-disable"] == ApprovalRule(
        by=("security",), tell="C0SECURITY", alone=Alone.TOLD, again=15 * MINUTE, expires=8 * HOUR
    )
    assert team.members_of(team.may["mfa-disable"]) == ("S0ONCALL", "U0MEI")
    assert team.names("main") == ("main", "prod", "123456789012", "production")
    assert team.names("unheard-of") == ("unheard-of",)


def test_the_example_shows_every_key() -> None:
    data = example()
    shapes = printed_schema("--team")["$defs"]
    assert data.keys() == TeamModel.model_fields.keys()
    for section, model in (("accounts", "AccountModel"), ("approval", "ApprovalModel")):
        keys = {key for entry in data[section].values() for key in entry}
        assert keys == shapes[model]["properties"].keys()


def example() -> Any:
    data, _ = strict_yaml.read((ROOT / "team.example.yaml").read_text(encoding="utf-8"))
    return data


def test_editors_accept_the_example_and_what_the_bot_accepts() -> None:
    validator = Draft202012Validator(printed_schema("--team"))
    validator.validate(example())
    rule = {"by": "security", "tell": "C0SECURITY"}
    for by in ("security", ["security", "U0ANA"]):
        validator.validate({"approval": {"mfa-disable": {**rule, "by": by}}})
    slips: tuple[dict[str, Any], ...] = (
        {"accounts": {"prod": {"id": "12"}}},
        {"accounts": {"prod": {"kind": "other"}}},
        {"accounts": {"prod": {"inbox": ["ana"]}}},
        {"approval": {"mfa-disable": {"by": "security"}}},
        {"approval": {"mfa-disable": {**rule, "again": "soon"}}},
        {"channels": ["#on-call"]},
        {"acounts": {}},
    )
    for bad in slips:
        assert not validator.is_valid(bad), bad


@each(
    "text, told",
    [
        ("accounts: {prod: {id: '12345'}}", "accounts / prod / id: '12345' must be the twelve"),
        ("accounts: {prod: {also: [x y]}}", "accounts / prod / also / 0: 'x y' must be a nickname"),
        ("accounts: {123456789012: {}}", "'123456789012' must be a nickname"),
        ("accounts: {prod: {ids: '1'}}", "there is no key 'ids' here. Did you mean 'id'?"),
        ("acounts: {}", "there is no key 'acounts' here. Did you mean 'accounts'?"),
        ("accounts: [prod]", "accounts: at least one entry `name: …` is expected here."),
        ("accounts: {prod: {also: main}}", "also: a list such as [one, two] is expected here."),
        ("accounts: {prod: {phone_region: XX}}", "must be a country code such as TW or JP"),
        ("accounts: {prod: {}, Prod: {}}", "accounts / Prod: 'prod' stands in accounts / prod too"),
        ("accounts: {a-1: {also: [x-1]}, b-1: {also: [X-1]}}", "'x-1' stands in accounts / a-1"),
        ("accounts: {prod: {}, prod: {}}", "'prod' stands here and on line 1; keep one."),
        ("accounts: {prod: &x {}}", "anchors (&, *) are not supported here"),
        ("", "the file is empty."),
        ("text", "A mapping such as `key: value` is expected here."),
        ("- accounts", "A mapping such as `key: value` is expected here."),
        ("accounts: {prod: {kind: membr}}", "'membr' must be one of standalone, management, m"),
        ("accounts: {prod: {kind: membr}}", "Did you mean 'member'?"),
        ("accounts: {prod: {owner: ana}}", "accounts / prod / owner: 'ana' must be a member ID"),
        ("accounts: {prod: {inbox: [S0SEC]}}", "accounts / prod / inbox / 0: 'S0SEC' must be a m"),
        ("accounts: {prod: {inbox: U0ANA}}", "inbox: a list such as [one, two] is expected here."),
        ("accounts: {prod: {phone: [U0ANA, U0ANA]}}", "prod / phone: 'U0ANA' is named twice"),
        ("accounts: {prod: {also: [main, Main.]}}", "accounts / prod: 'main' is named twice"),
        ("accounts: {prod: {number: the old one}}", "prod / number: this must be one phone number"),
        ("accounts: {prod: {number: 0912345678}}", "or national, with `phone_region`"),
        ("accounts: {prod: {number: '+886912345678, +886223456789'}}", "must be one phone number"),
        ("groups: {Sec: [U0ANA]}", "groups / Sec: 'Sec' must be a name of small letters"),
        ("groups: {sec: [ops], ops: [U0BEN]}", "groups / sec / 0: 'ops' must be a member ID"),
        ("groups: {sec: [nobody]}", "groups / sec / 0: 'nobody' must be a member ID"),
        ("groups: {sec: []}", "groups / sec: the list is empty, so it names nobody"),
        ("may: {mfa-lost: []}", "may / mfa-lost: the list is empty, so it names nobody"),
        ("may: {mfa-lost: }", "may / mfa-lost: a list such as [one, two] is expected here."),
        ("may: {mfa-lots: [U0ANA]}", "may / mfa-lots: there is no such procedure. Did you mean '"),
        ("may: {mfa-lost: [ops]}", "may / mfa-lost: there is no group 'ops'. Add it to `groups`."),
        ("groups: {ops: [U0ANA]}\nmay: {mfa-lost: [op]}", "no group 'op'. Did you mean 'ops'?"),
        ("may: {mfa-lost: ['@ana']}", "may / mfa-lost / 0: '@ana' must be a member ID"),
        ("channels: ['#on-call']", "channels / 0: '#on-call' must be a channel's ID"),
        ("approval: {mfa-disable: {by: U0ANA}}", "approval / mfa-disable: 'tell' is missing"),
        ("approval: {disable: {by: U0ANA, tell: C0SEC}}", "approval / disable: there is no such"),
        (rule("alone: always"), "alone: 'always' must be one of told, never."),
        (rule("agian: 5m"), "no key 'agian' here. Did you mean 'again'? It takes by, tell, alone"),
        (rule("again: soon"), "again: 'soon' must be a time such as 15m, 8h or 2d"),
        (rule("again: 0m"), "again: '0m' must be a time such as 15m, 8h or 2d"),
        (rule("again: 9h"), "'9h' must be shorter than `expires` (8h), or nobody is asked again."),
        (rule("expires: 31d"), "expires: '31d' must be at most 30d."),
        ("approval: {mfa-disable: {by: sec, tell: C0SEC}}", "by: there is no group 'sec'."),
        ("approval: {mfa-disable: {by: [], tell: C0SEC}}", "by: the list is empty"),
    ],
)
def test_a_slip_is_told_with_its_place_and_its_remedy(tmp_path: Path, text: str, told: str) -> None:
    (found,) = mistakes(tmp_path, text)
    assert told in found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("accounts: {welcome1: {}}", "accounts"),
        ("accounts: {prod: {also: [welcome1]}}", "accounts / prod / also / 0"),
    ],
)
def test_a_name_that_may_be_a_secret_is_not_repeated(tmp_path: Path, text: str, place: str) -> None:
    (told,) = mistakes(tmp_path, text)
    assert f"{place}: a name here looks like a password or a code" in told
    assert "welcome1" not in told


@pytest.mark.parametrize("word", ["list", "drill", "help", "清單", "演練", "說明"])
@pytest.mark.parametrize("text", ["accounts: {WORD: {}}", "accounts: {prod: {also: [WORD]}}"])
def test_a_word_of_the_commands_is_no_name(tmp_path: Path, text: str, word: str) -> None:
    (told,) = mistakes(tmp_path, text.replace("WORD", word))
    assert told.endswith(f": '{word}' is a word of the commands; choose another name.")


def test_an_id_of_two_accounts_is_told(tmp_path: Path) -> None:
    text = "accounts: {prod: {id: '123456789012'}, dev: {id: '123456789012'}}"
    (told,) = mistakes(tmp_path, text)
    assert told == "accounts / dev: '123456789012' stands in accounts / prod too; keep one."


def test_all_slips_are_told_at_once_of_every_kind(tmp_path: Path) -> None:
    text = """
accounts:
  prod: {id: x, also: [y]}
  1: {}
  twin: {also: [Prod]}
  twin: {}
may: {mfa-lots: [ops]}
approval: {mfa-disable: {by: U0ANA, again: 9h, tell: here}}
else: 1
"""
    told = mistakes(tmp_path, text)
    assert len(told) == 8
    assert {one.split(":")[0] for one in told} == {
        f"{tmp_path / 'team.yaml'} line 6",
        "accounts / prod / id",
        "accounts / prod / also / 0",
        "accounts / 1",
        "approval / mfa-disable / tell",
        "there is no key 'else' here. It takes accounts, groups, may, channels, approval.",
        "may / mfa-lots",
    }


@pytest.mark.parametrize("number", ["+886 912 345 678", "0912345678"])
def test_a_number_is_read_as_it_would_be_typed(tmp_path: Path, number: str) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(f"accounts: {{prod: {{number: '{number}', phone_region: tw}}}}\n")
    assert read(file, flow_names()).accounts[0].number == number


def test_no_mistake_repeats_a_number(tmp_path: Path) -> None:
    text = "accounts: {prod: {number: '+886987654321 +886987654322 x', phone_region: XX}}"
    assert "9876543" not in " ".join(mistakes(tmp_path, text))


DATA = st.recursive(
    st.text(max_size=6) | st.sampled_from(["U0ANA", "123456789012", "prod", "8h", "mfa-lost"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*TeamModel.model_fields, "prod", "Prod", "id", "also", "number", "by", "again"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def team_or_mistakes(file: Path) -> Team | tuple[str, ...]:
    try:
        return read(file, flow_names())
    except BadSettings as bad:
        return bad.mistakes


@settings(max_examples=examples(50))
@given(data=DATA)
def test_data_of_any_shape_is_a_team_or_told(
    data: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("t") / "team.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    found = team_or_mistakes(file)
    if isinstance(found, Team):
        named = data.get("accounts") if isinstance(data, dict) else None
        assert len(found.accounts) == len(named or ())
    else:
        assert found
        assert all(map(str.strip, found))


def test_what_is_left_empty_counts_as_not_set(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text("accounts:\n  prod:\n  dev:\n    kind:\nchannels:\n", encoding="utf-8")
    team = read(file, flow_names())
    assert team.accounts == (KnownAccount(name="prod"), KnownAccount(name="dev"))
    assert team.channels == ()


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(BadSettings, match=r"TEAM_FILE \(/nowhere/team.yaml\) can't be read: "):
        read(Path("/nowhere/team.yaml"), flow_names())


def test_its_mistakes_are_told_with_those_of_the_other_settings() -> None:
    with pytest.raises(BadSettings) as bad:
        read_settings({"TEAM_FILE": "/nowhere/team.yaml", "PORT": "x"})
    assert [told.split()[0] for told in bad.value.mistakes] == ["PORT", "TEAM_FILE"]
