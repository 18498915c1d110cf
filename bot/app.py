"""Composition root of `mfa-bot run`: settings, flows, store and Slack, put together and started."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.core.access import AccessRules
from bot.core.team import Team
from bot.guide import Guide
from bot.guide.opening import open_guide
from bot.health import redis_checks
from bot.process.background_tasks import BackgroundTasks
from bot.process.foreground import Foreground
from bot.process.garbage_collection import freeze_started
from bot.process.http_server import raise_descriptor_limit
from bot.process.proxies import from_environment
from bot.process.shutdown import cancel_and_wait, run_until, stop_event
from bot.serving.process import Bot, Serves, serve
from bot.settings.mistakes import BadSettings
from bot.settings.run_requirements import require_for_run
from bot.settings.settings import Settings
from bot.slack.api.calls import TIMEOUT
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.api.installation import Installation
from bot.slack.api.profiles import Profiles
from bot.slack.api.user_groups import UserGroups
from bot.slack.delivery.delivery import DELIVERIES_AT_ONCE, Delivery
from bot.slack.delivery.due_tasks import DueTasks
from bot.slack.delivery.evidence_watch import EvidenceWatch
from bot.slack.delivery.fleet_watch import FleetWatch
from bot.slack.delivery.home_tabs import HomeTabs
from bot.slack.delivery.messages import Messages
from bot.slack.delivery.performer import Performer
from bot.slack.delivery.run_lines import RunLines
from bot.slack.delivery.scenes import Scenes
from bot.slack.delivery.thread_urls import thread_url
from bot.slack.delivery.worker import AT_REST, Worker
from bot.slack.transport import bolt_app
from bot.slack.transport.socket_mode import SocketMode
from bot.store.calls import StoreAway
from bot.store.clock import Clock
from bot.store.records import NewerRecord
from bot.store.store import NO_TEAM

if TYPE_CHECKING:
    from bot.aws.client import Aws
    from bot.aws.fleet import FleetSource

log = logging.getLogger(__name__)

# To Slack; half of them are for windows, people, and answers to one person.
CONNECTIONS = 2 * DELIVERIES_AT_ONCE
MANUAL_CLOCK_POLL_SECONDS = 1.0  # seconds between looks where the time can be turned


async def workspace(settings: Settings) -> str:
    """Id of the bot's workspace. Raises SlackAway, SlackRefused, BadProxy."""
    proxies = from_environment()
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        token, url = settings.slack_bot_token, settings.api_url
        api = SlackApi(token, url, session, proxies, time.monotonic)
        return (await api.identity()).team


