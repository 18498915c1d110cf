"""A server that repeats in its errors whatever it was sent: no password of REDIS_URL gets out."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from bot.cli.commands import main
from bot.slack.api import profiles
from tests.front_door.conftest import clock, log, slack, withheld
from tests.support.answering import ALL, Command, answering, unknown
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.examined import examined
from tests.support.patience import HANGING
from tests.support.process import ForkedProcess, forked
from tests.support.redis_server import RedisServer
from tests.support.slack import SECRET, TOKEN, Slack

__all__ = ["clock", "log", "slack", "withheld"]

USER, PASSWORD, OF_SENTINEL = "planted-user", "planted#1/pl@nted%&", "planted-sentinel"
IN_URL = f"{USER}:{quote(PASSWORD, safe='')}"
PLANTED = ("planted", "pl%40nted", "pl@nted")


def says(code: str) -> Callable[[Command, str], bytes]:
    return lambda _, sent: f"{code} {sent}\r\n".encode()


# An error, no error, and what is no Redis; each text of an error is tried in tests/store.
FORMS = (unknown, says("-NOPERM"), says("+"), says("HTTP/1.1 400 Bad Request"))
PLAY = ("play", "mfa-lost", "--account", "prod")
PHASES = ("HELLO", "AUTH", "SELECT", "CLIENT", "EVALSHA", "EVAL", "SET", "INFO", "CONFIG", "TIME")
WAYS = {
    "a server": "redis://{user}@{at}/3",
    "a Cluster": "redis+cluster://{user}@{at}",
    "Sentinels": "redis+sentinel://{user}@{at}/mymaster?sentinel_username=planted"
    f"&sentinel_password={OF_SENTINEL}",
}


def environment(slack: Slack, url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "REDIS_URL": url,
        "PORT": "0",
    }


async def play(slack: Slack, url: str) -> str:
    """What somebody reads who has only a terminal."""
    played = await asyncio.to_thread(
        CliRunner().invoke, main, PLAY, env=environment(slack, url), catch_exceptions=False
    )
    assert played.exit_code == 1
    return played.output


async def requests(bot: Served) -> str:
    """All that somebody hears who asks over HTTP, or in Slack."""
    ready = await bot.door.get("/readyz")
    answer = await bot.person("U0ANA").command("/mfa-lost", "prod")
    await bot.settled()
    return ready.text + answer.text + str(bot.slack.told("U0ANA"))


@pytest.mark.case("D01")
@each("phase", PHASES)
async def test_in_no_phase_and_no_form(
    slack: Slack,
    own_redis: RedisServer,
    clock: Clock,
    log: Ear,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    phase: str,
) -> None:
    """Before a server that lets that user in, and knows nothing yet."""
    monkeypatch.setattr(profiles, "REDIS_SECONDS", HANGING)  # else a busy machine keeps none
    own_redis.ask("ACL", "SETUSER", USER, "on", f">{PASSWORD}", "~*", "+@all")
    own_redis.ask("SCRIPT", "FLUSH")
    own_redis.ask("FLUSHALL")
    log.lines.clear()
    async with answering(str(own_redis.socket), unknown, phase) as echo:
        url = WAYS["a server"].format(user=IN_URL, at=echo.at)
        said = ""
        async with served(slack, url, clock) as bot:
            for echo.answer in FORMS:
                echo.cut()
                said += await requests(bot)
        said += str(await examined(environment(slack, url)))
    nothing_planted(said + log.text + "".join(capfd.readouterr()))
    assert phase in ("HELLO", "CLIENT") or echo.answered


@pytest.mark.case("D01")
@each(
    "way, to",
    [
        *((way, ALL) for way in WAYS),
        ("a Cluster", "CLUSTER"),
        ("Sentinels", "SENTINEL"),
    ],
)
async def test_neither_where_nothing_but_an_echo_is_behind_the_address(
    slack: Slack,
    clock: Clock,
    log: Ear,
    capfd: pytest.CaptureFixture[str],
    way: str,
    to: str,
) -> None:
    log.lines.clear()
    async with answering("", unknown, to) as echo:
        url = WAYS[way].format(user=IN_URL, at=echo.at)
        said = ""
        async with served(slack, url, clock) as bot:
            for echo.answer in FORMS:
                echo.cut()
                said += await requests(bot)
        said += str(await examined(environment(slack, url))) + await play(slack, url)
        assert any("planted" in word for command in echo.sent for word in command)
    nothing_planted(said + log.text + "".join(capfd.readouterr()))


@pytest.mark.case("D01")
async def test_nor_by_the_process_that_serves(
    slack: Slack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """At DEBUG, from its start to its end."""
    async with answering("", unknown, ALL) as echo:
        url = WAYS["a server"].format(user=IN_URL, at=echo.at)
        process = ForkedProcess(
            slack, tmp_path_factory.mktemp("d"), REDIS_URL=url, LOG_LEVEL="DEBUG", PORT="0"
        )
        async with process.started(until="Redis is unavailable"):
            pass
        await process.ended()
    assert "it runs no Lua scripts" in process.log or "it does not know AUTH" in process.log
    nothing_planted(process.log)


@pytest.mark.case("D01")
async def test_nor_by_the_process_that_plays_in_a_terminal(slack: Slack) -> None:
    async with answering("", unknown, ALL) as echo:
        url = WAYS["Sentinels"].format(user=IN_URL, at=echo.at)
        process = await forked(*PLAY, environ=environment(slack, url))
        assert process.stderr
        said = (await asyncio.wait_for(process.stderr.read(), HANGING)).decode()
        code = await process.wait()
        assert any("planted" in word for command in echo.sent for word in command)
    assert code == 1
    assert "Traceback" not in said
    nothing_planted(said)


def nothing_planted(said: str) -> None:
    assert said
    assert [line for line in said.splitlines() if any(word in line for word in PLANTED)] == []
