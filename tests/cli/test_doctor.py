"""`mfa-bot doctor`: what is right, what is not, and what to do; soon, and without a secret."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from redis import Redis

from bot import doctor
from bot.diagnosis import Finding, Word
from bot.embedded import EmbeddedServer
from bot.local.server import LocalSlack
from tests.cli.conftest import Command
from tests.support.bots import Clock
from tests.support.redis_server import RedisServer
from tests.support.stub_slack import APP_TOKEN, BOT_TOKEN, WELL, StubSlack

SECRET = "0123456789abcdef" * 2
PASSWORD = "planted-password"


LOAD = cache(doctor.load)


@pytest.fixture(autouse=True)
def _flows_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "load", LOAD)


@pytest.fixture
async def slack() -> AsyncIterator[StubSlack]:
    stub = StubSlack()
    runner = await stub.serve()
    yield stub
    stub._closing.set()
    await runner.cleanup()


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def environ(slack: StubSlack, tmp_path: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.url,
        "DATA_DIR": str(tmp_path / "data"),
        "PORT": "0",
    }


async def examined(environ: Mapping[str, str], *channels: str) -> list[Finding]:
    """In a loop of its own, as the command does it. Whatever it says, no secret is in it."""
    found = await asyncio.to_thread(doctor.examine, environ, channels)
    for secret in (BOT_TOKEN, APP_TOKEN, SECRET, PASSWORD):
        assert secret not in str(found)
    for finding in found:
        assert (finding.word is Word.OK) or finding.remedy or finding.about in ("settings", "flows")
        assert "\n" not in str(finding)
    return found


def about(found: list[Finding], name: str) -> Finding:
    (only,) = (f for f in found if f.about == name)
    return only


def troubles(found: list[Finding]) -> list[str]:
    return [f"{f.word} {f.about}" for f in found if f.word is not Word.OK]


async def test_when_all_is_well(environ: dict[str, str], redis: RedisServer) -> None:
    found = await examined({**environ, "REDIS_URL": redis.url})
    assert troubles(found) == []
    assert [f.about for f in found] == [
        *("settings", "token", "Slack's clock", "scopes", "signing secret"),
        *["Redis"] * 6,
        *("Redis's clock", "flows", "port"),
    ]
    assert about(found, "token").says == "mfa-bot in Acme (T0ACME)"
    assert doctor.status(found) == 0


async def test_the_local_slack_grants_what_the_manifest_asks_for(environ: dict[str, str]) -> None:
    async with LocalSlack(BOT_TOKEN, SECRET, Clock()) as local:
        found = await examined({**environ, "SLACK_API_URL": local.api_url})
    assert troubles(found) == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"ok": False, "error": "token_revoked"}, "token_revoked"),
        ({"ok": True, "team_id": "T0ACME", "user": "ana"}, "a person's token"),
        ({**WELL, "is_enterprise_install": True}, "a whole organization"),
        (["no", "answer"], "is not Slack"),
    ],
)
async def test_a_token_that_will_not_do(
    environ: dict[str, str], slack: StubSlack, answer: object, says: str
) -> None:
    slack.answers["auth.test"] = answer
    found = await examined(environ)
    assert about(found, "token").word is Word.WRONG
    assert says in about(found, "token").says
    assert doctor.status(found) == 1


async def test_a_scope_that_is_missing_is_named(environ: dict[str, str], slack: StubSlack) -> None:
    slack.scopes = "chat:write, commands,chat:write.public"
    scopes = about(await examined(environ), "scopes")
    assert scopes.says == "not granted: app_mentions:read, im:history"
    assert "manifest" in scopes.remedy


@pytest.mark.parametrize(("ahead", "word"), [(50, Word.OK), (-70, Word.WRONG), (400, Word.WRONG)])
async def test_a_clock_that_is_wrong(
    environ: dict[str, str], slack: StubSlack, ahead: float, word: Word
) -> None:
    slack.ahead = ahead
    assert about(await examined(environ), "Slack's clock").word is word


async def test_socket_mode_is_tried_where_it_is_set(
    environ: dict[str, str], slack: StubSlack
) -> None:
    with_socket = {**environ, "SLACK_APP_TOKEN": APP_TOKEN}
    assert about(await examined(with_socket), "app token").word is Word.OK
    slack.answers["apps.connections.open"] = {"ok": False, "error": "missing_scope"}
    refused = about(await examined(with_socket), "app token")
    assert refused.word is Word.WRONG
    assert "connections:write" in refused.remedy


@pytest.mark.parametrize(
    ("answer", "word", "says"),
    [
        ({"ok": False, "error": "missing_scope"}, Word.WARNING, "can't tell"),
        ({"ok": False, "error": "channel_not_found"}, Word.WRONG, "Slack knows none"),
        ({"ok": True, "channel": {"name": "a", "is_archived": True}}, Word.WRONG, "archived"),
        ({"ok": True, "channel": {"name": "a", "is_member": True}}, Word.OK, "is in #a"),
        ({"ok": True, "channel": {"name": "a", "is_private": True}}, Word.WRONG, "is not in #a"),
        ({"ok": True, "channel": {"name": "a"}}, Word.WARNING, "can post in #a"),
        (
            {"ok": True, "channel": {"name": "a", "is_member": True, "is_ext_shared": True}},
            Word.WARNING,
            "shared with another workspace",
        ),
    ],
)
async def test_a_channel(
    environ: dict[str, str], slack: StubSlack, answer: object, word: Word, says: str
) -> None:
    slack.answers["conversations.info"] = answer
    channel = about(await examined(environ, "C0123"), "channel C0123")
    assert channel.word is word
    assert says in channel.says


async def test_a_channel_by_its_name_is_not_guessed(environ: dict[str, str]) -> None:
    assert "give its ID" in about(await examined(environ, "#on-call"), "channel #on-call").remedy


@pytest.mark.parametrize(
    ("setting", "value", "trouble"),
    [
        ("appendonly", "no", "wrong Redis"),
        ("appendfsync", "no", "warning Redis"),
        ("maxmemory-policy", "allkeys-lru", "wrong Redis"),
        ("maxmemory", "1", "wrong Redis"),
    ],
)
async def test_how_redis_keeps_what_it_is_told(
    environ: dict[str, str], redis: RedisServer, setting: str, value: str, trouble: str
) -> None:
    with Redis.from_url(redis.url) as admin:
        admin.config_set(setting, value)
    assert troubles(await examined({**environ, "REDIS_URL": redis.url})) == [trouble]


async def test_a_user_who_may_ask_little_is_told_what_can_not_be_told(
    environ: dict[str, str], redis: RedisServer
) -> None:
    rights = "+@read +@write +@scripting +@connection -@dangerous".split()
    with Redis.from_url(redis.url) as admin:
        admin.execute_command("ACL", "SETUSER", "app", "on", f">{PASSWORD}", "~mfa:*", *rights)
    url = redis.url.replace("unix://", f"unix://app:{PASSWORD}@")
    found = await examined({**environ, "REDIS_URL": url})
    assert troubles(found) == ["warning Redis", "warning Redis"]
    assert "INFO is denied" in str(found)
    assert doctor.status(found) == 0


@pytest.mark.parametrize("spoil", ["replica", "password", "keys", "scripts", "gone"])
async def test_a_redis_that_can_not_be_written_is_wrong(
    environ: dict[str, str], redis: RedisServer, spoil: str
) -> None:
    url = redis.url
    with Redis.from_url(url) as admin:
        match spoil:
            case "replica":
                admin.execute_command("REPLICAOF", "127.0.0.1", "1")
            case "password":
                admin.config_set("requirepass", PASSWORD)
            case "keys" | "scripts":
                rights = (
                    ("~x:*", "+@all") if spoil == "keys" else ("~mfa:*", "+@all", "-@scripting")
                )
                admin.execute_command("ACL", "SETUSER", "app", "on", f">{PASSWORD}", *rights)
                url = url.replace("unix://", f"unix://app:{PASSWORD}@")
    if spoil == "gone":
        redis.kill()
    found = await examined({**environ, "REDIS_URL": url})
    assert troubles(found) == ["wrong Redis"]


async def test_what_it_writes_to_try_is_gone_at_once(
    environ: dict[str, str], redis: RedisServer
) -> None:
    await examined({**environ, "REDIS_URL": redis.url})
    with Redis.from_url(redis.url) as admin:
        assert all(0 < admin.pttl(key) <= 1000 for key in admin.scan_iter())


async def test_the_bots_own_redis(environ: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "data"
    assert troubles(await examined(environ)) == []
    assert not home.exists()
    async with EmbeddedServer(home):
        used = about(await examined(environ), "DATA_DIR")
    assert (used.word, f"process {os.getpid()}" in used.says) == (Word.WARNING, True)
    assert troubles(await examined(environ)) == []


async def test_a_directory_that_is_none(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = await examined({**environ, "DATA_DIR": str(tmp_path / "file")})
    assert troubles(found) == ["wrong DATA_DIR"]


async def test_a_machine_without_a_server(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.machine.find_server", lambda: None)
    assert troubles(await examined(environ)) == ["wrong Redis"]


@pytest.mark.parametrize(
    ("says", "finding"),
    [("alive\n", ""), ("well\n", "wrong port"), (None, "wrong port")],
    ids=["a bot of ours", "something else", "no HTTP"],
)
async def test_a_port_that_is_taken(
    environ: dict[str, str], says: str | None, finding: str
) -> None:
    async def talks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if says is not None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(says)}\r\n\r\n{says}".encode())
        writer.close()

    async with await asyncio.start_server(talks, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert troubles(await examined({**environ, "PORT": f"{port}"})) == [finding] * bool(finding)


async def test_an_address_of_another_machine(environ: dict[str, str]) -> None:
    assert troubles(await examined({**environ, "HOST": "192.0.2.1"})) == ["wrong port"]


async def test_when_everything_hangs_it_still_ends(
    environ: dict[str, str],
    slack: StubSlack,
    redis: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "PATIENCE", 0.4)
    slack.hangs = True
    hangs = tmp_path / "valkey-server"
    hangs.write_text("#!/bin/sh\nexec sleep 60\n")
    hangs.chmod(0o755)
    began = time.monotonic()
    redis.freeze()
    found = await examined({**environ, "REDIS_URL": redis.url, "SLACK_APP_TOKEN": APP_TOKEN})
    redis.thaw()
    assert troubles(found) == ["wrong token", "wrong app token", "wrong Redis"]
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        patch.setattr("bot.redis_binary.ANSWER_SECONDS", 2)
        assert "wrong Redis" in troubles(await examined(environ))
    assert time.monotonic() - began < 2


def test_its_patience_leaves_it_under_ten_seconds() -> None:
    assert doctor.PATIENCE < 8


def test_at_the_command_line(mfa_bot: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv("PORT", "0")
    result = mfa_bot("doctor C0123")
    assert result.exit_code == 1
    words = {line.split()[0] for line in result.stdout.splitlines()}
    assert words == {"ok", "wrong"}
    assert "wrong    token           Slack does not answer" in result.stdout
    assert "SLACK_SIGNING_SECRET is missing" in result.stdout
    listed = json.loads(mfa_bot("doctor --json").stdout)
    assert {*listed[0]} == {"about", "word", "says", "remedy"}
    assert {each["word"] for each in listed} == words


def test_settings_that_can_not_be_read_are_all_told(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", PASSWORD)
    monkeypatch.setenv("PORT", "http")
    result = mfa_bot("doctor")
    assert result.exit_code == 1
    assert "SLACK_BOT_TOKEN must start with xoxb-" in result.stdout
    assert "PORT must be a whole number" in result.stdout
    assert PASSWORD not in result.stdout
