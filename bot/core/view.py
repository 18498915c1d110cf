"""View model of a run: ids and values to show, without text, medium or language."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.core import answers, root_mfa, typed_ids
from bot.core.approval import Approval
from bot.core.budget import DAY, AttemptKind, AttemptResult, Attempts, Risk
from bot.core.context import NOTHING_KNOWN, Context
from bot.core.evidence import PhoneOnFile, PhoneStatus
from bot.core.flow import PANELS, Flows, Review, Step
from bot.core.known_answers import AccountFact, candidates
from bot.core.notes import Note
from bot.core.people import assignee
from bot.core.press import AWS
from bot.core.replacing import replace
from bot.core.run import (
    ON_FILE,
    ON_FILE_STATUS,
    OWN_OUTCOMES,
    Answered,
    DeviceReport,
    Gap,
    Move,
    Run,
    holds,
)
from bot.core.verbs import Verb, keeps_step, offered, on_card


@dataclass(frozen=True, slots=True)
class Choice:
    """Button of the step; `spends` asks for a confirmation that depends on the risk."""

    name: str
    spends: AttemptKind | None = None
    confirm: bool = False
    records: AttemptResult | None = None  # what it says of the last attempt


@dataclass(frozen=True)
class BudgetView:
    """State of the attempt budget. Times are ms since 1970."""

    used: int
    left: int
    limit: int
    window: int
    risk: Risk
    blocked: bool
    reopens_at: int | None
    clear_at: int | None  # when the next attempt is no longer risky; None if it is not
    blocked_until: int  # if AWS blocks phone verification now
    since: int | None  # attempts made before are not known; None if that does not matter
    told_earlier: bool = False  # somebody has said in this run how many there were before
    known: int = 0  # of those used, apart from what this run was told: no answer makes them fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that a medium shows of one step of a run."""

    run: str
    account: str
    drill: bool
    lead: str
    turn: int
    flow: str  # its words are shown; the visited flow, if there is a visit
    root: str  # the flow that was started
    step: str
    number: int  # as in "step `number` of about `about`"
    about: int | None  # None once the run has left the usual way: then nobody knows
    choices: tuple[Choice, ...]  # in the order of the table
    danger: bool
    told: bool  # a run in direct messages is announced in a channel
    asks: str | None
    roles: tuple[str, ...]  # whose persons an answer names
    named: Mapping[str, tuple[str, ...]]  # whom the team file names for these roles
    turn_of: str  # who has the role that the step is for: a user id or a name; '' for the lead
    skip: bool
    typed: str  # the answer that was given here before
    order: tuple[str, ...]  # names of all buttons as shown, with those of an answer
    buttons_first: tuple[str, ...]  # above the text
    shows: tuple[str, ...]
    verbs: tuple[Verb, ...]
    undoes_count: bool  # Undo takes back an earlier press's count, not the press that led here
    card_verbs: tuple[Verb, ...]
    values: Mapping[str, str]
    budget: BudgetView
    counts: bool  # whether attempts may be made in the run
    gaps: tuple[Gap, ...]
    listed: str  # see `typed_ids.listed_name`
    note: Note | None
    snoozed_until: int  # ms since 1970, where the note is about that
    moves: tuple[Move, ...]
    answered: tuple[Answered, ...]  # by the bot itself, on the way to this step
    outcome: str | None
    resumes: bool  # an end from which the run can go on once attempts are free
    gone: bool  # the flow has changed: this step is no longer in it
    reminds: str | None
    mfa_off: bool  # root has no MFA device
    reported: DeviceReport | None
    approval: Approval | None  # by a second person: the latest that was asked for
    held: bool  # the step waits for it
    opens: str  # step that opens once approved; '' if the flow no longer has it
    beside: tuple[str, ...]  # other flows that are under way for the account
    practised: bool  # of a drill: it would wait, where the team has a rule
    sources: tuple[str, ...]
    review: Review | None
    on_file: PhoneOnFile | None  # as AWS has it: where it is asked for, and right after it answered
    proves: bool  # the run goes on by itself once AWS confirms what the step asks for


