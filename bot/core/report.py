"""Report of a run, from the audit alone: who did what and when, with no phone number or secret."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, takewhile

from bot.core.approval import ApprovalState
from bot.core.audit_entries import Entry, parse
from bot.core.budget import AttemptKind
from bot.core.flow import Button, Flows
from bot.core.press import ANSWER, AWS
from bot.core.run import DRILL, account_of, is_drill
from bot.core.verbs import Verb, find


class CountChange(StrEnum):
    """What an entry did to the attempts of the account."""

    CALL = AttemptKind.CALL.value
    SMS = AttemptKind.SMS.value
    REPORTED = "reported"  # as made before, or without the bot
    RESULT = "result"
    GIVEN_BACK = "given_back"
    UNDONE = "undone"
    CORRECTED = "corrected"
    CHANGED = "changed"  # by a button that the flow has no more


@dataclass(frozen=True, slots=True)
class CountEntry:
    """Entry that changed the attempts, and how."""

    entry: Entry
    change: CountChange


@dataclass(frozen=True, slots=True)
class LeadEntry:
    """Entry since which somebody leads the run."""

    entry: Entry
    lead: str


@dataclass(frozen=True, slots=True)
class ApprovalEntry:
    """Entry that asked for an approval, or said what became of it."""

    entry: Entry
    state: ApprovalState
    by: str  # who asked or decided
    reason: str  # for what was asked for, or for going on alone


@dataclass(frozen=True, slots=True)
class StepTime:
    """Time that a run spent at one step, in all visits to it."""

    flow: str
    step: str
    ms: int
    former: int | None = None  # in the drill before this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the audit says of one run."""

    run: str
    account: str
    flow: str
    drill: bool
    complete: bool  # its beginning is in the audit
    entries: tuple[Entry, ...]
    times: tuple[StepTime, ...]
    counts: tuple[CountEntry, ...]
    leads: tuple[LeadEntry, ...]
    approvals: tuple[ApprovalEntry, ...]
    evidence: tuple[Entry, ...]  # what AWS confirmed
    root_sign_ins: tuple[int, ...]  # ms since 1970, as CloudTrail reports them

    @property
    def began_at(self) -> int:
        return self.entries[0].at

    @property
    def moved_at(self) -> int:
        return self.entries[-1].at

    @property
    def outcome(self) -> str:
        """How it ended; '' while it is open."""
        return self.entries[-1].outcome

    @property
    def ended_at(self) -> int:
        """Since when it has had its outcome, whatever was pressed after the end; of an open run,
        since when it is open.
        """
        *_, first = takewhile(lambda one: one.outcome == self.outcome, reversed(self.entries))
        return first.at

    @property
    def active_ms(self) -> int:
        """Milliseconds in which it was under way, without the time between an end and Go On."""
        return sum(time.ms for time in self.times)

    @property
    def former(self) -> int | None:
        """Times as in `active_ms`, of the drill before this one; None if there was none."""
        known = [time.former for time in self.times if time.former is not None]
        return sum(known) if known else None


def report(
    flows: Flows,
    run: str,
    audit: Sequence[Mapping[str, str]],
    now: int,
    former: Sequence[StepTime] = (),
) -> Report | None:
    """Report of a run; None if the audit has nothing of it.

    audit: entries about the run, oldest first
    now: ms since 1970; an open run spends its time until then
    former: times of the drill before this one
    """
    known = tuple(parse(flows, audit))
    entries = tuple(entry for entry in known if not entry.root_sign_ins)
    if not entries:
        return None
    first, led = audit[0], tuple(_led(entries))
    return Report(
        run=run,
        account=first.get("account") or account_of(run).removeprefix(DRILL),
        flow=entries[0].to_flow,
        drill=is_drill(run),
        complete=first.get("turn", "1") == "1",
        entries=entries,
        times=tuple(_step_times(entries, now, former)),
        counts=tuple(_counts(flows, entries)),
        leads=tuple(_leads(entries, led)),
        approvals=tuple(_approvals(entries, led)),
        evidence=tuple(entry for entry in entries if _confirms(entry)),
        root_sign_ins=tuple(sorted({at for entry in known for at in entry.root_sign_ins})),
    )


