"""The local Slack as a server: one address for the bot and for people."""

import asyncio
import errno
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Self

import yaml
from aiohttp import web

from bot.files.manifest import manifest
from bot.local import troubles
from bot.local.bot_door import BotDoor
from bot.local.clock import Clock
from bot.local.courier import Courier
from bot.local.doings import Doings
from bot.local.faults import Faults
from bot.local.page_door import PageDoor
from bot.local.troubles import Trouble
from bot.local.webapi import WebApi
from bot.local.workspace import CHANNELS, PEOPLE, Channel, Person, Workspace

MOST_BYTES = 1024 * 1024


@cache
def _app() -> dict[str, Any]:
    app: dict[str, Any] = yaml.safe_load(manifest(None))
    return app


class LocalSlack:
    """`async with LocalSlack(...) as slack`: it answers at `slack.url` until it is left.

    What the bot may do, and which commands there are, is what the manifest asks for, but for the
    scopes that are `withheld`. The workspace is part of an `organization`, where one is named. It
    takes the first of `ports` that is free, and raises OSError where none is; 0 is any.
    """

    def __init__(
        self,
        token: str,
        signing_secret: str,
        clock: Clock,
        people: Iterable[Person] = PEOPLE,
        ports: Sequence[int] = (0,),
        withheld: Collection[str] = (),
        organization: str = "",
        channels: Iterable[Channel] = CHANNELS,
    ) -> None:
        app = _app()
        self.workspace = Workspace(people, clock, channels)
        self.courier = Courier(self.workspace, clock, signing_secret)
        asked = app["oauth_config"]["scopes"]
        scopes = frozenset(asked["bot"]) | frozenset(asked["bot_optional"])
        granted = scopes - frozenset(withheld)
        self._api = WebApi(self.workspace, clock, token, granted, organization=organization)
        commands = {about["command"]: about for about in app["features"]["slash_commands"]}
        doings = Doings(self.workspace, self._api, self.courier, commands)
        faults = Faults()
        self._troubles = {each.name: each for each in troubles.of_slack(faults, self.courier)}
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
