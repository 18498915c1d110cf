"""Composition root of `mfa-bot run`: settings, flows, store and Slack, put together and started."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.embedded.server import EmbeddedServer
from bot.files.resources import resource
from bot.flowfiles.library import Library, load
from bot.guide import Guide
from bot.health import findings
from bot.health.findings import Severity
from bot.process.http_server import raise_descriptor_limit
from bot.process.proxies import from_environment
from bot.process.shutdown import run_until, stop_event
from bot.serving import Bot, serve
from bot.settings import settings as bot_settings
from bot.settings.settings import Settings
from bot.slack.api.client import TIMEOUT, SlackApi
from bot.slack.api.profiles import Profiles
from bot.slack.api.shared_channels import SharedChannels
from bot.slack.delivery.delivery import Delivery
from bot.slack.delivery.messages import Messages
from bot.slack.delivery.worker import AT_REST, Worker
from bot.slack.requests import listeners
from bot.slack.requests.identity import WhoAmI
from bot.slack.requests.responder import Desk
from bot.slack.transport import workspace_gate
from bot.slack.transport.rate_limiter import RateLimiter
from bot.slack.transport.socket_mode import SocketMode
from bot.store.address import AddressKind, parse
from bot.store.client import connect
from bot.store.clock import Clock
from bot.store.store import NO_TEAM, Store, StoreAway
from bot.texts.countries import by_name
from bot.texts.languages import available

log = logging.getLogger(__name__)

MANUAL_CLOCK_POLL_SECONDS = 1.0  # between polls of a clock that is set by hand


@asynccontextmanager
async def open_store(
    settings: Settings, clock_override: Clock | None = None
) -> AsyncIterator[Store]:
    """Store on the Redis of REDIS_URL, or on the embedded server. Raises EmbeddedError."""
    async with AsyncExitStack() as stack:
        url = settings.redis_url
        if not url:
            url = await stack.enter_async_context(EmbeddedServer(settings.data_dir))
        store = Store(connect(url), settings.limits, clock_override)
        stack.push_async_callback(store.close)
        yield store


@asynccontextmanager
async def open_guide(
    settings: Settings, clock_override: Clock | None = None
) -> AsyncIterator[tuple[Guide, Library]]:
    """Guide and library on an open store. Raises BrokenFlows, EmbeddedError."""
    library = load(resource("flows"))
    async with open_store(settings, clock_override) as store:
        yield Guide(library.flows, store, by_name(available())), library


@asynccontextmanager
async def assemble(
    settings: Settings,
    clock_override: Clock | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Bot]:
    """Bot with all its parts, not yet serving. Raises BrokenFlows, EmbeddedError, BadProxy."""
    proxies = from_environment()
    async with AsyncExitStack() as stack:
        guide, library = await stack.enter_async_context(open_guide(settings, clock_override))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=50))
        )
        client = AsyncWebClient(
            token=settings.slack_bot_token,
            base_url=settings.api_url,
            session=session,
            retry_handlers=[],
        )
        proxy = proxies.of(settings.api_url)
        client.proxy = str(proxy) if proxy else None  # what it found itself knows no NO_PROXY
        api = SlackApi(settings.slack_bot_token, settings.api_url, session, proxies, monotonic)
        messages = Messages(guide.flows, library, settings.spoken)
        delivery = Delivery(guide, messages, api, settings.tell_channel)
        readers = Profiles(guide.store, api, guide.store.uptime, settings.spoken)
        channels = SharedChannels(api, guide.store.uptime)
        region, rules = settings.default_region, settings.rules
        desk = Desk(guide, delivery, api, library, readers, channels, region, rules)
        app = _bolt(settings, client, desk)
        listeners.register(app, desk)
        token = settings.slack_app_token
        socket = SocketMode(app, token, settings.api_url, session, proxies) if token else None
        check = partial(_check_redis, settings, desk)
        # A clock that is set by hand wakes no timer, so the worker polls more often.
        poll = MANUAL_CLOCK_POLL_SECONDS if clock_override else AT_REST
        worker = Worker(delivery, guide.store, check, poll)
        yield Bot(settings, desk, app, worker, socket, WhoAmI(desk))


def _bolt(settings: Settings, client: AsyncWebClient, desk: Desk) -> AsyncApp:
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)  # its warnings are advice for programmers
    bolt = AsyncApp(
        logger=quiet,
        name="mfa-bot",  # without one, Bolt reads the whole stack to find a name
        client=client,
        authorize=workspace_gate.Known(desk, settings.slack_bot_token),
        process_before_response=True,  # the state is durable before Slack gets its 200
        request_verification_enabled=False,  # the server's door has done it
    )
    bolt.use(workspace_gate.Gate(desk))
    bolt.use(RateLimiter(desk))
    return bolt


async def run(settings: Settings, clock_override: Clock | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Raises what `assemble` does, BadSettings, ListenError."""
    bot_settings.require_for_run(settings)
    raise_descriptor_limit()
    with stop_event() as stopping:
        log.info("starting mfa-bot %s", version("mfa-bot"))
        async with AsyncExitStack() as stack:
            if bot := await run_until(
                stopping, stack.enter_async_context(assemble(settings, clock_override))
            ):
                await serve(bot, stopping)
    log.info("stopped")


async def _check_redis(settings: Settings, desk: Desk) -> None:
    """Checks that Redis can serve a press, and warns of settings that could lose data.

    Raises StoreAway.
    """
    store, url = desk.guide.store, settings.redis_url
    await store.ping(desk.identity.team if desk.identity else NO_TEAM)
    in_cluster = bool(url) and parse(url).kind is AddressKind.CLUSTER
    try:
        servers = await store.info()
    except StoreAway as away:  # one node of a Cluster may be down that lacks the bot's slot
        log.warning("can't read INFO of one Redis server: %s", away)
        return
    for name, info in servers.items():
        for found in findings.redis_server(name, info, in_cluster=in_cluster):
            if found.word is not Severity.OK:
                log.warning("%s %s; %s.", found.about, found.says, found.remedy)
