"""More comes than the bot can do: who is refused hears it, and nothing was counted."""

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY

from bot.process import foreground
from bot.slack.transport import admission
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Served
from tests.support.patience import HANGING
from tests.support.person import Person

SENTENCE = "I am busy. Nothing was counted. Try again in a few seconds."
IN_CHINESE = "我現在很忙，什麼都沒有計入。請過幾秒再試一次。"


class Load:
    """How much the bot has to do, as far as this test is concerned."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def too_much(self) -> None:
        self._patch.setattr(admission, "MOST_LEFT", 0)

    def over(self) -> None:
        self._patch.undo()


@pytest.fixture
def load() -> Iterator[Load]:
    with pytest.MonkeyPatch.context() as patch:
        yield Load(patch)


def refused() -> float:
    return REGISTRY.get_sample_value("mfa_troubles_total", {"kind": "busy"}) or 0


async def test_a_press_is_not_counted_and_the_same_button_works_later(
    bot: Served, ana: Person, load: Load
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    before, step, known = await bot.run(), bot.step(), refused()
    load.too_much()
    answer = await ana.press("calling", step)
    assert (answer.status, answer.text) == (200, "")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1]
    assert (told.text, told.thread) == (SENTENCE, step.thread)
    assert (await bot.run(), await bot.used()) == (before, 0)
    assert refused() == known + 1
    load.over()
    await ana.press("calling", step)
    await bot.settled()
    assert await bot.used() == 1


async def test_each_reads_it_in_their_language(bot: Served, load: Load) -> None:
    mei = bot.person("U01")
    await bot.start(mei)
    load.too_much()
    await mei.press("broken")
    assert IN_CHINESE in (await mei.command("/mfa-lost", "prod")).json["text"]
    await bot.settled()
    assert bot.slack.told(mei.id)[-1].text == IN_CHINESE


async def test_one_person_is_told_once_for_all_that_they_pressed_meanwhile(
    bot: Served, ana: Person, ben: Person, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.start(ana)
    monkeypatch.setattr(foreground, "PATIENCE", HANGING)
    load.too_much()
    with bot.bot.foreground.request():  # there is no time to tell anybody yet
        for _ in range(3):
            await ana.press("broken")
        await ben.press("broken")
    await bot.settled()
    assert [m.text for m in bot.slack.told(ana.id)].count(SENTENCE) == 1
    assert [m.text for m in bot.slack.told(ben.id)].count(SENTENCE) == 1


async def test_what_was_typed_into_a_window_stays_there(
    bot: Served, ana: Person, load: Load
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "standalone", "nothing", "skip")
    window = await ana.window()
    load.too_much()
    answer = await ana.submit(window, "0912 345 678")
    assert answer.json["response_action"] == "errors"
    assert [*answer.json["errors"].values()] == [SENTENCE]
    load.over()
    assert (await ana.submit(window, "0912 345 678")).text == ""


async def test_a_command_is_answered_at_once(bot: Served, ana: Person, load: Load) -> None:
    load.too_much()
    answer = await ana.command("/mfa-lost", "prod")
    assert (answer.status, answer.json["response_type"]) == (200, "ephemeral")
    assert SENTENCE in answer.json["text"]
    load.over()
    await bot.start(ana)


async def test_a_message_is_left_to_slack_which_brings_it_again(
    bot: Served, ana: Person, load: Load
) -> None:
    load.too_much()
    assert (await ana.direct("0912 345 678")).status == 503
    load.over()
    assert (await ana.again()).status == 200
    await bot.settled()
    assert "+886" in bot.slack.messages[-1].text


async def test_whoever_presses_again_and_is_served_is_not_told_that_nothing_was_counted(
    bot: Served, ana: Person, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    step = bot.step()
    monkeypatch.setattr(foreground, "PATIENCE", HANGING)
    with bot.bot.foreground.request():  # there is no time to tell anybody yet
        load.too_much()
        await ana.press("calling", step)
        load.over()
        await ana.press("calling", step)
    await bot.settled()
    assert await bot.used() == 1
    assert SENTENCE not in [m.text for m in bot.slack.told(ana.id)]


async def test_what_is_served_elsewhere_takes_nothing_back(
    bot: Served, ana: Person, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in another run nor by a command: the press that was refused still counts for none."""
    await bot.start(ana, account="other")
    other = bot.step()
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    step = bot.step()
    monkeypatch.setattr(foreground, "PATIENCE", HANGING)
    with bot.bot.foreground.request():
        load.too_much()
        await ana.press("calling", step)
        load.over()
        await ana.press("broken", other)
        await ana.command("/mfa-lost", "help")
    await bot.settled()
    told = [m for m in bot.slack.told(ana.id) if m.text == SENTENCE]
    assert [m.thread for m in told] == [step.thread]
