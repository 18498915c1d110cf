"""What is said outlives a restart, however it came about."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.local.slack.journal import journal
from bot.local.slack.server import LocalSlack
from tests.local.slack.caller import (
    CHANNEL,
    Caller,
    actions,
    button,
    everything,
    section,
    step,
    window,
)
from tests.local.slack.stub import StubBot
from tests.support.bots import Clock
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, Message, Slack, following

Start = Callable[[], AbstractAsyncContextManager[Slack]]


class File:
    def __init__(self, home: Path) -> None:
        self.path = home / "slack.jsonl"

    @property
    def lines(self) -> list[str]:
        return self.path.read_text().splitlines()

    @property
    def neighbours(self) -> list[str]:
        return [each.name for each in self.path.parent.iterdir() if each != self.path]

    def cut(self, end: int) -> None:
        """As when the machine stops while a line is being written."""
        self.path.write_bytes(self.path.read_bytes()[:-end])


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path)


@pytest.fixture
def start(file: File, clock: Clock) -> Start:
    """The same Slack again, with a bot that says nothing."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Slack]:
        local = LocalSlack(MANIFEST, TOKEN, SECRET, clock)
        with journal(file.path, local.workspace):
            async with local, StubBot() as stub, following(local.url) as slack:
                await slack.points_to(stub.url)
                yield slack

    return run


def api(slack: Slack) -> Caller:
    return Caller(slack.api_url, slack.session)


async def held(slack: Slack) -> list[Message]:
    return [Message(**each) for each in (await everything(slack))["messages"]]


async def say(slack: Slack, text: str, channel: str = CHANNEL) -> Body:
    return await slack.do("say", **{"as": "U0ANA"}, channel=channel, thread="", text=text)


async def test_messages_stay_as_they_were_last(start: Start) -> None:
    async with start() as slack:
        first = await api(slack).posted(metadata=step())
        await api(slack).posted("Which?", blocks=[actions(button())], thread_ts=first)
        await say(slack, "Hello, @ben")
        await api(slack).update(first, "Then", blocks=[section("Then")])
        before = await held(slack)
    assert [message.text for message in before] == ["Then", "Which?", "Hello, <@U0BEN>"]
    for _ in range(2):
        async with start() as slack:
            assert await held(slack) == before


async def test_the_bot_and_people_go_on_with_old_messages(start: Start) -> None:
    async with start() as slack:
        ts = await api(slack).posted(blocks=[actions(button())])
    async with start() as slack:
        (old,) = await held(slack)
        pressed = {"as": "U0ANA", "channel": CHANNEL, "ts": ts, "action": old.buttons[0]}
        assert (await slack.do("press", **pressed))["delivered"]["status"] == 200
        assert (await api(slack).update(ts, "Then"))["ok"]
        assert (await api(slack).post(thread_ts=ts))["ok"]
    async with start() as slack:
        assert [message.text for message in await held(slack)] == ["Then", "Hello"]


async def test_what_was_deleted_stays_deleted(start: Start) -> None:
    async with start() as slack:
        await say(slack, "A secret")
        await say(slack, "Hello")
        secret = slack.messages[0].ts
    async with start() as slack:
        await slack.do("delete", **{"as": "U0ANA"}, channel=CHANNEL, ts=secret)
    for _ in range(2):
        async with start() as slack:
            assert [message.text for message in await held(slack)] == ["Hello"]


async def test_what_was_deleted_is_no_more_in_the_file_after_a_restart(
    start: Start, file: File
) -> None:
    async with start() as slack:
        await say(slack, "A secret")
        await slack.do("delete", **{"as": "U0ANA"}, channel=CHANNEL, ts=slack.messages[0].ts)
    async with start():
        assert not any("A secret" in line for line in file.lines)
        assert file.neighbours == []