def view(
    flows: Flows,
    run: Run,
    attempts: Attempts,
    now: int,
    beside: tuple[str, ...] = (),
    context: Context = NOTHING_KNOWN,
) -> View:
    """`beside`: other flows under way for the account."""
    place = run.place
    step = flows.step_at(place)
    shown = step if step and run.outcome not in OWN_OUTCOMES else Step(name=place.step)
    flow = flows.get(place.flow)
    budget = budget_view(attempts, now)
    if run.drill:  # nothing was counted before it
        budget = replace(budget, since=None)
    told_earlier = "earlier" in run.settled and run.opened_at >= attempts.since
    known = attempts.without_told(run.id).used(now)
    budget = replace(budget, told_earlier=told_earlier, known=known)
    choices = tuple(
        Choice(b.name, b.spends, b.confirm, b.records)
        for b in shown.buttons.values()
        if (budget.left or not b.spends)  # never offered when nothing is left
        and (b.safe or not holds(run))
    )
    withheld = shown.buttons.keys() - {choice.name for choice in choices}
    return View(
        run=run.id,
        account=run.account,
        drill=run.drill,
        lead=run.lead,
        turn=run.turn,
        flow=place.flow,
        root=run.flow,
        step=place.step,
        number=run.number,
        about=_estimated_steps(flows, run),
        choices=choices,
        order=tuple(name for name in shown.order() if name not in withheld),
        danger=shown.danger and not holds(run),
        told=run.flow in flows and flows[run.flow].told,
        asks=shown.asks,
        roles=shown.roles,
        named={role: candidates(context.account, role) for role in shown.roles},
        turn_of=assignee(shown.turn_of, run),
        skip=shown.skip is not None,
        typed=run.values.get(answers.SHOWN_AS.get(shown.asks or "", ""), ""),
        buttons_first=shown.buttons_first,
        shows=_panels(flows, run, shown),
        verbs=offered(flows, run, attempts, now),
        undoes_count=not run.undo_leads_back,
        card_verbs=on_card(flows, run, attempts, now),
        values=run.values,
        budget=budget,
        counts=flows.spends(run.flow),
        gaps=_gaps(run),
        listed=typed_ids.listed_name(run, context),
        note=run.note,
        # Older bots could postpone by a week only, and stored no time.
        snoozed_until=run.snoozed_until or run.moved_at + 7 * DAY,
        moves=run.moves,
        answered=run.answered,
        outcome=run.outcome,
        resumes=run.outcome is not None and not run.concluded and shown.resumes is not None,
        gone=step is None,
        reminds=None if run.reminders_off else shown.reminds,
        mfa_off=root_mfa.is_mfa_off(flows, run),
        reported=run.reported,
        approval=run.approval,
        held=holds(run),
        opens=_approved_step(flows, run.approval),
        beside=beside if run.open else (),
        practised=shown.approval and run.drill,
        sources=tuple(flow.sources[name] for name in shown.sources) if flow else (),
        review=flow.review if flow else None,
        on_file=_on_file(flows, run),
        proves=bool(run.open and shown.proofs and run.account_id and not run.drill),
    )


def _approved_step(flows: Flows, asked: Approval | None) -> str:
    step = flows.step(asked.flow, asked.step) if asked else None
    button = step.buttons.get(asked.button) if step and asked else None
    return (button.go or "") if button else ""


def _panels(flows: Flows, run: Run, step: Step) -> tuple[str, ...]:
    """Panels and notes of a step. What a check finds in practice is made up, so the notes of its
    end are left out: nothing of it is to be done, and nobody is asked again.
    """
    flow = flows.get(run.flow)
    if run.drill and step.end and flow and flow.valid_for:
        return tuple(name for name in step.shows if name in PANELS)
    return step.shows


def _gaps(run: Run) -> tuple[Gap, ...]:
    """Gaps with whose task each is; in practice they are the lead's: nobody else is reminded."""
    if run.drill:
        return tuple(replace(gap, owners=(run.lead,)) for gap in run.gaps)
    return run.gaps


def _on_file(flows: Flows, run: Run) -> PhoneOnFile | None:
    moves = [move for move in run.moves if not keeps_step(move.button)]
    last = moves[-1] if moves else None
    steps = [flows.step_at(run.place)]
    if last and last.by == AWS:
        steps.append(flows.step(last.flow, last.step))
    asked = any(step and AccountFact.NUMBER in step.known for step in steps)
    number, status = (run.values.get(name, "") for name in (ON_FILE, ON_FILE_STATUS))
    if not (number and asked and run.open):
        return None
    known = PhoneStatus(status) if status in PhoneStatus.__members__ else None
    return PhoneOnFile(run.values.get("e164", ""), known, number)


def _estimated_steps(flows: Flows, run: Run) -> int | None:
    """Number of the last step, as long as every move led one step along the usual way."""
    way = (*run.trail, run.place)
    left = [sum(flows.moves_to_end(f.flow, f.step) for f in place.frames) for place in way]
    straight = all(after == before - 1 for before, after in pairwise(left))
    return run.number + left[-1] if straight and run.number == len(way) else None


def budget_view(attempts: Attempts, now: int) -> BudgetView:
    return BudgetView(
        used=attempts.used(now),
        left=attempts.left(now),
        limit=attempts.limits.limit,
        window=attempts.limits.window,
        risk=attempts.risk(now),
        blocked=attempts.blocked(now),
        reopens_at=attempts.reopens_at(now),
        clear_at=attempts.clear_at(now),
        blocked_until=attempts.blocked_until(now),
        since=attempts.unknown_before(now),
    )
