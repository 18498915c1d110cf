"""The recipes of flows/README.md, followed to the letter on a procedure that has just been made."""

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from bot.files.resources import resource
from bot.texts import new_flow
from tests.cli.conftest import Command

SECTIONS = re.MULTILINE | re.DOTALL
README = resource("flows") / "README.md"
FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", SECTIONS)
INLINE = re.compile(r"`([^`\n]+)`")
ENGLISH = re.compile(r"^(\[\w+\] |)[A-Za-z].*$", re.MULTILINE)


def recipe(title: str) -> str:
    """Section of README with that heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## [A-Z]|\Z)", README.read_text(), SECTIONS)
    assert found, title
    return found[1]


def blocks(title: str, language: str) -> list[str]:
    return [dedent(text) for _, tag, text in FENCED.findall(recipe(title)) if tag == language]


def inline(title: str, begins: str) -> str:
    """The first text between backticks that begins so."""
    prose = FENCED.sub("", recipe(title))
    return next(code for code in INLINE.findall(prose) if code.startswith(begins))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("begun") / "flows"


@pytest.fixture
def home(tmp_path: Path, begun: Path, mfa_bot: Command) -> Path:
    """A short flow with a new procedure, made as README says, once for all tests here."""
    if not begun.exists():
        begin(begun, mfa_bot)
    return Path(shutil.copytree(begun, tmp_path / "flows"))


def begin(begun: Path, mfa_bot: Command) -> None:
    flows = begun.with_name("made")
    shutil.copytree(resource("flows") / "contact-phone", flows / "contact-phone")
    new, check = (block.strip() for block in blocks("Add a procedure", ""))
    assert (new, check) == ("mfa-bot new tea-time", "mfa-bot check")
    result = mfa_bot(["new", "tea-time", str(flows)])
    assert result.exit_code == 0, result.output
    left = mfa_bot(["check", str(flows)])
    assert left.exit_code == 1
    for path in (flows / "tea-time").glob("*.md"):
        for hint in new_flow.hints(path.stem):
            assert f"tea-time / {path.name}" in left.stderr
            assert f"“{hint}” says what belongs here; write your own words." in left.stderr
            own = "Tea is made so." if path.stem == "en" else "這樣泡茶。"
            path.write_text(path.read_text().replace(hint, own))
    flows.rename(begun)  # whole, or not there


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert len(re.findall(old, text)) == 1, (old, text)
    path.write_text(re.sub(old, lambda _: new, text))


def put_section(home: Path, markdown: str) -> None:
    """In every language: instead of the section of that name, or as a new one."""
    for path in (home / "tea-time").glob("*.md"):
        said = markdown if path.stem == "en" else ENGLISH.sub(r"\1中文。", markdown)
        name = markdown.splitlines()[0]
        rest = re.sub(rf"^{name}\n.*?(?=^## |\Z)", "", path.read_text(), flags=SECTIONS)
        path.write_text(f"{rest.rstrip()}\n\n{said}")


def add_label(home: Path, step: str, label: str) -> None:
    for path in (home / "tea-time").glob("*.md"):
        said = label if path.stem == "en" else ENGLISH.sub(r"\1中文", label)
        text = path.read_text()
        path.write_text(
            re.sub(rf"(^## {step}\n.*?)(?=\n## )", rf"\1{said}\n", text, flags=SECTIONS)
        )


def sound(mfa_bot: Command, home: Path) -> str:
    result = mfa_bot(["check", str(home)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_new_procedure_is_sound_once_its_author_has_written_it(
    home: Path, mfa_bot: Command
) -> None:
    shutil.copytree(resource("flows"), home, dirs_exist_ok=True)
    assert "mfa-lost, mfa-ready, tea-time" in sound(mfa_bot, home)
    languages = {path.name for path in (home / "mfa-lost").glob("*.md")}
    made = {path.name for path in (home / "tea-time").iterdir()}
    assert made == {"flow.yaml", "scenarios.yaml", *languages}


def test_change_a_sentence(home: Path, mfa_bot: Command) -> None:
    step, of_the_flow = blocks("Change a sentence", "markdown")
    for section in (step, *re.split(r"\n(?=## )", of_the_flow)):
        put_section(home, section)
        sound(mfa_bot, home)


def test_add_a_step(home: Path, mfa_bot: Command) -> None:
    step, scenario = blocks("Add a step", "yaml")
    (section,) = blocks("Add a step", "markdown")
    flow, scenarios = home / "tea-time/flow.yaml", home / "tea-time/scenarios.yaml"
    flow.write_text(flow.read_text() + "".join(f"  {line}\n" for line in step.splitlines()))
    change(flow, "failed: given_up", inline("Add a step", "failed: "))
    put_section(home, section)
    change(scenarios, r"presses: \[failed\]", inline("Add a step", "presses: "))
    scenarios.write_text(f"{scenarios.read_text()}\n{scenario}")
    sound(mfa_bot, home)


def test_add_a_button(home: Path, mfa_bot: Command) -> None:
    (scenario,) = blocks("Add a button", "yaml")
    flow, scenarios = home / "tea-time/flow.yaml", home / "tea-time/scenarios.yaml"
    change(flow, r"buttons: \{.*\}", inline("Add a button", "buttons: "))
    add_label(home, "first_step", inline("Add a button", "[not_mine]"))
    scenarios.write_text(f"{scenarios.read_text()}\n{scenario}")
    sound(mfa_bot, home)


@pytest.mark.parametrize("forgotten", ["the words", "the scenario"])
def test_a_recipe_that_is_half_done_is_told(home: Path, mfa_bot: Command, forgotten: str) -> None:
    change(home / "tea-time/flow.yaml", r"buttons: \{.*\}", inline("Add a button", "buttons: "))
    if forgotten != "the words":
        add_label(home, "first_step", inline("Add a button", "[not_mine]"))
    told = mfa_bot(["check", str(home)]).stderr
    missing = "no scenario presses this" if forgotten == "the scenario" else "has no label"
    assert missing in told


def test_retire_a_procedure(home: Path, mfa_bot: Command) -> None:
    (commands,) = blocks("Retire a procedure", "")
    remove, check = commands.splitlines()
    assert (remove, check) == ("rm -r flows/tea-time", "mfa-bot check")
    shutil.rmtree(home.parent / remove.split()[-1])
    assert "tea-time" not in sound(mfa_bot, home)


def test_compare_it_with_aws_again(home: Path, mfa_bot: Command) -> None:
    title = "Compare it with AWS again"
    command = inline(title, "mfa-bot print")
    page = mfa_bot(command.removeprefix("mfa-bot ")).stdout
    assert "## Sources" in page
    for key in re.findall(r"`(reviewed|documentation|screens)`", recipe(title)):
        path = home / "tea-time/flow.yaml"
        line = f"{key}: {'2026-11-27' if key == 'reviewed' else '2026-11'}"
        text = re.sub(rf"^{key}:.*\n", "", path.read_text(), flags=re.MULTILINE)
        path.write_text(text.replace("goal: finished\n", f"goal: finished\n{line}\n"))
    sound(mfa_bot, home)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Tea", "'Tea' is not a name for a procedure: use small letters, digits and -"),
        (
            "a" * 32,
            "is not a name for a procedure: use small letters, digits and -, a letter first,",
        ),
        ("mfa-lost", "There is 'mfa-lost' already; choose another name, or change that one."),
        ("mfa-phone", "There is 'contact-phone' already; choose another name"),
    ],
)
def test_a_name_that_cannot_be_is_a_sentence(mfa_bot: Command, name: str, told: str) -> None:
    result = mfa_bot(["new", name])
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
