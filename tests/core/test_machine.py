"""Anybody may press anything, in any order, at any time: what stays true of every flow.

Hypothesis walks the flows that the bot ships; a plain list of moments is held beside the budget.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.accounts import KnownId
from bot.core.advance import advance, begin
from bot.core.aws_questions import asks_aws
from bot.core.budget import DAY, HOUR, MINUTE, Attempt, AttemptKind, AttemptResult, Attempts, Limits
from bot.core.context import Context
from bot.core.decision import Decision
from bot.core.flow import Button, Step
from bot.core.notes import Note
from bot.core.people import helper
from bot.core.place import Place
from bot.core.press import ANSWER, SKIP, Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.report import report
from bot.core.run import Run, drill_of
from bot.core.team import AccountKind, KnownAccount
from bot.core.timers import ALL_TIMERS, QUIET, decide_reminder
from bot.core.verbs import Verb
from bot.core.view import View, view
from bot.flowfiles.scenarios import parse_press, press_once, start
from bot.slack.render.blocks import card_message, step_message
from bot.store.records import dump_attempt, load_attempt
from bot.store.run_records import dump_run, load_run
from tests.core.tally import Tally
from tests.support.shipped import FLOWS, LIBRARY

TEXTS = {name: LIBRARY.in_language(name, "en") for name in FLOWS}
LEAD, OTHERS = "UANA", ("UBEN", "UCAT")
GOOD = {
    "phone": ["0912 345 678", "+1 415 555 2671"],
    "earlier": ["0", "1", "2, last 5 hours ago", "3, 90 min", "1, last 30 hours ago"],
    "confirmation": ["prod"],
    "reason": ["a new phone"],
    "account_id": ["1234-5678-9012"],
    "case_number": ["1234567890"],
    "person": ["Ana;Ben", "U0HELPS;U0HELPS"],
}
BAD = ["", "x" * 300, "AKIAIOSFODNN7EXAMPLE"]  # by every rule


def places(flow: str, presses: tuple[str, ...]) -> Iterator[Place]:
    """Where a scenario stands at first, and after each of its presses."""
    state = start(FLOWS, flow, Limits())
    yield state.run.place
    for number, text in enumerate(presses, start=1):
        press_once(FLOWS, state, number, text)
        yield state.run.place


def ways() -> Iterator[tuple[Step, tuple[str, ...]]]:
    """Every step that a scenario passes, and the shortest way there: its flow and the presses."""
    found: dict[Place, tuple[str, ...]] = {}
    for flow, scenarios in LIBRARY.scenarios.items():
        for presses in (one.presses for one in scenarios if one.known is None):
            for far, place in enumerate(places(flow, presses)):
                if place not in found or len(found[place]) > far + 1:
                    found[place] = (flow, *presses[:far])
    for place, way in found.items():
        yield FLOWS[place.flow].steps[place.step], way


def counting(step: Step) -> list[str]:
    """The buttons that change the count of attempts."""
    known = step.buttons.values()
    return sorted(b.name for b in known if b.spends or b.records or b.gives_back)


def press_id(number: int) -> str:
    return f"press {number}"


# Anything that a team file may say of the account, or nothing.
KNOWN = st.none() | st.builds(
    KnownAccount,
    name=st.just("prod"),
    id=st.sampled_from(["", "123456789012"]),
    kind=st.none() | st.sampled_from(AccountKind),
    inbox=st.lists(st.sampled_from([LEAD, *OTHERS]), unique=True, max_size=2).map(tuple),
    phone=st.lists(st.sampled_from([LEAD, *OTHERS]), unique=True, max_size=2).map(tuple),
    number=st.sampled_from(["", "+886912345678", "0912 345 678", "none"]),
)
WAYS = [*ways()]
CALLS = [way for step, way in WAYS if counting(step)]


class AroundTheCalls(RuleBasedStateMachine):
    run_id = "prod.abc"

    known: KnownAccount | None
    _seen: tuple[tuple[Run, Attempts, int], View] | None = None

    @initialize(way=st.sampled_from(CALLS), limit=st.integers(1, 4), known=KNOWN)
    def start_somewhere(self, way: tuple[str, ...], limit: int, known: KnownAccount | None) -> None:
        """Some way along a scenario: chance alone seldom comes as far as the calls."""
        self.go(way, limit, known)

    def go(self, way: tuple[str, ...], limit: int, known: KnownAccount | None) -> None:
        flow, *presses = way
        self.begin(flow, limit)
        for text in presses:
            if not self.follow(text):
                break
        self.known = known  # from here on the team file says this

    def follow(self, text: str) -> bool:
        """One press of a scenario; with few attempts allowed, it may not lead there."""
        name, answer = parse_press(text)
        shown = self.seen()
        if name in {choice.name for choice in shown.choices}:
            self.press(name, button=self.step().buttons[name])
        elif name == ANSWER and shown.asks:
            self.answer(answer)
        elif name == SKIP and shown.skip:
            self.skip()
        elif name in shown.verbs:
            self.press(name)
        else:
            return False
        return True

    def begin(self, flow: str, limit: int) -> None:
        self.now, self.presses = 1_790_000_000_000, 0
        self.attempts = Attempts(limits=Limits(limit=limit))
        self.tally = Tally(limit)
        self.old: list[Press] = []
        self.known = None
        run = Run(
            id=self.run_id,
            account="prod",
            lead=LEAD,
            channel="C1",
            language="en",
            region="TW",
            place=Place.at(flow, ""),
            opened_at=self.now,
            moved_at=self.now,
        )
        opening = Press(id="opening", run=run.id, turn=0, step="", button="start", by=LEAD)
        begun = begin(FLOWS, run, self.attempts, opening)
        self.run, self.audit = begun.run, [begun.audit]

    # What people do

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

    def answer(self, answer: str) -> None:
        asks = self.seen().asks
        if self.press(ANSWER, answer) and asks == "earlier":
            total, _, ago = answer.partition(",")
            number = int("".join(filter(str.isdigit, ago)) or 0)
            newest = self.now - number * (MINUTE if "min" in ago else HOUR)
            self.tally.recount(int(total), self.run.press, newest, self.now)

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
            text = f"{total}, last {hours} hours ago; a slip of mine"
            self.press(verb, text, refused=None if may else RefusalReason.BAD_ANSWER)
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

    # Taking a press, and what must be true of every one

    def step(self) -> Step:
        return FLOWS[self.run.place.flow].steps[self.run.place.step]

    def seen(self) -> View:
        """What is shown, put together once for all rules and invariants that ask."""
        of = (self.run, self.attempts, self.now)
        if self._seen is None or self._seen[0] != of:
            self._seen = of, view(FLOWS, *of)
        return self._seen[1]

    def press(
        self,
        name: str,
        answer: str = "",
        *,
        by: str = "",
        refused: RefusalReason | None = None,
        button: Button | None = None,
    ) -> bool:
        self.presses += 1
        press = Press(
            id=press_id(self.presses),
            run=self.run.id,
            turn=self.run.turn,
            step=self.run.place.step,
            button=name,
            by=by or self.run.lead,
            answer=answer,
        )
        moved = self.take(press, refused=refused)
        if moved and button:
            self.tally.pressed(button, press.id, self.now)
        return moved

    def take(self, press: Press, *, refused: RefusalReason | None) -> bool:
        before = self.run
        identity = KnownId(self.known.id) if self.known and self.known.id else None
        context = Context(identity=identity, account=self.known)
        result = advance(FLOWS, self.run, self.attempts, press, self.now, context)
        if refused:
            assert isinstance(result, Refused), f"{press} was taken"
            assert result.why is refused
            assert result.run is before
            return False
        assert isinstance(result, Decision), f"{press}: {result}"
        assert result.run.turn == before.turn + 1
        assert "12345678" not in str((result.audit, result.answered))
        assert not (result.run.answered and press.button == Verb.BACK)
        assert self.known or not result.run.answered
        self.run, self.attempts = result.run, result.attempts
        self.audit += [result.audit, *result.answered]
        self.decided(result)
        if press.button not in (Verb.TAKE_OVER, Verb.LANGUAGE):  # these work on old messages too
            self.old.append(press)
        spends = any(button.spends for button in self.step().buttons.values())
        none_left = not self.attempts.left(self.now)
        assert not (spends and none_left and self.run.open), "no attempt is left, and it calls"
        return True

    def decided(self, decision: Decision) -> None:
        """What is true of every decision beside."""

    @invariant()
    def a_report_tells_all_of_it_by_the_audit_alone(self) -> None:
        told = report(FLOWS, self.run.id, self.audit, self.now)
        assert told
        assert len(told.entries) == len(self.audit)
        assert told.leads[-1].lead == self.run.lead
        assert told.outcome == (self.run.outcome or "")
        assert told.worked + sum(self.rests()) == self.now - told.began_at
        assert "912345678" not in str(told).replace(" ", "")

    def rests(self) -> Iterator[int]:
        """Times between an end and what came after it."""
        times = [int(entry["at"]) for entry in self.audit] + [self.now]
        for entry, (since, until) in zip(self.audit, pairwise(times), strict=True):
            if "outcome" in entry:
                yield until - since

    @invariant()
    def the_budget_is_that_of_the_plain_list(self) -> None:
        assert self.attempts.used(self.now) == len(self.tally.inside(self.now))
        assert self.attempts.left(self.now) == self.tally.left(self.now)

    @invariant()
    def a_call_is_never_offered_when_none_is_left(self) -> None:
        assert self.tally.left(self.now) or not any(choice.spends for choice in self.seen().choices)

    @invariant()
    def there_is_always_a_way_on_out_of_an_open_run(self) -> None:
        shown = self.seen()
        assert not self.run.open or shown.choices or shown.asks or Verb.GO_ON in shown.verbs

    @invariant()
    def no_place_is_twice_on_the_way_back(self) -> None:
        way = (*self.run.trail, self.run.place)
        assert len(set(way)) == len(way)

    @invariant()
    def it_can_be_kept_and_shown(self) -> None:
        assert load_run(dump_run(self.run)) == self.run
        assert [load_attempt(dump_attempt(a)) for a in self.attempts.made] == [*self.attempts.made]
        shown = self.seen()
        for message in (step_message("en", shown, TEXTS), card_message("en", shown, TEXTS)):
            assert message.text
            assert message.blocks

    @invariant()
    def an_ended_run_has_forgotten_the_number(self) -> None:
        goes_on = Verb.GO_ON in self.seen().verbs
        assert self.run.open or goes_on or "e164" not in self.run.values


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


EveryDrill.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
AroundTheCalls.TestCase.settings = EveryFlow.TestCase.settings = settings(
    max_examples=120, stateful_step_count=20, deadline=None
)
TestAroundTheCalls = AroundTheCalls.TestCase
TestEveryFlow = EveryFlow.TestCase
TestEveryDrill = EveryDrill.TestCase
