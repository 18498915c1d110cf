"""Checks of `mfa-bot doctor`: everything that the bot depends on, concurrently, within 6 s each."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bot.core.team import Team
from bot.files.manifest import manifest
from bot.files.resources import resource
from bot.flowfiles.library import BrokenFlows, load
from bot.health import findings, host_checks, people_checks
from bot.health.aws_checks import aws
from bot.health.findings import Finding, Severity, ok, warning, wrong
from bot.health.group_checks import METHOD, user_groups
from bot.health.redis_checks import redis
from bot.process import shutdown
from bot.process.proxies import BadProxy, Proxies, connection_error, from_environment
from bot.settings import environment
from bot.settings import settings as reading
from bot.settings.environment import Environment
from bot.settings.settings import BadSettings, Settings
from bot.slack.api.errors import UNREADABLE, SlackAway, SlackRefused, read
from bot.slack.requests.payload import Body
from bot.slack.transport.socket_connection import Connection, Pace

TIMEOUT_SECONDS = 6.0  # for each check; all run at once


def examine(
    environ: Mapping[str, str], channels: Sequence[str], file: Path | None = None
) -> list[Finding]:
    """Findings of all checks; `file`: a `.env` file to read settings from too."""
    return shutdown.run(_examine(environ, channels, file))


async def _examine(
    environ: Mapping[str, str], channels: Sequence[str], file: Path | None
) -> list[Finding]:
    try:
        given = environment.read(environ, file)
        settings = reading.read(given.values)
    except BadSettings as bad:
        left = ["the rest is checked once these are fixed"]
        told = [wrong("settings", mistake, "") for mistake in (*bad.mistakes, *left)]
        return [*told, *await _in_time("flows", _flows())]
    try:
        proxies = from_environment()
    except BadProxy as bad:
        return [wrong("settings", str(bad), "")]
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        slack = _SlackClient(settings.api_url, session, proxies)
        token = settings.slack_bot_token
        identity = asyncio.create_task(slack.ask("auth.test", token)) if token else None
        named = _channels(settings, channels)
        unchecked = [findings.unchecked_channel(name) for name in named]
        found = await asyncio.gather(
            _in_time("settings", _settings(settings, given)),
            _in_time("token", _token(settings, slack, identity, named), unchecked),
            _in_time("app token", _way_in(settings, slack)),  # can hang
            _in_time("Redis", _redis(settings, identity)),
            _in_time("flows", _flows((settings.own_flows, settings.spoken))),
            _in_time("port", host_checks.ports(settings, session)),
            _in_time("AWS", aws(settings)),
        )
    return [finding for each in found for finding in each]


def _channels(settings: Settings, given: Sequence[str]) -> tuple[str, ...]:
    """Channels to look at: those given, and those of the settings and of the team file."""
    team = reading.read_team(settings.team_file, settings.flows_dir)
    told = [settings.tell_channel] if settings.tell_channel else []
    asked = (rule.tell for rule in team.approval.values())
    return tuple(dict.fromkeys([*given, *told, *team.channels, *asked]))


async def _in_time(
    about: str, asking: Awaitable[list[Finding]], unchecked: Sequence[Finding] = ()
) -> list[Finding]:
    """`unchecked`: what is not known then either."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await asking
    except TimeoutError:
        remedy = "check that the bot's machine can reach it"
        return [wrong(about, f"no answer within {TIMEOUT_SECONDS:g} s", remedy), *unchecked]


async def _settings(settings: Settings, given: Environment) -> list[Finding]:
    rename = "rename it, or leave it if another program reads it"
    suspects = [warning("settings", suspect, rename) for suspect in given.suspects]
    try:
        reading.require_for_run(settings)
    except BadSettings as bad:
        return [*(wrong("settings", mistake, "") for mistake in bad.mistakes), *suspects]
    url = given.redis_url_from
    where = f"REDIS_URL comes from {url}" if url else "REDIS_URL is not set"
    return [ok("settings", f"all are valid; {where}"), *suspects]


_Answer = tuple[Mapping[str, Any], Mapping[str, str]]
_Identity = asyncio.Task[_Answer] | None  # Slack's answer about the token; None without a token


@dataclass(frozen=True, slots=True)
class _SlackClient:
    url: str
    session: aiohttp.ClientSession
    proxies: Proxies

    async def ask(self, method: str, token: str, **about: str) -> _Answer:
        """Answer of Slack and its headers; of a refusal only the error code.

        Raises OSError (SlackAway is one), aiohttp.ClientError, ValueError.
        """
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.url}{method}"
        async with self.session.post(
            url, data=about, headers=headers, proxy=self.proxies.of(url), allow_redirects=False
        ) as response:
            status, given, body = response.status, response.headers, await response.read()
        try:
            return read(method, status, given, body), given
        except SlackRefused as refused:
            return {"ok": False, "error": refused.code}, given


def _slack_away(about: str, error: Exception) -> Finding:
    if isinstance(error, SlackAway) and error.code == UNREADABLE:
        return findings.no_slack(about)
    why = error.code if isinstance(error, SlackAway) else connection_error(error)
    return wrong(
        about,
        f"Slack does not answer ({why})",
        "check SLACK_API_URL, the proxy in HTTPS_PROXY, and that slack.com can be reached",
    )


_SLACK_AWAY = (OSError, aiohttp.ClientError, ValueError)


