"""Composition root: settings, flows, store, Slack. The bot is put together here, and started."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import diagnosis
from bot import settings as environment
from bot.diagnosis import Word
from bot.embedded import EmbeddedServer
from bot.flowfiles import Library, load
from bot.guide import Guide
from bot.redis_client import connect
from bot.resources import resource
from bot.serving import Bot, serve
from bot.settings import Settings
from bot.slack import listeners, workspaces
from bot.slack.api import TIMEOUT, SlackApi
from bot.slack.channels import Channels
from bot.slack.delivery import Delivery
from bot.slack.desk import Desk
from bot.slack.loop import Loop
from bot.slack.readers import Readers
from bot.slack.socket import Socket
from bot.slack.whoami import WhoAmI
from bot.stopping import told_to_stop, unless
from bot.store import Store
from bot.texts.countries import by_name
from bot.texts.languages import available

log = logging.getLogger(__name__)

Clock = Callable[[], int]


def utc_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The Redis of REDIS_URL, or a server of the bot's own. Raises EmbeddedError."""
    async with AsyncExitStack() as stack:
        url = settings.redis_url
        if not url:
            url = await stack.enter_async_context(EmbeddedServer(settings.data_dir))
        store = Store(connect(url), settings.limits)
        stack.push_async_callback(store.close)
        yield store


@asynccontextmanager
async def open_guide(
    settings: Settings, clock: Clock = utc_ms
) -> AsyncIterator[tuple[Guide, Library]]:
    """Raises BrokenFlows, EmbeddedError."""
    library = load(resource("flows"))
    async with open_store(settings) as store:
        yield Guide(library.flows, store, clock, by_name(available())), library


@asynccontextmanager
async def assemble(settings: Settings, clock: Clock = utc_ms) -> AsyncIterator[Bot]:
    async with AsyncExitStack() as stack:
        guide, library = await stack.enter_async_context(open_guide(settings, clock))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=50), trust_env=True
            )
        )
        client = AsyncWebClient(
            token=settings.slack_bot_token,
            base_url=settings.api_url,
            session=session,
            retry_handlers=[],
        )
        api = SlackApi(client, session, clock)
        delivery = Delivery(guide, library, api, settings.spoken, settings.tell_channel)
        readers = Readers(guide.store, api, clock, settings.spoken)
        channels = Channels(api, clock)
        region, rules = settings.default_region, settings.rules
        desk = Desk(guide, delivery, api, library, readers, channels, region, rules)
        app = _bolt(settings, client, desk)
        listeners.register(app, desk)
        token = settings.slack_app_token
        socket = Socket(app, token, settings.api_url, session) if token else None
        loop = Loop(delivery, guide.store, guide, partial(_warn_of_redis, guide.store))
        yield Bot(settings, desk, app, loop, socket, WhoAmI(desk))


def _bolt(settings: Settings, client: AsyncWebClient, desk: Desk) -> AsyncApp:
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)  # its warnings are advice for programmers
    bolt = AsyncApp(
        logger=quiet,
        client=client,
        authorize=workspaces.Known(desk, settings.slack_bot_token),
        process_before_response=True,  # the state is durable before Slack gets its 200
        request_verification_enabled=False,  # the server's door has done it
    )
    bolt.use(workspaces.Gate(desk))
    return bolt


async def run(settings: Settings, clock: Clock = utc_ms) -> None:
    """Serve until SIGTERM or SIGINT. Raises BadSettings, BrokenFlows, EmbeddedError."""
    environment.for_run(settings)
    with told_to_stop() as told:
        log.info("mfa-bot %s starts", version("mfa-bot"))
        async with AsyncExitStack() as stack:
            if bot := await unless(told, stack.enter_async_context(assemble(settings, clock))):
                await serve(bot, told)
    log.info("stopped")


async def _warn_of_redis(store: Store) -> None:
    """Of what would lose runs and attempts. Raises StoreAway."""
    for name, info in (await store.info()).items():
        for found in diagnosis.redis_server(name, info):
            if found.word is not Word.OK:
                log.warning("%s %s; %s.", found.about, found.says, found.remedy)
