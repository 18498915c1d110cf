"""A procedure that is four files and nothing else: walked in Slack, in both languages."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.commands import main
from bot.files.manifest import manifest
from bot.files.resources import resource
from bot.flowfiles.library import Library, load
from bot.guide import opening
from bot.local.slack.server import LocalSlack
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.patience import wait_for_slack
from tests.support.slack import SECRET, TOKEN, Slack, beside


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The flows, and one that an author has just made."""
    home = tmp_path_factory.mktemp("made")
    flows = Path(shutil.copytree(resource("flows"), home / "flows"))
    made = CliRunner().invoke(main, ["new", "tea-time", str(flows)])
    assert made.exit_code == 0, made.output
    return load(flows)


@pytest.fixture
async def slack(
    clock: Clock, library: Library, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Slack]:
    """With the commands that the manifest takes from those files."""
    wait_for_slack(monkeypatch, bot=True)
    app_manifest = manifest(None, library.commands("en"))
    async with LocalSlack(app_manifest, TOKEN, SECRET, clock) as local:
        slack = beside(local)
        yield slack
        assert slack.violations == []


@pytest.fixture
async def bot(
    slack: Slack, redis_url: str, clock: Clock, library: Library, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    monkeypatch.setattr(opening, "load", lambda *_, **__: library)
    async with served(slack, redis_url, clock) as bot:
        yield bot


READERS = (("U0ANA", "en", "help"), ("U0MEI", "zh-TW", "說明"))
ENDS = (("worked", "done"), ("failed", "not_done"))


@each("person, language, help_word, press, end", [(*who, *how) for who in READERS for how in ENDS])
async def test_it_is_walked_to_its_end(
    bot: Served, library: Library, person: str, language: str, help_word: str, press: str, end: str
) -> None:
    words, who = library.in_language("tea-time", language), bot.person(person)
    helped = await who.command("/tea-time", help_word)
    assert words.title in helped.json["text"]
    assert words.intro in helped.json["text"]
    await bot.start(who, "/tea-time", account=f"{press}-{language.lower()}")
    step = bot.step()
    assert words.point("first_step") in step.text
    assert [b["text"]["text"] for b in step.buttons][:2] == [
        words.label("first_step", "worked"),
        words.label("first_step", "failed"),
    ]
    await bot.walk(who, press)
    assert words.outcome(end) in str(bot.step().blocks)
    (card,) = (m for m in bot.slack.messages if m.ts == bot.step().thread)
    assert words.outcome(end) in str(card.blocks)
    assert (await bot.run()).outcome == end


@each("person, language", [("U0ANA", "en"), ("U0MEI", "zh-TW")])
async def test_it_is_listed_with_the_others(
    bot: Served, library: Library, person: str, language: str
) -> None:
    await bot.person(person).mention("hello")
    await bot.settled()
    told = bot.slack.messages[-1].text
    assert f"<@{person}>" in told
    for command in library.commands(language):
        assert f"{command.command} {command.usage}" in told.replace("`", "")
        assert command.about in told
