"""Adding a language is a folder of files and no code: here is one that nobody speaks."""

import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from bot.files.resources import resource
from bot.texts.cldr import day
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


def run(home: Path, *arguments: str) -> str:
    environ = {
        **os.environ,
        "PYTHONPATH": str(home),
        "PYTHONSAFEPATH": "1",
        "DATA_DIR": str(home / "data"),
        "REDIS_URL": "",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(  # noqa: S603 -- our own command
        command, cwd=home, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the bot with the files that flows/README.md asks for, and nothing else changed."""
    home = tmp_path_factory.mktemp("esperanto")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("bot", "flows"):
        shutil.copytree(ROOT / name, home / name, ignore=ignored)
    for path in (home / "flows").glob("*/en.md"):
        words = accented(path.read_text(encoding="utf-8")) + sources(path)
        path.with_name("eo.md").write_text(words, encoding="utf-8")
    (home / FOLDER).mkdir()
    assert "not translated" in run(home, "bot.cli.catalogue")
    po = home / FOLDER / "LC_MESSAGES" / "bot.po"
    catalog = read_po(BytesIO(po.read_bytes()))
    for message in catalog:
        message.string = message.string if not message.id else accented(str(message.id))
    translated = BytesIO()
    write_po(translated, catalog)
    po.write_bytes(translated.getvalue())
    run(home, "bot.cli.catalogue")
    return home


def sources(path: Path) -> str:
    """What stands in the section `sources` of a language that is there."""
    there = path.with_name("zh-TW.md").read_text(encoding="utf-8")
    section = there.split("\n## sources\n")[1].split("\n## ")[0]
    names = re.findall(r"^\[(\w+)\]", section, re.MULTILINE)
    return "\n## sources\n" + "".join(f"[{name}] Fónto\n" for name in names)


def test_nothing_is_left_to_do(home: Path) -> None:
    assert run(home, "bot.cli.catalogue", "--check") == ""
    assert "The flows are sound: " in run(home, "bot", "check")


def test_the_runbook_is_in_the_new_language(home: Path) -> None:
    told = run(home, "bot", "print", "mfa-lost", "--language", "eo")
    assert told.startswith(f"# {accented('Sign in as root without the MFA device')}\n")
    assert accented("Last checked on ") in told
    assert day("eo", REVIEWED) in told
    assert "The procedure ends here" not in told
    assert "- Fónto\n" in told


def test_the_terminal_speaks_it_and_a_region_of_it_leads_there(home: Path) -> None:
    told = run(
        home,
        *("bot", "play", "mfa-lost", "--account", "prod"),
        *("--press", "broken", "--language", "EO_001"),
    )
    assert (
        accented("Is {account} standalone, or in an organization?").format(account="prod") in told
    )
    assert accented("Step {n} of about {m}").format(n=2, m=20) in told
    assert "Standalone" not in told


def test_its_readers_get_it_and_it_has_a_button(home: Path) -> None:
    source = (
        "from bot.texts.languages import available, best, own_name;"
        "print(available(), best('eo-FR', available()), own_name('eo'))"
    )
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": str(home), "PYTHONSAFEPATH": "1"},
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "('en', 'eo', 'zh-TW') eo Esperanto\n"
