"""Anybody may press anything, in any order, at any time: what stays true of every flow.

Hypothesis walks the flows that the bot ships.
"""

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bot.core.advance import advance
from bot.core.aws_questions import asks_aws
from bot.core.budget import DAY, HOUR, MINUTE, Attempt, AttemptKind, AttemptResult
from bot.core.decision import Decision
from bot.core.notes import Note
from bot.core.people import helper
from bot.core.press import ANSWER, SKIP, Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import drill_of
from bot.core.team import KnownAccount
from bot.core.timers import ALL_TIMERS, QUIET, decide_reminder
from bot.core.verbs import Verb
from tests.core.machine import RunMachine, press_id
from tests.core.ways import BAD, CALLS, GOOD, KNOWN, OTHERS, WAYS, counting
from tests.support.examples import examples
from tests.support.shipped import FLOWS


class AroundTheCalls(RunMachine):
    @initialize(way=st.sampled_from(CALLS), limit=st.integers(1, 4), known=KNOWN)
    def start_somewhere(self, way: tuple[str, ...], limit: int, known: KnownAccount | None) -> None:
        """Some way along a scenario: chance alone seldom comes as far as the calls."""
        self.go(way, limit, known)

    @precondition(lambda self: self.run.open and bool(counting(self.step())))
    @rule(data=st.data())
    def press_a_button_that_counts(self, data: Any) -> None:
        """Even one that is no longer offered: the message may be older than the budget."""
        self.press_one_of(counting(self.step()), data)

    def press_one_of(self, names: list[str], data: Any) -> None:
        button = self.step().buttons[data.draw(st.sampled_from(names))]
        if button.spends and data.draw(st.booleans(), "colleagues are faster"):
            self.colleagues_spend(self.tally.left(self.now))
        early = not button.gives_back or self.tally.may_give_back(self.now)
        refused = None if early else RefusalReason.TOO_LATE
        helps = helper(self.step().turn_of, self.run)
        by = helps if helps and data.draw(st.booleans(), "whose turn it is") else ""
        self.press(button.name, by=by, refused=refused, button=button)

    @precondition(lambda self: self.seen().asks)
    @rule(data=st.data())
    def answer_well(self, data: Any) -> None:
        self.answer(data.draw(st.sampled_from(GOOD[self.seen().asks or ""])))

    @precondition(lambda self: self.seen().skip)
    @rule()
    def skip(self) -> None:
        """What was told of earlier attempts stays: a count is lowered only by saying so."""
        self.press(SKIP)

    @precondition(lambda self: self.own_buttons())
    @rule(data=st.data())
    def press_a_button_of_the_bot(self, data: Any) -> None:
        verb = data.draw(st.sampled_from(self.own_buttons()))
        if verb is Verb.REPORT:  # it is read: that moves nothing
            self.press(verb, refused=RefusalReason.NO_SUCH_BUTTON)
        elif verb is Verb.CORRECT_COUNT:
            total, hours = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 30))
            press, newest = press_id(self.presses + 1), self.now - hours * HOUR
            may = self.tally.correct(total, press, newest, self.now)
            text = f"{total}, last {hours} hours ago" if total else "0"  # which has no time
            self.press(
                verb, f"{text}; a slip of mine", refused=None if may else RefusalReason.BAD_ANSWER
            )
        else:
            counted = self.counted()
            self.press(verb, by=self.teller() if verb is Verb.UNDO else "")
            if verb is Verb.UNDO and counted:
                self.tally.undo(self.now)

    def own_buttons(self) -> tuple[Verb, ...]:
        """Below the step, and on the card."""
        return (*self.seen().verbs, *self.seen().card_verbs)

    def counted(self) -> bool:
        return bool(self.run.undoable and self.run.undoable.counted)

    def teller(self) -> str:
        assert self.run.undoable
        return self.run.undoable.by

    @precondition(lambda self: self.tally.left(self.now) > 0)
    @rule(data=st.data())
    def colleagues_call_in_another_run(self, data: Any) -> None:
        self.colleagues_spend(data.draw(st.integers(1, self.tally.left(self.now))))

    def colleagues_spend(self, attempts: int) -> None:
        for _ in range(attempts):
            self.presses += 1
            name = f"other {self.presses}"
            spent = Attempt(name, self.now, "UBEN", AttemptKind.CALL, "prod.other")
            self.attempts = self.attempts.spend(spent)
            self.tally.spend(self.now, name)

    @rule(total=st.integers(0, 4), hours=st.integers(0, 30))
    def colleagues_tell_in_another_run(self, total: int, hours: int) -> None:
        told = self.theirs(self.now - hours * HOUR)
        self.attempts = self.attempts.recount_earlier(total, told, self.now)
        self.tally.recount(total, told.id, told.at, self.now, by_others=True)

    @rule(total=st.integers(0, 4))
    def colleagues_correct_in_another_run(self, total: int) -> None:
        told = self.theirs(self.now)
        corrected = self.attempts.correct(total, told, self.now)
        may = self.tally.correct(total, told.id, told.at, self.now, by_others=True)
        assert may is bool(corrected)
        self.attempts = corrected or self.attempts

    @rule()
    def colleagues_report_a_block_in_another_run(self) -> None:
        unseen = replace(self.theirs(self.now), kind=AttemptKind.BLOCK)
        self.attempts = self.attempts.record(None, AttemptResult.BLOCKED, unseen)
        self.tally.others_block(unseen.id, self.now)

    def theirs(self, at: int) -> Attempt:
        self.presses += 1
        return Attempt(f"other {self.presses}", at, "UBEN", AttemptKind.EARLIER, "prod.other")

    @precondition(lambda self: self.run.open and self.counted() and not self.tally.said)
    @rule()
    def an_undo_comes_too_late(self) -> None:
        """Somebody has spoken of the count since, be it in this run or in another."""
        self.press(Verb.UNDO, by=self.teller(), refused=RefusalReason.CANNOT_UNDO)

    @rule()
    def what_is_too_old_is_forgotten(self) -> None:
        self.attempts = self.attempts.forget(self.now)

    @rule(passed=st.sampled_from([1, MINUTE, 2 * MINUTE, HOUR, 5 * HOUR, DAY - 1, DAY]))
    def time_passes(self, passed: int) -> None:
        self.now += passed


