"""The local Slack's HTTP server: one address for the bot and for people."""

import asyncio
import errno
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Self

import yaml
from aiohttp import web

from bot.local.slack import fault_switches
from bot.local.slack.actions import Actions
from bot.local.slack.bot_routes import BotRoutes
from bot.local.slack.clock import AdjustableClock
from bot.local.slack.event_delivery import EventDelivery
from bot.local.slack.fault_injection import FaultInjector
from bot.local.slack.fault_switches import FaultSwitch
from bot.local.slack.page_routes import PageRoutes
from bot.local.slack.view_actions import ViewActions
from bot.local.slack.views import Views
from bot.local.slack.web_api import WebApi
from bot.local.slack.workspace import (
    CHANNELS,
    GROUPS,
    PEOPLE,
    Channel,
    Person,
    UserGroup,
    Workspace,
)

MOST_BYTES = 1024 * 1024


@cache
def _app(manifest: str) -> dict[str, Any]:
    app: dict[str, Any] = yaml.safe_load(manifest)
    return app


class LocalSlack:
    """The local Slack: `async with LocalSlack(...) as slack` serves it at `slack.url`.

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
        groups: Iterable[UserGroup] = GROUPS,
    ) -> None:
        app = _app(manifest)
        self.workspace = Workspace(people, clock, channels, groups)
        self.delivery = EventDelivery(self.workspace, clock, signing_secret)
        # Slack grants no scope that stands among the optional ones alone.
        granted = frozenset(app["oauth_config"]["scopes"]["bot"]) - frozenset(withheld)
        features = app["features"]
        views = Views(self.workspace, clock, features["app_home"]["home_tab_enabled"])
        self._api = WebApi(self.workspace, clock, token, granted, views, organization=organization)
        commands = {about["command"]: about for about in features["slash_commands"]}
        shortcuts = features.get("shortcuts", [])
        actions = Actions(self.workspace, self._api, self.delivery, commands, shortcuts)
        events = app["settings"]["event_subscriptions"]["bot_events"]
        opened = "app_home_opened" in events
        in_views = ViewActions(self.workspace, self._api, self.delivery, opened)
        faults = FaultInjector()
        self._fault_switches = {
            each.name: each for each in fault_switches.of_slack(faults, self.delivery)
        }
        self._links: dict[str, str] = {}
        self._bot_routes = BotRoutes(self.workspace, self._api, faults)
        self._page_routes = PageRoutes(
            self.workspace, actions, in_views, faults, self._fault_switches, clock, self._links
        )
        server = web.Application(client_max_size=MOST_BYTES)
        self._bot_routes.add_to(server)
        self._page_routes.add_to(server)
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
        self._retrying = asyncio.create_task(self.delivery.retry_due())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._bot_routes.close()
        self._page_routes.close()
        if self._retrying:
            self._retrying.cancel()
        await self._runner.cleanup()
        await self.delivery.close()

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

    def add(self, switch: FaultSwitch) -> None:
        self._fault_switches[switch.name] = switch

    def add_link(self, label: str, url: str) -> None:
        """Link at the top of the page."""
        self._links[label] = url

    async def act(self, action: str, about: dict[str, Any]) -> dict[str, Any]:
        """Result of a person's action, for a caller in this process: the page asks over HTTP."""
        return await self._page_routes.act(action, about)

    def state(self) -> dict[str, Any]:
        """Snapshot of everything, for the same."""
        return self._page_routes.state()

    def publish_fault_switches(self) -> None:
        self._page_routes.publish_fault_switches()
