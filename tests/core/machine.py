"""A run of any flow that Hypothesis presses through; a plain list of moments is held beside its
budget.
"""

from collections.abc import Iterator
from itertools import pairwise

from hypothesis.stateful import RuleBasedStateMachine, invariant

from bot.core.accounts import KnownId
from bot.core.advance import advance, begin
from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.context import Context
from bot.core.decision import Decision
from bot.core.flow import Button, Step
from bot.core.place import Place
from bot.core.press import ANSWER, SKIP, Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.report import report
from bot.core.run import Run
from bot.core.team import KnownAccount
from bot.core.verbs import Verb
from bot.core.view import View, view
from bot.flowfiles.scenarios import parse_press
from bot.slack.render.blocks import card_message, step_message
from bot.store.records import dump_attempt, load_attempt
from bot.store.run_records import dump_run, load_run
from tests.core.tally import Tally
from tests.core.ways import LEAD
from tests.support.shipped import FLOWS, LIBRARY

TEXTS = {name: LIBRARY.in_language(name, "en") for name in FLOWS}


def press_id(number: int) -> str:
    return f"press {number}"


class RunMachine(RuleBasedStateMachine):
    """Run of any flow that takes presses, and what must be true of it after every one."""

    run_id = "prod.abc"

    known: KnownAccount | None
    _seen: tuple[tuple[Run, Attempts, int], View] | None = None

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
            self.press(SKIP)
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
        self._checked: dict[str, object] = {}
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

    def answer(self, answer: str) -> None:
        asks = self.seen().asks
        if self.press(ANSWER, answer) and asks == "earlier":
            total, _, ago = answer.partition(",")
            number = int("".join(filter(str.isdigit, ago)) or 0)
            newest = self.now - number * (MINUTE if "min" in ago else HOUR)
            self.tally.recount(int(total), self.run.press, newest, self.now)

    # Taking a press, and what must be true of every one

    def step(self) -> Step:
        return FLOWS[self.run.place.flow].steps[self.run.place.step]

    def seen(self) -> View:
        """What is shown, put together once for all rules and invariants that ask."""
        of = (self.run, self.attempts, self.now)
        if self._seen is None or self._seen[0] != of:
            self._seen = of, view(FLOWS, *of)
        return self._seen[1]

    def is_new(self, what: str, *state: object) -> bool:
        """Whether it is another one than when this was asked last: a refused press changes
        nothing, and the dear invariants hold as before.
        """
        before, self._checked[what] = self._checked.get(what), state
        return before != state

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
        if not self.is_new("report", len(self.audit), self.now):
            return
        told = report(FLOWS, self.run.id, self.audit, self.now)
        assert told
        assert len(told.entries) == len(self.audit)
        assert told.leads[-1].lead == self.run.lead
        assert told.outcome == (self.run.outcome or "")
        assert told.active_ms + sum(self.rests()) == self.now - told.began_at
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
    def it_can_be_kept(self) -> None:
        if self.is_new("run", self.run):
            assert load_run(dump_run(self.run)) == self.run
        made = self.attempts.made
        if self.is_new("attempts", made):
            assert [load_attempt(dump_attempt(attempt)) for attempt in made] == [*made]

    @invariant()
    def it_can_be_shown(self) -> None:
        shown = self.seen()
        if not self.is_new("view", shown):
            return
        for message in (step_message("en", shown, TEXTS), card_message("en", shown, TEXTS)):
            assert message.text
            assert message.blocks

    @invariant()
    def an_ended_run_has_forgotten_the_number(self) -> None:
        goes_on = Verb.GO_ON in self.seen().verbs
        assert self.run.open or goes_on or "e164" not in self.run.values
