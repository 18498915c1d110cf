"""Redis storage: the only module that builds key names.

Every key but `due` and `audit` expires; every change that depends on what is there is one script.
Scripts only check that the data is unchanged; `bot/core` decides what to write.
All keys of a workspace share one hash tag, so that a script touches one slot of a cluster.
Every write may be sent twice (it is sent again when its answer was lost) and counts once.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from redis.exceptions import InvalidResponse, NoPermissionError, ResponseError

from bot.core.budget import DAY, Limits
from bot.core.decision import Decision
from bot.core.due import CARD, SHOW, Due
from bot.core.run import account_of
from bot.core.shown import Shown
from bot.core.snapshot import Snapshot
from bot.store import error_sentences, snapshots
from bot.store.calls import NotWritten, Script, StoreAway, retried
from bot.store.client import Client, servers
from bot.store.clock import Clock, ServerClock, monotonic_ms
from bot.store.commit import KEEP_RUN, LEASE_MS, serialized
from bot.store.learned_names import LearnedNames
from bot.store.lost_attempts import LostAttempts
from bot.store.records import (
    NewerRecord,
    Profile,
    dump_profile,
    dump_shown,
    load_profile,
    load_shown,
)
from bot.store.snapshots import StoredAccount

__all__ = ["Committed", "DueBatch", "Hold", "HoldLost", "NotWritten", "Store", "StoreAway"]

KEEP_EVENT = DAY
HOLD_MS = 5_000  # ms for which a delivery is one process's own; renewed while that one is at it
NO_TEAM = "none"  # a workspace that is none: for trying while the bot's own is not known


class Committed(StrEnum):
    DONE = "done"
    REPEATED = "repeated"
    MOVED_ON = "moved on"


@dataclass(slots=True)
class Hold:
    """A run that one process alone delivers, as long as Redis knows it by this token."""

    team: str
    run: str
    token: str
    snapshot: Snapshot  # as it was when the hold began
    due_at: int | None  # of what was asked for with it
    released: bool = False


@dataclass(frozen=True, slots=True)
class DueBatch:
    """Batch of due entries, leased to this process."""

    due: tuple[Due, ...]
    left: int  # how many more are due
    next_at: int | None  # when something is due next
    since: int | None  # of the oldest entry of the audit: since when attempts are counted
    now: int


class HoldLost(RuntimeError):
    """The hold expired (process frozen or cut off): another process may deliver the run."""


class Store:
    """Runs, attempts and what is due, of all workspaces.

    clock_override: the time to use instead of the Redis server's, for trials and tests
    names: all names of an account that are known before Redis is asked, the given one first
    """

    def __init__(
        self,
        client: Client,
        limits: Limits,
        clock_override: Clock | None = None,
        names: Callable[[str], tuple[str, ...]] = lambda name: (name,),
    ) -> None:
        self._known = names
        self._learned = LearnedNames()
        self._redis = client
        self._limits = limits
        self._clock_override = clock_override
        self._losses = LostAttempts()
        self.server_clock = ServerClock()
        self.clock: Clock = clock_override or self.server_clock
        # For what is kept in memory for a while: no clock that can be set may prolong that.
        self.uptime: Clock = clock_override or monotonic_ms
        self.expects: Callable[[int], None] = lambda _: None  # is told when something will be due
        self._load, self._commit = Script(client, "load"), Script(client, "commit")
        self._take, self._settle = Script(client, "take"), Script(client, "settle")
        self._mark, self._probe = Script(client, "mark"), Script(client, "probe")
        self._renew_script, self._release_script = (
            Script(client, "renew"),
            Script(client, "release"),
        )

    @retried
    async def load(
        self, team: str, account: str, run_id: str = "", also: Sequence[str] = ()
    ) -> Snapshot:
        """The account as it is now under all of its names, and one run of it.

        also: names that are about to be learned. Raises NewerRecord, StoreAway.
        """
        return self._snapshot(await self._loaded(team, (*self._known(account), *also), run_id))

    async def _loaded(
        self, team: str, known: Sequence[str], run_id: str, hold: Sequence[str | int] = ()
    ) -> tuple[Any, dict[str, StoredAccount]] | None:
        """Reply of `load.lua`, and the part of it for each name of the account.

        known: names; others are learned from the reply
        hold: arguments to hold the run with; the result is None while another holds it
        """
        while True:
            names = self._learned.of(team, known)
            keys = [_key(team, "run", run_id), _key(team, "audit"), _key(team, "shown", run_id)]
            keys += _of_names(team, names)
            if hold:
                keys += [_key(team, "delivering", run_id), _key(team, "due")]
            answer = await self._load(keys, [len(names), *hold])
            if not answer:
                return None
            try:
                *reply, stored = answer
                accounts = dict(zip(names, (StoredAccount(*one) for one in stored), strict=True))
            except (TypeError, ValueError):
                raise InvalidResponse(error_sentences.NOT_REDIS) from None
            others = {name: tuple(one.said) for name, one in accounts.items()}
            if self._learned.is_complete(team, others):
                return reply, accounts

    def _snapshot(self, loaded: tuple[Any, dict[str, StoredAccount]] | None) -> Snapshot:
        if loaded is None:
            raise InvalidResponse(error_sentences.NOT_REDIS)
        (run, shown, oldest, time, _), accounts = loaded
        now = self._hear(time)
        written = snapshots.written_at(oldest)
        since = now if written is None else written
        return snapshots.parse(
            run,
            shown,
            accounts,
            limits=self._limits,
            since=since,
            now=now,
            losses=self._losses,
        )

    def _hear(self, time: Sequence[str]) -> int:
        """Time in ms since 1970, after setting the clock to the server's time."""
        seconds, micros = map(int, time)
        self.server_clock.hear(seconds * 1000 + micros // 1000)
        return self.clock()

    @retried
    async def commit(self, team: str, before: Snapshot, decision: Decision) -> Committed:
        """Writes a decision, unless the run's turn or the account's revision changed meanwhile."""
        run = decision.run
        former = before.run.lead if before.run else run.lead
        keys = [
            _key(team, "run", run.id),
            _key(team, "user", run.lead),
            _key(team, "user", former),
            _key(team, "due"),
            _key(team, "audit"),
            *_of_names(team, before.names),
        ]
        text = serialized(before, decision, trims=self.server_clock.agrees)
        answer = await self._commit(keys, [text])
        if decision.ends:
            self.expects(before.now)
        try:
            return Committed(answer)
        except ValueError:  # whatever became of it there
            raise InvalidResponse(error_sentences.NOT_REDIS) from None

    @retried
    async def runs_of(self, team: str, user: str) -> tuple[str, ...]:
        """Ids of at most ten open runs of a person, latest move first."""
        return tuple(str(i) for i in await self._redis.zrevrange(_key(team, "user", user), 0, 9))

    @retried
    async def take(self, team: str, most: int = 20) -> DueBatch:
        """Takes due entries, which no other process takes until their lease ends."""
        keys = [_key(team, "due"), _key(team, "audit")]
        by = "" if self._clock_override is None else str(self._clock_override())
        time, lease, members, left, next_at, oldest = await self._take(keys, [LEASE_MS, most, by])
        return DueBatch(
            due=tuple(Due.parse(member, int(lease)) for member in members),
            left=left,
            next_at=int(float(next_at)) if next_at else None,
            since=snapshots.written_at(oldest),
            now=self._hear(time),
        )

    @retried
    async def hasten(self, team: str, latest: int) -> None:
        """Makes `show` and `card` entries due now whose time is after `latest`, in ms since 1970:
        a clock that was set back since has left them too far ahead.
        """
        key, now = _key(team, "due"), self.clock()
        for kind in (SHOW, CARD):
            async for member, at in self._redis.zscan_iter(key, match=f"{kind}:*", count=1000):
                if at > latest:
                    await self._redis.zadd(key, {member: now}, xx=True)

    @retried
    async def settle(
        self, team: str, due: Due, again_at: int | None = None, said_at: int | None = None
    ) -> None:
        """Removes a due entry, or moves it to `again_at`, if its lease is still ours; or, with
        `said_at`, if the run is still at that turn.
        """
        again, turn = ("" if at is None else str(at) for at in (again_at, said_at))
        keys = [_key(team, "due"), _key(team, "run", due.run)]
        await self._settle(keys, [due.member, due.lease, again, turn])
        if again_at is not None:
            self.expects(again_at)

    @retried
    async def add_due(self, team: str, due: Due, at: int) -> None:
        await self._redis.zadd(_key(team, "due"), {due.member: at})
        self.expects(at)

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
        """As `mark`, and the end of the hold; takes off `due` what that fulfils, and puts
        `following` there. `keep`: the run lives as if it had moved. Raises HoldLost.

        False where the run has moved past what is shown: then the hold goes on.
        """
        for at in following.values():
            self.expects(at)
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
            *(_key(hold.team, kind, hold.run) for kind in kinds),
            _key(hold.team, "due"),
            _key(hold.team, "user", run.lead if run else ""),
            _key(hold.team, "account", account_of(hold.run)),
        ]
        args: list[str | int] = [
            hold.token,
            dump_shown(shown),
            str(KEEP_RUN) if keep else "",
            HOLD_MS,
            ms,
            str(self.clock()),
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
        renewing = asyncio.create_task(self._renew_until_cancelled(hold))
        try:
            yield hold
        finally:
            renewing.cancel()
            if not hold.released:
                await self._end(hold)

    @retried
    async def _begin(self, team: str, run_id: str, due: Due | None, token: str) -> Hold | None:
        hold: list[str | int] = [token, HOLD_MS, due.member if due else ""]
        loaded = await self._loaded(team, self._known(account_of(run_id)), run_id, hold)
        if loaded is None:
            return None
        (_, shown, _, _, score), _ = loaded
        try:
            snapshot = self._snapshot(loaded)
            if shown:
                load_shown(shown)
        except NewerRecord:
            await self._release_script([_key(team, "delivering", run_id)], [token])
            raise
        return Hold(team, run_id, token, snapshot, int(float(score)) if score else None)

    async def _renew_until_cancelled(self, hold: Hold) -> None:
        """Renews the hold: a call to Slack may take longer than the hold lasts."""
        while True:
            await asyncio.sleep(HOLD_MS / 3000)
            with suppress(StoreAway):
                await self._renew(hold)

    @retried
    async def _renew(self, hold: Hold) -> None:
        await self._renew_script([_key(hold.team, "delivering", hold.run)], [hold.token, HOLD_MS])

    @retried
    async def _end(self, hold: Hold) -> None:
        await self._release_script([_key(hold.team, "delivering", hold.run)], [hold.token])

    async def first_to_see(self, team: str, event: str) -> bool:
        """Whether nobody has seen this event before, in any process, for a day."""
        return await self._first_to_see(_key(team, "seen", event), uuid.uuid4().hex)

    @retried
    async def _first_to_see(self, key: str, token: str) -> bool:
        if await self._redis.set(key, token, nx=True, px=KEEP_EVENT):
            return True
        return bool(await self._redis.get(key) == token)  # a repeated command found its own token

    @retried
    async def profile(self, team: str, user: str) -> Profile | None:
        """What Slack told of somebody, as `keep_profile` was told it; None once that is old."""
        found = await self._redis.get(_key(team, "profile", user))
        return None if found is None else load_profile(str(found))

    @retried
    async def keep_profile(self, team: str, user: str, profile: Profile, ms: int) -> None:
        await self._redis.set(_key(team, "profile", user), dump_profile(profile), px=ms)

    @retried
    async def ping(self, team: str) -> None:
        """What a press needs, tried without writing anything. Raises StoreAway."""
        self._snapshot(await self._loaded(team, [""], ""))
        denied = await self._probe([_key(team, "probe")])
        if not isinstance(denied, list):
            raise InvalidResponse(error_sentences.NOT_REDIS)
        if denied:
            raise NoPermissionError(error_sentences.may_not_run(*denied))

    @retried
    async def info(self) -> dict[str, dict[str, Any] | None]:
        """INFO of each server that holds data, by name; None if it is denied."""
        found: dict[str, dict[str, Any] | None] = {}
        for name, at in (await servers(self._redis)).items():
            try:
                found[name] = await self._redis.info("everything", **at)
            except ResponseError:
                found[name] = None
        return found

    async def close(self) -> None:
        await self._redis.aclose()


def _of_names(team: str, names: Sequence[str]) -> list[str]:
    """Keys of an account under each of its names."""
    kinds = ("revision", "attempts", "account", "counted", "word", "names")
    return [_key(team, kind, name) for name in names for kind in kinds]


def _key(team: str, kind: str, name: str = "") -> str:
    return f"mfa:{{{team}}}:{kind}" + (f":{name}" if name else "")
