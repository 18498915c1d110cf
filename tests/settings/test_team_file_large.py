"""A company with thousands of accounts starts the bot in seconds.

What takes long is counted, not timed: looking for secrets in a name, and for languages on the disk.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.core.secrets import rules
from bot.core.secrets.rule import Secret, SecretRule
from bot.files.resources import flow_names
from bot.settings.team_file import read
from bot.texts import command_words
from bot.texts.languages import available

ACCOUNTS = 300
first = rules.first


def test_each_name_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Counter[str] = Counter()

    def looked_at(kinds: Iterable[SecretRule], text: str) -> Secret | None:
        looks[text] += 1
        return first(kinds, text)

    def listed() -> tuple[str, ...]:
        looks["languages"] += 1
        return available()

    monkeypatch.setattr(rules, "first", looked_at)
    monkeypatch.setattr(command_words, "available", listed)
    names = [(f"large-{n}-prod", f"large{n}.prod") for n in range(ACCOUNTS)]
    entries = (
        f"  {name}: {{id: '{n:012}', also: [{other}]}}\n" for n, (name, other) in enumerate(names)
    )
    file = tmp_path / "team.yaml"
    file.write_text("accounts:\n" + "".join(entries), encoding="utf-8")
    assert len(read(file, flow_names()).accounts) == ACCOUNTS
    assert looks == Counter(["languages", *(name for pair in names for name in pair)])