class EveryFlow(AroundTheCalls):
    @initialize(way=st.sampled_from([way for _, way in WAYS]), limit=st.integers(1, 4), known=KNOWN)
    def start_somewhere(self, way: tuple[str, ...], limit: int, known: KnownAccount | None) -> None:
        self.go(way, limit, known)

    @precondition(lambda self: self.run.open and self.step().buttons)
    @rule(data=st.data())
    def press_a_button(self, data: Any) -> None:
        self.press_one_of(sorted(self.step().buttons), data)

    @precondition(lambda self: self.seen().asks)
    @rule(answer=st.sampled_from(BAD))
    def answer_badly(self, answer: str) -> None:
        self.press(ANSWER, answer, refused=RefusalReason.BAD_ANSWER)

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def press_an_old_button(self, data: Any) -> None:
        old = data.draw(st.sampled_from(self.old))
        self.take(replace(old, id=f"again {old.id}"), refused=RefusalReason.STALE)

    @precondition(lambda self: self.old and self.old[-1].id == self.run.press)
    @rule()
    def slack_delivers_the_last_press_twice(self) -> None:
        self.take(self.old[-1], refused=RefusalReason.REPEATED)

    @precondition(lambda self: self.run.open)
    @rule(data=st.data(), by=st.sampled_from(OTHERS))
    def somebody_else_presses(self, data: Any, by: str) -> None:
        names = [choice.name for choice in self.seen().choices] or [Verb.STOP]
        button = data.draw(st.sampled_from(names))
        if by != self.run.lead:
            self.press(button, by=by, refused=RefusalReason.NOT_LEAD)

    @precondition(lambda self: self.run.open)
    @rule(by=st.sampled_from(OTHERS))
    def somebody_else_takes_over(self, by: str) -> None:
        self.press(
            Verb.TAKE_OVER, by=by, refused=RefusalReason.IS_LEAD if by == self.run.lead else None
        )

    @rule(by=st.sampled_from(OTHERS), data=st.data())
    def somebody_outside_presses(self, by: str, data: Any) -> None:
        """A lead who has not answered for two minutes is the only one who loses a run to them, and
        what was typed in direct messages stays there.
        """
        location = RunLocation(data.draw(st.sampled_from(["C1", "D1"])), self.run.turn)
        names = [*Verb, *(choice.name for choice in self.seen().choices)]
        name, was, asked = data.draw(st.sampled_from(names)), self.run, self.run.handover
        self.presses += 1
        press = Press(
            id=press_id(self.presses),
            run=was.id,
            turn=was.turn,
            step=was.place.step,
            button=name,
            by=by,
            channel=data.draw(st.sampled_from(["C2", "D2"])),
            location=location,
        )
        result = advance(FLOWS, was, self.attempts, press, self.now)
        if by == was.lead or isinstance(result, Refused):
            return
        self.run = result.run
        self.audit.append(result.audit)
        assert name == Verb.TAKE_OVER
        if self.run.lead != was.lead:
            assert asked
            assert (asked.by, self.now - asked.at >= 2 * MINUTE) == (by, True)
            assert self.run.uninvited == by
            assert not location.direct or (self.run.values, self.run.channel) == ({}, "C2")

    @rule(by=st.sampled_from(OTHERS), language=st.sampled_from(["en", "zh-TW"]))
    def somebody_changes_the_language(self, by: str, language: str) -> None:
        same = language == self.run.language
        was = self.seen()
        self.press(Verb.LANGUAGE, language, by=by, refused=RefusalReason.REPEATED if same else None)
        now = self.seen()
        assert self.run.language == language
        assert (was.lead, was.outcome, was.values) == (now.lead, now.outcome, now.values)


class EveryDrill(EveryFlow):
    """A drill goes the same ways, and reminds, teaches and asks nobody."""

    run_id = f"{drill_of('prod')}.abc"

    def decided(self, decision: Decision) -> None:
        timers = {timer.name: timer.at for timer in decision.timers or ()}
        assert timers.keys() <= {QUIET}
        assert timers.get(QUIET, self.now + DAY) == (
            self.run.snoozed_until if self.run.note is Note.LATER else self.run.moved_at + DAY
        )
        assert decision.learned == {}
        assert decision.audit["drill"] == "yes"

    @invariant()
    def nothing_of_it_is_said_of_root_or_asked_of_aws(self) -> None:
        shown = self.seen()
        assert (shown.mfa_off, shown.proves, shown.drill) == (False, False, True)
        assert asks_aws(FLOWS, self.run) == ()
        for name in ALL_TIMERS:
            reminder = decide_reminder(FLOWS, self.run, self.attempts, name, self.now)
            assert name == QUIET or not reminder.say


EveryDrill.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=20, deadline=None
)
AroundTheCalls.TestCase.settings = EveryFlow.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=20, deadline=None
)
TestAroundTheCalls = AroundTheCalls.TestCase
TestEveryFlow = EveryFlow.TestCase
TestEveryDrill = EveryDrill.TestCase
