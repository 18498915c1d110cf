"""Each README says what is: settings, commands, targets, files. Both languages say the same."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
import pytest
import yaml
from pydantic.fields import FieldInfo

from bot.cli.commands import main
from bot.core.budget import DAY, HOUR
from bot.flowfiles.language_lint import TRADITIONAL, problems
from bot.flowfiles.move_checks import RESERVED
from bot.settings.settings import Settings
from bot.settings.team_models import AccountModel, ApprovalModel, TeamModel
from tests.docs.page_differences import TAG, differences, parts
from tests.store.test_keys import EXPIRES
from tests.support.each import each

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = "README.md", "README.zh-TW.md"
PAIRS = [(ENGLISH, CHINESE), ("docs/team.md", "docs/team.zh-TW.md")]
# Rows of the table of what is kept, in each language, and the kinds of keys in Redis behind each.
KEPT = [
    ("runs:", "流程：", ["run", "shown", "user", "runs", "account", "revision"]),
    ("`/mfa-ready` that have", "`/mfa-ready` 有結果", ["run of a check", "readiness"]),
    ("list of accounts that", "哪些帳戶有用掉的次數", ["attempts", "tried"]),
    ("time of its last attempt", "最後一次嘗試的時間", ["counted", "joined", "word"]),
    ("the audit:", "稽核紀錄：", ["audit"]),
    ("account IDs that somebody", "有人提供的帳戶 ID", ["history", "names"]),
    ("**AWS Shows Something Else**", "**AWS 畫面不一樣**", ["differences"]),
    ("all AWS accounts", "所有 AWS 帳戶", ["fleet"]),
    (
        "each person's language",
        "每個人的 Slack 語言",
        ["profile", "group", "homes", "homed", "home", "seen"],
    ),
    ("which process is showing", "哪個行程正在顯示", ["asked", "fleet_asked", "delivering"]),
    ("still to be shown", "還沒顯示的內容", ["due"]),
]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(params=[ENGLISH, CHINESE])
def readme(request: pytest.FixtureRequest) -> str:
    return text_of(request.param)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), flags=re.MULTILINE))


def files(text: str) -> set[str]:
    """What it shows or links to in this folder."""
    return set(re.findall(r'(?:\]\(|\bsrc(?:set)?=")(?!https?:|#)([^)"#]+)', text))


def code(text: str) -> str:
    """What stands in backticks and fences, a line each."""
    return "\n".join(re.findall(r"```\w*\n.*?```|`[^`\n]+`", text, flags=re.DOTALL))


def table_of_settings(text: str) -> list[tuple[str, str, str]]:
    """(name, default, what it is), sorted."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) ?\| (.+) \|$", text, flags=re.MULTILINE)
    return sorted((name, default.strip("`"), what) for name, default, what in rows)


def default(field: FieldInfo) -> str:
    """As an environment spells it."""
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def settings() -> list[tuple[str, str, str]]:
    return sorted(
        (name.upper(), default(field), str(field.description))
        for name, field in Settings.model_fields.items()
    )


def test_the_table_of_settings_is_the_settings(readme: str) -> None:
    """Each once, in any order, with its default."""
    table = [(name, default) for name, default, _ in table_of_settings(readme)]
    assert table == [(name, default) for name, default, _ in settings()]


def test_the_english_table_says_of_them_what_the_program_says() -> None:
    assert table_of_settings(text_of(ENGLISH)) == settings()


@each("english, chinese, kinds", KEPT)
def test_its_table_says_how_long_each_kind_of_key_is_kept(
    english: str, chinese: str, kinds: list[str]
) -> None:
    lives = max(EXPIRES.get(kind) or 0 for kind in kinds)
    for name, words, days in ((ENGLISH, english, "days"), (CHINESE, chinese, "天")):
        row = rf"^\| .*{re.escape(words)}.* \| (.+) \|$"
        (told,) = re.findall(row, text_of(name), re.MULTILINE)
        if lives > 2 * DAY:
            assert f"{lives // DAY} {days}" in told
        elif 0 < lives < HOUR:
            assert told in ("minutes", "幾分鐘")