async def _token(
    settings: Settings, slack: _SlackClient, identity: _Identity, channels: Sequence[str]
) -> list[Finding]:
    """Findings of the token and of each channel."""
    unchecked = [findings.unchecked_channel(name) for name in channels]
    if not identity:
        return unchecked
    began = time.time()
    try:
        answer, headers = await identity
    except _SLACK_AWAY as error:
        return [_slack_away("token", error), *unchecked]
    found = [findings.token(answer), *_clock(headers.get("Date", ""), began)]
    if not answer.get("ok"):
        return [*found, *unchecked]
    granted = headers.get("X-OAuth-Scopes")
    asked = yaml.safe_load(manifest(None))["oauth_config"]["scopes"]
    found.append(findings.scopes(granted, asked["bot"], asked.get("bot_optional", ())))
    team = reading.read_team(settings.team_file, settings.flows_dir)
    looked = (_channel(settings, slack, name, granted or "") for name in channels)
    there, inside = await asyncio.gather(
        asyncio.gather(*looked), _team_file(settings, slack, granted or "", team)
    )
    return [*found, *there, *inside]


def _clock(date: str, began: float) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return [warning("Slack's clock", "can't tell: Slack named no time", "look at this clock")]
    return [findings.clock("Slack's clock", (began + time.time()) / 2 - theirs)]


async def _channel(settings: Settings, slack: _SlackClient, name: str, granted: str) -> Finding:
    if name.startswith("#"):
        remedy = "give its ID, as C0123456789: Slack shows it in the channel's details, at the end"
        return wrong(f"channel {name}", "names can't be looked up", remedy)
    try:
        answer, _ = await slack.ask("conversations.info", settings.slack_bot_token, channel=name)
    except _SLACK_AWAY as error:
        return _slack_away(f"channel {name}", error)
    return findings.channel(name, answer, granted)


async def _team_file(
    settings: Settings, slack: _SlackClient, granted: str, team: Team
) -> list[Finding]:
    """What the team file resolves to in Slack."""

    async def members(group: str) -> Mapping[str, Any]:
        answer, _ = await slack.ask(METHOD, settings.slack_bot_token, usergroup=group)
        return answer

    async def person(user: str) -> Mapping[str, Any]:
        answer, _ = await slack.ask(people_checks.METHOD, settings.slack_bot_token, user=user)
        return answer

    async def looked(about: str, asking: Awaitable[list[Finding]]) -> list[Finding]:
        try:
            return await asking
        except _SLACK_AWAY as error:
            return [_slack_away(about, error)]

    found = await asyncio.gather(
        looked("people", people_checks.people(team, person)),
        looked("user groups", user_groups(team, granted, members)),
    )
    return [finding for each in found for finding in each]


async def _way_in(settings: Settings, slack: _SlackClient) -> list[Finding]:
    if settings.slack_app_token:
        try:
            answer, _ = await slack.ask("apps.connections.open", settings.slack_app_token)
        except _SLACK_AWAY as error:
            return [_slack_away("app token", error)]
        offered = findings.app_token(answer)
        if offered.word is not Severity.OK:
            return [offered]
        return [offered, await _websocket(slack, str(answer.get("url", "")))]
    if settings.slack_signing_secret:
        return findings.signing_secret(old=bool(settings.slack_signing_secret_old))
    return []


async def _websocket(slack: _SlackClient, url: str) -> Finding:
    """Finding of a WebSocket that is closed after Slack's hello: Slack could send it requests."""
    pace = Pace(close=TIMEOUT_SECONDS / 4)
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS / 2):
            proxy = slack.proxies.of(url)
            connection = await Connection.open(slack.session, url, proxy, pace, _passed_by)
        await connection.close()
    except TimeoutError:
        return findings.websocket(f"no hello within {TIMEOUT_SECONDS / 2:g} s")
    except _SLACK_AWAY as error:
        return findings.websocket(connection_error(error))
    return findings.websocket("")


def _passed_by(_: Connection, __: Body) -> None:
    """Ignores a request without an answer, so that Slack sends it again."""


async def _redis(settings: Settings, identity: _Identity) -> list[Finding]:
    if not settings.redis_url:
        return await host_checks.own_redis(settings)
    return await redis(settings, await _team(identity))


async def _team(identity: _Identity) -> str:
    """Id of the workspace, to check the slot of its data; empty if Slack does not answer soon."""
    if not identity:
        return ""
    await asyncio.wait([identity], timeout=TIMEOUT_SECONDS / 3)
    if not identity.done() or identity.exception():
        return ""
    answer, _ = identity.result()
    return str(answer.get("team_id", ""))


async def _flows(own: tuple[Path | None, tuple[str, ...]] = (None, ())) -> list[Finding]:
    """Findings of the flows; `own`: FLOWS_DIR, and the languages that are spoken."""
    try:
        library = await asyncio.to_thread(load, resource("flows"), *own)
    except BrokenFlows as broken:
        return [wrong("flows", str(problem), "") for problem in broken.problems]
    return [ok("flows", f"{len(library.flows)} are sound: {', '.join(library.flows)}")]


def exit_status(findings: Iterable[Finding]) -> int:
    """Exit status: 1 if a finding is wrong."""
    return int(any(finding.word is Severity.WRONG for finding in findings))
