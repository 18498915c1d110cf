"""Socket Mode: the same listeners, over a connection that the bot opens itself."""

import asyncio
from collections.abc import AsyncIterator
from unittest.mock import AsyncMock

import pytest

from bot.local.slack.fault_injection import Slow
from bot.slack.transport import socket_mode
from tests.support.bots import Clock, eventually
from tests.support.ear import Ear
from tests.support.slack import Body, Slack
from tests.support.sockets import Peer, SocketDoor, said
from tests.support.wired import APP_TOKEN, Wired, counted, wired


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, door: SocketDoor) -> AsyncIterator[Wired]:
    async with wired(slack, redis_url, clock, door) as bot:
        await bot.connected()
        yield bot


async def test_a_command_and_a_button_work_as_over_http(bot: Wired) -> None:
    ana = bot.person("U0ANA")
    assert (await ana.command("/mfa-lost", "prod")).text == ""
    await bot.settled()
    await ana.press("broken")
    await bot.settled()
    assert [m.step["step"] for m in bot.slack.steps()] == ["what_happened", "account_kind"]
    assert bot.door.tokens == [f"Bearer {APP_TOKEN}"]


@pytest.mark.parametrize(
    ("counted_by_slack", "told"), [(1, ""), (3, "other connections of this app: 2"), ("x", "")]
)
async def test_connections_that_somebody_else_has_are_told_of_in_the_log(
    slack: Slack,
    redis_url: str,
    clock: Clock,
    door: SocketDoor,
    log: Ear,
    counted_by_slack: object,
    told: str,
) -> None:
    """They take their share of the requests, and nothing else would show it."""
    async with wired(slack, redis_url, clock, door):
        peer = await door.reached()
        await peer.says(type="hello", num_connections=counted_by_slack)
        await eventually(lambda: "Socket Mode: connected" in log.text)
    (line,) = [line for line in log.lines if "Socket Mode: connected" in line]
    assert ("other connections" in line) is bool(told)
    assert told in line


async def test_its_own_are_not(bot: Wired, log: Ear) -> None:
    """As long as the old one is open, there are two."""
    first = bot.door.peers[-1]
    await first.says(type="disconnect", reason="refresh_requested")
    second = await bot.door.reached()
    await second.says(type="hello", num_connections=2)
    await eventually(lambda: "Socket Mode: connected" in log.text)
    assert "other connections" not in log.text


async def test_an_answer_for_one_person_comes_back_with_the_envelope(bot: Wired) -> None:
    answer = await bot.person("U0ANA").command("/mfa-phone", "0912 345 678")
    assert "+886912345678" in answer.json["text"]


async def test_the_state_is_durable_before_an_envelope_is_answered(bot: Wired) -> None:
    """Slack's API hangs, so nothing is shown; what was pressed is in Redis all the same."""
    ana = bot.person("U0ANA")
    await bot.works()
    await bot.slack.meets(Slow(seconds=0.3), "chat.postMessage")
    await ana.press("broken")
    found = await bot.bot.guide.look("T0ACME", bot.slack.steps()[-1].step["run"])
    assert found.run
    assert found.run.place.step == "account_kind"
    assert len(bot.slack.steps()) == 1


def takes(bot: Wired, monkeypatch: pytest.MonkeyPatch, *seconds: float) -> None:
    """So long each event waits for Redis; the last one for all that follow."""
    pauses, store = list(seconds), bot.bot.guide.store
    first_to_see = store.first_to_see

    async def slowly(team: str, event: str) -> bool:
        await asyncio.sleep(pauses.pop(0) if len(pauses) > 1 else pauses[0])
        return await first_to_see(team, event)

    monkeypatch.setattr(store, "first_to_see", slowly)