def _confirms(entry: Entry) -> bool:
    """Whether AWS confirmed a fact, be it one that only a newer bot knows. An answer to a question,
    or something on file that is no phone number, confirms nothing.
    """
    return entry.by == AWS and bool(entry.proof or "proof" in entry.others)


def _step_times(
    entries: Sequence[Entry], now: int, former: Sequence[StepTime]
) -> Iterator[StepTime]:
    spent: dict[tuple[str, str], int] = {}
    until = [entry.at for entry in entries[1:]] + [now]
    for entry, end in zip(entries, until, strict=True):
        if not entry.outcome:
            place = entry.to_flow, entry.to_step
            spent[place] = spent.get(place, 0) + max(0, end - entry.at)
    before = {(time.flow, time.step): time.ms for time in former}
    for place in dict.fromkeys((*spent, *before)):
        yield StepTime(*place, spent.get(place, 0), before.get(place))


def _counts(flows: Flows, entries: Sequence[Entry]) -> Iterator[CountEntry]:
    for entry in entries:
        if entry.used or find(entry.button) is Verb.CORRECT_COUNT:  # also one that is only told
            yield CountEntry(entry, _change(flows, entry))


def _change(flows: Flows, entry: Entry) -> CountChange:
    if verb := find(entry.button):
        own = {Verb.UNDO: CountChange.UNDONE, Verb.CORRECT_COUNT: CountChange.CORRECTED}
        return own.get(verb, CountChange.CHANGED)
    if entry.button == ANSWER:
        return CountChange.REPORTED
    step = flows.step(entry.flow, entry.step)
    button = step.buttons.get(entry.button) if step else None
    return _of_button(button) if button else CountChange.CHANGED


def _of_button(button: Button) -> CountChange:
    if button.spends:
        return CountChange(button.spends)
    if button.gives_back:
        return CountChange.GIVEN_BACK
    return CountChange.RESULT if button.records else CountChange.CHANGED


def _led(entries: Sequence[Entry]) -> Iterator[str]:
    """Lead after each entry."""
    lead = entries[0].by
    yield lead
    for before, entry in pairwise(entries):
        lead = entry.lead or _new_lead(before, entry) or lead
        yield lead


def _leads(entries: Sequence[Entry], led: Sequence[str]) -> Iterator[LeadEntry]:
    yield LeadEntry(entries[0], led[0])
    for entry, (before, lead) in zip(entries[1:], pairwise(led), strict=True):
        if lead != before:
            yield LeadEntry(entry, lead)


def _approvals(entries: Sequence[Entry], led: Sequence[str]) -> Iterator[ApprovalEntry]:
    """Entries about approvals. A request is attributed to the lead, whoever's press led to it; so
    is the step that the bot opens for a lead who goes on alone.
    """
    alone = entries[0]
    for entry, lead in zip(entries, led, strict=True):
        match entry.approval:
            case None:
                continue
            case ApprovalState.WAITING:
                told = ApprovalEntry(entry, entry.approval, lead, entry.reason)
            case ApprovalState.ALONE:
                told = ApprovalEntry(entry, entry.approval, alone.by, alone.reason)
            case state:
                told = ApprovalEntry(entry, state, entry.by, entry.reason)
        if told.state is ApprovalState.TELLING:
            alone = entry
        yield told


def _new_lead(before: Entry, entry: Entry) -> str:
    """New lead by an entry of an older bot, which did not name them: who took it over, or woke it.

    Such an entry says neither whom the run was handed to, nor that it was only asked for.
    """
    woke = find(entry.button) is Verb.GO_ON and bool(before.outcome)
    return entry.by if woke else ""
