"""The trial: the bot, a Redis of its own and the local Slack, started and stopped together."""

import asyncio
import errno
import fcntl
import os
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from bot.core.team import Team
from bot.files.manifest import manifest
from bot.files.resources import resource
from bot.flowfiles.library import load
from bot.local.aws.world import MANAGEMENT, OUTSIDER, ROLE, world
from bot.local.bot_process import WATCH, BotFailed, BotProcess
from bot.local.clock import turned_clock
from bot.local.slack.fault_switches import FaultSwitch
from bot.local.slack.journal import journal
from bot.local.slack.server import LocalSlack
from bot.local.slack.view_actions import ActionError
from bot.settings.settings import read
from bot.settings.team_file import read_team
from bot.store.embedded.server import EmbeddedError, EmbeddedServer
from bot.texts.languages import ENGLISH

__all__ = ["OWN", "BotFailed", "Occupied", "has_data", "serve"]

# Settings that the trial makes itself, whatever the environment says.
OWN = frozenset(
    "SLACK_BOT_TOKEN SLACK_SIGNING_SECRET SLACK_APP_TOKEN SLACK_API_URL REDIS_URL HOST PORT"
    " OPERATE_HOST OPERATE_PORT".split()
)
JOURNAL = "slack.jsonl"  # the messages of the local Slack
PORTS, LAST_PORT = 20, 65535  # so many are tried, one after the other
Tell = Callable[[str], None]


class Occupied(RuntimeError):
    """Ports or data that are in use already; its text says what to do."""


@asynccontextmanager
async def trial(
    home: Path, environ: Mapping[str, str], port: int, tell: Tell, *, watch: bool
) -> AsyncIterator[str]:
    """The whole trial, for as long as it is open; yields the page's address.

    What it keeps is below `home`. `environ`: the bot's settings that are not about Slack and Redis.
    `port`: the first that is tried. `watch`: what changes in the files of the flows is shown at
    once. Raises EmbeddedError, BadSettings, BrokenFlows, BotFailed, Occupied, OSError.
    """
    ports = range(port, min(port + PORTS, LAST_PORT + 1)) if port else (0,)
    token, secret = f"xoxb-{secrets.token_hex(16)}", secrets.token_hex(16)
    async with AsyncExitStack() as stack:
        redis = EmbeddedServer(home)
        redis_url = await stack.enter_async_context(redis)
        clock = stack.enter_context(turned_clock(home / "clock"))
        settings = read(environ)
        library = load(
            resource("flows"), settings.own_flows, settings.spoken_languages, walked=False
        )
        app = manifest(None, library.commands(ENGLISH))
        slack = LocalSlack(app, token, secret, clock, ports=ports)
        stack.enter_context(journal(home / JOURNAL, slack.workspace))
        try:
            await stack.enter_async_context(slack)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            taken = f"Ports {port} to {ports[-1]} are taken: choose another with --port."
            raise Occupied(taken) from None
        own = {
            "SLACK_BOT_TOKEN": token,
            "SLACK_SIGNING_SECRET": secret,
            "SLACK_API_URL": slack.api_url,
            "REDIS_URL": redis_url,
            # Its people are the local Slack's.
            "TEAM_FILE": environ.get("TEAM_FILE", "") or str(resource("team.example.yaml")),
            "LOG_LEVEL": environ.get("LOG_LEVEL", "") or "ERROR",
            "NO_PROXY": "127.0.0.1",
        }
        team = read_team(own["TEAM_FILE"], settings.flows_dir)
        own |= await stack.enter_async_context(_small_aws(team, slack))
        # The real AWS is never asked.
        environ = {name: value for name, value in environ.items() if not name.startswith("AWS_")}

        def died() -> None:
            down.on = True
            slack.publish_fault_switches()
            tell("The bot has stopped. Start it again on the page, under Troubles.")

        arguments = (str(home / "clock"), *([WATCH] if watch else []))
        bot = BotProcess({**environ, **own}, arguments, died)
        away, down = _fault_switches(redis, bot)
        slack.add(away)
        slack.add(down)
        slack.delivery.set_bot_url(bot.url)
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield slack.url


@asynccontextmanager
async def _small_aws(team: Team, slack: LocalSlack) -> AsyncIterator[Mapping[str, str]]:
    """Small AWS with the accounts of the team file; yields the bot's settings for it, none without
    the extra `aws`.
    """
    try:
        from bot.local.aws.server import LocalAws  # noqa: PLC0415 -- botocore is an extra
    except ImportError:
        yield {}
        return
    known = {account.id: account.name for account in team.accounts if account.id}
    known = known or {MANAGEMENT: "prod"}
    async with LocalAws(world({**known, OUTSIDER: "outsider"})) as aws:
        slack.add_link("Small AWS", aws.url)
        yield {**aws.environment, "AWS_READER_ROLE": ROLE}


def _fault_switches(redis: EmbeddedServer, bot: BotProcess) -> tuple[FaultSwitch, FaultSwitch]:
    async def toggle_redis(on: bool) -> None:
        await redis.stop()
        if not on:
            try:
                await redis.start()
            except EmbeddedError as error:
                raise ActionError(str(error)) from None

    async def toggle_bot(on: bool) -> None:
        await bot.kill()
        if not on:
            try:
                await bot.start()
            except BotFailed:
                raise ActionError("The bot did not start. The terminal says why.") from None

    return (
        FaultSwitch(
            "redis_away",
            "Redis is unavailable",
            "The bot's database is stopped. Its data is there again when you turn this off.",
            toggle_redis,
        ),
        FaultSwitch(
            "bot_down",
            "The bot is killed",
            "As kill -9 does. Turn this off to start the bot again: runs go on where they were.",
            toggle_bot,
        ),
    )


async def serve(
    home: Path,
    environ: Mapping[str, str],
    port: int,
    tell: Tell,
    opened: Callable[[str], None],
    *,
    fresh: bool,
    watch: bool,
) -> None:
    """A trial until Ctrl-C, SIGTERM or the end of the terminal. Raises what `trial` does.

    `opened` is called with the page's address. `fresh` deletes the runs, the messages and the
    clock of earlier trials.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(name, told.set)
    with _locked(home, fresh=fresh):
        async with trial(home, environ, port, tell, watch=watch) as url:
            opened(url)
            await told.wait()


def has_data(home: Path) -> bool:
    """Whether there are messages of an earlier trial."""
    return (home / JOURNAL).exists()


def _delete_data(home: Path) -> None:
    """Delete all but the locks: they show which server a killed trial has left behind."""
    shutil.rmtree(home / "redis" / "appendonlydir", ignore_errors=True)
    for file in (home / JOURNAL, home / "clock"):
        file.unlink(missing_ok=True)


@contextmanager
def _locked(home: Path, *, fresh: bool) -> Iterator[None]:
    """The lock that lets one trial at a time keep its data there. Raises Occupied."""
    home.parent.mkdir(parents=True, exist_ok=True)
    path = home.with_suffix(".lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(
                f"Another `mfa-bot try` (process {path.read_text()}) keeps its data in"
                f" {home.parent}: stop that one, or give this one another DATA_DIR."
            ) from None
        path.write_text(str(os.getpid()))
        if fresh:
            _delete_data(home)
        home.mkdir(mode=0o700, exist_ok=True)  # it holds what people typed
        yield
    finally:
        os.close(descriptor)
