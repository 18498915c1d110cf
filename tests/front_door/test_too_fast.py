"""One person's flood is held back and told so; nobody else waits for it."""

import asyncio
import json
from urllib.parse import urlencode

import pytest

from bot.slack.transport import rate_limiter
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Body

SENTENCE = "That was too fast for me"
STRANGER = "U0STRANGE"
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


async def test_the_flood_of_somebody_of_another_company_asks_no_more_of_slack(
    bot: Served, ana: Person
) -> None:
    """Nor does it bring a direct message, or a word in the channel."""
    await bot.start(ana)
    await ana.press("broken")
    press = _of_a_stranger(bot.slack.deliveries[-1].body)
    await ana.mention("help")
    mention = dict(bot.slack.deliveries[-1].body)
    await bot.settled()
    turn, posts = bot.step().step["turn"], len(bot.slack.of("chat.postMessage"))
    told = len(bot.slack.of("response_url"))
    form = urlencode({"payload": json.dumps(press)})
    answers = [await bot.door.signed(form) for _ in range(60)]
    for n in range(20):
        event = {**mention["event"], "user": STRANGER, "ts": f"1.{n}", "user_team": "T0OTHER"}
        body = {**mention, "event_id": f"Ev{n}", "event": event, "is_ext_shared_channel": True}
        answers.append(await bot.door.signed(json.dumps(body), "application/json"))
    await bot.settled()
    assert {(answer.status, answer.text) for answer in answers} == {(200, "")}
    burst = REAL[rate_limiter.WALK].burst
    replies = [call.body["text"] for call in bot.slack.of("response_url")[told:]]
    assert burst <= len(replies) <= burst + 5
    assert {reply.split(".")[0] for reply in replies} == {"This bot serves another workspace"}
    assert len(bot.slack.of("chat.postMessage")) == posts
    assert bot.step().step["turn"] == turn
    bot.slack.violations.clear()  # one response_url stands in for those of many presses


def _of_a_stranger(press: Body) -> Body:
    return {**press, "user": {"id": STRANGER, "username": "x", "team_id": "T0OTHER"}}
