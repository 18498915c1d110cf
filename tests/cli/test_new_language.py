"""Adding a language is a folder of files and no code: here is one that nobody speaks."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner, Result

from bot.cli import catalogue
from bot.files.resources import resource
from bot.texts.cldr import day
from tests.support.code import extracted
from tests.support.shipped import REVIEWED

ROOT = resource("app.yaml").parent
FOLDER = Path("bot", "texts", "locale", "eo")  # Esperanto has a name in CLDR, and no words here
# Names of sections and of buttons, code, AWS's labels and placeholders stay; words change.
KEPT = re.compile(
    r"(```.*?```|`[^`]*`|\*\*.+?\*\*|\{\w+\}|https?://\S+|^## \S+$|^\[\w+\])",
    re.DOTALL | re.MULTILINE,
)
ACCENTS = str.maketrans("aeioucsAEIOU", "áéíóúĉŝÁÉÍÓÚ")


def accented(text: str) -> str:
    """Readable, as long as the English, and not English."""
    parts = KEPT.split(text)
    return "".join(part if n % 2 else part.translate(ACCENTS) for n, part in enumerate(parts))


@dataclass(frozen=True)
class Told:
    """What commands print that know the new language."""

    check: str
    runbook: str
    terminal: str
    languages: str


# Several commands in one process: most of their time would go into imports.
PROGRAM = """\
import runpy, sys
for command in "\\0".join(sys.argv[1:]).split("\\0&\\0"):
    module, *words = command.split("\\0")
    sys.argv[1:] = words
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        assert not ended.code, command
    print("", end="\\0")
"""


def run(home: Path, *commands: str) -> list[str]:
    """What each of the commands prints."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(home),
        "PYTHONSAFEPATH": "1",
        "DATA_DIR": str(home / "data"),
        "REDIS_URL": "",
        "COLUMNS": "200",
    }
    program = [sys.executable, "-c", PROGRAM, *" & ".join(commands).split()]
    done = subprocess.run(  # noqa: S603 -- our own commands
        program, cwd=home, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split("\0")[:-1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the bot with the files that flows/README.md asks for, and nothing else changed."""
    home = tmp_path_factory.mktemp("esperanto")
    for name in ("bot", "flows"):
        shutil.copytree(ROOT / name, home / name)
    for path in (home / "flows").glob("*/en.md"):
        words = accented(path.read_text(encoding="utf-8")) + sources(path)
        path.with_name("eo.md").write_text(words, encoding="utf-8")
    (home / FOLDER).mkdir()
    assert "not translated" in make_words(home).output
    po = home / FOLDER / "LC_MESSAGES" / "bot.po"
    catalog = read_po(BytesIO(po.read_bytes()))
    for message in catalog:
        message.string = message.string if not message.id else accented(str(message.id))
    translated = BytesIO()
    write_po(translated, catalog)
    po.write_bytes(translated.getvalue())
    make_words(home)
    return home


def make_words(home: Path, *options: str) -> Result:
    """`make words`; the code is that of the bot which runs here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "CATALOGUES", (home / FOLDER).parent)
        patch.setattr(catalogue, "extracted", extracted)
        return CliRunner().invoke(catalogue.main, options)


@pytest.fixture(scope="module")
def told(home: Path) -> Told:
    languages = (
        "from bot.texts.languages import available, best, own_name\n"
        "print(available(), best('eo-FR', available()), own_name('eo'))"
    )
    (home / "said_languages.py").write_text(languages, encoding="utf-8")
    return Told(
        *run(
            home,
            "bot check",
            "bot print mfa-lost --language eo",
            "bot play mfa-lost --account prod --press broken --language EO_001",
            "said_languages",
        ),
    )


def sources(path: Path) -> str:
    """What stands in the section `sources` of a language that is there."""
    there = path.with_name("zh-TW.md").read_text(encoding="utf-8")
    section = there.split("\n## sources\n")[1].split("\n## ")[0]
    names = re.findall(r"^\[(\w+)\]", section, re.MULTILINE)
    return "\n## sources\n" + "".join(f"[{name}] Fónto\n" for name in names)


def test_nothing_is_left_to_do(home: Path, told: Told) -> None:
    left = make_words(home, "--check")
    assert (left.exit_code, left.output) == (0, "")
    assert "The flows are sound: " in told.check


def test_the_runbook_is_in_the_new_language(told: Told) -> None:
    assert told.runbook.startswith(f"# {accented('Sign in as root without the MFA device')}\n")
    assert accented("Last checked on ") in told.runbook
    assert day("eo", REVIEWED) in told.runbook
    assert "The procedure ends here" not in told.runbook
    assert "- Fónto\n" in told.runbook


def test_the_terminal_speaks_it_and_a_region_of_it_leads_there(told: Told) -> None:
    asked = accented("Is {account} standalone, or in an organization?").format(account="prod")
    assert asked in told.terminal
    assert accented("Step {n} of about {m}").format(n=2, m=20) in told.terminal
    assert "Standalone" not in told.terminal


def test_its_readers_get_it_and_it_has_a_button(told: Told) -> None:
    assert told.languages == "('en', 'eo', 'zh-TW') eo Esperanto\n"