async def test_the_bot_stays_where_it_was_invited(start: Start) -> None:
    async with start() as slack:
        await say(slack, "/invite @mfa-bot", "C0FINANCE")
        await say(slack, "/remove @mfa-bot")
    for _ in range(2):
        async with start() as slack:
            channels = {
                each["name"]: each["bot_in"] for each in (await everything(slack))["channels"]
            }
            assert (channels["finance"], channels["on-call"]) == (True, False)


async def test_user_groups_stay_as_they_were_changed(start: Start) -> None:
    async with start() as slack:
        await slack.do("group", id="S0ONCALL", users=["U0TOM"])
        await slack.do("group", id="S0SECURITY", users=[], disabled=True)
        before = (await everything(slack))["groups"]
    assert [(each["users"], each["disabled"]) for each in before][:2] == [
        (["U0TOM"], False),
        ([], True),
    ]
    for _ in range(2):
        async with start() as slack:
            assert (await everything(slack))["groups"] == before


async def test_what_one_person_alone_saw_is_gone(start: Start, file: File) -> None:
    async with start() as slack:
        await say(slack, "/invite @mfa-bot", "C0GENERAL")
        assert slack.messages[0].to == "U0ANA"
    assert not any("was added to" in line for line in file.lines)
    async with start() as slack:
        assert await held(slack) == []


async def test_every_change_is_in_the_file_at_once(start: Start, file: File) -> None:
    """So that nothing is lost when this Slack is killed."""
    async with start() as slack:
        for n in range(3):
            await api(slack).posted(f"Number {n}")
            assert f"Number {n}" in file.lines[-1]


@pytest.mark.parametrize(("cut", "left"), [(1, 2), (2, 1), (20, 1), (60, 1)])
async def test_a_line_that_was_being_written_is_left_out(
    start: Start, file: File, cut: int, left: int
) -> None:
    async with start() as slack:
        for text in ("Hello", "王美玲 🔑" * 10):
            await api(slack).posted(text)
        before = await held(slack)
    file.cut(cut)
    async with start() as slack:
        assert await held(slack) == before[:left]
        await api(slack).posted("More")
    async with start() as slack:
        assert len(await held(slack)) == left + 1


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\nb\r\nc\x0bd\x1ce", "\ud800", "🔑"])
async def test_any_text_can_be_kept(start: Start, text: str) -> None:
    async with start() as slack:
        await api(slack).posted("First")
        await say(slack, text)
    async with start() as slack:
        assert [message.text for message in await held(slack)] == ["First", text]


async def test_messages_of_later_are_later(start: Start, clock: Clock) -> None:
    """Also when the clock has not moved on, or went back a little: it is the machine's."""
    stamps = []
    for seconds in (0, -5, 1):
        clock.turn(seconds=seconds)
        async with start() as slack:
            stamps += [await api(slack).posted() for _ in range(2)]
    assert stamps == sorted(set(stamps))


async def test_no_id_of_earlier_is_given_again(start: Start, clock: Clock) -> None:
    """The bot would take what is new for what it has done already."""
    given: list[str] = []
    for _ in range(2):
        clock.turn(seconds=1)
        async with start() as slack:
            ana = Person(slack, "U0ANA")
            await ana.command("/mfa-lost")
            form = slack.deliveries[-1].body
            asked = {"trigger_id": form["trigger_id"], "view": window()}
            view = (await api(slack).call("views.open", **asked))["view"]
            await ana.direct("Hello")
            event = slack.deliveries[-1].body["event_id"]
            url = str(form["response_url"]).rpartition("/")[2]
            given += [form["trigger_id"], url, view["id"], event]
    assert len(set(given)) == len(given) == 8


async def test_the_past_is_not_kept(start: Start, file: File) -> None:
    async with start() as slack:
        ts = await api(slack).posted()
        for n in range(50):
            await api(slack).update(ts, f"Number {n}")
    async with start() as slack:
        shown = await everything(slack)
        assert len(file.lines) == 1 + len(shown["channels"]) + len(shown["groups"])
