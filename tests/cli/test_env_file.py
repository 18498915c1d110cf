"""Commands beside a `.env`: what would be lost of it stops the start, and nothing is counted."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result

from bot import app
from bot.cli.commands import main
from bot.local import trial
from bot.process import logs
from bot.settings import env_file
from bot.settings.environment import NAMES
from tests.support.redis_server import RedisServer

URL = "redis://elsewhere.invalid"


LOST = [
    f"redis_url={URL}",
    f"Redis_Url={URL}",
    f"REDIS-URL={URL}",
    f"REDISURL={URL}",
    f"REDIS.URL={URL}",
    f"REDIS_URI={URL}",
    f"REDIS_URLS={URL}",
    f"RREDIS_URL={URL}",
    "REDIS_HOST=elsewhere.invalid",
    "REDISHOST=elsewhere.invalid",
    "REDIS_PASSWORD=planted",
    f"VALKEY_URL={URL}",
    f"REDIS_URL={URL}\nREDIS_URL=redis://other",
    f"REDIS_URL={URL}\nredis_url=redis://other",
    "REDIS_URL",
    f"REDIS_URL {URL}",
    f"REDIS_URL: {URL}",
    "REDIS_URL=redis://:planted #1@host",
    "REDIS_URL=redis://:planted$word@host",
    f"REDIS_URL='{URL}",
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A command in a directory with a `.env`, and with nothing else set."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(env_file, "FILE", Path(".env"))
    monkeypatch.chdir(tmp_path)
    own = {**os.environ, "PORT": "0"}

    def run(arguments: str, text: str, **environ: str) -> Result:
        Path(".env").write_text(text)
        monkeypatch.setattr(os, "environ", {**own, **environ})  # the command adds the file's to it
        return CliRunner().invoke(main, arguments.split())

    return run


def counted_nothing(result: Result) -> bool:
    return result.exit_code == 1 and not Path(".data").exists()


@pytest.mark.parametrize("text", LOST)
@pytest.mark.parametrize("command", ["run", "play mfa-lost --account prod --press broken"])
def test_a_redis_url_that_would_not_be_used_stops_the_start(
    run: Callable[..., Result], command: str, text: str
) -> None:
    result = run(command, f"SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET=s\n{text}\n")
    assert counted_nothing(result)
    assert "line" in result.stderr or "REDIS_URL alone" in result.stderr
    assert "planted" not in result.output + result.stderr
    assert "elsewhere" not in result.output + result.stderr


@pytest.mark.parametrize("text", LOST)
def test_doctor_says_so_too(run: Callable[..., Result], text: str) -> None:
    result = run("doctor", f"{text}\n")
    assert result.exit_code == 1
    assert "wrong    settings" in result.output
    assert "planted" not in result.output


@pytest.mark.parametrize(
    "command", ["check", "manifest", "phone 0912345678", "print mfa-lost", "picture mfa-lost"]
)
def test_what_needs_no_redis_works_all_the_same(run: Callable[..., Result], command: str) -> None:
    """As on the host of a compose.yaml, which alone wants the password."""
    result = run(command, "REDIS_PASSWORD=planted\n", SLACK_SIGNING_SECRET_FILE="/no/such/file")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("redis_url", URL), ("REDISURL", URL), ("REDIS_URI", URL), ("REDIS_HOST", "host")],
        *[("VALKEY_URL", URL), ("REDIS_ADDR", "host:1"), ("REDIS_PASSWORD", "planted")],
        *[("REDDIS_URL", "host:1"), ("REIDS_URL", URL), ("REDIS_UR", URL), ("MFA_REDIS_URL", URL)],
        *[("STORE", URL), ("REDIS_NODES", "host:1,host:2"), ("STORE", URL.replace(":", "+x:", 1))],
    ],
)
def test_so_does_one_in_the_environment(run: Callable[..., Result], name: str, value: str) -> None:
    result = run("run", "", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", **{name: value})
    assert counted_nothing(result)
    assert name in result.stderr
    assert value not in result.stderr


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_one_in_the_environment_hides_none_in_the_file(
    run: Callable[..., Result], empty: str
) -> None:
    """As compose.yaml sets it with `REDIS_URL:` alone."""
    result = run("run", f"REDIS_URL={URL}\n", REDIS_URL=empty)
    assert counted_nothing(result)
    assert "REDIS_URL is set in .env and empty in the environment" in result.stderr


def test_two_of_them_stop_the_start(run: Callable[..., Result]) -> None:
    """Whichever won, whoever wrote the other one would count in a store that they don't mean."""
    result = run("run", f"REDIS_URL={URL}\n", REDIS_URL="redis://planted.invalid")
    assert counted_nothing(result)
    assert "REDIS_URL is set in .env and, to something else, in the environment" in result.stderr
    assert "planted" not in result.stderr


def test_it_is_said_at_the_start_and_by_doctor(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def serves(_: object) -> None:
        """Nothing."""

    monkeypatch.setattr(app, "run", serves)
    monkeypatch.setattr(logs, "log_to_stderr", lambda *_: None)
    assert run("run", "", TELL_CHANEL="planted").exit_code == 0
    said = "TELL_CHANEL in the environment is not a setting of the bot; did you mean TELL_CHANNEL?"
    assert [r.levelname for r in caplog.records if said in r.getMessage()] == ["WARNING"]
    assert "planted" not in caplog.text
    told = run("doctor", "SLACK_API_URL=http://127.0.0.1:9/\n", TELL_CHANEL="planted").output
    assert f"warning  settings        {said} -> rename it" in told
    assert "planted" not in told


def test_all_mistakes_are_told_at_once(run: Callable[..., Result]) -> None:
    result = run("run", "A\nB=$C\nD='e\n")
    assert [line[:14] for line in result.stderr.splitlines()] == [
        f".env, line {n}: " for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("quoted", ["'{}'", "{}"])
def test_a_password_of_any_characters_leads_to_the_redis_that_it_is_for(
    run: Callable[..., Result], own_redis: RedisServer, quoted: str
) -> None:
    """A shell took `&` for the end of a command, and the bot counted in another store."""
    password = "a&b;c|d`e(f)*!~" + ("$HOME 'x' \"y\" #z\\" if quoted != "{}" else "")
    own_redis.ask("ACL", "SETUSER", "app", "on", f">{password}", "~*", "+@all")
    written = quote(password, safe="&;|`()*!~$ ") if quoted != "{}" else password
    url = own_redis.url.replace("unix://", f"unix://app:{written}@")
    result = run("play mfa-lost --account prod --press broken", f"REDIS_URL={quoted.format(url)}\n")
    assert result.exit_code == 0, result.output
    assert own_redis.ask("KEYS", "mfa:*:run:*")
    assert not Path(".data").exists()


def test_doctor_says_where_redis_url_comes_from_and_not_what_it_is(
    run: Callable[..., Result], own_redis: RedisServer
) -> None:
    text = f"REDIS_URL={own_redis.url}\nSLACK_API_URL=http://127.0.0.1:9/\n"
    assert "all are valid" not in run("doctor", text).output  # there is no token
    tokens = f"SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET={32 * 'a'}\n"
    result = run("doctor", tokens + text)
    assert "REDIS_URL comes from .env" in result.output
    assert str(own_redis.socket) not in result.output


def test_try_reads_no_file(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(*_: object, **__: object) -> None:
        """Nothing."""

    monkeypatch.setattr(trial, "serve", serve)
    assert run("try --no-browser", "not a line\n").exit_code == 0
