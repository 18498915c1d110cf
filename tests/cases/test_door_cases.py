"""Public cases of the way between Slack and the bot: what it refuses, clocks, proxies, sockets."""

# ruff: noqa: F811 -- fixtures are imported, and are arguments of the same name

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from itertools import product
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from aiohttp import web

from bot.local.bot_process import free_port
from tests.cases.redis_met import NUMBERS
from tests.front_door.conftest import (  # noqa: F401
    _emptier,
    _flows_are_read_once,
    _nobody_is_too_fast,
    _redis_for_all,
    bot,
    clock,
    door,
    log,
    redis_url,
    slack,
    team_file,
    team_yaml,
    withheld,
)
from tests.support.bots import Clock, Served
from tests.support.door import signature
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.patience import HANGING
from tests.support.process import OPERATES, ForkedProcess, Process, forked
from tests.support.proxy import Certificate, certificate, proxy
from tests.support.slack import TOKEN, Slack
from tests.support.sockets import SocketDoor, refused
from tests.support.wired import APP_TOKEN, counted, wired

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
ODD = [b"", b"null", b"[]", b'"text"', b"1", b"{", b"\xff\xfe", b"payload=%ff", b"payload=", b"{}"]


@pytest.mark.case("B13")
@each("body, kind", product(ODD, [FORM, JSON]))
async def test_an_odd_body_that_is_signed_rightly_is_the_senders_fault(
    bot: Served, body: bytes, kind: str
) -> None:
    signed = signature(body.decode("latin-1")) if body.isascii() else signature("")
    answer = await bot.door.post(body, {**signed, "Content-Type": kind})
    assert 400 <= answer.status < 500


@pytest.mark.case("B13")
async def test_slack_may_check_the_certificate(bot: Served) -> None:
    answer = await bot.door.signed("token=t&ssl_check=1")
    assert (answer.status, answer.text) == (200, "")


HELP = urlencode(
    {
        "command": "/mfa-lost",
        "text": "planted",
        "team_id": "T0ACME",
        "user_id": "U0ANA",
        "channel_id": "C0ONCALL",
        "trigger_id": "1.2",
    }
)


@pytest.mark.case("B14")
@pytest.mark.parametrize("ahead", [400, -400, 10**6], ids=["ahead", "behind", "far ahead"])
async def test_a_clock_that_is_off_is_told_of_in_the_log(bot: Served, log: Ear, ahead: int) -> None:
    """Once, however many requests are refused for it, and with nothing of what they hold."""
    stamp = str(int(time.time()) - ahead)
    for _ in range(3):
        headers = {**signature(HELP, at=stamp), "Content-Type": FORM}
        assert (await bot.door.post(HELP, headers)).status == 401
    (told,) = [line for line in log.lines if "clock" in line]
    off = int(re.findall(r"timestamp is (\d+) s", told)[0])
    assert abs(off - abs(ahead)) < 10
    assert ("behind" if ahead > 0 else "ahead of") in told
    assert "planted" not in log.text


@pytest.mark.case("B14")
async def test_an_old_stamp_that_slack_did_not_sign_is_no_sign_of_a_wrong_clock(
    bot: Served, log: Ear
) -> None:
    stamp = str(int(time.time()) - 400)
    headers = {**signature(HELP, at=stamp, secret="another"), "Content-Type": FORM}
    assert (await bot.door.post(HELP, headers)).status == 401
    assert "clock" not in log.text


# Behind a company's proxy.

Behind = Callable[..., Process]
# aiohttp reads SSL_CERT_FILE when it is imported, which a forked process has behind it.
TRUSTS = """
import ssl
from aiohttp import connector
connector._SSL_CONTEXT_VERIFIED = ssl.create_default_context()
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def secure(made: Certificate, slack: Slack) -> AsyncIterator[SocketDoor]:
    """Slack, over TLS."""
    async with SocketDoor(made.context) as door:
        door.api_url = slack.api_url
        yield door


@pytest.fixture
def behind(
    slack: Slack, secure: SocketDoor, made: Certificate, tmp_path: Path, redis_url: str
) -> Behind:
    def start(address: str, kind: type[Process] = ForkedProcess, **more: str) -> Process:
        return kind(
            slack,
            tmp_path,
            TRUSTS if kind is ForkedProcess else "",
            REDIS_URL=redis_url,
            SLACK_API_URL=f"{secure.url}/api/",
            SLACK_APP_TOKEN=APP_TOKEN,
            SSL_CERT_FILE=str(made.file),
            HTTPS_PROXY=address,
            **more,
        )

    return start


@pytest.mark.case("B15")
async def test_socket_mode_goes_through_the_proxy_and_tells_what_keeps_it_from_that(
    behind: Behind, secure: SocketDoor
) -> None:
    """At first the proxy refuses the user, then Slack's address; then it is gone for a while."""
    user, port = "ana:planted-word", free_port()
    async with proxy(user, status=407, port=port) as between:
        process = behind(between.url, Process)
        async with process.started(OPERATES):
            assert "user and password" in await process.says("(Socket Mode: no connection .*)")
            between.status = 403
            assert "allow slack.com" in await process.says("(Socket Mode: no connection .*)")
            between.stops()
            assert "can't be reached" in await process.says("(Socket Mode: no connection .*)")
            async with proxy(user, port=port) as back:
                peer = await secure.connected()
                assert peer.from_port in back.ports
                await process.says("(Socket Mode: connected)")
                command = dict(parse_qsl(HELP)) | {"text": "help"}
                answer = await peer.envelope("one", "slash_commands", command)
                assert "/mfa-lost" in (await asyncio.wait_for(answer, 5))["payload"]["text"]
    assert {*between.reached, *back.reached} == {f"CONNECT {secure.address}"}
    assert "planted" not in process.log


