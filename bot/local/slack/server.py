"""The local Slack as a server: one address for the bot and for people."""

import asyncio
import errno
from collections.abc import Collection, Iterable, Sequence
from typing import Self

import yaml
from aiohttp import web

from bot.local.slack import fault_switches
from bot.local.slack.actions import Doings
from bot.local.slack.bot_routes import BotDoor
from bot.local.slack.clock import AdjustableClock
from bot.local.slack.event_delivery import Courier
from bot.local.slack.fault_injection import Faults
from bot.local.slack.fault_switches import Trouble
from bot.local.slack.page_routes import PageDoor
from bot.local.slack.web_api import WebApi
from bot.local.slack.workspace import CHANNELS, PEOPLE, Channel, Person, Workspace

MOST_BYTES = 1024 * 1024


class LocalSlack:
    """`async with LocalSlack(...) as slack`: it answers at `slack.url` until it is left.

    The app's commands and scopes are those of its `manifest` (YAML), without the scopes that are
    `withheld`. `organization`: of Enterprise Grid that the workspace is part of, if any. It takes
    the first of `ports` that is free, and raises OSError when none is; 0 is any.
    """

    def __init__(
        self,
        manifest: str,
        token: str,
        signing_secret: str,
        clock: AdjustableClock,
        people: Iterable[Person] = PEOPLE,
        ports: Sequence[int] = (0,),
        withheld: Collection[str] = (),
        organization: str = "",
        channels: Iterable[Channel] = CHANNELS,
    ) -> None:
        app = yaml.safe_load(manifest)
        self.workspace = Workspace(people, clock, channels)
        self.courier = Courier(self.workspace, clock, signing_secret)
        asked = app["oauth_config"]["scopes"]
        scopes = frozenset(asked["bot"]) | frozenset(asked["bot_optional"])
        granted = scopes - frozenset(withheld)
        self._api = WebApi(self.workspace, clock, token, granted, organization=organization)
        commands = {about["command"]: about for about in app["features"]["slash_commands"]}
        doings = Doings(self.workspace, self._api, self.courier, commands)
        faults = Faults()
        self._troubles = {each.name: each for each in fault_switches.of_slack(faults, self.courier)}
        self._bot_door = BotDoor(self.workspace, self._api, faults)
        self._page_door = PageDoor(self.workspace, doings, faults, self._troubles, clock)
        server = web.Application(client_max_size=MOST_BYTES)
        self._bot_door.add_to(server)
        self._page_door.add_to(server)
        self._runner = web.AppRunner(server, shutdown_timeout=0.5, access_log=None)
        self._ports = ports
        self._retrying: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await self._take_port()
        except OSError:
            await self._runner.cleanup()
            raise
        self._api.site = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        self._retrying = asyncio.create_task(self.courier.retry())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._bot_door.close()
        self._page_door.close()
        if self._retrying:
            self._retrying.cancel()
        await self._runner.cleanup()
        await self.courier.close()

    async def _take_port(self) -> None:
        *others, last = self._ports
        for port in others:
            try:
                await web.TCPSite(self._runner, "127.0.0.1", port).start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return
        await web.TCPSite(self._runner, "127.0.0.1", last).start()

    @property
    def url(self) -> str:
        return self._api.site

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    def add(self, trouble: Trouble) -> None:
        self._troubles[trouble.name] = trouble

    def tell_troubles(self) -> None:
        self._page_door.tell_troubles()
