"""Running bot: its health checks, its HTTP servers, and its orderly shutdown."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.health import endpoints
from bot.health.endpoints import CachedCheck, Check
from bot.process.background_tasks import BackgroundTasks
from bot.process.foreground import Foreground
from bot.process.http_server import HttpServer
from bot.process.shutdown import cancel_and_wait, run_until
from bot.settings.settings import Settings
from bot.slack.api.client import SlackApi
from bot.slack.api.installation import Installation
from bot.slack.api.profiles import Profiles
from bot.slack.delivery.delivery import Delivery
from bot.slack.delivery.messages import Messages
from bot.slack.delivery.worker import Worker
from bot.slack.transport import http
from bot.slack.transport.admission import Admission
from bot.slack.transport.socket_mode import SocketMode
from bot.store.calls import StoreAway
from bot.store.store import NO_TEAM

log = logging.getLogger(__name__)

DRAIN_SECONDS = 0.1  # for requests already in flight when accepting stops
STOP_SECONDS = 5.0  # for work under way; what is left then is still in Redis' `due` set
REDIS_CHECK_SECONDS = 20.0  # for which probes get the last good answer about Redis
RETRY_SECONDS = 5.0  # between two calls of auth.test, until one succeeds


Serves = Callable[[str], None]  # with the URL of health and metrics


@dataclass(slots=True)
class Bot:
    settings: Settings
    admission: Admission
    guide: Guide
    library: Library
    api: SlackApi
    foreground: Foreground
    delivery: Delivery
    messages: Messages
    installation: Installation
    profiles: Profiles
    background: BackgroundTasks
    worker: Worker
    socket: SocketMode | None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    redis: CachedCheck = field(init=False)

    def __post_init__(self) -> None:
        self.redis = CachedCheck(self.check_redis, well=REDIS_CHECK_SECONDS)
        self.worker.on_away = self.redis.invalidate

    @property
    def checks(self) -> dict[str, Check]:
        return {
            "process": self.check_process,
            "redis": self.redis,
            "slack": self.installation.token_error,
        }

    async def check_process(self) -> str:
        """Why this process should get no requests, for a load balancer; empty if it is fine."""
        if self.stopping.is_set():
            return "It is shutting down."
        return self.socket.trouble if self.socket else ""

    async def check_redis(self) -> str:
        try:
            await self.guide.store.ping(self.installation.team or NO_TEAM)
        except StoreAway as away:
            return f"Redis is unavailable: {away}"
        return ""

    async def work(self) -> None:
        """Get the bot's identity from Slack, then deliver what is due, until shutdown."""
        await run_until(self.stopping, self._learn())
        if team := self.installation.team:
            log.info("serving workspace %s", team)
            await self.worker.run(team)

    async def _learn(self) -> None:
        while self.installation.identity is None:
            if why := await self.installation.ask():
                log.error("%s Trying again in %.0f s.", why, RETRY_SECONDS)
            if self.installation.identity is None:
                await asyncio.sleep(RETRY_SECONDS)


async def serve(bot: Bot, stopping: asyncio.Event, serves: Serves | None = None) -> None:
    """Serve until `stopping` is set or a task fails. Raises ListenError, or that task's error.

    `serves`: of one of several processes, which share the port; called once it listens.
    """
    operator, door = await _listen(bot, shared=serves is not None)
    if serves:
        serves(operator.url)
    else:
        log.info("health and metrics on %s", operator.url)
        if door:
            log.info("listening on %s", door.url)
    works = [bot.work(), bot.socket.run()] if bot.socket else [bot.work()]
    tasks = [asyncio.create_task(work) for work in works]
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    died = [task for task in tasks if task.done()]  # none ends by itself
    await _stop(bot, [operator, door] if door else [operator], tasks)
    for task in died:  # whoever supervises us starts us anew
        task.result()


async def _listen(bot: Bot, *, shared: bool) -> tuple[HttpServer, HttpServer | None]:
    """Start the operator's server, and in HTTP mode the one for Slack."""
    settings, seconds = bot.settings, 0.9 * STOP_SECONDS
    operator = HttpServer(
        endpoints.build(bot.checks),
        settings.operate_host,
        settings.operate_port,
        names=("OPERATE_HOST", "OPERATE_PORT"),
        seconds=seconds,
    )
    await operator.start()
    if bot.socket:
        return operator, None
    secrets = settings.slack_signing_secret, settings.slack_signing_secret_old
    app = http.build(bot.admission, *secrets)
    door = HttpServer(app, settings.host, settings.port, shared=shared, seconds=seconds)
    try:
        await door.start()
    except BaseException:
        await operator.close()
        raise
    return operator, door


async def _stop(bot: Bot, servers: list[HttpServer], tasks: list[asyncio.Task[None]]) -> None:
    """Orderly shutdown: not ready, then no new connections, then work under way is finished."""
    log.info("shutting down: finishing work under way; the rest is kept in Redis")
    bot.stopping.set()
    if not bot.socket:
        await asyncio.sleep(bot.settings.stop_delay)
    last = asyncio.get_running_loop().time() + STOP_SECONDS
    bot.worker.stop()
    if bot.socket:
        bot.socket.stop()
    ending = [asyncio.create_task(_close(servers)), *tasks]
    await asyncio.wait(ending, timeout=STOP_SECONDS)
    await cancel_and_wait(ending)
    await bot.background.close(last - asyncio.get_running_loop().time())


async def _close(servers: list[HttpServer]) -> None:
    for each in servers:
        each.stop_accepting()
    log.info("stopped accepting connections")
    await asyncio.sleep(DRAIN_SECONDS)  # or aiohttp would hang up on it
    await asyncio.gather(*(each.close() for each in servers))
