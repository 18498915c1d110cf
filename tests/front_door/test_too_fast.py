"""One person's flood is held back and told so; nobody else waits for it."""

import asyncio

import pytest

from bot.slack.transport import rate_limiter
from tests.support.bots import Served
from tests.support.person import Person

SENTENCE = "That was too fast for me"
REAL = dict(rate_limiter.RATES)


@pytest.fixture(autouse=True)
def _limits(_nobody_is_too_fast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the bot."""
    monkeypatch.setattr(rate_limiter, "RATES", REAL)


async def test_sixty_commands_of_one_person_do_not_delay_another(
    bot: Served, ana: Person, ben: Person
) -> None:
    flood = [asyncio.create_task(ana.command("/mfa-lost", f"account{n}")) for n in range(60)]
    answers = await asyncio.gather(*flood)
    assert {answer.status for answer in answers} == {200}
    refused = [answer for answer in answers if SENTENCE in answer.text]
    assert len(refused) >= 60 - REAL[rate_limiter.ASK].burst - 5
    assert len(refused) + sum(not answer.text for answer in answers) == 60
    await bot.start(ben, account="other")
    await bot.settled()
    assert len({m.step["run"] for m in bot.slack.steps()}) == 60 - len(refused) + 1


async def test_a_flood_of_messages_is_answered_with_one_sentence(bot: Served, ana: Person) -> None:
    """Each would cost a call to Slack; none is sent again, since each gets its 200."""
    answers = [await ana.direct(f"0912 345 6{n:02}") for n in range(20)]
    await bot.settled()
    assert {answer.status for answer in answers} == {200}
    told = [m for m in bot.slack.messages if SENTENCE in m.text]
    assert len(told) == 1
    assert len(bot.slack.of("chat.postMessage")) < 20


async def test_whoever_walks_fast_is_never_held_up(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *["broken", "run:back"] * 10)
    assert not [m for m in bot.slack.messages if SENTENCE in m.text]


async def test_a_flood_of_presses_moves_no_more_than_a_burst_and_is_told_once(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    first = bot.step()
    answers = await asyncio.gather(*(ana.press("broken", first) for _ in range(40)))
    assert {answer.status for answer in answers} == {200}
    await bot.settled()
    assert len([m for m in bot.slack.told(ana.id) if SENTENCE in m.text]) == 1
    assert bot.step().step["turn"] == 2


@pytest.mark.usefixtures("bot")
async def test_what_is_typed_in_a_window_is_kept_there(ana: Person) -> None:
    """An answer without a word would close it, and lose what was typed."""
    window = await ana.asks_window("/mfa-lost")
    answers = [await ana.submit(window, "not an account!") for _ in range(25)]
    assert SENTENCE in answers[-1].json["errors"]["answer"]
