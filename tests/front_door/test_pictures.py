"""A team's own picture stands beside its step, and nothing hangs on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local.slack.fault_injection import Refuse
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Message, Slack

ADDRESS, SHOWS = "https://pictures.example.com/kinds.png", "The page of the organization"


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Served]:
    words = tmp_path / "flows" / "mfa-lost" / "en.md"
    words.parent.mkdir(parents=True)
    words.write_text(f"## account_kind\n[picture] {ADDRESS}\n[picture_alt] {SHOWS}\n")
    own = str(tmp_path / "flows")
    async with served(slack, redis_url, clock, flows_dir=own) as bot:
        yield bot


def pictures(message: Message) -> list[tuple[str, str]]:
    shown = (block for block in message.blocks if block["type"] == "image")
    return [(block["image_url"], block["alt_text"]) for block in shown]


async def test_it_is_shown_at_its_step_alone_and_goes_when_that_is_over(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    assert pictures(bot.step()) == []
    await bot.walk(ana, "broken")
    step = bot.step()
    assert pictures(step) == [(ADDRESS, SHOWS)]
    await bot.walk(ana, "standalone")
    assert (pictures(step), pictures(bot.step())) == ([], [])


async def test_a_step_is_shown_without_one_that_slack_can_not_fetch(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Refuse(error="invalid_blocks"), "chat.postMessage")
    await bot.walk(ana, "broken")
    step = bot.step()
    assert step.step["step"] == "account_kind"
    assert (pictures(step), bool(step.buttons)) == ([], True)
    await bot.walk(ana, "standalone")


async def test_another_language_has_its_own_or_none(bot: Served) -> None:
    mei = bot.person("U0MEI")
    await bot.start(mei)
    await bot.walk(mei, "broken")
    assert pictures(bot.step()) == []
