"""Checks of `mfa-bot doctor` on Slack: tokens, clock, channels, and how its requests arrive."""

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import yaml

from bot.core.team import Team
from bot.files.manifest import manifest
from bot.health import slack_findings
from bot.health.findings import Finding, Severity, clock, warning, wrong
from bot.health.team_checks import people, user_groups
from bot.process.proxies import Proxies, connection_error
from bot.settings.settings import Settings
from bot.slack.api.errors import UNREADABLE, SlackAway, SlackRefused, read
from bot.slack.requests.payload import Body
from bot.slack.transport.socket_connection import Connection, Pace

_Answer = tuple[Mapping[str, Any], Mapping[str, str]]
Identity = asyncio.Task[_Answer] | None  # Slack's answer about the token; None without a token


@dataclass(frozen=True, slots=True)
class SlackClient:
    """Slack's Web API, asked without the SDK: one try, and the headers of each answer."""

    url: str
    session: aiohttp.ClientSession
    proxies: Proxies
    timeout: float  # seconds

    async def ask(self, method: str, token: str, **about: str) -> _Answer:
        """Answer of Slack and its headers; of a refusal only the error code.

        Raises OSError (SlackAway is one), aiohttp.ClientError, ValueError.
        """
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.url}{method}"
        async with self.session.post(
            url,
            data=about,
            headers=headers,
            proxy=self.proxies.for_url(url),
            allow_redirects=False,
        ) as response:
            status, given, body = response.status, response.headers, await response.read()
        try:
            return read(method, status, given, body), given
        except SlackRefused as refused:
            return {"ok": False, "error": refused.code}, given


def _slack_away(about: str, error: Exception) -> Finding:
    if isinstance(error, SlackAway) and error.code == UNREADABLE:
        return slack_findings.no_slack(about)
    why = error.code if isinstance(error, SlackAway) else connection_error(error)
    return wrong(
        about,
        f"Slack does not answer ({why})",
        "check SLACK_API_URL, the proxy in HTTPS_PROXY, and that slack.com can be reached",
    )


_SLACK_AWAY = (OSError, aiohttp.ClientError, ValueError)


async def token(
    settings: Settings, slack: SlackClient, identity: Identity, channels: Sequence[str], team: Team
) -> list[Finding]:
    """Findings of the token, of each channel, and of the people in the team file."""
    unchecked = [slack_findings.unchecked_channel(name) for name in channels]
    if not identity:
        return [slack_findings.no_token(), *unchecked]
    began = time.time()
    try:
        answer, headers = await identity
    except _SLACK_AWAY as error:
        away = _slack_away("token", error)
        return [replace(away, says=f"{away.says}; {slack_findings.UNASKED}"), *unchecked]
    found = [slack_findings.token(answer), *_clock(headers.get("Date", ""), began)]
    if not answer.get("ok"):
        return [*found, *unchecked]
    granted = headers.get("X-OAuth-Scopes")
    asked = yaml.safe_load(manifest(None))["oauth_config"]["scopes"]
    found.append(slack_findings.scopes(granted, asked["bot"], asked.get("bot_optional", ())))
    looked = (_channel(settings, slack, name, granted or "") for name in channels)
    there, inside = await asyncio.gather(
        asyncio.gather(*looked), _team_file(settings, slack, granted or "", team)
    )
    return [*found, *there, *inside]


def _clock(date: str, began: float) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return [
            warning(
                "Slack's clock", "can't tell: Slack named no time", "check this machine's clock"
            )
        ]
    return [clock("Slack's clock", (began + time.time()) / 2 - theirs)]


async def _channel(settings: Settings, slack: SlackClient, name: str, granted: str) -> Finding:
    if odd := slack_findings.no_channel(name):
        return odd
    try:
        answer, _ = await slack.ask("conversations.info", settings.slack_bot_token, channel=name)
    except _SLACK_AWAY as error:
        return _slack_away(f"channel {name}", error)
    return slack_findings.channel(name, answer, granted)


async def _team_file(
    settings: Settings, slack: SlackClient, granted: str, team: Team
) -> list[Finding]:
    """What the team file resolves to in Slack."""

    async def person(user: str) -> Mapping[str, Any]:
        answer, _ = await slack.ask("users.info", settings.slack_bot_token, user=user)
        return answer

    async def group(usergroup: str) -> Mapping[str, Any]:
        token = settings.slack_bot_token
        answer, _ = await slack.ask("usergroups.users.list", token, usergroup=usergroup)
        return answer

    async def looked(about: str, asking: Awaitable[list[Finding]]) -> list[Finding]:
        try:
            return await asking
        except _SLACK_AWAY as error:
            return [_slack_away(about, error)]

    found = await asyncio.gather(
        looked("people", people(team, person)),
        looked("user groups", user_groups(team, granted, group, person)),
    )
    return [finding for each in found for finding in each]


async def transport(settings: Settings, slack: SlackClient) -> list[Finding]:
    """Findings of how Slack's requests come: over Socket Mode, or signed over HTTP."""
    if settings.slack_app_token:
        try:
            answer, _ = await slack.ask("apps.connections.open", settings.slack_app_token)
        except _SLACK_AWAY as error:
            return [_slack_away("app token", error)]
        offered = slack_findings.app_token(answer)
        if offered.word is not Severity.OK:
            return [offered]
        return [offered, await _websocket(slack, str(answer.get("url", "")))]
    if settings.slack_signing_secret:
        return slack_findings.signing_secret(old=bool(settings.slack_signing_secret_old))
    return [slack_findings.no_way_in()]


async def _websocket(slack: SlackClient, url: str) -> Finding:
    """Finding of a WebSocket that is closed after Slack's hello: Slack could send it requests."""
    pace = Pace(close=slack.timeout / 4)
    try:
        async with asyncio.timeout(slack.timeout / 2):
            proxy = slack.proxies.for_url(url)
            connection = await Connection.open(slack.session, url, proxy, pace, _leave_unanswered)
        await connection.close()
    except TimeoutError:
        return slack_findings.websocket(f"no hello within {slack.timeout / 2:g} s")
    except _SLACK_AWAY as error:
        return slack_findings.websocket(connection_error(error))
    return slack_findings.websocket("", connection.counted - 1)


def _leave_unanswered(_: Connection, __: Body) -> None:
    """Leave a request without an answer: Slack tells its sender that it failed."""