@pytest.mark.case("B15")
async def test_what_no_proxy_names_is_reached_without(behind: Behind, secure: SocketDoor) -> None:
    async with proxy() as between:
        process = behind(between.url, NO_PROXY="127.0.0.1")
        async with process.started(OPERATES):
            await secure.connected()
            await process.says("(Socket Mode: connected)")
    assert between.reached == []


@pytest.mark.case("B15")
async def test_doctor_hears_hello_through_the_proxy(
    secure: SocketDoor, made: Certificate, tmp_path: Path
) -> None:
    async with proxy() as between:
        environ = {
            "PATH": "/usr/bin:/bin",
            "SSL_CERT_FILE": str(made.file),
            "HTTPS_PROXY": between.url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{secure.url}/api/",
            "DATA_DIR": str(tmp_path),
            "OPERATE_PORT": "0",
        }
        greeting = asyncio.create_task(secure.connected())
        found = await asked_by_command(environ)
        assert (await greeting).from_port in between.ports
    assert found["WebSocket"] == "ok"


async def asked_by_command(environ: dict[str, str]) -> dict[str, str]:
    process = await forked("doctor", "--json", environ=environ, first=TRUSTS)
    assert process.stderr
    said = await asyncio.wait_for(process.stderr.read(), HANGING)
    await process.wait()
    return {finding["about"]: finding["word"] for finding in json.loads(said)}


# What apps.connections.open may answer.

DEEP = "[" * 100_000
ANSWERS: dict[str, Callable[[], web.Response]] = {
    "500 in HTML": lambda: web.Response(status=500, text="<html>", content_type="text/html"),
    "internal_error": lambda: refused("internal_error"),
    "no url": lambda: web.json_response({"ok": True}),
    "a url that is none": lambda: web.json_response({"ok": True, "url": 7}),
    "another scheme": lambda: web.json_response({"ok": True, "url": "http://127.0.0.1:9/"}),
    "a host without end": lambda: web.json_response({"ok": True, "url": f"wss://{'a.' * 300}"}),
    "a dead url": lambda: web.json_response({"ok": True, "url": "ws://127.0.0.1:9/planted"}),
    "nothing": web.Response,
    "a list": lambda: web.json_response([]),
    "deeper than one can read": lambda: web.Response(text=DEEP),
    "no UTF-8": lambda: web.Response(body=b"\xff\xfe"),
    "an unknown charset": lambda: web.Response(
        body=b"{}", headers={"Content-Type": "application/json; charset=planted"}
    ),
    "a redirect": lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
    "429": lambda: refused("ratelimited", 429, **{"Retry-After": "0"}),
    "429 without a number": lambda: refused("ratelimited", 429, **{"Retry-After": "²"}),
}


@pytest.mark.case("B17")
@each("name", ANSWERS)
async def test_whatever_slack_answers_it_goes_on_trying(
    slack: Slack,
    redis_url: str,
    clock: Clock,
    door: SocketDoor,
    log: Ear,
    name: str,
) -> None:
    door.refusals += [ANSWERS[name](), ANSWERS[name]()]
    failed = counted("mfa_socket_tries_total", result="failed")
    async with wired(slack, redis_url, clock, door) as bot:
        await bot.connected()
        await bot.works(f"account{next(NUMBERS)}")
    assert counted("mfa_socket_tries_total", result="failed") == failed + 2
    assert "planted" not in log.text


@pytest.mark.case("B17")
async def test_it_waits_as_long_as_slack_says_and_not_for_ever(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    for told in ("30", "999999"):
        door.refusals.append(refused("ratelimited", 429, **{"Retry-After": told}))
    async with wired(slack, redis_url, clock, door, sleep=sleep) as bot:
        await bot.connected()
    assert slept == [30, 300]
