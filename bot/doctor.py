"""`mfa-bot doctor`: asks everything that the bot depends on, all at once, and never for long."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from statistics import median
from typing import Any

import aiohttp
import yaml
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from bot import diagnosis, machine, stopping
from bot import settings as environment
from bot.diagnosis import Finding, ok, warning, wrong
from bot.flowfiles import BrokenFlows, load
from bot.manifest import manifest
from bot.redis_client import Client, connect, servers
from bot.resources import resource
from bot.settings import BadSettings, Settings
from bot.store import Store, StoreAway

PATIENCE = 6.0  # seconds for each question; all are asked at once
NOWHERE = "doctor"  # a workspace that is none, for trying to write
_PINGS = 5


def examine(environ: Mapping[str, str], channels: Sequence[str]) -> list[Finding]:
    return stopping.run(_examine(environ, channels))


async def _examine(environ: Mapping[str, str], channels: Sequence[str]) -> list[Finding]:
    try:
        settings = environment.read(environ)
    except BadSettings as bad:
        left = ["the rest is looked at once these are mended"]
        told = [wrong("settings", mistake, "") for mistake in (*bad.mistakes, *left)]
        return [*told, *await _in_time("flows", _flows())]
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        slack = _Slack(settings.api_url, session)
        found = await asyncio.gather(
            _in_time("settings", _settings(settings)),
            _in_time("token", _token(settings, slack, channels)),
            _in_time("app token", _way_in(settings, slack)),  # the one thing here that can hang
            _in_time(
                "Redis", _redis(settings) if settings.redis_url else machine.own_redis(settings)
            ),
            _in_time("flows", _flows()),
            _in_time("port", machine.port(settings, session)),
        )
    return [finding for findings in found for finding in findings]


async def _in_time(about: str, asking: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except TimeoutError:
        remedy = "look whether the bot's machine reaches it"
        return [wrong(about, f"no answer within {PATIENCE:g} s", remedy)]


async def _settings(settings: Settings) -> list[Finding]:
    try:
        environment.for_run(settings)
    except BadSettings as bad:
        return [wrong("settings", mistake, "") for mistake in bad.mistakes]
    return [ok("settings", "all can be read")]


@dataclass(frozen=True, slots=True)
class _Slack:
    url: str
    session: aiohttp.ClientSession

    async def ask(
        self, method: str, token: str, **about: str
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """(the answer, its headers). Raises OSError, aiohttp.ClientError, ValueError."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(
            f"{self.url}{method}", data=about, headers=headers
        ) as response:
            answer = await response.json(content_type=None)
            return (answer if isinstance(answer, dict) else {}), response.headers


def _slack_away(about: str, error: Exception) -> Finding:
    return wrong(
        about,
        f"Slack does not answer ({type(error).__name__})",
        "look at SLACK_API_URL, at the proxy in HTTPS_PROXY, and whether slack.com is reached",
    )


_SLACK_AWAY = (OSError, aiohttp.ClientError, ValueError)


async def _token(settings: Settings, slack: _Slack, channels: Sequence[str]) -> list[Finding]:
    if not settings.slack_bot_token:
        return []
    began = time.time()
    try:
        answer, headers = await slack.ask("auth.test", settings.slack_bot_token)
    except _SLACK_AWAY as error:
        return [_slack_away("token", error)]
    findings = [diagnosis.token(answer), *_clock(headers.get("Date", ""), began)]
    if not answer.get("ok"):
        return findings
    granted = headers.get("X-OAuth-Scopes")
    asked = yaml.safe_load(manifest(None))["oauth_config"]["scopes"]
    findings.append(diagnosis.scopes(granted, asked["bot"], asked.get("bot_optional", ())))
    told = [settings.tell_channel] if settings.tell_channel else []
    every = dict.fromkeys([*channels, *told])
    looked = (_channel(settings, slack, name, granted or "") for name in every)
    return [*findings, *await asyncio.gather(*looked)]


def _clock(date: str, began: float) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return [warning("Slack's clock", "can't tell: Slack named no time", "look at this clock")]
    return [diagnosis.clock("Slack's clock", (began + time.time()) / 2 - theirs)]


async def _channel(settings: Settings, slack: _Slack, name: str, granted: str) -> Finding:
    if name.startswith("#"):
        remedy = "give its ID, as C0123456789: Slack shows it in the channel's details, at the end"
        return wrong(f"channel {name}", "names can't be looked up", remedy)
    try:
        answer, _ = await slack.ask("conversations.info", settings.slack_bot_token, channel=name)
    except _SLACK_AWAY as error:
        return _slack_away(f"channel {name}", error)
    return diagnosis.channel(name, answer, granted)


async def _way_in(settings: Settings, slack: _Slack) -> list[Finding]:
    if settings.slack_app_token:
        try:
            answer, _ = await slack.ask("apps.connections.open", settings.slack_app_token)
        except _SLACK_AWAY as error:
            return [_slack_away("app token", error)]
        return [diagnosis.app_token(answer)]
    if settings.slack_signing_secret:
        return [diagnosis.signing_secret(settings.slack_signing_secret)]
    return []


async def _redis(settings: Settings) -> list[Finding]:
    client = connect(settings.redis_url)
    store = Store(client, settings.limits)
    try:
        await store.ping(NOWHERE)
        await store.load(NOWHERE, NOWHERE)
        each = (_server(client, name, **at) for name, at in (await servers(client)).items())
        return [finding for findings in await asyncio.gather(*each) for finding in findings]
    except (StoreAway, RedisError, RedisClusterException, OSError) as away:
        remedy = "look at REDIS_URL, its user's rights, and whether the server runs"
        return [wrong("Redis", f"can't be read and written: {away}", remedy)]
    finally:
        await store.close()


async def _server(client: Client, about: str, **where: Any) -> list[Finding]:
    """One server that holds data, under the name it goes by."""
    times = []
    for _ in range(_PINGS):
        began = time.perf_counter()
        await client.ping(**where)
        times.append(time.perf_counter() - began)
    info = await _allowed(client.info("everything", **where))
    config = await _allowed(client.config_get("appendfsync", **where))
    now = await _allowed(client.time(**where))
    return [
        diagnosis.redis_speed(about, median(times)),
        *diagnosis.redis_server(about, info),
        diagnosis.redis_flush(about, config.get("appendfsync") if config is not None else None),
        *([diagnosis.clock(f"{about}'s clock", time.time() - now[0])] if now else []),
    ]


async def _allowed(asking: Any) -> Any:
    """None where this user may not ask it."""
    try:
        return await asking
    except ResponseError:
        return None


async def _flows() -> list[Finding]:
    try:
        library = await asyncio.to_thread(load, resource("flows"))
    except BrokenFlows as broken:
        return [wrong("flows", str(problem), "") for problem in broken.problems]
    return [ok("flows", f"{len(library.flows)} are sound: {', '.join(library.flows)}")]


def status(findings: Iterable[Finding]) -> int:
    """For the shell."""
    return int(any(finding.word is diagnosis.Word.WRONG for finding in findings))
