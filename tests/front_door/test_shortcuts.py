"""Shortcuts: one that starts a procedure from anywhere, and one on a message with phone numbers."""

import json
from urllib.parse import urlencode

import pytest

from bot.core.rate_limit import Rate
from bot.local.slack.fault_injection import Refuse
from bot.slack.transport import rate_limiter
from tests.support.bots import Served, served
from tests.support.door import Answer
from tests.support.person import CHANNEL, Person
from tests.support.slack import Body, Message, Slack

FORMAT = "format_numbers"


async def uses(who: Person, callback: str) -> Answer:
    told = await who.slack.do("shortcut", **{"as": who.id}, callback_id=callback)
    return Answer(**told["delivered"])


async def uses_on(who: Person, message: Message) -> Answer:
    about = {"as": who.id, "channel": message.channel, "ts": message.ts}
    told = await who.slack.do("shortcut_on", **about, callback_id=FORMAT)
    return Answer(**told["delivered"])


async def writes(bot: Served, who: str, text: str, thread: str = "") -> Message:
    """A message that the bot is not told of."""
    about = {"as": who, "channel": "C0GENERAL", "text": text, "thread": thread}
    await bot.slack.do("say", **about)
    return bot.slack.messages[-1]


async def window_of(bot: Served, who: Person, callback: str) -> Body:
    known = len(bot.slack.windows)
    await uses(who, callback)
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    return bot.slack.windows[-1]


