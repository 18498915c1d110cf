"""The Web API: what the bot may do, and the words with which Slack refuses the rest."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import product

import pytest

from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import PEOPLE
from bot.local.slack.workspace import Person as Known
from tests.local.slack.caller import CHANNEL, Caller, actions, button, rich, section, step
from tests.support.bots import Clock
from tests.support.each import each
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Slack, following

Without = Callable[[str], AbstractAsyncContextManager[Caller]]


@pytest.fixture
def without(clock: Clock) -> Without:
    """A Slack whose app was not given a scope."""

    @asynccontextmanager
    async def start(scope: str) -> AsyncIterator[Caller]:
        local = LocalSlack(MANIFEST, TOKEN, SECRET, clock, withheld=[scope])
        async with local, following(local.url) as slack:
            yield Caller(slack.api_url, slack.session)

    return start


async def test_a_post_is_a_message_of_the_bot(api: Caller, slack: Slack) -> None:
    blocks = [section(block_id="one")]
    ts = await api.posted("Hello", blocks=blocks, metadata=step())
    await slack.caught_up()
    (message,) = slack.messages
    assert (message.channel, message.ts, message.user) == (CHANNEL, ts, "U0BOT")
    assert (message.text, message.blocks, message.metadata) == ("Hello", blocks, step())
    assert (message.to, message.thread) == ("", "")
    assert slack.violations == []


async def test_no_two_messages_have_one_ts_and_later_ones_are_later(
    api: Caller, clock: Clock
) -> None:
    stamps = [await api.posted(text) for text in "ab"]
    clock.turn(seconds=1)
    stamps.append(await api.posted("c"))
    assert stamps == sorted(set(stamps))
    assert all(re.fullmatch(r"\d{10}\.\d{6}", stamp) for stamp in stamps)
    assert float(stamps[2]) - float(stamps[0]) == pytest.approx(1, abs=0.01)


async def test_an_answer_stands_in_the_thread(api: Caller, slack: Slack) -> None:
    first = await api.posted("First")
    await api.posted("Second", thread_ts=first)
    await slack.caught_up()
    assert [message.thread for message in slack.messages] == ["", first]


async def test_who_posts_to_a_person_writes_into_their_direct_messages(api: Caller) -> None:
    assert (await api.post(channel="U0ANA"))["channel"] == "D0ANA"
    assert (await api.post(channel="D0ANA"))["channel"] == "D0ANA"


async def test_the_direct_messages_with_a_person_are_opened_by_their_id(api: Caller) -> None:
    for _ in range(2):
        answer = await api.call("conversations.open", users="U0ANA")
        assert answer == {"ok": True, "channel": {"id": "D0ANA"}}
    assert await api.call("conversations.open", users="U0NOBODY") == {
        "ok": False,
        "error": "user_not_found",
    }


async def test_direct_messages_are_opened_only_with_their_scope(without: Without) -> None:
    async with without("im:write") as api:
        assert (await api.call("conversations.open", users="U0ANA"))["error"] == "missing_scope"
        assert (await api.post(channel="U0ANA"))["ok"]


@pytest.mark.parametrize(("kind", "code"), [("bot", "cannot_dm_bot"), ("deleted", "user_disabled")])
async def test_who_takes_no_direct_messages_is_refused(clock: Clock, kind: str, code: str) -> None:
    other = Known("U0OTHER", "other", "Other", "en-US", "Europe/Madrid", kind)
    local = LocalSlack(MANIFEST, TOKEN, SECRET, clock, people=[*PEOPLE, other])
    async with local, following(local.url) as slack:
        api = Caller(slack.api_url, slack.session)
        assert (await api.post(channel="U0OTHER"))["error"] == code
        assert (await api.call("conversations.open", users="U0OTHER"))["error"] == code


async def test_an_update_changes_text_blocks_and_metadata(api: Caller, slack: Slack) -> None:
    ts = await api.posted(blocks=[section(block_id="one")], metadata=step())
    blocks = [section("Then", block_id="two")]
    answer = await api.update(ts, "Then", blocks=blocks)
    assert (answer["ok"], answer["ts"], answer["text"]) == (True, ts, "Then")
    await slack.caught_up()
    (message,) = slack.messages
    assert (message.text, message.blocks, message.updates) == ("Then", blocks, 1)
    assert message.step == {"turn": 1}
    await api.update(ts, "Done", metadata={})
    await slack.caught_up()
    assert (message.blocks, message.metadata, message.updates) == ([], {}, 2)


async def test_a_form_works_as_json_does(api: Caller, slack: Slack) -> None:
    blocks = [section(block_id="one")]
    form = {"channel": CHANNEL, "text": "a & b=c", "blocks": json.dumps(blocks)}
    answer = await api.form("chat.postMessage", **form)
    assert answer["ok"]
    await slack.caught_up()
    assert slack.messages[0].text == "a & b=c"
    assert slack.messages[0].blocks == blocks


@pytest.mark.parametrize("body", ["{", "[]", '"text"'])
async def test_a_body_that_can_not_be_read_is_refused(api: Caller, body: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    async with api.session.post(f"{api.url}auth.test", data=body, headers=headers) as response:
        assert response.status == 400


async def test_the_bot_learns_who_it_is(api: Caller, slack: Slack) -> None:
    answer = await api.call("auth.test")
    assert answer["ok"]
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0ACME", "U0BOT", "B0BOT")
    assert answer["url"] == slack.url


WRONG_TOKENS = "", "xoxb-of-another", TOKEN.upper(), f"{TOKEN}x"


@each("method, token", product(("auth.test", "chat.postMessage", "no.such"), WRONG_TOKENS))
async def test_without_the_token_nothing_works(api: Caller, method: str, token: str) -> None:
    api.token = token
    assert await api.call(method, channel=CHANNEL) == {"ok": False, "error": "invalid_auth"}


async def test_a_token_in_the_body_is_not_taken(api: Caller) -> None:
    api.token = ""
    assert (await api.post(token=TOKEN))["error"] == "invalid_auth"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_without_the_scope_nothing_is_written(without: Without, method: str) -> None:
    async with without("chat:write") as api:
        answer = await api.call(method, channel=CHANNEL, ts="1.2", text="Hello")
    assert answer == {"ok": False, "error": "missing_scope"}


async def test_channels_of_others_are_open_only_with_their_scope(without: Without) -> None:
    async with without("chat:write.public") as api:
        assert (await api.post())["ok"]
        assert (await api.post(channel="C0GENERAL"))["error"] == "not_in_channel"


async def test_a_public_channel_takes_posts_without_the_bot(api: Caller) -> None:
    assert (await api.post(channel="C0GENERAL"))["ok"]


@pytest.mark.parametrize("channel", ["C0FINANCE", "C0NOWHERE", "U0NOBODY", "on-call", ""])
async def test_channels_that_the_bot_can_not_see_are_not_found(api: Caller, channel: str) -> None:
    assert await api.post(channel=channel) == {"ok": False, "error": "channel_not_found"}


async def test_a_private_channel_is_found_while_the_bot_is_in_it(
    api: Caller, slack: Slack, ana: Person
) -> None:
    where = {"as": ana.id, "channel": "C0FINANCE", "thread": ""}
    await slack.do("say", text="/invite @mfa-bot", **where)
    assert (await api.post(channel="C0FINANCE"))["ok"]
    await slack.do("say", text="/remove @mfa-bot", **where)
    assert (await api.post(channel="C0FINANCE"))["error"] == "channel_not_found"


async def test_a_public_channel_that_the_bot_was_taken_out_of_needs_the_scope(
    without: Without,
) -> None:
    async with without("chat:write.public") as api, following(api.url[: -len("api/")]) as slack:
        say = {"as": "U0ANA", "channel": CHANNEL, "thread": ""}
        await slack.do("say", text="/remove @mfa-bot", **say)
        assert (await api.post())["error"] == "not_in_channel"


async def test_a_thread_that_is_not_there_is_refused(api: Caller, slack: Slack) -> None:
    ts = await api.posted(channel="C0GENERAL")
    assert await api.post(thread_ts=ts) == {"ok": False, "error": "thread_not_found"}
    await slack.caught_up()
    assert slack.violations == [f"chat.postMessage: there is no message {ts} to reply to"]


async def test_what_is_not_there_is_not_updated(api: Caller, slack: Slack, ana: Person) -> None:
    assert (await api.update("1795000000.000100"))["error"] == "message_not_found"
    ts = await api.posted()
    assert (await api.update(ts, channel="C0GENERAL"))["error"] == "message_not_found"
    await slack.do("say", text="/invite", **{"as": ana.id}, channel=CHANNEL, thread="")
    say = {"as": ana.id, "channel": CHANNEL, "thread": ""}
    await slack.do("say", text="/remove @mfa-bot", **say)
    (hint,) = slack.told(ana.id)
    assert (await api.update(hint.ts))["error"] == "message_not_found"


async def test_a_message_of_a_person_is_not_the_bots_to_update(
    api: Caller, slack: Slack, ana: Person
) -> None:
    await slack.do("say", text="Hello", **{"as": ana.id}, channel=CHANNEL, thread="")
    (message,) = slack.messages
    assert (await api.update(message.ts))["error"] == "cant_update_message"
    assert message.text == "Hello"


async def test_rich_text_can_not_become_anything_else(api: Caller, slack: Slack) -> None:
    """https://docs.slack.dev/reference/methods/chat.update"""
    ts = await api.posted(blocks=[rich(block_id="one"), actions(button())])
    for blocks in ([section("Then", block_id="two")], []):
        assert (await api.update(ts, blocks=blocks))["error"] == "block_mismatch"
    await slack.caught_up()
    assert slack.messages[0].text == "Hello"
    assert slack.violations == ["chat.update: rich text can't become anything else"] * 2


async def test_rich_text_may_become_other_rich_text_and_sections_may_become_rich_text(
    api: Caller, slack: Slack
) -> None:
    ts = await api.posted(blocks=[section(block_id="one")])
    for name in ("two", "three"):
        assert (await api.update(ts, blocks=[rich(block_id=name)]))["ok"]
    await slack.caught_up()
    assert slack.violations == []


async def test_an_update_keeps_no_block_id(api: Caller, slack: Slack) -> None:
    """Slack's advice: what people typed or chose in a block of the same id would stay."""
    ts = await api.posted(blocks=[actions(button(), block_id="one")])
    assert (await api.update(ts, blocks=[actions(button(), block_id="two")]))["ok"]
    await slack.caught_up()
    assert slack.violations == []
    assert (await api.update(ts, blocks=[actions(button(), block_id="two")]))["ok"]
    await slack.caught_up()
    assert slack.violations == ["chat.update: a block_id stayed the same"]


async def test_a_long_text_is_a_slip_in_a_post_and_refused_in_an_update(
    api: Caller, slack: Slack
) -> None:
    ts = await api.posted("x" * 4000)
    assert (await api.update(ts, "x" * 4000))["ok"]
    await slack.caught_up()
    assert slack.violations == []
    assert (await api.post("x" * 4001))["ok"]
    assert (await api.update(ts, "x" * 4001))["error"] == "msg_too_long"
    await slack.caught_up()
    assert [slip.partition(":")[0] for slip in slack.violations] == [
        "chat.postMessage",
        "chat.update",
    ]


@pytest.mark.parametrize("text", ["", " \n", None, 5])
async def test_a_message_needs_a_text_and_blocks_alone_are_a_slip(
    api: Caller, slack: Slack, text: object
) -> None:
    nothing = await api.call("chat.postMessage", channel=CHANNEL, text=text)
    assert nothing == {"ok": False, "error": "no_text"}
    await api.call("chat.postMessage", channel=CHANNEL, text=text, blocks=[section()])
    await slack.caught_up()
    assert slack.violations == [
        "chat.postMessage: it has neither text nor blocks",
        "chat.postMessage: it has no text for screen readers",
    ]
    assert "None" not in slack.messages[0].text


async def test_fields_that_slack_does_not_know_are_slips(api: Caller, slack: Slack) -> None:
    ts = await api.posted(as_user=True, reply_broadcst=True)
    await api.update(ts, thread_ts=ts)
    await slack.caught_up()
    assert slack.violations == [
        "chat.postMessage: it has no field as_user",
        "chat.postMessage: it has no field reply_broadcst",
        "chat.update: it has no field thread_ts",
    ]


async def test_a_method_that_slack_does_not_know_is_a_slip(api: Caller, slack: Slack) -> None:
    assert await api.call("chat.postMesage") == {"ok": False, "error": "unknown_method"}
    await slack.caught_up()
    assert slack.violations == ["chat.postMesage: is not a method that this Slack knows"]


async def test_every_call_and_its_answer_is_seen(api: Caller, slack: Slack) -> None:
    await api.posted("Hello")
    await api.update("1.2", "Then")
    await slack.caught_up()
    assert [(call.method, call.body["text"], call.answer["ok"]) for call in slack.calls] == [
        ("chat.postMessage", "Hello", True),
        ("chat.update", "Then", False),
    ]