async def test_an_event_that_failed_is_not_answered(
    bot: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that Slack sends it again."""
    failed = counted("mfa_socket_envelopes_total", result="failed")
    first_to_see = AsyncMock(side_effect=[ZeroDivisionError, True])
    monkeypatch.setattr(bot.bot.guide.store, "first_to_see", first_to_see)
    lost = await bot.door.peers[-1].envelope("lost", "events_api", said("hello"))
    await eventually(lambda: counted("mfa_socket_envelopes_total", result="failed") == failed + 1)
    again = await bot.door.peers[-1].envelope("again", "events_api", said("hello"))
    assert await asyncio.wait_for(again, 3) == {"envelope_id": "again"}
    assert not lost.done()
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 1


async def test_a_command_whose_answer_was_lost_starts_one_run(bot: Wired) -> None:
    bot.door.way = bot.door.again
    await bot.works()


async def test_a_press_whose_answer_was_lost_moves_once(bot: Wired) -> None:
    await bot.works()
    bot.door.way = bot.door.again
    assert (await bot.person("U0ANA").press("broken")).status == 200
    await bot.settled()
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
    assert bot.slack.told("U0ANA")[1:] == []


async def test_an_event_whose_answer_was_lost_is_answered_once(bot: Wired) -> None:
    bot.door.way = bot.door.again
    assert (await bot.person("U0ANA").mention("0912 345 678")).status == 200
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 1


async def test_slack_is_asked_for_the_next_connection_before_the_old_one_closes(
    bot: Wired,
) -> None:
    """`disconnect` comes about ten seconds before; a press in between is taken on either."""
    old = bot.door.peers[-1]
    await old.says(type="disconnect", reason="refresh_requested", debug_info={"host": "wss-1"})
    new = await bot.connected()
    assert not old.closed.is_set()
    bot.door.way = lambda kind, payload: on(old, bot, kind, payload)
    await bot.works("prod")
    bot.door.way = bot.door.newest
    await bot.works("dev")
    await old.closes()
    await bot.works("staging")
    assert not new.closed.is_set()
    assert bot.door.tokens == [f"Bearer {APP_TOKEN}"] * 2


async def test_a_warning_is_heeded_as_a_refresh_is(bot: Wired) -> None:
    await bot.door.peers[-1].says(type="disconnect", reason="warning")
    await bot.connected()
    await bot.works()


async def test_an_old_connection_that_slack_forgets_to_close_is_closed(bot: Wired) -> None:
    old = bot.door.peers[-1]
    await old.says(type="disconnect", reason="refresh_requested")
    await bot.connected()
    await asyncio.wait_for(old.closed.wait(), 5)
    await bot.works()


async def test_what_came_on_a_connection_that_has_closed_is_answered_on_the_next(
    bot: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The envelope's id is all that Slack looks at."""
    old = bot.door.peers[-1]
    takes(bot, monkeypatch, 0.3)
    await old.envelope("slow", "events_api", said("hello"))
    await under_way(bot)
    await old.closes()
    new = await bot.connected()
    answer = new.expects("slow")
    assert await asyncio.wait_for(answer, 5) == {"envelope_id": "slow"}


async def test_an_envelope_on_two_connections_counts_once(bot: Wired) -> None:
    await bot.works()
    await bot.door.peers[-1].says(type="disconnect", reason="refresh_requested")
    await bot.connected()
    bot.door.way = bot.door.everywhere
    await bot.person("U0ANA").press("broken")
    await bot.settled()
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]


async def test_a_stop_takes_what_comes_until_the_last_one_is_answered(
    bot: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other process gets what comes over this connection."""
    peer = bot.door.peers[-1]
    takes(bot, monkeypatch, 0.2, 1)
    first = await peer.envelope("first", "events_api", said("hello", "1795000000.000100"))
    await under_way(bot)
    bot.socket.stop()
    second = await peer.envelope("second", "events_api", said("hello", "1795000000.000200"))
    await asyncio.wait([first, second], timeout=5, return_when=asyncio.FIRST_COMPLETED)
    third = await peer.envelope("third", "events_api", said("hello", "1795000000.000300"))
    await bot.stopped()
    await asyncio.wait_for(peer.closed.wait(), 5)
    told = [answer.result()["envelope_id"] for answer in (first, second, third)]
    assert told == ["first", "second", "third"]
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 3


async def test_a_stop_does_not_go_on_for_ever(bot: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much comes, it ends: what is under way is finished, and no more is taken."""
    monkeypatch.setattr(socket_mode, "TAKES_ON", 0)
    peer = bot.door.peers[-1]
    takes(bot, monkeypatch, 0.3)
    first = await peer.envelope("first", "events_api", said("hello", "1795000000.000100"))
    await under_way(bot)
    bot.socket.stop()
    second = await peer.envelope("second", "events_api", said("hello", "1795000000.000200"))
    await bot.stopped()
    await asyncio.wait_for(peer.closed.wait(), 5)
    assert first.result() == {"envelope_id": "first"}
    assert not second.done()
    assert peer.close_code == 1000
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 1
    assert bot.socket.trouble


async def test_a_stop_need_not_wait(bot: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops may lose patience; then it is closed, and Slack sends again."""
    peer = bot.door.peers[-1]
    takes(bot, monkeypatch, 30)
    first = await peer.envelope("first", "events_api", said("hello"))
    await under_way(bot)
    bot.socket.stop()
    bot.task.cancel()
    await asyncio.wait([bot.task], timeout=5)
    await asyncio.wait_for(peer.closed.wait(), 5)
    assert not first.done()


async def test_its_state_is_in_the_metrics(bot: Wired) -> None:
    assert counted("mfa_socket_connections") == 1
    refreshed = counted("mfa_socket_endings_total", why="refresh")
    connected = counted("mfa_socket_tries_total", result="connected")
    await bot.door.peers[-1].says(type="disconnect", reason="refresh_requested")
    await bot.connected()
    assert counted("mfa_socket_connections") == 2
    await bot.door.peers[0].closes()
    await bot.works()
    assert counted("mfa_socket_connections") == 1
    assert counted("mfa_socket_endings_total", why="refresh") == refreshed + 1
    assert counted("mfa_socket_tries_total", result="connected") == connected + 1
    await bot.stopped()
    assert counted("mfa_socket_connections") == 0


async def on(peer: Peer, bot: Wired, kind: str, payload: Body) -> Body:
    return await asyncio.wait_for(await peer.envelope(bot.door.name(), kind, payload), 3)


async def under_way(bot: Wired) -> None:
    """Until the bot is busy with an envelope."""
    await eventually(lambda: bot.socket._under_way)