@asynccontextmanager
async def assemble(
    settings: Settings,
    clock_override: Clock | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Bot]:
    """Bot with all its parts, not yet serving.

    Raises BrokenFlows, EmbeddedError, BadProxy, BadSettings.
    """
    proxies = from_environment()
    async with AsyncExitStack() as stack:
        guide, library = await stack.enter_async_context(open_guide(settings, clock_override))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                timeout=TIMEOUT,
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        )
        api = SlackApi(settings.slack_bot_token, settings.api_url, session, proxies, monotonic)
        store, clock = guide.store, guide.store.uptime
        installation = Installation(api, clock)
        profiles = Profiles(
            store, api, clock, settings.spoken_languages, settings.default_time_zone
        )
        foreground = Foreground()
        url_for = partial(thread_url, installation)
        messages = Messages(guide.flows, library, url_for, settings.spoken_languages)
        rules = access_rules(settings, guide)
        # What is to be shown stands on `due`; what one person was to be told is not.
        background = BackgroundTasks(SlackAway, SlackRefused, StoreAway, NewerRecord)
        groups = UserGroups(store, api, clock, background)
        lines = RunLines(guide, library, installation)
        homes = HomeTabs(guide, library, api, profiles, groups, lines, foreground, rules)
        scenes = Scenes(guide, profiles, rules, groups)
        performer = Performer(messages, api, profiles)
        delivery = Delivery(guide, scenes, performer, api.backoff, foreground)
        asks, source = aws(settings), None
        if asks:
            stack.callback(asks.close)
            source = fleet_source(settings, asks, guide.team)
        admission = bolt_app.build_admission(
            settings,
            guide=guide,
            library=library,
            api=api,
            installation=installation,
            profiles=profiles,
            groups=groups,
            delivery=delivery,
            homes=homes,
            lines=lines,
            fleet=FleetWatch(guide, source),
            rules=rules,
            background=background,
            foreground=foreground,
        )
        token = settings.slack_app_token
        socket = SocketMode(admission, token, settings.api_url, session, proxies) if token else None

        async def met() -> None:
            await redis_checks.check_at_start(
                store, settings.redis_url, installation.team or NO_TEAM
            )

        by_role = asks if settings.aws_reader_role else None
        evidence = EvidenceWatch(guide, delivery, by_role) if by_role else None
        tasks = DueTasks(guide, delivery, homes)
        # What turns the time wakes nobody, so that is looked for more often.
        worker = Worker(
            tasks, store, met, evidence, MANUAL_CLOCK_POLL_SECONDS if clock_override else AT_REST
        )
        yield Bot(
            settings=settings,
            admission=admission,
            guide=guide,
            library=library,
            api=api,
            foreground=foreground,
            delivery=delivery,
            messages=messages,
            installation=installation,
            profiles=profiles,
            background=background,
            worker=worker,
            socket=socket,
        )


def access_rules(settings: Settings, guide: Guide) -> AccessRules:
    flows = guide.flows.values()
    strict = (flow.name for flow in flows if flow.strict)
    waiting = (flow.name for flow in flows if any(step.approval for step in flow.steps.values()))
    return settings.rules.of_team(guide.team, strict, waiting)


def aws(settings: Settings) -> "Aws | None":
    """Client for AWS; None if the settings name neither a role nor Security Hub.

    Raises BadSettings.
    """
    if not (settings.aws_reader_role or settings.aws_security_hub_region):
        return None
    try:
        from bot.aws.client import Aws  # noqa: PLC0415 -- boto3 is an extra, and slow to load
    except ImportError:
        name = "AWS_READER_ROLE" if settings.aws_reader_role else "AWS_SECURITY_HUB_REGION"
        needed = f"{name} needs the extra `aws`: pip install 'mfa-bot[aws]', or unset it."
        raise BadSettings((needed,)) from None
    return Aws(settings.aws_reader_role, settings.aws_external_id)


def fleet_source(settings: Settings, asks: "Aws", team: Team) -> "FleetSource":
    from bot.aws.fleet import FleetSource  # noqa: PLC0415 -- boto3 is an extra

    role, region = bool(settings.aws_reader_role), settings.aws_security_hub_region
    return FleetSource(asks, team, role, region)


async def run(
    settings: Settings,
    clock_override: Clock | None = None,
    serves: Serves | None = None,
    beside: Callable[[Bot], Coroutine[Any, Any, None]] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT. `serves`: as for `serving.serve`; `beside`: what else runs
    as long; its error ends the bot.

    Raises what `assemble` and `beside` do, ListenError.
    """
    require_for_run(settings)
    raise_descriptor_limit()
    with stop_event() as told:
        log.info("starting mfa-bot %s", version("mfa-bot"))
        async with AsyncExitStack() as stack:
            if bot := await run_until(
                told, stack.enter_async_context(assemble(settings, clock_override))
            ):
                freeze_started()
                others = [asyncio.create_task(beside(bot))] if beside else []
                for other in others:
                    other.add_done_callback(lambda _: told.set())
                await serve(bot, told, serves)
                died = [other for other in others if other.done()]  # none ends by itself
                await cancel_and_wait(others)
                for other in died:
                    other.result()
    log.info("stopped")
