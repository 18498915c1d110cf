"""Redis storage of all workspaces: runs, accounts and people, with what is due and who delivers it.

Every key but `due` and `audit` expires; every change that depends on what is there is one script.
Scripts only check that the data is unchanged; `bot/core` decides what to write.
Every write may be sent twice (it is sent again when its answer was lost) and counts once.
"""

import uuid
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from redis.exceptions import InvalidResponse, NoPermissionError, ResponseError

from bot.core.budget import DAY, Limits
from bot.core.decision import Correction, Decision
from bot.core.press import OPERATOR
from bot.core.run import account_of
from bot.core.snapshot import Snapshot
from bot.core.team import NO_TEAM_FILE, Team
from bot.store import error_sentences
from bot.store.audit import Audit
from bot.store.calls import Script, retried
from bot.store.client import Client, servers
from bot.store.clock import Clock, StoreClock, monotonic_ms
from bot.store.commit import serialized, serialized_correction
from bot.store.differences import Differences
from bot.store.due_set import DueSet
from bot.store.fleet_facts import FleetFacts
from bot.store.group_members import GroupMembers
from bot.store.holds import Holds
from bot.store.homes import Homes
from bot.store.keys import key, of_account, workspace_of
from bot.store.loader import Loader
from bot.store.records import Profile, dump_profile, load_profile
from bot.store.run_index import RunIndex

KEEP_EVENT = DAY
NO_TEAM = "none"  # stands for a workspace in checks before the bot knows its own


class Committed(StrEnum):
    DONE = "done"
    REPEATED = "repeated"
    MOVED_ON = "moved on"


class Store:
    """Runs, attempts and what is due, of all workspaces.

    clock_override: the time to use instead of the Redis server's, for trials and tests
    team_file: names of accounts that are known before Redis is asked
    """

    def __init__(
        self,
        client: Client,
        limits: Limits,
        clock_override: Clock | None = None,
        team_file: Team = NO_TEAM_FILE,
    ) -> None:
        self._redis = client
        self.clock = StoreClock(clock_override)
        # For what is kept in memory for a while: no clock that can be set may prolong that.
        self.uptime: Clock = clock_override or monotonic_ms
        self._loader = Loader(client, limits, self.clock, team_file)
        self.due = DueSet(client, self.clock)
        self.runs = RunIndex(client)
        self.audit = Audit(client)
        self.homes = Homes(client, self.clock)
        self.holds = Holds(client, self._loader, self.due, self.clock)
        self.groups = GroupMembers(client)
        self.differences = Differences(client)
        self.fleet = FleetFacts(client)
        self._commit, self._probe = Script(client, "commit"), Script(client, "probe")

    @retried
    async def load(
        self,
        team: str,
        account: str,
        run_id: str = "",
        also: Sequence[str] = (),
        *,
        starts: bool = False,
    ) -> Snapshot:
        """The account as it is now under all of its names, and one run of it.

        also: names that are about to be learned
        starts: with the accounts that have attempts. Raises NewerRecord, StoreAway.
        """
        loaded = await self._loader.load(team, account, run_id, also, starts=starts)
        return self._loader.snapshot(loaded)

    @retried
    async def commit(self, team: str, before: Snapshot, decision: Decision) -> Committed:
        """Write a decision, unless the run's turn or the account's revision changed meanwhile."""
        run = decision.run
        former = before.run.lead if before.run else run.lead
        text = serialized(before, decision, trims=self.clock.server.agrees)
        users = (run.lead, former)
        committed = await self._write(team, before, run.id, run.flow, users, text)
        at_once = any(timer.at <= before.now for timer in decision.timers or ())
        if decision.supersedes or at_once:
            self.due.on_scheduled(before.now)
        return committed

    @retried
    async def correct(self, team: str, before: Snapshot, correction: Correction) -> Committed:
        """Write a correction, unless the account's revision changed meanwhile."""
        text = serialized_correction(before, correction, trims=self.clock.server.agrees)
        return await self._write(team, before, "", "", (OPERATOR, OPERATOR), text)

    async def _write(
        self, team: str, before: Snapshot, run: str, flow: str, users: tuple[str, str], change: str
    ) -> Committed:
        keys = [
            key(team, "run", run),
            *(key(team, "user", user) for user in users),
            key(team, "due"),
            key(team, "audit"),
            key(team, "runs", flow),
            key(team, "history", account_of(run) or before.names[0]),
            key(team, "homes"),
            key(team, "tried"),
            key(team, "readiness", flow),
            *of_account(team, before.names),
        ]
        answer = await self._commit(keys, [change])
        try:
            return Committed(answer)
        except ValueError:  # whatever became of it there
            raise InvalidResponse(error_sentences.NOT_REDIS) from None

    async def first_to_see(self, team: str, event: str) -> bool:
        """Whether nobody has seen this event before, in any process, for a day."""
        token = uuid.uuid4().hex
        return await self.first_answer(team, event, token) == token

    @retried
    async def first_answer(self, team: str, question: str, answer: str) -> str:
        """The answer that a question got first, in any process, within a day: this one, or another.

        A command that is repeated finds its own answer.
        """
        asked = key(team, "seen", question)
        if await self._redis.set(asked, answer, nx=True, px=KEEP_EVENT):
            return answer
        return str(await self._redis.get(asked) or answer)

    @retried
    async def profile(self, team: str, user: str) -> Profile | None:
        """What Slack told of somebody, as `keep_profile` was told it; None once that is old."""
        found = await self._redis.get(key(team, "profile", user))
        return None if found is None else load_profile(str(found))

    @retried
    async def keep_profile(self, team: str, user: str, profile: Profile, ms: int) -> None:
        await self._redis.set(key(team, "profile", user), dump_profile(profile), px=ms)

    @retried
    async def ping(self, team: str) -> None:
        """What a press needs, tried without writing anything. Raises StoreAway."""
        self._loader.snapshot(await self._loader.load(team, "", ""))
        denied = await self._probe([key(team, "probe")])
        if not isinstance(denied, list):
            raise InvalidResponse(error_sentences.NOT_REDIS)
        if denied:
            raise NoPermissionError(error_sentences.may_not_run(*denied))

    @retried
    async def knows(self, team: str) -> bool:
        """Whether anybody has pressed a button in that workspace."""
        return bool(await self._redis.xrange(key(team, "audit"), count=1))

    @retried
    async def workspaces(self) -> tuple[str, ...]:
        """Workspaces in which somebody has pressed a button; read from all keys, so rarely."""
        keys = self._redis.scan_iter(match=key("*", "audit"), count=10_000)
        return tuple(sorted({workspace_of(name) async for name in keys}))

    @retried
    async def info(self) -> dict[str, dict[str, Any] | None]:
        """INFO of each server that holds data, by name; None if it is denied."""
        found: dict[str, dict[str, Any] | None] = {}
        for name, at in (await servers(self._redis)).items():
            try:
                found[name] = await self._redis.info(**at)
            except ResponseError:
                found[name] = None
        return found

    async def close(self) -> None:
        await self._redis.aclose()