def test_every_kind_of_key_is_in_its_table_of_what_is_kept() -> None:
    """SECURITY.md leads there."""
    assert {*EXPIRES} <= {kind for _, _, kinds in KEPT for kind in kinds}
    assert "(README.md#what-it-never-stores)" in text_of("SECURITY.md")


def test_the_example_of_an_environment_has_every_setting_with_its_default() -> None:
    lines = text_of(".env.example").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    fields = Settings.model_fields.items()
    assert example.pop("REDIS_PASSWORD") == ""  # of compose.yaml alone
    assert example == {name.upper(): default(field) for name, field in fields}


@pytest.mark.parametrize("command", ["make try", "make test"])
def test_it_names_the_two_commands_to_begin_with(readme: str, command: str) -> None:
    assert re.search(rf"^\s*{command}\b", code(readme), flags=re.MULTILINE)


def test_its_link_makes_the_app_of_app_yaml(readme: str) -> None:
    """Slack's form, with the manifest in it; short enough for a server's usual 8 KiB a line."""
    (link,) = [link for part in parts(readme) for link in part.links if "new_app" in link]
    (manifest,) = parse_qs(urlsplit(link).query, strict_parsing=True)["manifest_json"]
    assert link.startswith("https://api.slack.com/apps?new_app=1&")
    assert json.loads(manifest) == yaml.safe_load(text_of("app.yaml"))
    assert len(link) < 8000


def test_every_command_that_it_names_exists(readme: str) -> None:
    named = set(re.findall(r"mfa-bot ([a-z]+)\b", code(readme)))
    assert named
    assert named <= set(main.list_commands(click.Context(main)))


def test_every_command_that_exists_is_named(readme: str) -> None:
    assert set(main.list_commands(click.Context(main))) <= set(
        re.findall(r"mfa-bot ([a-z]+)\b", code(readme))
    )


def test_every_target_that_it_names_exists(readme: str) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", code(readme)))
    assert named
    assert named <= targets()


def test_every_file_that_it_links_to_exists(readme: str) -> None:
    missing = [link for link in files(readme) if not (ROOT / link).exists()]
    assert not missing


@pytest.mark.parametrize(("name", "tagged"), [(ENGLISH, False), (CHINESE, True)])
def test_it_shows_the_pictures_of_its_own_language_and_all_of_them(name: str, tagged: bool) -> None:
    shown = {link for link in files(text_of(name)) if link.endswith((".png", ".svg"))}
    there = (path.relative_to(ROOT) for path in (ROOT / "docs").iterdir())
    pictures = {str(path) for path in there if path.suffix in (".png", ".svg")}
    assert shown == {path for path in pictures if (TAG in path) is tagged}


@pytest.mark.parametrize("page", [chinese for _, chinese in PAIRS])
def test_the_chinese_one_is_as_taiwan_writes(page: str) -> None:
    prose = re.sub(r"\]\([^)]*\)|<[^>]+>", "]", text_of(page))
    assert [*problems(TRADITIONAL, prose)] == []


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_say_the_same_in_the_same_order(english: str, chinese: str) -> None:
    found = [*differences(text_of(english), text_of(chinese))]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("page", PAIRS[1])
def test_the_page_about_the_team_file_names_all_that_it_may_hold(page: str) -> None:
    fields = {*TeamModel.model_fields, *AccountModel.model_fields, *ApprovalModel.model_fields}
    assert fields <= set(re.findall(r"`(\w+)", text_of(page)))


def test_authors_read_every_name_that_is_taken() -> None:
    (taken,) = re.findall(
        r"own buttons are taken: (.+)\.$", text_of("flows/README.md"), re.MULTILINE
    )
    assert set(re.findall(r"`(\w+)`", taken)) == RESERVED
