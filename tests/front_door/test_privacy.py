"""Whatever people type and whatever breaks: log, metrics and errors tell nothing of it."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from time import time
from typing import NoReturn

import pytest

from bot.local.slack.fault_injection import Broken, Garbled, Hang, Limited, Refuse, Reset
from tests.front_door.planted import CORES, NAMES, PHONES, SECRETS, found_in
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.operation import PAGE
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack

pytestmark = pytest.mark.usefixtures("slack_is_asked_again_at_once")

PHONE = PHONES[0]
WAY = ("broken", "standalone", "nothing", f"answer={'; '.join(NAMES)}", f"answer={PHONE}")


@pytest.fixture
async def bot(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> AsyncIterator[Served]:
    """Its log, its metrics and what it answered are looked through afterwards."""
    async with served(slack, own_redis.url, clock) as bot:
        yield bot
        own_redis.thaw()
        told = [(await bot.door.get(path)).text for path in ("/metrics", "/readyz", "/healthz")]
    assert log.lines
    assert found_in(log.text + "".join(told)) == []
    answers = str([delivery.answer for delivery in slack.deliveries])
    assert not [core for core in CORES if core in answers]


async def plants(ana: Person, *secrets: str) -> None:
    """Types everything that must not be kept, in every place where one can type."""
    for secret in secrets or [typed for typed, _ in SECRETS.values()]:
        await ana.command("/mfa-lost", secret)
        await ana.mention(f"{secret} {PHONE}")
        await ana.direct(secret)
    await ana.command("/mfa-phone", PHONE)
    await ana.mention(PHONE)
    await ana.direct(f"{NAMES[0]}: {PHONE}")


async def test_when_all_goes_well(bot: Served, ana: Person) -> None:
    await plants(ana)
    await bot.start(ana)
    await bot.walk(ana, *WAY, "use_it", "skip", "opened", "chosen")


async def test_of_what_was_typed_the_log_holds_the_account_in_the_ids_of_runs_alone(
    bot: Served, ana: Person, log: Ear
) -> None:
    run = await bot.start(ana, account="kestrel")
    await bot.slack.meets_once(Broken(), "chat.")
    await ana.press("broken")
    await bot.settled()
    assert run in log.text
    assert "kestrel" not in log.text.replace(run, "")
    assert "names a run by its id, which holds the account" in PAGE.read_text("utf-8")


@pytest.mark.parametrize("how", [RedisServer.kill, RedisServer.freeze])
async def test_when_redis_is_away(
    bot: Served, ana: Person, own_redis: RedisServer, how: Callable[[RedisServer], None]
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *WAY[:-1])
    window = await ana.window()
    how(own_redis)
    assert PHONE not in (await ana.submit(window, PHONE)).text
    if how is RedisServer.kill:
        await ana.command("/mfa-lost", NAMES[0])
        await ana.mention(PHONE)
    await bot.settled()
    own_redis.start_again()


@each(
    "account, fault",
    enumerate(
        [
            *(Reset(), Limited(seconds=1), Broken(), Garbled(), Refuse(error="token_revoked")),
            *(Refuse(error="invalid_blocks"), Refuse(error="channel_not_found"), Hang()),
        ]
    ),
)
async def test_when_slack_is_away_or_refuses(
    bot: Served, ana: Person, log: Ear, account: int, fault: Refuse | Hang
) -> None:
    """What is known to be a secret goes one way, whatever kind it is."""
    await bot.start(ana, account=f"a{account}")
    await bot.walk(ana, *WAY[:-1])
    window, known = await ana.window(), len(log.lines)
    await bot.slack.meets(fault, "chat.")
    await ana.submit(window, PHONE)
    if not isinstance(fault, Hang):
        await plants(ana, CORES[0])
        assert log.lines[known:]
    await bot.slack.mended()
    if not isinstance(fault, Hang):  # the last one, whose calls are still under way
        await bot.settled()  # no call that failed makes Slack wait after the clock was turned
        await bot.pass_time(seconds=61)
    assert found_in(log.text) == []


def breaking(typed: str) -> Callable[..., Awaitable[NoReturn]]:
    """Breaks as libraries do: with what it was given in the message."""

    async def breaks(*_: object, **__: object) -> NoReturn:
        try:
            int(typed)
        except ValueError as error:
            raise KeyError(typed) from error
        raise AssertionError

    return breaks


@each(
    "place",
    [
        *("guide.press", "guide.look", "guide.start", "guide.store.first_to_see"),
        *("delivery.show", "api.post", "api.update", "api.response_urls.respond", "api.open_view"),
        "guide.store.due.take",  # the last one: a bot that can't look for what is due ends
    ],
)
async def test_when_something_breaks_that_nobody_thought_of(
    bot: Served, ana: Person, log: Ear, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    await bot.start(ana, account=place.replace("_", "-"))
    await bot.walk(ana, *WAY[:-1])
    window = await ana.window()
    *way, name = place.split(".")
    owner: object = bot.bot
    for step in way:
        owner = getattr(owner, step)
    with monkeypatch.context() as patch:
        patch.setattr(type(owner), name, breaking(f"{PHONE} {CORES[0]} {NAMES[0]}"))
        await ana.submit(window, PHONE)
        await ana.command("/mfa-lost", NAMES[0])
        await ana.command("/mfa-lost")
        await ana.mention(PHONE)
        await bot.bot.background.drain(5)
    assert found_in(log.text) == []


PROGRAM = f"""
import asyncio, gc, logging
from bot.process import logs

