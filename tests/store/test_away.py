"""A server that is gone, in every way: told as StoreAway, well within Slack's three seconds."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from redis.exceptions import BusyLoadingError, OutOfMemoryError, ReadOnlyError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.core.budget import Attempts, Limits
from bot.core.decision import Decision
from bot.core.due import Due
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.guide import CommitUnknown, Moved
from bot.store.calls import NotWritten, StoreAway
from bot.store.client import connect
from bot.store.errors import Interrupted
from bot.store.pool import NotSent
from bot.store.store import Store
from tests.store.servers import KINDS, process
from tests.store.shelf import NOW, TEAM, Shelf, a_run
from tests.store.walker import TO_THE_CALL, Walker, a_press
from tests.store.workspace import Workspace, put_back, seen
from tests.support.each import each
from tests.support.patience import SLACK_WAITS


@contextmanager
def in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SLACK_WAITS


@asynccontextmanager
async def store_at(url: str) -> AsyncIterator[Store]:
    store = Store(connect(url), Limits())
    yield store
    await store.close()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port where nobody listens, and where nobody else can meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def test_nobody_listens(tmp_path: Path) -> None:
    async with store_at(f"unix://{tmp_path}/nothing") as store:
        walker = Walker(store)
        for ask in (walker.start(), walker.guide.look(TEAM, "prod.a")):
            with in_time(), pytest.raises(StoreAway):
                await ask
        with in_time(), pytest.raises(NotWritten):
            await store.ping(TEAM)


async def test_the_port_is_closed(closed_port: int) -> None:
    at = f"127.0.0.1:{closed_port}"
    for url in (f"redis://{at}", f"redis+cluster://{at}", f"redis+sentinel://{at}/main"):
        async with store_at(url) as store:
            with in_time(), pytest.raises(NotWritten):
                await store.ping(TEAM)


@pytest.mark.in_time
async def test_somebody_listens_who_never_answers() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, store_at(f"redis://127.0.0.1:{port}") as store:
        with in_time(), pytest.raises(StoreAway):
            await Walker(store).start()


async def test_a_server_that_was_killed_and_came_back(tmp_path: Path) -> None:
    """No step moves while it is gone; then the same button works."""
    async with process(tmp_path) as (server, url), store_at(url) as store:
        walker = Walker(store)
        run = await walker.start()
        press = a_press(run, "broken")
        server.kill()
        await server.wait()
        with in_time(), pytest.raises(StoreAway):
            await walker.guide.press(TEAM, press)
        async with process(tmp_path):
            assert (await walker.guide.look(TEAM, run.id)).run == run
            assert isinstance(await walker.guide.press(TEAM, press), Moved)


@pytest.mark.in_time
async def test_a_server_that_hangs_while_it_is_read(tmp_path: Path) -> None:
    """Nothing was counted, and the bot may say so."""
    async with process(tmp_path) as (server, url), store_at(url) as store:
        walker = Walker(store)
        run = await walker.start()
        server.send_signal(signal.SIGSTOP)
        with in_time(), pytest.raises(StoreAway) as away:
            await walker.press(run, "broken")
        assert not isinstance(away.value, CommitUnknown)


@pytest.mark.in_time
async def test_a_server_that_hangs_while_it_is_asked_for_other_things(tmp_path: Path) -> None:
    """Whose an event is to answer is asked before Slack gets its 200, too."""
    async with process(tmp_path) as (server, url), store_at(url) as store:
        await store.due.take(TEAM)
        server.send_signal(signal.SIGSTOP)
        with in_time(), pytest.raises(StoreAway):
            await store.first_to_see(TEAM, "Ev1")


@pytest.mark.in_time
async def test_a_server_that_hangs_while_an_attempt_is_written(tmp_path: Path) -> None:
    """Nobody knows whether it counts; the same button, pressed again, counts it once."""

    class Hanging(Store):
        async def commit(self, *args: object) -> object:  # type: ignore[override]
            os.kill(server.pid, signal.SIGSTOP)
            return await super().commit(*args)  # type: ignore[arg-type]

    async with process(tmp_path) as (server, url), store_at(url) as store:
        walker = Walker(store)
        run = await walker.walk(await walker.start(), *TO_THE_CALL)
        press = a_press(run, "calling")
        hanging = Hanging(connect(url), Limits())
        with in_time(), pytest.raises(CommitUnknown):
            await walker.using(hanging).guide.press(TEAM, press)
        server.send_signal(signal.SIGCONT)
        await walker.guide.press(TEAM, press)
        after = await walker.guide.look(TEAM, run.id)
        assert len(after.attempts.made) == 1
        assert after.run
        assert after.run.place.step == "the_call"
        await hanging.close()


@pytest.mark.parametrize(
    "trouble",
    [
        "CONFIG SET requirepass secret",
        "CONFIG SET maxmemory 1",
        "REPLICAOF 127.0.0.1 1",
        "ACL SETUSER default -@all +config +acl",
    ],
)
async def test_a_server_that_refuses(tmp_path: Path, trouble: str) -> None:
    """A wrong password, no memory left, a replica, a user without rights: away as well."""
    async with process(tmp_path) as (_, url), store_at(url) as helper, store_at(url) as store:
        await helper._redis.execute_command(*trouble.split())
        for ask in (Walker(store).start(), store.due.add(TEAM, Due("card", "prod.a"), NOW)):
            with in_time(), pytest.raises(StoreAway):
                await ask


AtTheCall = tuple[Store, Run, Workspace]
BROKEN = {
    "attempts": ("SET mfa:{T1}:attempts:prod x", "DEL mfa:{T1}:attempts:prod"),
    "due": ("SET mfa:{T1}:due x", "DEL mfa:{T1}:due"),
    "account": ("SET mfa:{T1}:account:prod x", "DEL mfa:{T1}:account:prod"),
    "user": ("SET mfa:{T1}:user:U1 x", "DEL mfa:{T1}:user:U1"),
    "runs": ("SET mfa:{T1}:runs:mfa-lost x", "DEL mfa:{T1}:runs:mfa-lost"),
    "homes": ("SET mfa:{T1}:homes x", "DEL mfa:{T1}:homes"),
    "tried": ("SET mfa:{T1}:tried x", "DEL mfa:{T1}:tried"),
    "audit": ("SET mfa:{T1}:audit x", "DEL mfa:{T1}:audit"),
    "history": ("SET mfa:{T1}:history:prod x", "DEL mfa:{T1}:history:prod"),
    "revision": ("SET mfa:{T1}:revision:prod x", "SET mfa:{T1}:revision:prod 7"),
    **{
        f"no {command}": (f"ACL SETUSER default -{command}", f"ACL SETUSER default +{command}")
        for command in "incr pexpire set xadd xtrim zadd zrem zremrangebyscore".split()
    },
}


@pytest.fixture(params=KINDS)
async def at_the_call(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AtTheCall]:
    """A server that a test may break, and a run that is about to spend an attempt."""
    async with process(tmp_path, kind=request.param) as (_, url), store_at(url) as store:
        run = await Walker(store).walk(await Walker(store).start(), *TO_THE_CALL)
        yield store, run, await seen(Shelf(store._redis))


@each("name", BROKEN)
async def test_what_fails_in_the_middle_of_a_commit_leaves_nothing_written(
    at_the_call: AtTheCall, name: str
) -> None:
    """So that it is true that nothing was counted, and the same button works later."""
    breaks, mends = BROKEN[name]
    store, run, workspace = at_the_call
    shelf, walker, press = Shelf(store._redis), Walker(store), a_press(run, "calling")
    await put_back(shelf, workspace)
    await store._redis.execute_command(*breaks.split())
    try:
        before = await shelf.contents()
        with pytest.raises(StoreAway) as away:
            await walker.guide.press(TEAM, press)
        assert not isinstance(away.value, CommitUnknown)
        assert await shelf.contents() == before
    finally:
        await store._redis.execute_command(*mends.split())
    assert isinstance(await walker.guide.press(TEAM, press), Moved)
    found = await walker.guide.look(TEAM, run.id)
    assert found.attempts.used(found.now) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_what_fails_in_the_middle_all_the_same_is_never_taken_for_nothing_or_for_done(
    tmp_path: Path, kind: str
) -> None:
    """A stream that has no more names for entries is not seen before it is written to."""
    async with process(tmp_path, kind=kind) as (_, url), store_at(url) as store:
        walker = Walker(store)
        run = await walker.walk(await walker.start(), *TO_THE_CALL)
        press = a_press(run, "calling")
        last = f"{2**64 - 1}-{2**64 - 1}"
        await store._redis.execute_command("XADD", "mfa:{T1}:audit", last, "at", NOW)
        for _ in range(2):
            with pytest.raises(CommitUnknown):
                await walker.guide.press(TEAM, press)
        await store._redis.delete("mfa:{T1}:audit")
        assert isinstance(await walker.guide.press(TEAM, press), Moved)
        found = await walker.guide.look(TEAM, run.id)
        assert found.attempts.used(found.now) == 1
        assert found.run
        assert found.run.place.step == "the_call"


async def test_an_answer_that_no_commit_gives_is_not_taken_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store_at(f"unix://{tmp_path}/nothing") as store:
        monkeypatch.setattr(store, "_commit", AsyncMock(return_value="OK"))
        before = Snapshot(None, Attempts(), "0", (), NOW)
        with pytest.raises(StoreAway) as away:
            await store.commit(TEAM, before, Decision(a_run(), Attempts(), {}, ()))
        assert not isinstance(away.value, NotWritten)


LOST, NO_CONNECTION = RedisTimeoutError(), NotSent()
LOADING, NO_MASTER, NO_MEMORY = BusyLoadingError(), ReadOnlyError(), OutOfMemoryError()
IN_THE_MIDDLE = Interrupted()


@pytest.mark.parametrize(
    ("errors", "known"),
    [
        ([NO_CONNECTION] * 3, True),
        ([NO_MASTER] * 3, True),
        ([LOADING, NO_CONNECTION, NO_MASTER], True),
        ([NO_MEMORY], True),
        ([NO_CONNECTION, NO_MEMORY], True),
        ([LOST] * 3, False),
        ([LOST, NO_CONNECTION, NO_CONNECTION], False),
        ([NO_MASTER, LOST, NO_MASTER], False),
        ([LOST, NO_MEMORY], False),
        ([IN_THE_MIDDLE], False),
        ([NO_CONNECTION, IN_THE_MIDDLE], False),
    ],
)
async def test_nothing_was_written_is_said_only_where_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errors: list[Exception], known: bool
) -> None:
    """It is tried three times; a try whose answer was lost may have been the one that counted."""
    async with store_at(f"unix://{tmp_path}/nothing") as store:
        monkeypatch.setattr(store, "_commit", AsyncMock(side_effect=errors))
        before = Snapshot(None, Attempts(), "0", (), NOW)
        decision = Decision(a_run(), Attempts(), {}, ())
        with pytest.raises(StoreAway) as away:
            await store.commit(TEAM, before, decision)
        assert isinstance(away.value, NotWritten) is known


async def test_the_store_tells_how_durable_its_server_is(tmp_path: Path) -> None:
    async with process(tmp_path) as (server, url), store_at(url) as store:
        for kept, policy in (("yes", "noeviction"), ("no", "allkeys-lru")):
            await store._redis.config_set("appendonly", kept)
            await store._redis.config_set("maxmemory-policy", policy)
            about = (await store.info())["Redis"]
            assert about
            assert (about["aof_enabled"], about["maxmemory_policy"]) == (kept == "yes", policy)
        server.kill()
        with in_time(), pytest.raises(StoreAway):
            await store.info()
