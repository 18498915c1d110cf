"""Transition of a run from one turn to the next: target step, budget detours, audit entry, timers.

`bot/core/advance.py` decides what each press means; this module has what all moves share.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import (
    approval_rules,
    aws_questions,
    detours,
    questions,
    readiness,
    root_mfa,
    timers,
    typed_ids,
)
from bot.core.audit import details, entries
from bot.core.budget import Attempt, AttemptKind, Attempts
from bot.core.conditions import can_go_on
from bot.core.context import Context
from bot.core.decision import Decision
from bot.core.flow import Flows
from bot.core.known_answers import known_answer
from bot.core.notes import Note
from bot.core.place import Place
from bot.core.press import Press, changes_language
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import Run, holds
from bot.core.team import ApprovalRule


@dataclass(frozen=True, slots=True)
class Transition:
    """Run, budget and press at one moment, and the decisions that they can lead to."""

    flows: Flows
    run: Run
    attempts: Attempts
    press: Press
    now: int
    context: Context

    def refuse(self, why: RefusalReason, detail: str = "") -> Refused:
        return Refused(why, self.run, detail)

    def begin(self) -> Decision:
        """Decision that starts the run at the first step of its flow."""
        flow = self.flows[self.run.flow]
        first = self._enter(self.run, Place.at(flow.name, flow.start), self.attempts)
        started = replace(self.run, place=first, press=self.press.id)
        return self._settle(self._past_known_steps(started, self.attempts), self.attempts)

    def stay(
        self,
        note: Note | None,
        run: Run | None = None,
        attempts: Attempts | None = None,
        reason: str = "",
        *,
        snoozed_until: int = 0,
    ) -> Decision:
        run = run or self.run
        attempts = self.attempts if attempts is None else attempts
        place = detours.place_in_budget(self.flows, run, attempts, self.now)
        moved = replace(run, trail=_trail_to(place, run.trail))
        moved = moved.moved(self.press, place, self.now, note, snoozed_until)
        return self._settle(moved, attempts, reason)

    def add_audit_entry(self, more: Mapping[str, str]) -> Decision:
        """Decision that adds an audit entry with these fields: turn, step and timers stay."""
        run = replace(self.run, press=self.press.id)
        told = self._decide(replace(run, answered=()), self.attempts, run.place.step)
        return replace(told, run=run, timers=None, audit={**told.audit, **more})

    def restore(self, run: Run, attempts: Attempts, place: Place, note: Note) -> Decision:
        """Decision that returns to the last place of the trail without its detours. If others have
        used up the attempts meanwhile, it leads to the detour instead of a call.
        """
        place = detours.place_in_budget(self.flows, replace(run, place=place), attempts, self.now)
        trail = _trail_to(place, run.trail[:-1])
        moved = replace(run, trail=trail, number=max(1, run.number - 1))
        return self._settle(moved.moved(self.press, place, self.now, note), attempts)

    def go(
        self,
        run: Run,
        attempts: Attempts,
        place: Place,
        note: Note | None = None,
        *,
        keep_trail: bool = True,
        back: bool = False,
        reason: str = "",
    ) -> Decision:
        here = run.place
        if run.undoable and run.undoable is self.run.undoable:  # of a press before this one
            run = replace(run, undoable=replace(run.undoable, passed=True))
        place = self._enter(run, place, attempts, came_from=here)
        if self.flows.step_at(place) is None:  # the flow changed under the run
            note = Note.CHANGED
        forward = keep_trail and run.open
        trail = (*run.trail, here) if forward else run.trail
        number = run.number + 1 if forward else run.number
        moved = replace(run, trail=_trail_to(place, trail), number=number)
        moved = moved.moved(self.press, place, self.now, note)
        # Back shows a step that the bot answered, and Undo leads to the step of its press.
        taken_back = back or (run.undoable is not None and not run.undoable.passed)
        told = moved if taken_back else self._past_known_steps(moved, attempts)
        return self._settle(told, attempts, reason)

    def _past_known_steps(self, run: Run, attempts: Attempts) -> Run:
        """Run past the steps whose answer is known: the bot answers them, one after the other."""
        past: list[Place] = []
        while run.open and run.place not in past:
            here = run.place
            past.append(here)
            step = self.flows.step_at(here)
            told = questions.with_known_answer(run, step, self.context)
            if told is None:
                return run
            run, following = told
            place = self._enter(run, self.after_settled_questions(run, following), attempts, here)
            run = replace(run, place=place, trail=_trail_to(place, (*run.trail, here)))
        return run

    def attempt(self, kind: AttemptKind, at: int | None = None) -> Attempt:
        """Attempt that this press makes or reports."""
        press = self.press
        return Attempt(press.id, self.now if at is None else at, press.by, kind, self.run.id)

    def unknown(self) -> Decision | Refused:
        """Decision or refusal for a button that the step lacks, maybe since an upgrade."""
        if self.run.fingerprint != self._fingerprint(self.run):
            return self.stay(Note.CHANGED)
        return self.refuse(RefusalReason.NO_SUCH_BUTTON)

    def _settle(self, run: Run, attempts: Attempts, reason: str = "") -> Decision:
        step = self.flows.step_at(run.place)
        if step and step.end and not run.place.visiting and run.outcome is None:
            run = replace(run, outcome=step.end)
        ended_at = self.run.ended_at or (self.now if self.run.open else self.run.moved_at)
        run = replace(run, ended_at=0 if run.open else ended_at)
        if not run.open and not can_go_on(run, step):  # values are dropped at the end
            run = replace(run, values={k: v for k, v in run.values.items() if k == "account_id"})
        settled = questions.still_settled(run, self.run, step, paused=self._paused())
        if step and step.asks == typed_ids.ACCOUNT_ID:  # it is asked again: after Back, say
            run = typed_ids.without_typed_id(run, self.context)
        run = replace(run, settled=settled, fingerprint=self._fingerprint(run))
        run = readiness.keeping_gaps_of_trail(run)
        if run.undoable and run.undoable.ends_at < self.now:
            run = replace(run, undoable=None)
        if step and step.reminds == root_mfa.MFA_STILL_OFF and run.mfa is None:
            run = replace(run, mfa=root_mfa.mfa_off(self.now))
        if run.lead != self.run.lead:
            run = replace(run, led_since=run.turn)
        if run.handover and (run.lead != self.run.lead or self._answers()):
            run = replace(run, handover=None)
        if run.language != self.run.language:
            run = replace(run, told_since=run.turn)
        return self._decide(self._asking(run), attempts, self.run.place.step, reason)

    def with_reason(self, run: Run, reason: str) -> Run:
        """Run that keeps a reason, where somebody who approves will read it."""
        if self._rule(run) is None:
            return run
        return replace(run, values={**run.values, "reason": reason})

    def _asking(self, run: Run) -> Run:
        """Run that asks for the approval which its step needs."""
        step = self.flows.step_at(run.place)
        return approval_rules.asking(run, step, self._rule(run), self.press.by, self.now)

    def _rule(self, run: Run) -> ApprovalRule | None:
        return approval_rules.rule_for(run, self.press, self.context.approvals)

    @property
    def asks_first(self) -> bool:
        """Whether nobody has approved this by the rule as it is now: nobody was asked, the approval
        has run out, or the rule has changed since.
        """
        return holds(self._asking(self.run))

    def _paused(self) -> bool:
        """Whether nobody pressed for as long as the window: others may have called meanwhile."""
        return self.now - self.run.moved_at >= self.attempts.limits.window

    def _answers(self) -> bool:
        """Whether this press of the lead answers a hand-over request: they go on leading."""
        return self.press.by == self.run.lead and not changes_language(self.press.button)

    def _enter(
        self, run: Run, place: Place, attempts: Attempts, came_from: Place | None = None
    ) -> Place:
        return detours.place_to_enter(self.flows, run, place, attempts, self.now, came_from)

    def _fingerprint(self, run: Run) -> str:
        """Fingerprint of the flow whose buttons are shown; empty if that flow is gone."""
        flow = self.flows.get(run.place.flow)
        return flow.fingerprint if flow else ""

    def _decide(self, run: Run, attempts: Attempts, origin: str, reason: str = "") -> Decision:
        more = details(self.run, run, self.press, reason, self._count_change(attempts))
        audit, answered = entries(run, self.press, origin, self.now, more)
        wanted = timers.timers_for(self.flows, run, attempts, self.now, self.run)
        step = self.flows.step_at(run.place)
        parked = not run.open and not run.concluded and can_go_on(run, step)
        return Decision(
            run,
            attempts,
            audit,
            wanted,
            parked=parked,
            unsafe=not (run.open or parked) and root_mfa.is_mfa_off(self.flows, run),
            learned=typed_ids.learned_names(self.run, run, self.press, self.now, self.context),
            answered=answered,
            readiness=readiness.readiness_of(self.flows, self.run, run),
            counts_for=readiness.counts_for(self.flows, run),
        )

    def _count_change(self, attempts: Attempts) -> str:
        """Count before and after, if it changed."""
        before, after = self.attempts.used(self.now), attempts.used(self.now)
        return "" if attempts == self.attempts else f"{before}>{after}"

    def onward(self, run: Run, attempts: Attempts, place: Place, reason: str = "") -> Decision:
        """Decision that leads on to a place, past questions that the run need not answer again."""
        here = self.flows.step_at(run.place)
        if here:
            run = replace(run, settled=questions.settled_after(run, here))
        aws = aws_questions.filled_in(self.flows, self.run)  # else it might answer that again
        if here and (aws or known_answer(here, run, self.context)):
            run = replace(run, settled=tuple(dict.fromkeys((*run.settled, run.place.mark))))
        return self.go(run, attempts, self.after_settled_questions(run, place), reason=reason)

    def after_settled_questions(self, run: Run, place: Place) -> Place:
        """As in `questions`; after a long pause the settled questions are asked again."""
        return (
            place if self._paused() else questions.after_settled_questions(self.flows, run, place)
        )


def _trail_to(place: Place, trail: tuple[Place, ...]) -> tuple[Place, ...]:
    """Trail cut off at a place that the run has returned to."""
    return trail[: trail.index(place)] if place in trail else trail
