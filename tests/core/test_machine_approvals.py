"""Anybody may answer, take over, leave and come back: what stays true of approvals in every flow.

Hypothesis walks the flows that the bot ships, from each step that waits for a second person and
from the steps before it, while the team's rules change. What became of each request, and who had
led, is held beside the run.
"""

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.access import Access
from bot.core.advance import advance
from bot.core.approval import BOT, ApprovalState
from bot.core.approving import UNTOLD
from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.context import Context
from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.membership import Membership
from bot.core.press import ANSWER, Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run, holds
from bot.core.team import Alone, ApprovalRule
from bot.core.verbs import Verb
from bot.core.view import View, view
from bot.flowfiles.scenarios import walk
from bot.store.run_records import dump_run, load_run
from tests.core.ways import GOOD, LEAD, WAYS
from tests.support.examples import examples
from tests.support.shipped import FLOWS

PEOPLE = (LEAD, "UBEN", "UMEI", "UCAT")
RULE = ApprovalRule(
    by=("UMEI", "S0SEC"), tell="C9", alone=Alone.TOLD, again=15 * MINUTE, expires=8 * HOUR
)
RULES = (None, RULE, replace(RULE, by=("UCAT",)), replace(RULE, alone=Alone.NEVER, expires=HOUR))
GATES = {
    name: [step for step in flow.steps.values() if step.approval] for name, flow in FLOWS.items()
}
OVER = {
    *(ApprovalState.APPROVED, ApprovalState.DECLINED, ApprovalState.EXPIRED),
    *(ApprovalState.WITHDRAWN, ApprovalState.ALONE),
}
# Ways to each such step, and those that stop a step or two before it.
TO_A_GATE = [way for step, way in WAYS if step in GATES[way[0]]]
NEAR = [way[:far] for way in TO_A_GATE for far in range(max(1, len(way) - 2), len(way) + 1)]


