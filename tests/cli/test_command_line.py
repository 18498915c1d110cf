"""What every command of `mfa-bot` promises: help, options, and that it repeats no secret."""

import os
import re
from pathlib import Path

import click
import pytest

from bot.cli.commands import main
from tests.cli.conftest import Command
from tests.support.each import each
from tests.support.forked_command import ended

HERE = ["--workspace", "T1"]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "both"),
    [
        ("schema --team --scenarios", "--scenarios and --team"),
        ("manifest --link --json", "--json and --link"),
        ("accounts --json --from-aws", "--json and --from-aws"),
        ("accounts --workspace T1 --from-aws", "--workspace and --from-aws"),
    ],
)
def test_of_two_options_that_exclude_each_other_none_is_dropped_in_silence(
    mfa_bot: Command, arguments: str, both: str
) -> None:
    told = mfa_bot(arguments)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert f"{both} exclude each other: give one of them." in told.stderr


@pytest.mark.parametrize("presses", ["", "  ", " , "])
def test_an_option_that_is_empty_is_not_taken_for_none(mfa_bot: Command, presses: str) -> None:
    """A shell makes it of a variable that is not set; prod must not be pressed for it."""
    told = mfa_bot(["play", "mfa-lost", "--account", "prod", "--press", presses])
    assert told.exit_code == 2
    assert "--press names no button" in told.stderr
    told = mfa_bot(["play", "mfa-lost", "--account", presses, "--press", "broken"])
    assert told.exit_code == 1
    assert "What happened" not in told.stdout


def test_a_workspace_without_redis_is_told_and_not_dropped(mfa_bot: Command) -> None:
    told = mfa_bot("accounts --workspace T1")
    assert told.exit_code == 1
    assert told.stderr == (
        "--workspace chooses which data in Redis to show: set the bot's REDIS_URL too.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ("attempt prod", "there are accounts, attempts, check"),
        ("attempt prod", "Did you mean 'attempts'?"),
        ("help", "there are accounts, attempts, check"),
        ("print mfa-lsot", "Did you mean 'mfa-lost'?"),
        ("attempts prod --reson x", "'--reason'"),
    ],
)
def test_a_slip_is_told_with_what_may_be_meant(mfa_bot: Command, arguments: str, hint: str) -> None:
    told = mfa_bot(arguments)
    assert told.exit_code == 2
    assert hint in told.stderr


def test_a_text_without_quotes_is_told_as_that_and_its_rest_not_repeated(mfa_bot: Command) -> None:
    told = mfa_bot("attempts prod --correct 1 --reason password: Hunter2!x")
    assert told.exit_code == 2
    assert "more arguments than it takes. Put quotes around a text with blanks." in told.stderr
    assert "Hunter2" not in told.output


def test_a_command_of_slack_that_is_no_flow_leads_to_its_flow(mfa_bot: Command) -> None:
    for typed in ("mfa-phone", "/mfa-phone"):
        told = mfa_bot(["print", typed])
        assert told.exit_code == 2
        assert "/mfa-phone in Slack is the flow contact-phone." in told.stderr


def commands() -> list[str]:
    with click.Context(main) as context:
        return main.list_commands(context)


def test_help_names_every_command(mfa_bot: Command) -> None:
    told = mfa_bot("--help").stdout
    listed = re.findall(r"^  ([a-z]+) ", told.partition("Commands:")[2], flags=re.MULTILINE)
    assert listed == commands()
    for name in commands():
        assert mfa_bot([name, "--help"]).stdout.startswith(f"Usage: main {name}"), name


@pytest.mark.parametrize("readme", ["README.md", "README.zh-TW.md"])
def test_the_readme_has_a_row_for_each_command_and_its_options_are_real(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `mfa-bot ([a-z]+)\b([^\n]*)", text, flags=re.MULTILINE)
    assert sorted(name for name, _ in rows) == commands()
    with click.Context(main) as context:
        for name, row in rows:
            command = main.get_command(context, name)
            assert command
            known = {text for each in command.params for text in (*each.opts, *each.secondary_opts)}
            assert set(re.findall(r"(?<![\w-])--[a-z-]+", row)) <= known, name


@pytest.mark.parametrize(
    "arguments",
    [
        "SECRET",
        "--SECRET",
        "run SECRET",
        "report SECRET --workspace T1",
        "report prod --language SECRET",
        "report prod --format=SECRET",
        "attempts prod SECRET",
        "attempts SECRET --workspace T1",
        "attempts prod --workspace SECRET",
        "check SECRET",
        "new SECRET",
        "print SECRET",
        "picture SECRET",
        "phone SECRET",
        "phone 0912345678 --region SECRET",
        "manifest --url SECRET",
        "manifest --url https://ana:SECRET@bot.example.com",
        "play SECRET",
        "play mfa-lost --account SECRET --press broken",
        "try --port SECRET",
        "doctor SECRET",
    ],
)
def test_a_secret_that_is_typed_anywhere_is_not_repeated(mfa_bot: Command, arguments: str) -> None:
    told = mfa_bot(arguments.replace("SECRET", "AKIAIOSFODNN7EXAMPLE"))
    assert told.exit_code in (1, 2)
    assert "AKIA" not in told.output


@pytest.mark.parametrize("command", ["print", "report", "manifest --url", "phone 0912 --region"])
@pytest.mark.parametrize("typed", ["a\x07b", "a\x1b[2Jb", "a\u202eb", "a\nb", "a\x9bb"])
def test_what_moves_the_cursor_is_not_repeated(mfa_bot: Command, command: str, typed: str) -> None:
    told = mfa_bot([*command.split(), typed, *(HERE if command == "report" else [])])
    assert told.exit_code in (1, 2)
    assert typed not in told.output
    assert told.stderr.replace("\n", "").isprintable()


def test_what_is_long_is_repeated_by_its_beginning(mfa_bot: Command) -> None:
    told = mfa_bot(["print", "tea-" * 1000])
    assert told.exit_code == 2
    assert "there is no flow 'tea-tea-" in told.stderr
    assert len(told.stderr) < 1000


@pytest.mark.parametrize(
    "command", ["report", "attempts", "print", "phone", "new", "check", "doctor"]
)
def test_an_argument_that_is_no_text_is_told_as_that(mfa_bot: Command, command: str) -> None:
    """Bytes that are no UTF-8 reach Python as halves of characters, which nothing can store."""
    told = mfa_bot([command, "\udcff"])
    assert told.exit_code == 2
    assert "An argument is not UTF-8 text" in told.stderr


@each("command", ["print mfa-lost", "phone 0912345678", "picture mfa-lost"])
def test_a_terminal_that_has_not_all_characters_shows_the_others(command: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "iso8859-1:strict"}
    told = ended(f"{command} --language zh-TW", env)
    assert (told.returncode, told.stderr) == (0, "")
    assert "\\u" in told.stdout
