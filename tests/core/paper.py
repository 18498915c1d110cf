"""Two small flows on paper, and somebody who walks them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.advance import advance, begin
from bot.core.budget import DAY, HOUR, Attempt, AttemptKind, AttemptResult, Attempts, Limits, Risk
from bot.core.context import NOTHING_KNOWN, Context
from bot.core.decision import Decision
from bot.core.flow import Button, Flow, Flows, Review, Step
from bot.core.place import Place
from bot.core.press import Press
from bot.core.refusals import Refused
from bot.core.run import Run

NOW = 1_790_000_000_000
LEAD, OTHER = "UANA", "UBEN"


def step(name: str, *buttons: Button, **more: Any) -> Step:
    return Step(name=name, sources=("aws",), buttons={b.name: b for b in buttons}, **more)


def to(name: str, go: str, **more: Any) -> Button:
    return Button(name=name, go=go, **more)


def flow(name: str, goal: str, steps: Iterable[Step], fingerprint: str = "as it was") -> Flow:
    table = {s.name: s for s in steps}
    return Flow(
        name=name,
        command=f"/{name}",
        start=next(iter(table)),
        goal=goal,
        review=Review("2026-11-22"),
        sources={"aws": "https://docs.aws.amazon.com/"},
        steps=table,
        fingerprint=fingerprint,
    )


LOST = flow(
    "lost",
    "recovered",
    [
        step(
            "which",
            to("standalone", "ready"),
            to("explain", "explained"),
            to("questions", "number"),
            to("off", "left_off"),
            to("remove", "removed", mfa="off", undo=True),
            Button(name="fix", visits="phone", then="ready"),
            Button(name="correct", visits="phone", then="ready", same_number=True),
        ),
        step(
            "removed",
            to("which", "which"),
            to("registered", "explained", mfa="on"),
            to("form", "supported"),
        ),
        step("explained", to("on", "number"), to("which", "which")),
        step("number", to("later", "earlier"), asks="phone", go="earlier", skip="earlier"),
        step(
            "earlier",
            to("blocked", "used_up", records=AttemptResult.BLOCKED, undo=True),
            asks="earlier",
            go="ready",
            skip="ready",
        ),
        step("name", asks="confirmation", go="reason"),
        step("reason", asks="reason", go="account_id"),
        step("account_id", asks="account_id", go="reader"),
        step("reader", asks="person", roles=("inbox_reader",), go="holder"),
        step("holder", asks="person", roles=("phone_holder",), go="ready"),
        step(
            "ready",
            to("call", "calling", spends=AttemptKind.CALL, refused="used_up"),
            to("text", "calling", spends=AttemptKind.SMS, refused="used_up"),
            to("form", "supported"),
            to("which", "which"),
            to("ask", "name"),
            to("letter", "asked"),
            to("closed", "used_up", records=AttemptResult.BLOCKED, undo=True),
            needs_attempt={
                Risk.RISKY: "second",
                Risk.VERY_RISKY: "third",
                Risk.USED_UP: "used_up",
            },
        ),
        step("second", to("checked", "ready"), to("wait", "waiting"), to("day", "cooling")),
        step("third", to("checked", "ready"), to("wait", "waiting"), to("day", "cooling")),
        step(
            "used_up",
            to("wait", "waiting"),
            to("try", "ready"),
            reminds="calls_reopen",
            resumes="ready",
        ),
        step("waiting", end="waiting", reminds="calls_reopen", resumes="ready"),
        step(
            "calling",
            to("in", "recovered", records=AttemptResult.SIGNED_IN),
            to("silence", "second", records=AttemptResult.NO_RING),
            to("blocked", "used_up", records=AttemptResult.BLOCKED, undo=True),
            to("not_pressed", "ready", gives_back=True),
        ),
        step("cooling", end="waiting", reminds="calls_clear", resumes="ready"),
        step("supported", end="support"),
        step("asked", end="asked", resumes="which", follows_up=DAY),
        step("left_off", end="left_off", reminds="mfa_still_off"),
        step("recovered", end="recovered"),
    ],
)
PHONE = flow(
    "phone",
    "set",
    [
        step("which_number", to("typed", "spelling"), asks="phone", go="spelling"),
        step("spelling", to("saved", "set"), to("other", "which_number")),
        step("set", end="number_set"),
    ],
)
FLOWS = Flows({"lost": LOST, "phone": PHONE})


def without(flows: Flows, name: str, *steps: str, to_remove: tuple[str, str] = ("", "")) -> Flows:
    """The flows of a newer version: these steps, or this (step, button), are gone from `name`."""
    old = flows[name]
    table = {n: s for n, s in old.steps.items() if n not in steps}
    if to_remove[0]:
        kept = {n: b for n, b in table[to_remove[0]].buttons.items() if n != to_remove[1]}
        table[to_remove[0]] = replace(table[to_remove[0]], buttons=kept)
    return Flows({**flows, name: replace(old, steps=table, fingerprint="newer")})


@dataclass
class Walker:
    """Holds what the store would hold; takes a decision over when it is one."""

    flows: Flows = field(default_factory=lambda: FLOWS)
    flow: str = "lost"
    account: str = "prod"
    run_name: str = "abc"
    attempts: Attempts = field(default_factory=Attempts)
    now: int = NOW
    presses: int = 0

    def __post_init__(self) -> None:
        blank = Run(
            id=f"{self.account}.{self.run_name}",
            account=self.account,
            lead=LEAD,
            channel="C1",
            language="en",
            region="TW",
            place=Place.at(self.flow, ""),
            opened_at=self.now,
            moved_at=self.now,
        )
        opening = Press(id="opening", run=blank.id, turn=0, step="", button="start", by=LEAD)
        self.last = begin(self.flows, blank, self.attempts, opening, self.context)
        self.run, self.attempts = self.last.run, self.last.attempts

    @property
    def context(self) -> Context:
        return NOTHING_KNOWN

    @property
    def here(self) -> str:
        return self.run.place.step

    @property
    def trail(self) -> list[str]:
        return [place.step for place in self.run.trail]

    def a_press(self, button: str, answer: str = "", **other: Any) -> Press:
        self.presses += 1
        usual = Press(
            id=f"press {self.presses} in {self.run_name}",
            run=self.run.id,
            turn=self.run.turn,
            step=self.here,
            button=button,
            by=LEAD,
            answer=answer,
        )
        return replace(usual, **other)

    def take(self, press: Press, rival: str = "") -> Decision | Refused:
        context = replace(self.context, rival=rival)
        result = advance(self.flows, self.run, self.attempts, press, self.now, context)
        if isinstance(result, Decision):
            self.last, self.run, self.attempts = result, result.run, result.attempts
        return result

    def refused(self, button: str, answer: str = "", rival: str = "", **other: Any) -> Refused:
        result = self.take(self.a_press(button, answer, **other), rival)
        assert isinstance(result, Refused), f"{button} was taken, and led to {self.here}"
        return result

    def walk(self, *buttons: str, **other: Any) -> "Walker":
        """Presses that must move the run; `answer=…` types an answer."""
        for text in buttons:
            button, _, answer = text.partition("=")
            result = self.take(self.a_press(button, answer, **other))
            assert isinstance(result, Decision), f"{text}: {result}"
        return self

    def wait(self, ms: int) -> "Walker":
        self.now += ms
        return self


def made(*ages: int, run: str = "prod.other", kind: AttemptKind = AttemptKind.CALL) -> Attempts:
    """Attempts made so many hours ago, by somebody else, as of NOW."""
    found = sorted(
        (
            Attempt(f"{run} {kind} {n}", NOW - age * HOUR, OTHER, kind, run)
            for n, age in enumerate(ages)
        ),
        key=lambda attempt: attempt.at,
    )
    return Attempts(tuple(found), Limits())
