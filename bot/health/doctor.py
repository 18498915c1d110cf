"""Checks of `mfa-bot doctor`: everything that the bot depends on, concurrently, each within a time
limit.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from pathlib import Path

import aiohttp

from bot.core.team import NO_TEAM_FILE, Team
from bot.files.resources import resource
from bot.flowfiles.library import BrokenFlows, load
from bot.flowfiles.safety_checks import unasked_approvals
from bot.health import host_checks, slack_checks
from bot.health.aws_checks import ALL_SECONDS, aws
from bot.health.findings import Finding, Severity, ok, warning, wrong
from bot.health.redis_checks import redis
from bot.health.slack_checks import Identity, SlackClient
from bot.health.slack_findings import unchecked_channel
from bot.process import shutdown
from bot.process.proxies import BadProxy, from_environment
from bot.settings import environment
from bot.settings import settings as reading
from bot.settings.environment import Environment
from bot.settings.mistakes import BadSettings
from bot.settings.run_requirements import require_for_run
from bot.settings.settings import Settings
from bot.settings.team_file import read_team

OF_FLOWS = ("FLOWS_DIR", "LANGUAGES")
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
        return await _with_bad_settings(bad.mistakes, environ, file)
    try:
        proxies = from_environment()
    except BadProxy as bad:
        return await _with_bad_settings([str(bad)], environ, file)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        slack = SlackClient(settings.api_url, session, proxies, TIMEOUT_SECONDS)
        token = settings.slack_bot_token
        identity = asyncio.create_task(slack.ask("auth.test", token)) if token else None
        team = read_team(settings.team_file, settings.flows_dir)
        named = _channels(settings, team, channels)
        unchecked = [unchecked_channel(name) for name in named]
        found = await asyncio.gather(
            _within_time_limit("settings", _settings(settings, given)),
            _within_time_limit(
                "token", slack_checks.token(settings, slack, identity, named, team), unchecked
            ),
            _within_time_limit("app token", slack_checks.transport(settings, slack)),  # can hang
            _within_time_limit("Redis", _redis(settings, identity)),
            _within_time_limit("flows", _flows(_own_flows(settings), team)),
            _within_time_limit("port", host_checks.ports(settings, session)),
            _within_time_limit("AWS", aws(settings, team), limit=ALL_SECONDS),
        )
    return [finding for each in found for finding in each]


async def _with_bad_settings(
    mistakes: Iterable[str], environ: Mapping[str, str], file: Path | None
) -> list[Finding]:
    """These mistakes, and what can be checked all the same: the flows, if it is clear which."""
    left = "Slack, Redis, AWS, clocks and ports are checked once these are fixed"
    told = [wrong("settings", mistake, "") for mistake in (*mistakes, left)]
    unchecked = warning("flows", "are not checked", "fix the settings first, then run this again")
    if any(name in mistake for name in OF_FLOWS for mistake in mistakes):
        return [*told, unchecked]
    try:
        values = environment.unchecked(environ, file)
        own = reading.read({name: values[name] for name in OF_FLOWS if name in values})
    except BadSettings:
        return [*told, unchecked]
    return [*told, *await _within_time_limit("flows", _flows(_own_flows(own)))]


def _channels(settings: Settings, team: Team, given: Sequence[str]) -> tuple[str, ...]:
    """Channels to look at: those given, and those of the settings and of the team file."""
    told = [settings.tell_channel] if settings.tell_channel else []
    asked = (rule.tell for rule in team.approval.values())
    return tuple(dict.fromkeys([*given, *told, *team.channels, *asked]))


async def _within_time_limit(
    about: str,
    asking: Awaitable[list[Finding]],
    unchecked: Sequence[Finding] = (),
    *,
    limit: float | None = None,
) -> list[Finding]:
    """Findings of one check, whatever goes wrong in it: the others are told all the same.

    unchecked: what is not known then either
    limit: seconds, instead of TIMEOUT_SECONDS
    """
    seconds = TIMEOUT_SECONDS if limit is None else limit
    try:
        async with asyncio.timeout(seconds):
            return await asking
    except TimeoutError:
        remedy = "check that the bot's machine can reach it"
        return [wrong(about, f"no answer within {seconds:g} s", remedy), *unchecked]
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        told = f"can't be checked: {where}{error.strerror or error}"
        return [wrong(about, told, "check it as the user that the bot runs as"), *unchecked]


async def _settings(settings: Settings, given: Environment) -> list[Finding]:
    rename = "rename it, or leave it if another program reads it"
    suspects = [warning("settings", s.removesuffix("."), rename) for s in given.suspects]
    try:
        require_for_run(settings)
    except BadSettings as bad:
        return [*(wrong("settings", mistake, "") for mistake in bad.mistakes), *suspects]
    url = given.redis_url_from
    where = f"REDIS_URL comes from {url}" if url else "REDIS_URL is not set"
    return [ok("settings", f"all are valid; {where}"), *suspects]


async def _redis(settings: Settings, identity: Identity) -> list[Finding]:
    if not settings.redis_url:
        return await host_checks.own_redis(settings)
    return await redis(settings, await _team(identity))


async def _team(identity: Identity) -> str:
    """Id of the workspace, to check the slot of its data; empty if Slack does not answer soon."""
    if not identity:
        return ""
    await asyncio.wait([identity], timeout=TIMEOUT_SECONDS / 3)
    if not identity.done() or identity.exception():
        return ""
    answer, _ = identity.result()
    return str(answer.get("team_id", ""))


_OwnFlows = tuple[Path | None, tuple[str, ...]]  # FLOWS_DIR, and the languages that are spoken


def _own_flows(settings: Settings) -> _OwnFlows:
    return settings.own_flows, settings.spoken_languages


async def _flows(own: _OwnFlows, team: Team = NO_TEAM_FILE) -> list[Finding]:
    try:
        library = await asyncio.to_thread(load, resource("flows"), *own)
    except BrokenFlows as broken:
        return [wrong("flows", str(problem), "") for problem in broken.problems]
    if mistakes := [*unasked_approvals(library.flows, team)]:
        return [wrong("team", mistake, "") for mistake in mistakes]
    return [ok("flows", f"sound: {', '.join(library.flows)}")]


def exit_status(findings: Iterable[Finding]) -> int:
    """Exit status: 1 if a finding is wrong."""
    return int(any(finding.word is Severity.WRONG for finding in findings))
