"""Context managers that open the store and the guide by the settings, for the bot and commands."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.core.team import NO_TEAM_FILE, Team
from bot.files.resources import resource
from bot.flowfiles.library import Library, load
from bot.flowfiles.safety_checks import unasked_approvals
from bot.guide import Guide
from bot.settings.mistakes import BadSettings
from bot.settings.settings import Settings
from bot.settings.team_file import read_team
from bot.store.client import connect
from bot.store.clock import Clock
from bot.store.embedded.server import EmbeddedServer
from bot.store.store import Store
from bot.texts.countries import by_name
from bot.texts.languages import available


@asynccontextmanager
async def open_store(
    settings: Settings, clock_override: Clock | None = None, team: Team = NO_TEAM_FILE
) -> AsyncIterator[Store]:
    """Store on the Redis of REDIS_URL, or on the embedded server. Raises EmbeddedError."""
    async with AsyncExitStack() as stack:
        url = settings.redis_url
        if not url:
            url = await stack.enter_async_context(EmbeddedServer(settings.data_dir))
        store = Store(connect(url), settings.limits, clock_override, team)
        stack.push_async_callback(store.close)
        yield store


@asynccontextmanager
async def open_guide(
    settings: Settings, clock_override: Clock | None = None
) -> AsyncIterator[tuple[Guide, Library]]:
    """Guide and library on an open store. Raises BadSettings, BrokenFlows, EmbeddedError."""
    library = load(resource("flows"), settings.own_flows, settings.spoken_languages, walked=False)
    team = read_team(settings.team_file, settings.flows_dir)
    if mistakes := tuple(unasked_approvals(library.flows, team)):
        raise BadSettings(mistakes)
    async with open_store(settings, clock_override, team) as store:
        flows = library.flows if settings.aws_reader_role else library.flows.without_aws
        yield Guide(flows, store, by_name(available()), team), library
