"""The README says what is: settings, commands and targets."""

import re
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
HEADER = "| Setting | Default | What it is |"


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE))


def code(text: str) -> str:
    """What stands in backticks and fences, a line each."""
    return "\n".join(re.findall(r"```\w*\n.*?```|`[^`\n]+`", text, flags=re.DOTALL))


def test_the_table_of_settings_is_the_settings(readme: str) -> None:
    """Each setting once, in any order, with its default and what the program says of it."""
    assert HEADER in readme
    _, *lines = readme[readme.index(HEADER) :].split("\n\n", maxsplit=1)[0].splitlines()[1:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    table = [(name.strip("`"), default.strip("`"), what) for name, default, what in rows]
    settings = [
        (name.upper(), str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]
    assert sorted(table) == sorted(settings)


def test_the_example_of_an_environment_has_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    fields = Settings.model_fields.items()
    assert example == {name.upper(): str(field.default) for name, field in fields}


@pytest.mark.parametrize("command", ["make try", "make test"])
def test_it_names_the_two_commands_to_begin_with(readme: str, command: str) -> None:
    assert re.search(rf"^\s*{command}\b", code(readme), flags=re.MULTILINE)


def test_every_command_that_it_names_exists(readme: str) -> None:
    named = set(re.findall(r"mfa-bot ([a-z]+)\b", code(readme)))
    assert named
    assert named <= main.commands.keys()


def test_every_command_that_exists_is_named(readme: str) -> None:
    assert main.commands.keys() <= set(re.findall(r"mfa-bot ([a-z]+)\b", code(readme)))


def test_every_target_that_it_names_exists(readme: str) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", code(readme)))
    assert named
    assert named <= targets()


def test_every_file_that_it_links_to_exists(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", readme)
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing
