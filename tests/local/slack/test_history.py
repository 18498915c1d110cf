"""What was said: the bot may read it where it was let, page by page, as in Slack."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from bot.local.slack.server import LocalSlack
from tests.local.slack.caller import CHANNEL, Caller
from tests.local.slack.watched_clock import WatchedClock
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, Slack, following

STAMP = {"event_type": "mfa_step", "event_payload": {"run": "prod.a", "turn": 1}}


@dataclass(slots=True)
class Reader:
    api: Caller

    async def read(self, method: str, channel: str = CHANNEL, **asked: str) -> Body:
        query = urlencode({"channel": channel, **asked})
        asks = {"Authorization": f"Bearer {self.api.token}"}
        where = f"{self.api.url}conversations.{method}?{query}"
        async with self.api.session.get(where, headers=asks) as response:
            return dict(await response.json())

    async def texts(self, method: str, **asked: str) -> list[str]:
        page = await self.read(method, **asked)
        assert page["ok"], page
        return [message["text"] for message in page["messages"]]


@pytest.fixture
def reader(api: Caller) -> Reader:
    return Reader(api)


async def test_a_channel_is_told_newest_first_and_without_what_stands_in_threads(
    api: Caller, reader: Reader
) -> None:
    first = await api.posted("First")
    await api.posted("In the thread", thread_ts=first)
    await api.posted("Second")
    assert await reader.texts("history") == ["Second", "First"]


async def test_a_thread_is_told_from_its_first_message_on(api: Caller, reader: Reader) -> None:
    first = await api.posted("First")
    stamps = [await api.posted(text, thread_ts=first) for text in "abc"]
    await api.posted("Elsewhere")
    assert await reader.texts("replies", ts=first) == ["First", "a", "b", "c"]
    assert await reader.texts("replies", ts=first, oldest=stamps[0]) == ["First", "b", "c"]
    assert await reader.texts("replies", ts=first, latest=stamps[1]) == ["First", "a"]
    assert (await reader.read("replies", ts="1.2"))["error"] == "thread_not_found"


async def test_a_page_names_the_next_one(api: Caller, reader: Reader) -> None:
    for text in "abc":
        await api.posted(text)
    page = await reader.read("history", limit="2")
    assert [message["text"] for message in page["messages"]] == ["c", "b"]
    assert page["has_more"] is True
    cursor = page["response_metadata"]["next_cursor"]
    last = await reader.read("history", limit="2", cursor=cursor)
    assert [message["text"] for message in last["messages"]] == ["a"]
    assert last["has_more"] is False
    assert "response_metadata" not in last


async def test_metadata_is_told_to_who_asks_for_it(api: Caller, reader: Reader) -> None:
    await api.posted("A step", metadata=STAMP)
    (without,) = (await reader.read("history"))["messages"]
    (message,) = (await reader.read("history", include_all_metadata="true"))["messages"]
    assert "metadata" not in without
    assert (message["metadata"], message["bot_id"]) == (STAMP, "B0BOT")


@pytest.mark.parametrize(
    ("channel", "asked", "error"),
    [
        ("C0NOWHERE", {}, "channel_not_found"),
        ("C0FINANCE", {}, "channel_not_found"),
        ("C0GENERAL", {}, "not_in_channel"),
        ("U0ANA", {}, "channel_not_found"),
        (CHANNEL, {"limit": "1000"}, "invalid_limit"),
        (CHANNEL, {"limit": "0"}, "invalid_limit"),
        (CHANNEL, {"cursor": "odd"}, "invalid_cursor"),
    ],
)
async def test_what_can_not_be_read_is_refused_with_slacks_own_word(
    reader: Reader, api: Caller, channel: str, asked: dict[str, str], error: str
) -> None:
    await api.posted()
    assert (await reader.read("history", channel, **asked)) == {"ok": False, "error": error}


async def test_slack_takes_no_json_for_it(api: Caller) -> None:
    answer = await api.call("conversations.history", channel=CHANNEL)
    assert answer == {"ok": False, "error": "channel_not_found"}


@pytest.fixture
async def forgetful(clock: WatchedClock) -> AsyncIterator[Slack]:
    withheld = ("channels:history", "im:history")
    async with (
        LocalSlack(MANIFEST, TOKEN, SECRET, clock, withheld=withheld) as local,
        following(local.url) as slack,
    ):
        yield slack


async def test_without_the_scope_for_that_kind_of_channel_nothing_is_read(forgetful: Slack) -> None:
    reader = Reader(Caller(forgetful.api_url, forgetful.session))
    for channel in (CHANNEL, "D0ANA"):
        assert (await reader.read("history", channel))["error"] == "missing_scope"
    finance = {"as": "U0ANA", "channel": "C0FINANCE", "thread": ""}
    await forgetful.do("say", text="/invite @mfa-bot", **finance)
    assert (await reader.read("history", "C0FINANCE"))["ok"]


async def test_each_answer_names_the_scopes_that_were_granted(
    api: Caller, forgetful: Slack
) -> None:
    asks = {"Authorization": f"Bearer {TOKEN}"}
    for url, granted in ((api.url, True), (forgetful.api_url, False)):
        async with api.session.post(f"{url}auth.test", headers=asks) as response:
            scopes = response.headers["x-oauth-scopes"].split(",")
        assert ("channels:history" in scopes) is granted
        assert "chat:write" in scopes