class Approvals(RuleBasedStateMachine):
    @initialize(way=st.sampled_from(NEAR), team=st.sampled_from((*RULES, RULE)))
    def begin(self, way: tuple[str, ...], team: ApprovalRule | None) -> None:
        flow, *presses = way
        there = walk(FLOWS, flow, tuple(presses), Limits())
        self.run: Run = replace(there.run, lead=LEAD, channel="C1")
        self.attempts: Attempts = there.attempts
        self.now = self.run.moved_at
        self.team, self.doubt, self.presses = team, False, 0
        self.ended: dict[int, ApprovalState] = {}  # how each request ended, by its turn
        self.asked: list[int] = []  # turns of requests, whose buttons stand in some message
        self.led: set[str] = set()  # who led when one was asked
        self.take(self.a_press(Verb.LANGUAGE, "zh-TW", by=LEAD))  # the way there knew no rules

    @precondition(lambda self: not self.at_gate())
    @rule(way=st.sampled_from(NEAR), team=st.sampled_from((*RULES, RULE)))
    def another_run_begins(self, way: tuple[str, ...], team: ApprovalRule | None) -> None:
        """Chance alone seldom comes back."""
        self.begin(way, team)

    # What people do

    @rule(data=st.data(), by=st.sampled_from((LEAD, *PEOPLE)))
    def press_a_button(self, data: Any, by: str) -> None:
        """Also one that the step holds back: the message may be older."""
        step = self.step()
        if step and step.buttons:
            self.take(self.a_press(data.draw(st.sampled_from(sorted(step.buttons))), by=by))

    @precondition(lambda self: self.at_gate())
    @rule()
    def the_lead_presses_what_is_held_back(self) -> None:
        self.take(self.a_press(self.held(), by=self.run.lead))

    @precondition(lambda self: self.seen().asks)
    @rule(data=st.data())
    def the_lead_answers(self, data: Any) -> None:
        asks = self.seen().asks or ""
        answers = ["it is closed", "for another reason"] if asks == "reason" else GOOD[asks]
        self.take(self.a_press(ANSWER, data.draw(st.sampled_from(answers)), by=self.run.lead))

    @rule(by=st.sampled_from(PEOPLE), verb=st.sampled_from([Verb.TAKE_OVER, Verb.GO_ON]))
    def somebody_leads(self, by: str, verb: Verb) -> None:
        self.take(self.a_press(verb, by=by))

    @rule(verb=st.sampled_from([Verb.BACK, Verb.BACK, Verb.START_OVER, Verb.STOP]))
    def the_lead_leaves(self, verb: Verb) -> None:
        self.take(self.a_press(verb, by=self.run.lead))

    @precondition(lambda self: self.asked)
    @rule(
        data=st.data(),
        by=st.sampled_from(PEOPLE),
        verb=st.sampled_from([Verb.APPROVE, Verb.DECLINE]),
        membership=st.sampled_from([*Membership, Membership.YES, Membership.YES]),
    )
    def somebody_answers(self, data: Any, by: str, verb: Verb, membership: Membership) -> None:
        """With the button of any message that ever asked."""
        turn = data.draw(st.sampled_from(self.asked[-3:]))
        self.take(self.a_second_press(verb, by=by, turn=turn, membership=membership))

    @precondition(lambda self: self.led)
    @rule()
    def nobody_who_led_approves(self) -> None:
        yes, turn = Membership.YES, self.asked[-1]
        for by in sorted({*self.led, self.run.lead}):
            press = self.a_second_press(Verb.APPROVE, by=by, turn=turn, membership=yes)
            assert not self.take(press)

    # What chance alone seldom comes to

    @precondition(lambda self: self.waits())
    @rule(change=st.sampled_from(["none", "late", "rule"]), team=st.sampled_from(RULES))
    def somebody_approves_and_the_lead_presses(
        self, change: str, team: ApprovalRule | None
    ) -> None:
        """At once, or when the approval has run out, or the rule has changed."""
        by = next((one for one in PEOPLE if one not in {*self.led, self.run.lead}), "UNEW")
        yes = Membership.YES
        self.take(self.a_second_press(Verb.APPROVE, by=by, turn=self.asked[-1], membership=yes))
        if change == "late":
            self.now += 9 * HOUR
        elif change == "rule":
            self.team = team
        self.take(self.a_press(self.held(), by=self.run.lead))

    @precondition(lambda self: self.waits() and not self.doubt)
    @rule(by=st.sampled_from(PEOPLE))
    def somebody_takes_over_and_asks_anew(self, by: str) -> None:
        self.take(self.a_press(Verb.TAKE_OVER, by=by))
        self.take(self.a_press(Verb.BACK, by=self.run.lead))
        if self.seen().asks == "reason":
            self.take(self.a_press(ANSWER, "it is closed", by=self.run.lead))
        self.nobody_who_led_approves()

    @precondition(lambda self: self.waits())
    @rule()
    def a_lead_in_doubt_does_not_go_alone(self) -> None:
        self.doubt = True
        assert not self.take(self.a_press(Verb.GO_ALONE, "nobody is awake", by=self.run.lead))

    @rule(by=st.sampled_from((LEAD, *PEOPLE)), why=st.sampled_from(["nobody is awake", ""]))
    def somebody_goes_alone(self, by: str, why: str) -> None:
        before = self.run.approval
        taken = self.take(self.a_press(Verb.GO_ALONE, why, by=by))
        if taken:
            assert before
            assert why
            assert (by, before.rule.alone, self.doubt) == (self.run.lead, Alone.TOLD, False)

    @precondition(lambda self: self.asked)
    @rule(
        verb=st.sampled_from([Verb.OPEN_ALONE, Verb.EXPIRE]),
        by=st.sampled_from([BOT, BOT, LEAD]),
        said=st.sampled_from(["", UNTOLD]),
    )
    def the_bot_decides(self, verb: Verb, by: str, said: str) -> None:
        waits = self.run.approval
        late = waits is not None and self.now >= waits.expires_at
        if late or verb is Verb.OPEN_ALONE:
            press = self.a_second_press(verb, by=by, turn=self.asked[-1])
            assert not self.take(replace(press, answer=said)) or by == BOT

    @rule(team=st.sampled_from(RULES))
    def the_rules_change(self, team: ApprovalRule | None) -> None:
        self.team = team

    @rule(doubt=st.booleans())
    def slack_tells_less_or_more(self, doubt: bool) -> None:
        """Whether it tells that the lead may use the procedure."""
        self.doubt = doubt

    @rule(ms=st.sampled_from([MINUTE, 20 * MINUTE, HOUR, 9 * HOUR]))
    def time_passes(self, ms: int) -> None:
        self.now += ms

    # Taking a press, and what must be true of every one

    def step(self) -> Step | None:
        return FLOWS.step(self.run.place.flow, self.run.place.step)

    def seen(self) -> View:
        return view(FLOWS, self.run, self.attempts, self.now)

    def at_gate(self) -> bool:
        step = self.step()
        return bool(step and step.approval and self.run.open)

    def waits(self) -> bool:
        return bool(self.run.approval and self.run.approval.waiting)

    def held(self) -> str:
        step = self.step()
        assert step
        return step.held()

    def a_press(self, button: str, answer: str = "", **other: Any) -> Press:
        self.presses += 1
        usual: dict[str, Any] = {"turn": self.run.turn, "step": self.run.place.step}
        if self.doubt and other.get("by") == self.run.lead:
            usual["access"] = {self.run.flow: Access.NEEDS_APPROVAL}
        name = f"press {self.presses}"
        return Press(id=name, run=self.run.id, button=button, answer=answer, **{**usual, **other})

    def a_second_press(self, button: str, **other: Any) -> Press:
        there = RunLocation("C1", self.run.turn)
        return self.a_press(button, channel="C9", location=there, **other)

    def take(self, press: Press) -> bool:
        before, self.now = self.run, self.now + 1
        rules = {flow: self.team for flow in FLOWS if self.team}
        result = advance(FLOWS, before, self.attempts, press, self.now, Context(approvals=rules))
        if isinstance(result, Refused):
            return False
        self.run, self.attempts = result.run, result.attempts
        self.asks_and_ends(press)
        self.passes_no_wall(before, press)
        self.writes_it_down(before, result)
        return True

    def asks_and_ends(self, press: Press) -> None:
        """Of each request one end; an approval by none who led."""
        waits = self.run.approval
        if waits is None:
            return
        if waits.turn not in self.asked:
            self.asked.append(waits.turn)
            self.led.add(self.run.lead)
            assert waits.state is ApprovalState.WAITING
        for former in self.asked[:-1]:
            self.ended.setdefault(former, ApprovalState.WITHDRAWN)
        if waits.state in OVER:
            assert self.ended.setdefault(waits.turn, waits.state) is waits.state
        if press.button == Verb.APPROVE and waits.state is ApprovalState.APPROVED:
            assert (waits.by, press.turn) == (press.by, waits.turn)
            assert press.by not in {*self.led, self.run.lead}
            assert press.membership is Membership.YES or not waits.rule.by

    def passes_no_wall(self, before: Run, press: Press) -> None:
        """Past a step that waits only by a decision under the rule as it is now."""
        step = FLOWS.step(before.place.flow, before.place.step)
        if step is None or not step.approval or press.button != step.held():
            return
        asked = before.approval
        if before.place == self.run.place or not (self.team or self.doubt):
            return
        assert asked
        assert asked.is_of(before.place.flow, before.place.step)
        assert self.ended[asked.turn] in (ApprovalState.APPROVED, ApprovalState.ALONE)
        assert asked.rule == self.team or (self.team is None and not asked.rule.by)
        assert self.now < asked.expires_at

    def writes_it_down(self, before: Run, result: Decision) -> None:
        """The audit has what became of an approval, each time."""
        became = result.run.approval if result.run.approval != before.approval else None
        assert result.audit.get("approval") == (became.state if became else None)

    @invariant()
    def what_waits_is_closed_and_what_is_left_waits_no_more(self) -> None:
        run = self.run
        assert load_run(dump_run(run)) == run
        if run.approval and run.approval.pending:
            assert self.at_gate()
            assert run.approval.is_of(run.place.flow, run.place.step)
            offered = {choice.name for choice in self.seen().choices}
            assert self.held() not in offered
            assert offered
            late = self.a_press(self.held(), by=run.lead)
            refused = advance(FLOWS, run, self.attempts, late, self.now)
            assert isinstance(refused, Refused)
            assert refused.why is RefusalReason.HELD
        assert holds(run) == bool(run.approval and run.approval.pending)


TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(max_examples=examples(60), stateful_step_count=30, deadline=None)
