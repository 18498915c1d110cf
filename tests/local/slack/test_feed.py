"""The page's feed: a snapshot, then every change; and who may use it."""

import gc
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.local.slack.caller import CHANNEL, Caller
from tests.local.slack.stub import StubBot
from tests.support.bots import Clock
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import Body, Slack


class Listener:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def frame(self) -> Body:
        return dict(await self._socket.receive_json(timeout=HANGING))

    async def upto(self, seq: int) -> list[Body]:
        frames = [await self.frame()]
        while frames[-1]["seq"] < seq:
            frames.append(await self.frame())
        return frames


@asynccontextmanager
async def listening(slack: Slack, **headers: str) -> AsyncIterator[Listener]:
    async with slack.session.ws_connect(f"{slack.url}local/feed", headers=headers) as socket:
        yield Listener(socket)


async def get(slack: Slack, path: str, **headers: str) -> tuple[int, Any, str]:
    async with slack.session.get(f"{slack.url}{path}", headers=headers) as response:
        return response.status, response.headers, await response.text()


async def do(slack: Slack, doing: str, body: object, **headers: str) -> int:
    headers = {"Content-Type": "application/json", **headers}
    text = json.dumps(body)
    async with slack.session.post(
        f"{slack.url}local/{doing}", data=text, headers=headers
    ) as response:
        return response.status


async def test_the_first_frame_is_everything(
    api: Caller, slack: Slack, stub: StubBot, clock: Clock, ana: Person
) -> None:
    ts = await api.posted()
    await ana.direct("Hello")
    assert stub.got, "an event that reached nobody would be sent again as the clock is turned"
    await slack.do("fault_switch", name="slack_429", on=True)
    clock.turn(hours=2)
    async with listening(slack) as page:
        first = await page.frame()
    found = first.pop("all")
    assert first == {"seq": slack.seq}
    assert found["workspace"] == {"name": "Acme", "team": "T0ACME", "url": slack.url}
    assert found["bot"] == {"id": "U0BOT", "name": "mfa-bot"}
    assert [person["name"] for person in found["people"]] == ["ana", "ben", "mei", "tom", "gia"]
    named = {each["id"]: (each["name"], each["private"], each["im"]) for each in found["channels"]}
    assert named["C0FINANCE"] == ("finance", True, "")
    assert named["D0BEN"] == ("mfa-bot", True, "U0BEN")
    assert [(m["ts"] == ts, m["text"]) for m in found["messages"]] == [
        (True, "Hello"),
        (False, "Hello"),
    ]
    assert [entry["toward"] for entry in found["traffic"]] == ["slack", "bot"]
    assert found["clock"] == {"now": clock(), "ahead": 7_200_000}
    troubles = {each["name"]: each["on"] for each in found["fault_switches"]}
    assert [name for name, on in troubles.items() if on] == ["slack_429"]
    assert troubles.keys() == {"slack_slow", "slack_429", "slack_500", "free_plan", "twice"}
    assert (found["violations"], found["windows"]) == ([], [])