class TestStarting:
    @pytest.mark.parametrize("flow", ["mfa-lost", "mfa-disable", "contact-phone"])
    async def test_it_asks_for_account_and_channel_and_begins_there(
        self, bot: Served, ana: Person, flow: str
    ) -> None:
        window = await window_of(bot, ana, f"start:{flow}")
        fields = [b["block_id"] for b in window["blocks"] if b["type"] == "input"]
        assert fields == ["answer", "channel"]
        values = {"answer": {"answer": "prod"}, "channel": {"channel": CHANNEL}}
        await bot.slack.do("submit", **{"as": "U0ANA"}, window=window["id"], values=values)
        await bot.settled()
        run = await bot.run()
        assert (run.flow, run.account, run.lead) == (flow, "prod", "U0ANA")
        assert bot.step().channel == CHANNEL

    async def test_where_a_run_is_under_way_that_one_is_offered(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana)
        window = await window_of(bot, ana, "start:mfa-lost")
        values = {"answer": {"answer": "prod"}, "channel": {"channel": CHANNEL}}
        await bot.slack.do("submit", **{"as": "U0ANA"}, window=window["id"], values=values)
        await bot.settled()
        told = bot.slack.seen_by("U0ANA", "D0ANA")[-1]
        assert "You have a run for prod under way" in told.text
        assert [b["text"]["text"] for b in told.buttons] == ["Go On", "Start Over"]

    async def test_the_window_is_in_the_reader_s_language(self, bot: Served) -> None:
        window = await window_of(bot, bot.person("U0MEI"), "start:mfa-lost")
        assert window["blocks"][-1]["label"]["text"] == "要開啟討論串的頻道"

    async def test_guests_are_told_in_direct_messages_that_they_may_not(self, bot: Served) -> None:
        await uses(bot.person("U0XGUEST"), "start:mfa-lost")
        await bot.settled()
        assert bot.slack.windows == []
        told = bot.slack.seen_by("U0XGUEST", "D0XGUEST")[-1]
        assert "Guests can't start a recovery here" in told.text

    async def test_one_of_another_version_is_answered_kindly(
        self, bot: Served, ana: Person
    ) -> None:
        body = await _payload(bot, ana)
        for callback in ("start:tea", "never_heard_of"):
            payload = json.dumps({**body, "callback_id": callback})
            assert (await bot.door.signed(urlencode({"payload": payload}))).status == 200
            await bot.settled()
            told = bot.slack.seen_by("U0ANA", "D0ANA")[-1]
            assert "another version of the bot" in told.text

    async def test_where_slack_opens_no_window_whoever_waits_is_told(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.slack.meets_once(Refuse(error="expired_trigger_id"), "views.open")
        await uses(ana, "start:mfa-lost")
        await bot.settled()
        assert bot.slack.windows == []
        assert "window" in bot.slack.seen_by("U0ANA", "D0ANA")[-1].text

    async def test_a_flood_of_them_is_held_back_and_told_once(
        self, slack: Slack, redis_url: str, clock: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow = dict.fromkeys(rate_limiter.RATES, Rate(burst=3, seconds=1000))
        monkeypatch.setattr(rate_limiter, "RATES", slow)
        async with served(slack, redis_url, clock) as bot:  # type: ignore[arg-type]
            ana = bot.person("U0ANA")
            for _ in range(8):
                assert (await uses(ana, "start:mfa-lost")).status == 200
            await bot.settled()
            assert len(bot.slack.windows) == 3
            assert len(bot.slack.seen_by("U0ANA", "D0ANA")) == 1


async def _payload(bot: Served, who: Person) -> Body:
    await uses(who, "start:mfa-lost")
    return dict(bot.slack.deliveries[-1].body)


class TestNumbersInAMessage:
    async def test_whoever_asks_reads_them_as_aws_wants_them_and_nobody_else(
        self, bot: Served, ana: Person
    ) -> None:
        message = await writes(bot, "U0BEN", "Call 0912 345 678 or +44 20 7946 0958")
        before = len(bot.slack.messages)
        await uses_on(ana, message)
        await bot.settled()
        (told,) = bot.slack.messages[before:]
        assert (told.to, told.channel, told.thread) == ("U0ANA", "C0GENERAL", "")
        assert "912345678" in told.text
        assert "+44" in told.text
        assert bot.slack.of("chat.postMessage") == []

    async def test_in_a_thread_it_is_answered_there(self, bot: Served, ana: Person) -> None:
        first = await writes(bot, "U0BEN", "Which number?")
        message = await writes(bot, "U0BEN", "0912 345 678", first.ts)
        await uses_on(ana, message)
        await bot.settled()
        told = bot.slack.told("U0ANA")[-1]
        assert told.thread == first.ts

    async def test_as_a_mention_would_be_answered(self, bot: Served, ana: Person) -> None:
        text = "0912 345 678, and 03-1234-5678"
        await ana.mention(text)
        await bot.settled()
        mentioned = bot.slack.messages[-1]
        await uses_on(ana, await writes(bot, "U0BEN", text))
        await bot.settled()
        told = bot.slack.told("U0ANA")[-1]
        assert told.text == mentioned.text
        assert _without_ids(told) == _without_ids(mentioned)

    async def test_a_message_without_one(self, bot: Served, ana: Person) -> None:
        await uses_on(ana, await writes(bot, "U0BEN", "Hello"))
        await bot.settled()
        assert bot.slack.told("U0ANA")[-1].text == "I see no phone number in that message."

    @pytest.mark.parametrize(
        ("who", "told"),
        [("U0ANA", "Delete your message"), ("U0BEN", "tell whoever wrote it to delete it")],
    )
    async def test_a_secret_is_not_repeated(
        self, bot: Served, ana: Person, who: str, told: str
    ) -> None:
        secret = "password is hunter2-Planted!"
        await uses_on(ana, await writes(bot, who, f"{secret} 0912 345 678"))
        await bot.settled()
        answer = bot.slack.told("U0ANA")[-1]
        assert told in answer.text
        assert "Planted" not in answer.text + json.dumps(answer.blocks)

    async def test_in_the_reader_s_language(self, bot: Served) -> None:
        await uses_on(bot.person("U0MEI"), await writes(bot, "U0BEN", "Hello"))
        await bot.settled()
        assert bot.slack.told("U0MEI")[-1].text == "我在這則訊息裡看不到電話號碼。"

    async def test_where_slack_takes_nothing_there_it_comes_as_a_direct_message(
        self, bot: Served, ana: Person
    ) -> None:
        message = await writes(bot, "U0BEN", "0912 345 678")
        await bot.slack.meets(Refuse(error="used_url"), "response_url")
        await uses_on(ana, message)
        await bot.settled()
        assert bot.slack.messages[-1].channel == "D0ANA"


def _without_ids(message: Message) -> list[Body]:
    return [{k: v for k, v in block.items() if k != "block_id"} for block in message.blocks]
