"""Tasks that are due: what the worker takes off `due` is done here, or put off."""

from dataclasses import dataclass

from bot.core import due as kinds
from bot.core import timers
from bot.core.delivery.scene import Reminder, reminding
from bot.core.due import Due
from bot.core.readiness import newest
from bot.core.replacing import replace
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.guide import Guide
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.delivery.delivery import Delivery
from bot.slack.delivery.home_tabs import HomeTabs
from bot.store.holds import HoldLost
from bot.store.records import NewerRecord


@dataclass(frozen=True, slots=True)
class DueTasks:
    _guide: Guide
    _delivery: Delivery
    _homes: HomeTabs

    async def settle(self, team: str, due: Due) -> None:
        """Do one thing that is due; it stays on `due` until it is done. Raises NewerRecord."""
        try:
            again_at = await self._do(team, due)
        except (HoldLost, SlackAway, SlackRefused) as no:
            again_at = await self._delivery.again_at(team, due.run, no)
        await self._guide.store.due.settle(team, due, again_at)

    async def _do(self, team: str, due: Due) -> int | None:
        """Time when it is due again, if ever."""
        match due.what:
            case kinds.SHOW:
                await self._delivery.deliver(team, due.run)
            case kinds.CARD:
                await self._refresh_card(team, due)
            case kinds.END:
                await self._guide.supersede(team, due.run, by=due.by)
                await self._delivery.deliver(team, due.run)
            case kinds.CORRECTED:
                await self._guide.tell_correction(team, due)
                await self._delivery.deliver(team, due.run)
            case kinds.HOMES:
                return await self._homes.refresh(team)
            case timers.APPROVAL:
                return await self._ask_again(team, due)
            case name if name in timers.TIMER_NAMES:
                return await self._remind(team, due)
            case name if name not in (
                timers.EVIDENCE,
                timers.TRAIL,
            ):  # this process does not ask AWS
                await self._leave_if_newer(team, due)
        return None

    async def _leave_if_newer(self, team: str, due: Due) -> None:
        """Raises NewerRecord if a run has something due that only a newer bot knows."""
        if (await self._guide.look(team, due.run)).run:
            raise NewerRecord(f"this bot does not know what '{due.what}' is")

    async def _refresh_card(self, team: str, due: Due) -> None:
        async with self._delivery.holding(team, due.run) as hold:
            if not hold:
                raise HoldLost(due.run)
            run = hold.snapshot.run
            if run is None:
                return
            scene = await self._delivery.scenes.of(team, run, hold.snapshot)
            outdated = replace(scene.shown, card="")
            await self._delivery.carry_out(hold, replace(scene, shown=outdated, steps=False))

    async def _remind(self, team: str, timer: Due) -> int | None:
        """Time when the timer is due again; a reminder that is posted has settled its timer."""
        async with self._delivery.holding(team, timer.run, timer) as hold:
            if not hold:
                raise HoldLost(timer.run)
            found, run = hold.snapshot, hold.snapshot.run
            said = hold.due_at != timer.lease  # by whoever had the run before
            if run is None or said:
                return None
            owner = await self._owner(team, timer, found)
            ring = timers.decide_reminder(
                self._guide.flows,
                run,
                found.attempts,
                timer.what,
                found.now,
                owned=bool(owner),
                checked_since=await self._checked_since(team, timer, found),
                being_checked=bool(found.rival(run.flow, run.id)),
            )
            if not ring.say:
                return ring.again_at
            scene = await self._delivery.scenes.of(team, run, found)
            reminder = Reminder(timer.what, ring.again_at)
            scene = reminding(scene, reminder, owner if ring.to_owner else "")
            await self._delivery.carry_out(hold, scene)
            return ring.again_at

    async def _owner(self, team: str, timer: Due, found: Snapshot) -> str:
        """Owner of the account whom the timer may ask; '' if there is none who could answer."""
        if found.run is None or timer.what not in (timers.QUIET, timers.RENEWAL):
            return ""
        owner = self._guide.owner(found)
        return await self._delivery.scenes.reachable(team, owner, found.run.lead)

    async def _checked_since(self, team: str, timer: Due, found: Snapshot) -> bool:
        """Whether another run has checked the account since, under whichever of its names."""
        if found.run is None or timer.what != timers.RENEWAL:
            return False
        of_flow = await self._guide.store.runs.readiness(team, found.run.flow)
        latest = newest(of_flow, found.names)
        return latest is not None and latest.run != found.run.id

    async def _ask_again(self, team: str, timer: Due) -> int | None:
        """Time when the approvers of a run are to be asked again, after it is shown as it is
        now.
        """
        found = await self._guide.look(team, timer.run)
        asked = found.run.approval if found.run else None
        if found.run is None or asked is None or not asked.waiting:
            return None
        over = asked.expires_at <= found.now
        if over:
            await self._guide.decide_for_bot(team, found.run, Verb.EXPIRE)
        await self._delivery.deliver(team, timer.run)
        return None if over else asked.next_at(found.now)