async def breaks(typed):
    raise ValueError(typed)

async def forgets():
    asyncio.create_task(breaks({PHONE!r}))
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(int, {PHONE!r})
    await asyncio.sleep(0)
    gc.collect()

logs.log_to_stderr("DEBUG")
logging.getLogger("slack_sdk.web").debug({PHONE!r})
try:
    try:
        int({PHONE!r})
    except ValueError as error:
        raise LookupError({CORES[0]!r}) from error
except LookupError:
    logging.getLogger("bot").exception("it broke")
asyncio.run(forgets())
raise RuntimeError({CORES[0]!r})
"""


IN_JSON = PROGRAM.replace('log_to_stderr("DEBUG")', 'log_to_stderr("DEBUG", logs.JSON, 2)')


def test_in_json_the_log_says_the_same_an_object_a_line() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", IN_JSON], capture_output=True, text=True, check=False, timeout=20
    )
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert found_in(done.stderr) == []
    assert {entry["worker"] for entry in told} == {2}
    assert all(abs(datetime.fromisoformat(t["time"]).timestamp() - time()) < HANGING for t in told)
    first, *_, last = told
    assert (first["level"], first["logger"], first["message"]) == ("ERROR", "bot", "it broke")
    assert first["exception"].splitlines() == [
        *('  File "<string>", line 19, in <module>', "builtins.ValueError"),
        *('  File "<string>", line 21, in <module>', "builtins.LookupError"),
    ]
    assert (last["level"], last["message"]) == ("CRITICAL", "unhandled error, process ends")
    assert last["exception"].endswith("builtins.RuntimeError")
    assert "unhandled error in a background task" in {entry["message"] for entry in told}


def test_the_log_of_the_process_names_the_kind_and_the_place_of_what_broke() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=20
    )
    told = re.sub(r"(?m)^\S+ \S+ (?=[A-Z])", "", done.stderr).splitlines()
    assert told == [
        "ERROR bot: it broke",
        *('  File "<string>", line 19, in <module>', "builtins.ValueError"),
        *('  File "<string>", line 21, in <module>', "builtins.LookupError"),
        "ERROR asyncio: unhandled error in a background task",
        *('  File "<string>", line 6, in breaks', "builtins.ValueError"),
        *told[8:-3],
        "CRITICAL bot: unhandled error, process ends",
        *('  File "<string>", line 25, in <module>', "builtins.RuntimeError"),
    ]
    assert "ERROR asyncio: unhandled error in a background task" in told[8:-3]
    assert found_in(done.stderr) == []
