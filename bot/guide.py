"""Application service for presses: loads a run, decides by the core, commits the decision.

Only this module calls `advance`, and only it commits. When another process committed between the
load and the commit, it loads and decides again: the first commit stands.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from prometheus_client import Counter

from bot.core import timers
from bot.core.access import Access
from bot.core.accounts import KnownId, canonical_spelling, is_account_id
from bot.core.advance import advance, begin, objection
from bot.core.approval import BOT
from bot.core.budget import Attempts
from bot.core.decision import Decision
from bot.core.due import Due
from bot.core.flow import Flows
from bot.core.near_names import NearName, near_names
from bot.core.phones.finder import NO_NAMES
from bot.core.place import Place
from bot.core.press import ANSWER, OPERATOR, Press, RunLocation
from bot.core.recount import correction
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run, account_of, drill_of, is_drill
from bot.core.snapshot import Snapshot
from bot.core.team import NO_TEAM_FILE, KnownAccount, Team
from bot.core.verbs import Verb
from bot.core.view import View, view
from bot.store.calls import NotWritten, StoreAway
from bot.store.records import NewerRecord
from bot.store.run_index import ListedRuns
from bot.store.store import Committed, Store

APPROVALS = Counter("mfa_approvals_total", "Approvals by a second person, by state", ["state"])
MAX_TRIES = 8
DEADLINE_SECONDS = 2.2  # seconds for all round trips of one press: an answer within Slack's 3 s
MOST_LED, MOST_OF_ONE = 200, 10  # runs of one person that are listed, and that are read
RUN_ID_LENGTH = 12  # characters of a request's name; no two requests for one account share them


@dataclass(frozen=True, slots=True)
class Moved:
    run: Run
    beside: tuple[tuple[str, str], ...] = ()  # of a start: (flow, run id) of the other open runs
    unlisted: bool = False  # of a start: the team file lists accounts, and this is none of them


@dataclass(frozen=True, slots=True)
class RunAlreadyOpen:
    """An open run of the same flow for the same account, found instead of starting a second."""

    run: Run
    attempts: Attempts


@dataclass(frozen=True, slots=True)
class RunParked:
    """A run of the same flow for the same account that has ended and can go on."""

    run: Run


@dataclass(frozen=True, slots=True)
class RunNotFound:
    """No run with this id: older than a month, of another store, or the store was emptied.

    since: when the store began to count attempts (ms since 1970), if that is within the window
    """

    since: int | None = None


class UnknownAccount(LookupError):
    """Account that the team file does not list, and names in it that may be meant instead."""

    def __init__(self, name: str, near: tuple[NearName, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.near = near


class CommitUnknown(StoreAway):
    """Redis stopped answering during a commit: the press may count or not."""


class Guide:
    """Starts runs and takes presses.

    names: ISO codes by country name, for phone numbers
    team: what is known of the accounts
    """

    def __init__(
        self,
        flows: Flows,
        store: Store,
        names: Mapping[str, str] = NO_NAMES,
        team: Team = NO_TEAM_FILE,
    ) -> None:
        self.team = team
        self.flows = flows
        self.store = store
        self.clock = store.clock
        self.names = names
        self.approvals = {
            flow: replace(rule, by=team.members_of(rule.by)) for flow, rule in team.approval.items()
        }

    async def start(
        self,
        team: str,
        flow: str,
        account: str,
        *,
        by: str,
        channel: str,
        language: str,
        region: str,
        request: str,
        anew: bool = False,
        as_typed: bool = False,
        access: Access = Access.ALLOWED,
        drill: bool = False,
    ) -> Moved | RunAlreadyOpen | RunParked:
        """Starts `flow` for `account`, or finds the open run: another one, or the one that this
        same request started. Raises UnknownAccount, StoreAway.

        anew: also where a run is parked, which ends; else that one is found
        as_typed: also for a name that is like that of another account; else nothing begins
        access: the decision that lets this person start it
        drill: as practice, which finds drills alone
        """
        account = self.canonical(account)
        own = drill_of(account) if drill else account
        name = f"{own}.{request[:RUN_ID_LENGTH]}"
        async with _deadline() as step:
            for _ in range(MAX_TRIES):
                before = await self.store.load(team, own, name)
                if found := before.run:
                    moved_on = found.open and found.press != request
                    return RunAlreadyOpen(found, before.attempts) if moved_on else Moved(found)
                if rival := before.rival(flow):
                    other = await self.store.load(team, account_of(rival), rival)
                    if other.run and other.run.open:
                        return RunAlreadyOpen(other.run, other.attempts)
                parked = before.parked(flow)
                others = [await self.store.load(team, account_of(i), i) for i in parked]
                former = [other.run for other in others if other.run and not other.run.open]
                if former and not anew:
                    return RunParked(former[-1])
                now, identity = before.now, self._identity(before, account)
                facts = self._facts(account, identity)
                known = facts or before.learned or anew or as_typed
                if near := () if known else near_names(account, self.team.accounts):
                    raise UnknownAccount(account, near)
                run = Run(
                    id=name,
                    account=account,
                    lead=by,
                    channel=channel,
                    language=language,
                    region=facts.phone_region if facts and facts.phone_region else region,
                    values={"account_id": identity.id} if identity else {},
                    place=Place.at(flow, ""),
                    opened_at=now,
                    moved_at=now,
                )
                run = timers.replacing(self.flows, run, former)
                opening = Press(
                    id=request,
                    run=run.id,
                    turn=0,
                    step="",
                    button="start",
                    by=by,
                    access={flow: access},
                )
                attempts = before.attempts
                if drill and not before.open:  # each begins with none
                    attempts = replace(attempts, made=(), last_word="")
                decision = begin(
                    self.flows,
                    run,
                    attempts,
                    opening,
                    identity,
                    self.approvals,
                    facts,
                    self.names,
                )
                decision = replace(decision, ends=parked)
                if await self._commit(step, team, before, decision):
                    unlisted = bool(self.team.accounts) and facts is None
                    return Moved(decision.run, before.open, unlisted)
            raise StoreAway("the account changes faster than it can be read")

    async def press(
        self, team: str, press: Press, done: Due | None = None
    ) -> Moved | Refused | RunNotFound:
        """Decides and commits one press. Raises StoreAway (CommitUnknown), NewerRecord.

        done: what was due, and is done by this press
        """
        account, also = account_of(press.run), self._learns(press)
        async with _deadline() as step:
            for _ in range(MAX_TRIES):
                before = await self.store.load(team, account, press.run, also)
                if before.run is None:
                    return _lost(before)
                rival = before.rival(before.run.flow, before.run.id)
                run, attempts = before.run, before.attempts
                press, identity = _placed(press, before), self._identity(before, run.account)
                result = advance(
                    self.flows,
                    run,
                    attempts,
                    press,
                    before.now,
                    rival,
                    self.names,
                    identity,
                    self.approvals,
                    self._facts(run.account, identity),
                )
                if isinstance(result, Refused):
                    return result
                if not result.learned.keys() <= set(before.names):
                    also = tuple(result.learned)  # of a run that an older bot was told the ID in
                    continue
                if await self._commit(step, team, before, replace(result, done=done)):
                    return Moved(result.run)
            raise StoreAway("the run changes faster than it can be read")

    def _learns(self, press: Press) -> tuple[str, ...]:
        """Account ID that the press gives to an account, whose attempts count from then on."""
        steps = (flow.steps.get(press.step) for flow in self.flows.values())
        asked = any(step and step.asks == "account_id" for step in steps)
        if press.button != ANSWER or not asked or is_drill(press.run):
            return ()
        name = canonical_spelling(press.answer)
        return (name,) if is_account_id(name) else ()

    def _identity(self, found: Snapshot, account: str) -> KnownId | None:
        if is_account_id(account):
            return KnownId(account)
        known = self.team.account(account)
        return KnownId(known.id) if known and known.id else found.identity()

    def _facts(self, account: str, identity: KnownId | None) -> KnownAccount | None:
        """What the team file says of an account, also under a name that only a run taught us."""
        known = self.team.account(account)
        return known or (self.team.account(identity.id) if identity else None)

    def facts(self, found: Snapshot) -> KnownAccount | None:
        """What the team file says of the account of a run."""
        run = found.run
        return self._facts(run.account, self._identity(found, run.account)) if run else None

    async def _commit(
        self, step: "_CommitState", team: str, before: Snapshot, decision: Decision
    ) -> bool:
        """Whether the decision is written; False if another process committed first."""
        step.writing = True
        committed = await self.store.commit(team, before, decision)
        step.writing = False
        if committed is Committed.MOVED_ON:
            return False
        approval = decision.audit.get("approval")
        if approval and not decision.run.drill:
            APPROVALS.labels(approval).inc()
        return True

    async def attempts(self, team: str, account: str) -> Snapshot:
        """Snapshot of an account under all of its names. Raises StoreAway, NewerRecord."""
        async with _deadline():
            return await self.store.load(team, self.canonical(account))

    async def correct(self, team: str, account: str, answer: str, request: str) -> Snapshot:
        """Snapshot of an account whose count the operator corrects.

        request: names the correction, however often it is asked for
        Raises BadAnswer, StoreAway (CommitUnknown), NewerRecord.
        """
        account = self.canonical(account)
        async with _deadline() as step:
            for _ in range(MAX_TRIES):
                before = await self.store.load(team, account)
                if before.attempts.last_word == request:  # the answer to an earlier try was lost
                    return before
                decided = correction(before, answer, account, request)
                step.writing = True
                committed = await self.store.correct(team, before, decided)
                step.writing = False
                if committed is not Committed.MOVED_ON:
                    return await self.store.load(team, account)
            raise StoreAway("the account changes faster than it can be read")

    def canonical(self, account: str) -> str:
        known = self.team.account(account)
        return known.name if known else account

    async def tell_correction(self, team: str, due: Due) -> None:
        """Tells a run that its account's count was corrected. Raises StoreAway, NewerRecord."""
        for _ in range(MAX_TRIES):
            snapshot = await self.look(team, due.run)
            if (run := snapshot.run) is None:
                return
            press = Press(
                id=f"{due.member} {run.turn}",
                run=run.id,
                turn=run.turn,
                step=run.place.step,
                button=Verb.CORRECT_COUNT,
                by=OPERATOR,
                answer=due.reason,
                channel=snapshot.shown.channel or run.channel,  # as if from there: all may read it
            )
            result = await self.press(team, press, done=due)
            if not (isinstance(result, Refused) and result.why is RefusalReason.STALE):
                return
        raise StoreAway("the run changes faster than it can be read")

    async def supersede(self, team: str, run_id: str, by: str) -> None:
        """Ends a parked run, in whose place another was started. Raises StoreAway, NewerRecord."""
        snapshot = await self.look(team, run_id)
        found = snapshot.run
        if found is None or found.open:
            return
        press = Press(
            id=f"{Verb.START_NEW} {run_id}",
            run=run_id,
            turn=found.turn,
            step=found.place.step,
            button=Verb.START_NEW,
            by=by,
            channel=snapshot.shown.channel or found.channel,  # as if from there: it ends for all
        )
        await self.press(team, press)

    async def decide_unasked(self, team: str, run: Run, verb: Verb, answer: str = "") -> None:
        """Presses a button about an approval that nobody presses. Raises StoreAway, NewerRecord."""
        turn = run.approval.turn if run.approval else 0
        press = Press(
            id=f"{verb} {run.id} {turn}",
            run=run.id,
            turn=turn,
            step=run.place.step,
            button=verb,
            by=BOT,
            answer=answer,
        )
        await self.press(team, press)

    async def may(self, team: str, press: Press) -> Snapshot | Refused | RunNotFound:
        """Snapshot of the run if this press would be allowed, else why not; changes nothing."""
        async with _deadline():
            found = await self.store.load(team, account_of(press.run), press.run)
            if found.run is None:
                return _lost(found)
            press = _placed(press, found)
        why = objection(self.flows, found.run, press)
        return Refused(why, found.run) if why else found

    async def look(self, team: str, run_id: str) -> Snapshot:
        """Snapshot of a run; its `run` is None if there is none. Raises StoreAway, NewerRecord."""
        async with _deadline():
            return await self.store.load(team, account_of(run_id), run_id)

    def owner(self, found: Snapshot) -> str:
        """Person or user group to ask where the lead of a run does not answer; '' if there is none.

        Nobody but its lead reads a run in direct messages, and a drill reminds nobody else.
        """
        run, known = found.run, [self.team.account(name) for name in found.names]
        owner = next((one.owner for one in known if one and one.owner), "")
        alone = bool(found.shown.direct_to)
        return "" if run is None or run.drill or alone or owner == run.lead else owner

    def view(self, snapshot: Snapshot) -> View:
        """View of a snapshot. Raises LookupError if it holds no run."""
        if snapshot.run is None:
            raise LookupError("there is no run to show")
        run, others = snapshot.run, dict(snapshot.open)
        beside = tuple(flow for flow in others if flow in self.flows and flow != run.flow)
        return view(self.flows, run, snapshot.attempts, snapshot.now, beside, self.facts(snapshot))

    async def runs_of(self, team: str, user: str, flow: str) -> tuple[Snapshot, ...]:
        """A person's open runs of one flow, latest move first; at most ten."""
        mine = (True, flow, user)
        led = await self.led_by(team, user)
        return tuple(
            look
            for look in await self.looks(team, led.open[:MOST_OF_ONE])
            if (run := look.run) and (run.open, run.flow, run.lead) == mine
        )

    async def led_by(self, team: str, user: str, most: int = MOST_LED) -> ListedRuns:
        """The open and parked runs that somebody leads. Raises StoreAway."""
        async with _deadline():
            return await self.store.runs.of_person(team, user, most)

    async def under_way(self, team: str, flow: str, most: int) -> ListedRuns:
        """The open and parked runs of one flow. Raises StoreAway."""
        async with _deadline():
            return await self.store.runs.of_flow(team, flow, most)

    async def accounts(self, team: str, names: Iterable[str]) -> tuple[Snapshot, ...]:
        """Snapshots of accounts, without a run. Raises StoreAway, NewerRecord."""
        async with _deadline():
            return tuple(await asyncio.gather(*(self.store.load(team, name) for name in names)))

    async def looks(self, team: str, run_ids: Iterable[str]) -> tuple[Snapshot, ...]:
        """Snapshots of those runs that are still there and no newer bot's. Raises StoreAway."""
        async with _deadline():
            found = await asyncio.gather(*(self._legible(team, name) for name in run_ids))
        return tuple(look for look in found if look and look.run)

    async def _legible(self, team: str, run_id: str) -> Snapshot | None:
        """Snapshot of a run; None if a newer bot wrote it."""
        try:
            return await self.store.load(team, account_of(run_id), run_id)
        except NewerRecord:
            return None


def _placed(press: Press, found: Snapshot) -> Press:
    """Press with where the run is, if that matters: its lead may act from anywhere, except to hand
    it over.
    """
    run, shown = found.run, found.shown
    if run is None or (press.by == run.lead and run.handover is None):
        return press
    return replace(press, location=RunLocation(shown.channel or run.channel, shown.turn))


def _lost(found: Snapshot) -> RunNotFound:
    return RunNotFound(found.attempts.unknown_before(found.now))


@dataclass(slots=True)
class _CommitState:
    writing: bool = False


@asynccontextmanager
async def _deadline() -> AsyncIterator[_CommitState]:
    """Time limit for all round trips of one press; a lost write raises CommitUnknown."""
    step = _CommitState()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            yield step
    except (TimeoutError, StoreAway) as error:
        text = str(error) or "no answer in time"
        unknown = step.writing and not isinstance(error, NotWritten)
        raise (CommitUnknown(text) if unknown else StoreAway(text)) from error