async def test_every_change_has_a_number_without_a_gap_and_all_see_the_same(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    async with listening(slack) as one, listening(slack) as other:
        begun = (await one.frame())["seq"]
        await other.frame()
        ts = await api.posted()
        await ana.mention("help")
        await api.update(ts, thread_ts=ts)
        await slack.do("say", **{"as": ana.id}, channel=CHANNEL, text="/remove @mfa-bot")
        frames = await one.upto(slack.seq)
        assert await other.upto(slack.seq) == frames
    assert stub.got
    assert [frame["seq"] for frame in frames] == [*range(begun + 1, slack.seq + 1)]
    kinds = [next(kind for kind in frame if kind != "seq") for frame in frames]
    assert (
        kinds == "message traffic message traffic violation message traffic channel message".split()
    )


async def test_who_comes_later_misses_nothing(api: Caller, slack: Slack) -> None:
    ts = await api.posted("First")
    async with listening(slack) as page:
        first = await page.frame()
        await api.update(ts, "Then")
        await slack.caught_up()
        changes = await page.upto(slack.seq)
    assert first["all"]["messages"][0]["text"] == "First"
    assert changes[0]["seq"] == first["seq"] + 1
    assert changes[0]["message"]["text"] == "Then"


async def test_a_page_that_is_closed_disturbs_nobody(
    api: Caller, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(slack) as page:
        await page.frame()
        transport = page._socket._writer.transport
        assert transport
        transport.abort()
        for _ in range(20):
            await api.posted()
    await slack.caught_up()
    assert len(slack.messages) == 20
    gc.collect()
    assert caplog.records == []


async def test_the_traffic_of_long_ago_is_forgotten(api: Caller, slack: Slack) -> None:
    for n in range(201):
        await api.call("auth.test", n=n)
    async with listening(slack) as page:
        traffic = (await page.frame())["all"]["traffic"]
    assert [entry["sent"]["n"] for entry in traffic] == [*range(1, 201)]


async def test_the_clock_is_turned_ahead_and_all_are_told(slack: Slack, clock: Clock) -> None:
    async with listening(slack) as page:
        await page.frame()
        await slack.do("clock", skip=3_600_000)
        (frame,) = await page.upto(slack.seq)
    assert frame["clock"] == {"now": clock(), "ahead": 3_600_000}


async def test_a_trouble_is_told_to_all(slack: Slack) -> None:
    async with listening(slack) as page:
        await page.frame()
        await slack.do("fault_switch", name="twice", on=True)
        (frame,) = await page.upto(slack.seq)
    assert [each["name"] for each in frame["fault_switches"] if each["on"]] == ["twice"]
    assert all(each["title"] and each["hint"] for each in frame["fault_switches"])


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", ""])
async def test_pages_from_elsewhere_may_do_nothing(slack: Slack, origin: str) -> None:
    body = {"as": "U0ANA", "channel": CHANNEL, "text": "Hello"}
    assert await do(slack, "say", body, Origin=origin) == 403
    assert (await get(slack, "", Origin=origin))[0] == 403
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        async with listening(slack, Origin=origin):
            pass
    await slack.caught_up()
    assert slack.messages == []


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3100", "127.0.0.1.evil.example"])
async def test_a_name_that_was_bent_to_this_machine_reaches_nothing(
    slack: Slack, host: str
) -> None:
    """DNS rebinding: the browser takes the page for one of that name."""
    body = {"as": "U0ANA", "channel": CHANNEL, "text": "Hello"}
    own = {"Host": host, "Origin": f"http://{host}"}
    assert await do(slack, "say", body, **own) == 403
    assert (await get(slack, "", **own))[0] == 403
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        async with listening(slack, **own):
            pass
    assert slack.messages == []


async def test_its_own_page_may_under_both_names(slack: Slack) -> None:
    for name in (slack.url, slack.url.replace("127.0.0.1", "localhost")):
        host = name.removeprefix("http://").rstrip("/")
        own = {"Host": host, "Origin": f"http://{host}"}
        assert await do(slack, "sync", {}, **own) == 200
        async with listening(slack, **own) as page:
            assert "all" in await page.frame()


@pytest.mark.parametrize("path", ["", "archives/C0ONCALL/p1795000000000100?thread_ts=1.2"])
async def test_the_page_is_where_it_is_looked_for(slack: Slack, path: str) -> None:
    status, headers, text = await get(slack, path)
    assert status == 200
    assert headers["Content-Type"] == "text/html"
    assert "/page/" in text


@pytest.mark.parametrize("path", ["", "nowhere", "page/nothing.js"])
async def test_nothing_from_elsewhere_is_loaded_or_runs_in_it(slack: Slack, path: str) -> None:
    _, headers, _ = await get(slack, path)
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["page/../server.py", "page/%2e%2e/server.py", "page/..%2fserver.py"]
)
async def test_only_the_pages_files_are_served(slack: Slack, path: str) -> None:
    async with slack.session.get(URL(f"{slack.url}{path}", encoded=True)) as response:
        assert response.status in (403, 404)


@pytest.mark.parametrize(
    ("doing", "body", "status"),
    [
        ("nothing", {}, 404),
        ("say", {"as": "U0ANA"}, 400),
        ("say", [], 400),
        ("press", {"as": "U0ANA", "channel": CHANNEL, "ts": "1.2"}, 400),
        ("clock", {"skip": "soon"}, 400),
        ("clock", {"skip": None}, 400),
    ],
)
async def test_what_can_not_be_read_is_refused(
    slack: Slack, doing: str, body: object, status: int
) -> None:
    assert await do(slack, doing, body) == status
