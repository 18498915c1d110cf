"""Each reads their own language; a thread is in the one of who began it, until somebody says so."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.budget import DAY
from bot.local.slack.fault_injection import Hang
from bot.slack.api import profiles
from tests.support.bots import Clock, Served, served
from tests.support.patience import HANGING, SLACK_WAITS
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.shelf import Shelf
from tests.support.slack import Message, Slack, texts

HAN = re.compile(r"[\u4e00-\u9fff]")
STEPS = ("broken", "standalone", "nothing", "skip")


@pytest.fixture
def mei(bot: Served) -> Person:
    """Her Slack is in zh-TW; Ana's and Ben's are in English."""
    return bot.person("U0MEI")


def in_chinese(text: str) -> bool:
    return bool(HAN.search(text))


def labels(message: Message) -> list[str]:
    return [button["text"]["text"] for button in message.buttons]


async def test_a_thread_is_in_the_language_of_who_began_it(
    bot: Served, ana: Person, mei: Person
) -> None:
    await bot.start(mei, account="taipei")
    await bot.walk(mei, *STEPS)
    chinese = bot.slack.messages[:]
    await bot.start(ana, account="madrid")
    await bot.walk(ana, *STEPS)
    english = bot.slack.messages[len(chinese) :]
    assert len(chinese) == len(english) > len(STEPS)
    assert all(in_chinese(message.text) for message in chinese)
    assert not any(in_chinese(message.text) for message in english)


async def test_a_crowd_at_work_at_once_reads_each_its_own(
    bot: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five threads in English and five in Chinese, and every press at the same time."""
    monkeypatch.setattr(profiles, "SLACK_SECONDS", HANGING)  # or they would read English meanwhile
    crowd = [bot.person(f"U0{n}") for n in range(10)]
    await asyncio.gather(*(p.command("/mfa-lost", account_of(p)) for p in crowd))
    await bot.slack.until(lambda: len(bot.slack.steps()) == len(crowd))
    await bot.settled()
    for button in STEPS:
        newest = {m.step["run"].split(".")[0]: m for m in bot.slack.steps()}
        await asyncio.gather(*(p.press(button, newest[account_of(p)]) for p in crowd))
        await bot.settled()
    for n, person in enumerate(crowd):
        run = next(m.step["run"] for m in bot.slack.steps() if account_of(person) in m.step["run"])
        thread = bot.slack.steps(run)
        assert len(thread) == 1 + len(STEPS)
        seen = (*thread, *bot.slack.told(person.id))
        assert {in_chinese(message.text) for message in seen} == {n % 2 == 1}


def account_of(person: Person) -> str:
    return f"account-{person.id.lower()}x"


async def test_what_one_person_alone_sees_is_in_their_language_whatever_the_thread_is_in(
    bot: Served, ana: Person, mei: Person
) -> None:
    await bot.start(mei)
    await ana.press("broken")
    await bot.settled()
    assert "leads this run" in bot.slack.told(ana.id)[-1].text
    await bot.start(ana, account="other")
    await mei.press("broken", bot.step())
    await bot.settled()
    assert in_chinese(bot.slack.told(mei.id)[-1].text)
    assert labels(bot.slack.told(mei.id)[-1]) == ["接手"]


async def test_windows_are_in_the_language_of_who_types_into_them(
    bot: Served, ana: Person, mei: Person
) -> None:
    asked = await mei.asks_window("/mfa-lost")
    assert in_chinese(asked["title"]["text"])
    refused = await mei.submit(asked, "x")
    assert in_chinese(refused.json["errors"]["answer"])
    await bot.start(ana)
    await bot.walk(ana, "broken", "standalone", "nothing")
    await mei.press("run:take_over", (await _refused(bot, mei)))
    await bot.settled()
    window = await mei.window()
    assert in_chinese(window["title"]["text"])
    assert not in_chinese(bot.step().text)  # the thread goes on in the language that it began in


async def _refused(bot: Served, person: Person) -> Message:
    """What somebody is told who does not lead."""
    await person.press("skip", bot.step())
    await bot.settled()
    return bot.slack.told(person.id)[-1]


async def test_direct_messages_and_mentions_are_answered_in_the_readers_language(
    bot: Served, ana: Person, mei: Person
) -> None:
    for person, chinese in ((ana, False), (mei, True)):
        for text in ("hello", "0912 345 678", "AKIAIOSFODNN7EXAMPLE"):
            await person.direct(text)
            await bot.settled()
            assert in_chinese(bot.slack.messages[-1].text) is chinese
            await person.mention(text)
            await bot.settled()
            assert in_chinese(bot.slack.messages[-1].text) is chinese


