"""Executor of the delivery plan: makes Slack show what Redis says.

A reconciler, not a queue: the run is at turn 7, Slack shows turn 6, so make it show 7. It renders
the run as it is now, so a late or repeated delivery does no harm. What is still to be done stands
on the `due` set, put there by the commit itself; it is taken off when Slack shows it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NoReturn
from weakref import WeakValueDictionary

from bot.core.approving import UNTOLD
from bot.core.budget import HOUR, MINUTE
from bot.core.delivery.actions import Finish, GiveUp, OpenAlone, Post
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import react
from bot.core.delivery.scene import Scene
from bot.core.due import CARD, SHOW, Due
from bot.core.replacing import replace
from bot.core.shown import PressedMessage, Shown
from bot.core.verbs import Verb
from bot.guide import Guide
from bot.process.foreground import Foreground
from bot.slack.api.backoff import Backoff
from bot.slack.api.errors import ChannelUnavailable, SlackAway, SlackRefused
from bot.slack.delivery.performer import Performer
from bot.slack.delivery.scenes import Scenes
from bot.store.holds import Hold, HoldLost
from bot.store.store import Store

log = logging.getLogger(__name__)

DELIVERIES_AT_ONCE = 96  # nearly all of the time they wait for Slack
BUSY_AGAIN = 500  # ms until the next try to deliver a run that another process holds
# ms until what Slack refuses is tried once more; the longer the run has not moved, the later.
REFUSED_AGAIN, REFUSED_AGAIN_AT_MOST = MINUTE, HOUR


@dataclass
class Delivery:
    """Executor of delivery plans. `foreground`: requests that deliveries give way to."""

    guide: Guide
    scenes: Scenes
    performer: Performer
    backoff: Backoff
    foreground: Foreground
    # An entry lives while some delivery holds or awaits its lock.
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )
    _lanes: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(DELIVERIES_AT_ONCE), init=False
    )

    @property
    def _store(self) -> Store:
        return self.guide.store

    async def show(
        self, team: str, run_id: str, turn: int, pressed: PressedMessage | None = None
    ) -> Shown | None:
        """Deliver what was just pressed; None where Slack is away and it is shown later.

        `pressed`: the message that this leaves behind. Raises SlackRefused, StoreAway,
        NewerRecord; in every case what is not shown stays on `due`.
        """
        try:
            return await self.deliver(team, run_id, pressed)
        except (SlackAway, SlackRefused) as no:
            due = Due(SHOW, run_id, str(turn))
            await self._store.due.add(team, due, await self.again_at(team, run_id, no))
            if isinstance(no, SlackRefused):
                raise
        return None

    async def deliver(self, team: str, run_id: str, pressed: PressedMessage | None = None) -> Shown:
        """Show the run as it is now, if it is not shown so already; what Slack shows then.

        Raises SlackAway, SlackRefused, StoreAway, NewerRecord; what is left stays on `due`.
        """
        async with self.holding(team, run_id) as hold:
            if hold:
                run = hold.snapshot.run
                if run is None:  # forgotten
                    return hold.snapshot.shown
                try:
                    scene = await self.scenes.of(team, run, hold.snapshot)
                    if pressed:
                        scene = replace(scene, shown=scene.shown.with_pressed(pressed))
                    return await self.carry_out(hold, scene)
                except HoldLost:
                    log.info("lost the lock on run %s; another process updates it in Slack", run_id)
                    card = Due(CARD, run_id)  # what this one wrote may have come over theirs
                    await self._store.due.add(team, card, self.guide.clock())
        found = await self.guide.look(team, run_id)
        turn = str(found.run.turn) if found.run else ""
        await self._store.due.add(team, Due(SHOW, run_id, turn), self.guide.clock() + BUSY_AGAIN)
        return found.shown

    async def again_at(
        self, team: str, run_id: str, no: HoldLost | SlackAway | SlackRefused
    ) -> int:
        """Time when it is tried again. Some refusals end with a press in Slack, and some never
        do.
        """
        if isinstance(no, HoldLost):
            return self.guide.clock() + BUSY_AGAIN
        if isinstance(no, SlackAway):
            log.info("Slack is unavailable (%s); the update of run %s will be retried", no, run_id)
            return self.guide.clock() + int(no.after * 1000)
        log.error("Slack rejected an update of run %s: %s", run_id, no)
        found = await self.guide.look(team, run_id)
        age = found.now - found.run.moved_at if found.run else 0
        return found.now + min(max(REFUSED_AGAIN, age // 10), REFUSED_AGAIN_AT_MOST)

    async def carry_out(self, hold: Hold, scene: Scene) -> Shown:
        """Act until nothing is left to do.

        A message that was posted is recorded before the next one is: with its intent, or at the
        end. An edit may be repeated, and is recorded with whichever of these follows.
        """
        unwritten = False
        while True:
            await self.foreground.wait_until_idle()
            scene = await self.scenes.with_approvers(hold.team, scene)
            match action := plan(scene):
                case Finish(card_at):
                    if await self._finished(hold, scene, card_at):
                        return scene.shown
                    scene, unwritten = await self.scenes.moved_on(hold.team, scene), False
                    continue
                case OpenAlone(told):
                    scene = await self._opened_alone(hold.team, scene, told=told)
                    continue
                case GiveUp():
                    await self._give_up(hold, action, None)
                case Post(intent):
                    await self._store.holds.mark(hold, replace(scene.shown, intent=intent))
                case _ if unwritten:
                    await self._store.holds.mark(hold, scene.shown)
            answer, error = await self.performer.perform(action, scene, hold.team)
            following = react(scene, action, answer)
            if isinstance(following, GiveUp):
                await self._give_up(hold, following, error)
            unwritten = isinstance(action, Post)
            scene = await self._settled(hold, following)

    async def _finished(self, hold: Hold, scene: Scene, card_at: int | None) -> bool:
        """Whether the hold is over; it is not where the run has moved past what is shown."""
        done = _fulfilled_due(hold.run, scene.shown.turn) if scene.steps else ()
        card = {Due(CARD, hold.run): card_at} if card_at else {}
        return await self._store.holds.finish(hold, scene.shown, done, card, keep=scene.reminded)

    async def _opened_alone(self, team: str, scene: Scene, *, told: bool) -> Scene:
        said = "" if told else UNTOLD
        await self.guide.decide_for_bot(team, scene.run, Verb.OPEN_ALONE, said)
        return replace(await self.scenes.moved_on(team, scene), opened=True)

    async def _give_up(self, hold: Hold, end: GiveUp, error: Exception | None) -> NoReturn:
        await self._store.holds.finish(hold, end.shown)
        if end.unplaced:
            raise ChannelUnavailable(*end.unplaced) from error
        raise error or LookupError("it was given up without a reason")

    async def _settled(self, hold: Hold, scene: Scene) -> Scene:
        """Scene whose timer is settled at once: it may be due again tomorrow, and what it says
        then is to be said.
        """
        if (said := scene.said) is None:
            return scene
        timer = Due(said.name, hold.run)
        await self._store.due.settle(hold.team, timer, said.again_at, said_at=said.turn)
        return replace(scene, said=None)

    @asynccontextmanager
    async def holding(
        self, team: str, run_id: str, due: Due | None = None
    ) -> AsyncIterator[Hold | None]:
        """Hold on a run, once this process has ended its other deliveries of it; None while another
        process holds it.

        Raises SlackAway.
        """
        async with self._one_at_a_time(run_id), self._lanes:  # who waits for a run takes no lane
            self.backoff.raise_if_away()
            await self.foreground.wait_until_idle()
            async with self._store.holds.delivering(team, run_id, due) as hold:
                yield hold

    def _one_at_a_time(self, run_id: str) -> asyncio.Lock:
        """Two presses of one run in one process are delivered one after the other."""
        lock = self._locks.get(run_id) or asyncio.Lock()
        self._locks[run_id] = lock
        return lock


def _fulfilled_due(run_id: str, turn: int) -> tuple[Due, ...]:
    """Entries on `due` that showing this turn fulfils; only those of recent turns can be there."""
    return tuple(Due(SHOW, run_id, str(n)) for n in range(max(1, turn - 20), turn + 1))
