"""Holds on runs: one process at a time delivers a run, and records what Slack shows of it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.due import Due
from bot.core.run import account_of
from bot.core.shown import Shown
from bot.core.snapshot import Snapshot
from bot.store.calls import Script, StoreAway, retried
from bot.store.client import Client
from bot.store.clock import StoreClock
from bot.store.commit import KEEP_RUN, MARKS
from bot.store.due_set import DueSet
from bot.store.keys import key, of_account
from bot.store.loader import Loader
from bot.store.records import NewerRecord, encode
from bot.store.shown_records import dump_shown, load_shown

_MARKS = encode(MARKS)
_SUMMARY = ("revision", "counted", "word", "joined")  # what tells that no attempt is missing
HOLD_MS = 5_000  # ms for which a delivery is one process's own; renewed while that one is at it


@dataclass(slots=True)
class Hold:
    """A run that one process alone delivers, as long as Redis knows it by this token."""

    team: str
    run: str
    token: str
    snapshot: Snapshot  # as it was when the hold began
    due_at: int | None  # of what was asked for with it
    released: bool = False


class HoldLost(RuntimeError):
    """The hold expired (process frozen or cut off): another process may deliver the run."""


class Holds:
    def __init__(self, client: Client, loader: Loader, due: DueSet, clock: StoreClock) -> None:
        self._loader = loader
        self._due = due
        self._clock = clock
        self._mark = Script(client, "mark")
        self._renew_script = Script(client, "renew")

    @retried
    async def mark(self, hold: Hold, shown: Shown) -> None:
        """Keep what Slack shows now, and go on holding the run. Raises HoldLost."""
        await self._mark_it(hold, shown, HOLD_MS)

    @retried
    async def finish(
        self,
        hold: Hold,
        shown: Shown,
        done: tuple[Due, ...] = (),
        following: Mapping[Due, int] = MappingProxyType({}),
        *,
        keep: bool = False,
    ) -> bool:
        """End of the hold, after what `mark` does; removes from `due` what this fulfils, and adds
        `following`. `keep`: the run lives as if it had moved. Raises HoldLost.

        False where the run has moved past what is shown: then the hold goes on.
        """
        for at in following.values():
            self._due.on_scheduled(at)
        off = [due.member for due in done]
        on = [part for due, at in following.items() for part in (str(at), due.member)]
        hold.released = await self._mark_it(hold, shown, 0, keep, off, on)
        return hold.released

    async def _mark_it(
        self,
        hold: Hold,
        shown: Shown,
        ms: int,
        keep: bool = False,
        off: Sequence[str] = (),
        on: Sequence[str] = (),
    ) -> bool:
        kinds = ("run", "shown", "delivering")
        run = hold.snapshot.run
        keys = [
            *(key(hold.team, kind, hold.run) for kind in kinds),
            key(hold.team, "due"),
            key(hold.team, "user", run.lead if run else ""),
            key(hold.team, "account", account_of(hold.run)),
            key(hold.team, "runs", run.flow if run else ""),
            *(of_account(hold.team, hold.snapshot.names, _SUMMARY) if keep else ()),
        ]
        args: list[str | int] = [
            hold.token,
            dump_shown(shown),
            str(KEEP_RUN) if keep else "",
            HOLD_MS,
            ms,
            str(self._clock()),
            _MARKS,
            len(off),
        ]
        marked = await self._mark(keys, [*args, *off, *on])
        if marked == "lost":
            raise HoldLost(hold.run)
        return bool(marked == "released")

    @asynccontextmanager
    async def delivering(
        self, team: str, run_id: str, due: Due | None = None
    ) -> AsyncIterator[Hold | None]:
        """The run, for this process alone to deliver; None while another one does."""
        hold = await self._begin(team, run_id, due, uuid.uuid4().hex)
        if hold is None:
            yield None
            return
        renewing: list[asyncio.Task[None]] = []  # few deliveries take so long

        def begin() -> None:
            renewing.append(asyncio.create_task(self._renew_until_cancelled(hold)))

        timer = asyncio.get_running_loop().call_later(HOLD_MS / 3000, begin)
        try:
            yield hold
        finally:
            timer.cancel()
            for task in renewing:
                task.cancel()
            if not hold.released:
                await self._end(hold)

    @retried
    async def _begin(self, team: str, run_id: str, due: Due | None, token: str) -> Hold | None:
        hold: list[str | int] = [token, HOLD_MS, due.member if due else ""]
        loaded = await self._loader.load(team, account_of(run_id), run_id, hold=hold)
        if loaded is None:
            return None
        try:
            snapshot = self._loader.snapshot(loaded)
            if loaded.shown:
                load_shown(loaded.shown)
        except NewerRecord:
            await self._renew_script([key(team, "delivering", run_id)], [token, 0])
            raise
        due_at = int(float(loaded.score)) if loaded.score else None
        return Hold(team, run_id, token, snapshot, due_at)

    async def _renew_until_cancelled(self, hold: Hold) -> None:
        """Renew the hold: a call to Slack may take longer than the hold lasts."""
        while True:
            with suppress(StoreAway):
                await self._renew(hold)
            await asyncio.sleep(HOLD_MS / 3000)

    @retried
    async def _renew(self, hold: Hold) -> None:
        await self._renew_script([key(hold.team, "delivering", hold.run)], [hold.token, HOLD_MS])

    @retried
    async def _end(self, hold: Hold) -> None:
        await self._renew_script([key(hold.team, "delivering", hold.run)], [hold.token, 0])
