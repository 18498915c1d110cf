"""Executor of the delivery plan: makes Slack show what Redis says.

A reconciler, not a queue: the run is at turn 7, Slack shows turn 6, so make it show 7. It renders
the run as it is now, so a late or repeated delivery does no harm. What is still to be done stands
on the `due` set, put there by the commit itself; it is taken off when Slack shows it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import NoReturn
from weakref import WeakValueDictionary

from bot.core.access import AccessRules
from bot.core.approving import UNTOLD
from bot.core.budget import HOUR, MINUTE
from bot.core.delivery import approval_requests
from bot.core.delivery.actions import (
    Finish,
    GiveUp,
    OpenAlone,
    Post,
)
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import react
from bot.core.delivery.scene import Scene
from bot.core.due import CARD, SHOW, Due
from bot.core.membership import everybody, is_group
from bot.core.people import is_user
from bot.core.report import Report
from bot.core.shown import Intent, PressedMessage, Shown
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.guide import Guide
from bot.process.foreground import Foreground
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused, Unplaced
from bot.slack.api.profiles import Profiles
from bot.slack.api.user_groups import UserGroups
from bot.slack.delivery.messages import Messages
from bot.slack.delivery.performer import Performer
from bot.slack.render.blocks import Message
from bot.store.holds import Hold, HoldLost
from bot.store.reports import Reports
from bot.store.store import Store

log = logging.getLogger(__name__)

LANES = 64  # deliveries at once: nearly all of the time they wait for Slack
ASKED_AT_MOST = 20  # people, each in their direct messages
BUSY_AGAIN = 500  # ms until a run that another process delivers is looked at again
# ms until what Slack refuses is tried once more; the longer the run has not moved, the later.
REFUSED_AGAIN, REFUSED_AGAIN_AT_MOST = MINUTE, HOUR


class Delivery:
    """`foreground`: requests that go first."""

    def __init__(
        self,
        guide: Guide,
        messages: Messages,
        api: SlackApi,
        profiles: Profiles,
        foreground: Foreground,
        rules: AccessRules,
        groups: UserGroups,
    ) -> None:
        self._guide = guide
        self._store: Store = guide.store
        self._reports = Reports(guide.flows, guide.store)
        self._messages = messages
        self._performer = Performer(messages, api, profiles)
        self._api = api
        self._profiles = profiles
        self._foreground = foreground
        self._rules = rules
        self._groups = groups
        # As long as somebody has or awaits it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._lanes = asyncio.Semaphore(LANES)

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
        async with self.alone(team, run_id) as hold:
            if hold:
                try:
                    scene = await self.scene(team, run_id, hold.snapshot)
                    if pressed:
                        scene = replace(scene, shown=scene.shown.with_pressed(pressed))
                    return await self.carry_out(hold, scene)
                except HoldLost:
                    log.info("lost the lock on run %s: another process updates it in Slack", run_id)
                    card = Due(CARD, run_id)  # what this one wrote may have come over theirs
                    await self._store.due.add(team, card, self._guide.clock())
        found = await self._guide.look(team, run_id)
        turn = str(found.run.turn) if found.run else ""
        await self._store.due.add(team, Due(SHOW, run_id, turn), self._guide.clock() + BUSY_AGAIN)
        return found.shown

    async def show_anew(self, team: str, run_id: str, made: Callable[[Message], Message]) -> None:
        """Show the present step anew, whose words have changed, or what is `made` of it.

        Raises SlackAway, SlackRefused, StoreAway, NewerRecord.
        """
        async with self.alone(team, run_id) as hold:
            if not hold or not hold.snapshot.run:
                return
            scene = await self.scene(team, run_id, hold.snapshot)
            shown = scene.shown
            if shown.ts and shown.turn == hold.snapshot.run.turn:
                step = Intent(shown.turn, shown.channel, scene.now)
                message = made(self._messages.of(step, scene))
                await self._api.update(shown.channel, shown.ts, message)

    async def again_at(
        self, team: str, run_id: str, no: HoldLost | SlackAway | SlackRefused
    ) -> int:
        """Time when it is tried again. Some refusals end with a press in Slack, and some never
        do.
        """
        if isinstance(no, HoldLost):
            return self._guide.clock() + BUSY_AGAIN
        if isinstance(no, SlackAway):
            log.info("Slack is unavailable (%s); run %s will be retried", no, run_id)
            return self._guide.clock() + int(no.after * 1000)
        log.error("Slack rejected an update of run %s: %s", run_id, no)
        found = await self._guide.look(team, run_id)
        age = found.now - found.run.moved_at if found.run else 0
        return found.now + min(max(REFUSED_AGAIN, age // 10), REFUSED_AGAIN_AT_MOST)

    async def scene(self, team: str, run_id: str, found: Snapshot) -> Scene:
        view = self._guide.view(found) if found.run else None
        helper = view.turn_of if view and is_user(view.turn_of) else ""
        if helper:
            _, standing, _ = await self._profiles.about(team, helper)
            helper = helper if self._rules.of_person(helper, standing).granted else ""
        return Scene(
            id=run_id,
            run=found.run,
            view=view,
            shown=found.shown,
            now=found.now,
            tell_channel=self._rules.tell_channel,
            helper=helper,
            report=await self._report(team, found),
        )

    async def carry_out(self, hold: Hold, scene: Scene) -> Shown:
        """Act until nothing is left to do.

        What Slack took is written down before the next call to Slack: with the next intent, or at
        the end, where one of these follows.
        """
        unwritten = False
        while True:
            await self._foreground.clear()
            scene = await self._with_approvers(hold.team, scene)
            match action := plan(scene):
                case Finish(card_at):
                    done = _shows(hold.run, scene.shown.turn) if scene.steps else ()
                    card = {Due(CARD, hold.run): card_at} if card_at else {}
                    finished = await self._store.holds.finish(
                        hold, scene.shown, done, card, keep=scene.reminded
                    )
                    if finished:
                        return scene.shown
                    scene, unwritten = await self._moved_on(hold, scene), False
                    continue
                case GiveUp():
                    await self._give_up(hold, action, None)
                case OpenAlone(told):
                    if scene.run:
                        said, verb = "" if told else UNTOLD, Verb.OPEN_ALONE
                        await self._guide.decide_unasked(hold.team, scene.run, verb, said)
                    scene = replace(await self._moved_on(hold, scene), opened=True)
                    continue
                case Post(intent):
                    await self._store.holds.mark(hold, replace(scene.shown, intent=intent))
                case _ if unwritten:
                    await self._store.holds.mark(hold, scene.shown)
            answer, error = await self._performer.perform(action, scene, hold.team)
            following = react(scene, action, answer)
            if isinstance(following, GiveUp):
                await self._give_up(hold, following, error)
            unwritten = isinstance(action, Post)
            scene = await self._settled(hold, following)

    async def _moved_on(self, hold: Hold, scene: Scene) -> Scene:
        """Scene of the run as it is now, with what Slack was shown."""
        found = await self._guide.look(hold.team, hold.run)
        return replace(await self.scene(hold.team, hold.run, found), shown=scene.shown)

    async def _report(self, team: str, found: Snapshot) -> Report | None:
        """Report of a drill that has ended: its last step tells the times."""
        ended = found.run is not None and found.run.drill and not found.run.open
        return await self._reports.of_run(team, found.run.id) if found.run and ended else None

    async def _with_approvers(self, team: str, scene: Scene) -> Scene:
        """Scene with the people to be asked for an approval one by one, where that is needed: those
        whom the rule names or, without a rule, those who may use the procedure.
        """
        run, asked = scene.run, scene.run.approval if scene.run else None
        if run is None or asked is None or not approval_requests.needs_people(scene):
            return scene
        listed = asked.rule.by or self._rules.may.get(run.flow, ())
        people = everybody(listed, await self._groups.members(team, filter(is_group, listed)))
        others = tuple(one for one in people if one not in (*asked.led, run.lead))
        return replace(scene, approvers=others[:ASKED_AT_MOST])

    async def _give_up(self, hold: Hold, end: GiveUp, error: Exception | None) -> NoReturn:
        await self._store.holds.finish(hold, end.shown)
        if end.unplaced:
            raise Unplaced(*end.unplaced) from error
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
    async def alone(
        self, team: str, run_id: str, due: Due | None = None
    ) -> AsyncIterator[Hold | None]:
        """Hold on a run; None while somebody else, here or in another process, changes what Slack
        shows.

        Raises SlackAway.
        """
        async with self._one_at_a_time(run_id), self._lanes:  # who waits for a run takes no lane
            self._api.backoff.raise_if_away()
            await self._foreground.clear()
            async with self._store.holds.delivering(team, run_id, due) as hold:
                yield hold

    def _one_at_a_time(self, run_id: str) -> asyncio.Lock:
        """Two presses of one run in one process are delivered one after the other."""
        lock = self._locks.get(run_id) or asyncio.Lock()
        self._locks[run_id] = lock
        return lock


def _shows(run_id: str, turn: int) -> tuple[Due, ...]:
    """Everything on `due` that showing this turn fulfils: the last few turns are all there are."""
    return tuple(Due(SHOW, run_id, str(n)) for n in range(max(1, turn - 20), turn + 1))
