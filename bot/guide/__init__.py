"""Application service for presses: loads a run, decides by the core, commits the decision.

Only this module calls `advance`, and only it commits. When another process committed between the
load and the commit, it loads and decides again: the first commit stands.
"""

from prometheus_client import Counter

from bot.core import bot_presses, root_mfa
from bot.core.access import Access
from bot.core.advance import advance, begin, objection
from bot.core.count_correction import correction
from bot.core.decision import Decision
from bot.core.due import Due
from bot.core.place import Place
from bot.core.press import Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import Run, account_of, drill_of
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.guide.deadline import CommitState, CommitUnknown, within_deadline
from bot.guide.lookups import Lookups
from bot.guide.results import Moved, RunAlreadyOpen, RunNotFound, RunParked, UnknownAccount
from bot.store.calls import StoreAway
from bot.store.store import Committed

__all__ = [
    "CommitUnknown",
    "Guide",
    "Moved",
    "RunAlreadyOpen",
    "RunNotFound",
    "RunParked",
    "UnknownAccount",
]

APPROVALS = Counter("mfa_approvals_total", "Approvals by a second person, by state", ["state"])
MAX_TRIES = 8
RUN_ID_LENGTH = 12  # characters of a request's name; no two requests for one account share them


class Guide(Lookups):
    """Starts runs and takes presses."""

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
        beside: str = "",
    ) -> Moved | RunAlreadyOpen | RunParked:
        """Start `flow` for `account`, or find the open run: another one, or the one that this
        same request started, which may have ended. Raises UnknownAccount, StoreAway.

        anew: also where a run is parked, which ends; else that one is found
        as_typed: also for a name that is like that of another account; else nothing begins
        access: the decision that lets this person start it
        drill: as practice, which finds drills alone
        beside: a nickname that was typed with the account's ID
        """
        account = self.canonical(account)
        own = drill_of(account) if drill else account
        name = f"{own}.{request[:RUN_ID_LENGTH]}"
        async with within_deadline() as step:
            for _ in range(MAX_TRIES):
                before = await self.store.load(team, own, name, starts=not drill)
                parked = before.parked(flow)
                if (found := before.run) and found.id not in parked:
                    moved_on = found.open and found.press != request
                    return RunAlreadyOpen(found, before.attempts) if moved_on else Moved(found)
                if rival := before.rival(flow):
                    other = await self.store.load(team, account_of(rival), rival)
                    if other.run and other.run.open:
                        return RunAlreadyOpen(other.run, other.attempts)
                others = [await self.store.load(team, account_of(i), i) for i in parked]
                ended = (other.run for other in others if other.run and not other.run.open)
                former = sorted(ended, key=lambda one: one.moved_at)  # each name has its own list
                if former and not anew:
                    return RunParked(former[-1])
                now, context = before.now, self.context(before, account)
                facts, identity = context.account, context.identity
                known = facts or before.learned or anew or as_typed
                names = (account, beside)
                near = () if known else await self._near(team, flow, names, before, drill=drill)
                if near:
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
                run = root_mfa.replacing(self.flows, run, former)
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
                decision = begin(self.flows, run, attempts, opening, context)
                decision = replace(decision, supersedes=parked)
                if await self._commit(step, team, before, decision):
                    unlisted = bool(self.team.accounts) and facts is None
                    return Moved(decision.run, before.open, unlisted)
            raise StoreAway("the account changes faster than it can be read")

    async def press(
        self, team: str, press: Press, done: Due | None = None
    ) -> Moved | Refused | RunNotFound:
        """Decide and commit one press. Raises StoreAway (CommitUnknown), NewerRecord.

        done: what was due, and is done by this press
        """
        account = account_of(press.run)
        also: tuple[str, ...] = ()  # names that the press joins to those of the account
        async with within_deadline() as step:
            for _ in range(MAX_TRIES):
                before = await self.store.load(team, account, press.run, also)
                if before.run is None:
                    return _run_not_found(before)
                run, press = before.run, _with_location(press, before)
                context = self.context(before, run.account)
                result = advance(self.flows, run, before.attempts, press, before.now, context)
                if isinstance(result, Refused):
                    return result
                if not result.learned.keys() <= set(before.names):
                    also = tuple(result.learned)
                    continue
                if await self._commit(step, team, before, replace(result, done=done)):
                    return Moved(result.run)
            raise StoreAway("the run changes faster than it can be read")

    async def _commit(
        self, step: CommitState, team: str, before: Snapshot, decision: Decision
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

    async def correct(self, team: str, account: str, answer: str, request: str) -> Snapshot:
        """Snapshot of an account whose count the operator corrects.

        request: names the correction, however often it is asked for
        Raises BadAnswer, StoreAway (CommitUnknown), NewerRecord.
        """
        account = self.canonical(account)
        async with within_deadline() as step:
            for _ in range(MAX_TRIES):
                before = await self.store.load(team, account)
                if before.attempts.last_word == request:  # the answer to an earlier try was lost
                    return before
                decided = correction(before, answer, account, request)
                step.writing = True
                committed = await self.store.correct(team, before, decided)
                if committed is not Committed.MOVED_ON:  # where Redis goes now, it is written
                    return await self.store.load(team, account)
                step.writing = False
            raise StoreAway("the account changes faster than it can be read")

    async def tell_correction(self, team: str, due: Due) -> None:
        """Tell a run that its account's count was corrected. Raises StoreAway, NewerRecord."""
        for _ in range(MAX_TRIES):
            snapshot = await self.look(team, due.run)
            if (run := snapshot.run) is None:
                return
            press = bot_presses.telling_correction(due, snapshot, run)
            result = await self.press(team, press, done=due)
            if not (isinstance(result, Refused) and result.why is RefusalReason.STALE):
                return
        raise StoreAway("the run changes faster than it can be read")

    async def supersede(self, team: str, run_id: str, by: str) -> None:
        """End a parked run, in whose place another was started. Raises StoreAway, NewerRecord."""
        snapshot = await self.look(team, run_id)
        found = snapshot.run
        if found is None or found.open:
            return
        await self.press(team, bot_presses.superseding(snapshot, found, by))

    async def decide_for_bot(self, team: str, run: Run, verb: Verb, answer: str = "") -> None:
        """Press a button about an approval that nobody presses. Raises StoreAway, NewerRecord."""
        await self.press(team, bot_presses.decision_press(run, verb, answer))

    async def may(self, team: str, press: Press) -> Snapshot | Refused | RunNotFound:
        """Snapshot of the run if this press would be allowed, else why not; changes nothing."""
        async with within_deadline():
            found = await self.store.load(team, account_of(press.run), press.run)
            if found.run is None:
                return _run_not_found(found)
            press = _with_location(press, found)
        why = objection(self.flows, found.run, press)
        return Refused(why, found.run) if why else found


def _with_location(press: Press, found: Snapshot) -> Press:
    """Press with where the run is, if that matters: its lead may act from anywhere, except to hand
    it over.
    """
    run, shown = found.run, found.shown
    if run is None or (press.by == run.lead and run.handover is None):
        return press
    return replace(press, location=RunLocation(shown.channel or run.channel, shown.turn))


def _run_not_found(found: Snapshot) -> RunNotFound:
    return RunNotFound(found.attempts.unknown_before(found.now))