class TestAnybodyMayChangeTheLanguageOfAThread:
    async def test_with_one_press_for_all_that_follows(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken")
        old = bot.step()
        assert labels(old)[-1] == "繁體中文"
        await bot.walk(mei, "language:zh-TW")
        assert bot.step().step["step"] == "account_kind"
        assert in_chinese(bot.step().text)
        assert labels(bot.step())[-1] == "English"
        assert next(texts(old.blocks)).startswith("→ *繁體中文* · <@U0MEI>")  # and not as done
        assert in_chinese(bot.slack.messages[0].text)  # the card, at once
        await bot.walk(ana, "standalone")
        assert in_chinese(bot.step().text)
        await bot.walk(ana, "language:en")
        assert not in_chinese(bot.step().text)
        assert not in_chinese(bot.slack.messages[0].text)

    async def test_a_button_of_a_former_step_changes_it_too_and_each_line_names_what_was_pressed(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await bot.start(ana)
        at, button = mei.find("language:zh-TW")
        await bot.walk(ana, "broken")
        old = bot.step()
        await mei.click(at, button)
        await bot.settled()
        assert bot.step().step["step"] == "account_kind"
        assert in_chinese(bot.step().text)
        await bot.walk(ana, "language:en")
        assert "→ *繁體中文* · <@U0MEI>" in next(texts(old.blocks))

    async def test_two_who_press_together_change_it_once(
        self, bot: Served, mei: Person, ben: Person, ana: Person
    ) -> None:
        await bot.start(ana)
        at, button = mei.find("language:zh-TW")
        await asyncio.gather(mei.click(at, button), ben.click(at, button))
        await bot.settled()
        assert (await bot.run()).turn == 2
        (told,) = [*bot.slack.told(mei.id), *bot.slack.told(ben.id)]  # whoever came second
        assert told.text.startswith(("That was already done", "之前已經按過了"))

    async def test_also_when_the_run_is_over(self, bot: Served, ana: Person, mei: Person) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken", "other", "china")
        await bot.walk(mei, "language:zh-TW")
        assert in_chinese(bot.step().text)
        assert not (await bot.run()).open

    async def test_reminders_follow(self, bot: Served, ana: Person, mei: Person) -> None:
        await bot.start(ana)
        await bot.walk(mei, "language:zh-TW")
        await bot.pass_time(minutes=31)
        assert in_chinese(bot.slack.messages[-1].text)

    async def test_who_types_meanwhile_loses_nothing(
        self, bot: Served, ana: Person, mei: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken", "standalone", "nothing")
        window = await ana.window()
        await bot.walk(mei, "language:zh-TW")
        assert (await ana.submit(window, "Ben")).text == ""
        await bot.settled()
        assert (await bot.run()).values["inbox_reader"] == "Ben"

    async def test_a_language_that_is_no_longer_spoken_changes_nothing(
        self, bot: Served, slack: Slack, redis_url: str, clock: Clock
    ) -> None:
        ana, mei = bot.person("U0ANA"), bot.person("U0MEI")
        await bot.start(ana)
        at, button = mei.find("language:zh-TW")
        async with served(slack, redis_url, clock, languages="en") as later:
            await mei.click(at, button)
            await later.settled()
        assert (await bot.run()).language == "en"
        assert "another version" in bot.slack.told(mei.id)[-1].text


class TestWhatSlackIsAsked:
    async def test_a_profile_is_read_once_a_day(
        self, bot: Served, mei: Person, shelf: Shelf
    ) -> None:
        for _ in range(3):
            await mei.command("/mfa-lost", "help")
        assert len(bot.slack.of("users.info")) == 1
        assert '"locale":"zh-TW"' in await shelf.get("profile", "U0MEI")
        assert DAY - 60_000 < await shelf.lives("profile", "U0MEI") <= DAY
        await shelf.forget("profile", "U0MEI")
        bot.clock.turn(hours=24)
        await mei.command("/mfa-lost", "help")
        assert len(bot.slack.of("users.info")) == 2

    async def test_nobody_of_another_workspace_is_asked_about(
        self, bot: Served, mei: Person, shelf: Shelf
    ) -> None:
        await bot.start(mei)
        known = len(bot.slack.of("users.info"))
        assert bot.bot.installation.identity
        bot.bot.installation.identity = replace(bot.bot.installation.identity, team="T0OTHER")
        await bot.person("U0BEN").press("broken", bot.step())
        await bot.bot.background.drain(5)
        assert len(bot.slack.of("users.info")) == known
        assert await shelf.get("profile", "U0BEN") == "None"

    @pytest.mark.parametrize("withheld", [("users:read",)], ids=["no users:read"])
    async def test_without_the_scope_everybody_reads_english(
        self, bot: Served, mei: Person, shelf: Shelf
    ) -> None:
        for _ in range(3):
            answer = await mei.command("/mfa-lost", "help")
            assert not in_chinese(answer.json["text"])
        assert len(bot.slack.of("users.info")) == 1  # and Slack is not asked at every turn
        assert await shelf.get("profile", "U0MEI") == "None"  # it may be granted soon

    @pytest.mark.in_time
    async def test_an_answer_never_waits_for_it(self, bot: Served, mei: Person) -> None:
        await bot.slack.meets(Hang(), "users.info")
        answer = await mei.command("/mfa-lost", "help")
        assert not in_chinese(answer.json["text"])
        assert answer.seconds < SLACK_WAITS
        await bot.slack.mended()
        assert in_chinese((await mei.command("/mfa-disable", "help")).json["text"]) is False


class TestRedisIsAway:
    @pytest.fixture
    async def bot(
        self, slack: Slack, own_redis: RedisServer, clock: Clock
    ) -> AsyncIterator[Served]:
        async with served(slack, own_redis.url, clock) as bot:
            yield bot
            own_redis.thaw()

    @pytest.mark.parametrize("how", ["kill", "freeze"])
    async def test_that_is_told_in_the_readers_language(
        self, bot: Served, mei: Person, own_redis: RedisServer, how: str
    ) -> None:
        await bot.start(mei)
        getattr(own_redis, how)()
        answer = await mei.command("/mfa-lost", "prod")
        assert in_chinese(answer.json["text"])
        assert answer.seconds < SLACK_WAITS
        await mei.press("broken")
        await bot.settled()
        assert in_chinese(bot.slack.told(mei.id)[-1].text)
