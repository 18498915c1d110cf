"""Window with all accounts: opened by a command or from the Home tab, turned by its buttons."""

from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.fleet_rows import Fleet
from bot.slack.api.client import OpenView, ReplyTo
from bot.slack.api.errors import record
from bot.slack.delivery.fleet_watch import FleetWatch
from bot.slack.render.blocks import Message
from bot.slack.render.fleet_window import (
    CHECK,
    OPEN,
    FleetButton,
    FleetReader,
    fleet_window,
    read_button,
)
from bot.slack.requests.error_replies import ErrorReplies
from bot.slack.requests.payload import Body, reply_to
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder


@dataclass(frozen=True, slots=True)
class FleetWindows:
    watch: FleetWatch
    responder: Responder
    error_replies: ErrorReplies

    async def open(self, asks: Requester, trigger: str, to: ReplyTo) -> None:
        """Show the window after the 200. Raises StoreAway, NewerRecord."""
        fleet = await self.watch.look(asks.team)
        self.error_replies.after_ack_to(asks, to, self._open(asks, trigger, fleet, to))

    async def pressed(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        """A button of the window, or the one that opens it.

        Raises UnknownValue, StoreAway, NewerRecord.
        """
        to, button = reply_to(body), read_button(body["actions"][0])
        if denial := self._denial(requester):
            self.error_replies.after_ack_to(requester, to, self.responder.tell(to, denial))
        elif button.name == OPEN:
            await self.open(requester, str(body.get("trigger_id") or ""), to)
        else:
            fleet, view = await self.watch.look(requester.team), record(body.get("view"))
            shown = OpenView(str(view.get("id") or ""), str(view.get("hash") or ""))
            turn = self._turn(requester, shown, fleet, button, to)
            self.error_replies.after_ack_to(requester, to, turn)
        await ack()

    def _denial(self, asks: Requester) -> Message | None:
        """Why somebody may not see it, who may start no procedure."""
        first, *_ = flows = self.responder.guide.flows.by_urgency()
        if any(asks.access_to(flow.name).granted for flow in flows):
            return None
        access = asks.access_to(first.name)
        return self.responder.denial(asks, access, first.name, first.command, reads=True)

    def _reader(self, asks: Requester) -> FleetReader:
        checks = (flow.name for flow in self.responder.guide.flows.checks)
        words = {name: self.responder.words(name, asks.language) for name in checks}
        return FleetReader(asks.user, asks.language, words)

    async def _open(self, asks: Requester, trigger: str, fleet: Fleet, to: ReplyTo) -> None:
        window = fleet_window(self._reader(asks), fleet, checking=fleet.stale)
        shown = await self.responder.opened_window(asks, trigger, window, to)
        if shown and fleet.stale:
            await self._check(asks, shown, 0, to)

    async def _turn(
        self, asks: Requester, shown: OpenView, fleet: Fleet, button: FleetButton, to: ReplyTo
    ) -> None:
        checks = fleet.asks and (button.name == CHECK or await self.watch.is_checking(asks.team))
        window = fleet_window(self._reader(asks), fleet, button.page, checking=checks)
        now = await self.responder.update_window(asks, shown, window, to)
        if now and checks:
            await self._check(asks, now, button.page, to)

    async def _check(self, asks: Requester, shown: OpenView, page: int, to: ReplyTo) -> None:
        """Ask AWS, and show what it said, unless the window was closed or turned meanwhile."""
        await self.watch.check(asks.team)
        fleet = await self.watch.look(asks.team)
        window = fleet_window(self._reader(asks), fleet, page)
        await self.responder.update_window(asks, shown, window, to)
