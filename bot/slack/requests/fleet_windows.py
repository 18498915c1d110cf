"""Window with all AWS accounts: opening it, turning its pages, and asking AWS again."""

from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.fleet_rows import Fleet
from bot.slack.api.client import OpenView, open_view
from bot.slack.api.response_urls import ReplyTo
from bot.slack.delivery.fleet_watch import FleetWatch
from bot.slack.render.blocks import Message
from bot.slack.render.fleet_window import (
    CHECK,
    OPEN,
    fleet_window,
    read_button,
)
from bot.slack.render.rich_text import Block
from bot.slack.requests.error_replies import ErrorReplies
from bot.slack.requests.payload import Body, reply_to
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies


@dataclass(frozen=True, slots=True)
class FleetWindows:
    watch: FleetWatch
    responder: Responder
    run_replies: RunReplies
    error_replies: ErrorReplies

    async def open(self, asks: Requester, trigger: str, to: ReplyTo) -> None:
        """Show the window after the 200. Raises StoreAway, NewerRecord."""
        fleet = await self.watch.look(asks.team)
        self.error_replies.after_ack(asks, to, self._open(asks, trigger, fleet, to))

    async def pressed(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        """A button of the window, or the one that opens it.

        Raises UnknownValue, StoreAway, NewerRecord.
        """
        to, (name, page) = reply_to(body), read_button(body["actions"][0])
        if denial := self._denial(requester):
            self.error_replies.after_ack(requester, to, self.responder.tell(to, denial))
        elif name == OPEN:
            await self.open(requester, str(body.get("trigger_id") or ""), to)
        else:
            fleet = await self.watch.look(requester.team)
            view, asked = open_view(body), name == CHECK
            shows = self._show_page(requester, view, fleet, page, to, asked=asked)
            self.error_replies.after_ack(requester, to, shows)
        await ack()

    def _denial(self, asks: Requester) -> Message | None:
        """Why somebody may not see it, who may start no procedure."""
        first, *_ = flows = self.run_replies.guide.flows.by_urgency()
        if any(asks.access_to(flow.name).granted for flow in flows):
            return None
        access = asks.access_to(first.name)
        return self.run_replies.denial(asks, access, first.name, first.command)

    def _window(
        self, asks: Requester, fleet: Fleet, page: int = 0, *, checking: bool = False
    ) -> Block:
        checks = (flow.name for flow in self.run_replies.guide.flows.checks)
        words = {name: self.run_replies.words(name, asks.language) for name in checks}
        return fleet_window(asks.language, asks.user, fleet, words, page, checking=checking)

    async def _open(self, asks: Requester, trigger: str, fleet: Fleet, to: ReplyTo) -> None:
        window = self._window(asks, fleet, checking=fleet.stale)
        shown = await self.responder.open_window(asks, trigger, window, to)
        if shown and fleet.stale:
            await self._check(asks, shown, 0, to)

    async def _show_page(
        self,
        asks: Requester,
        shown: OpenView,
        fleet: Fleet,
        page: int,
        to: ReplyTo,
        *,
        asked: bool,
    ) -> None:
        """Show a page; `asked`: AWS is to be asked anew."""
        checks = fleet.asks and (asked or await self.watch.is_checking(asks.team))
        window = self._window(asks, fleet, page, checking=checks)
        now = await self.responder.update_window(asks, shown, window, to)
        if now and checks:
            await self._check(asks, now, page, to)

    async def _check(self, asks: Requester, shown: OpenView, page: int, to: ReplyTo) -> None:
        """Ask AWS, and show what it said, unless the window was closed or turned meanwhile."""
        await self.watch.check(asks.team)
        fleet = await self.watch.look(asks.team)
        window = self._window(asks, fleet, page)
        await self.responder.update_window(asks, shown, window, to)
