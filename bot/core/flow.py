"""Flows: steps and their buttons as a graph, with distances and reachability.

The same graph serves the bot, the checks, the picture and the printed runbook.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.core.budget import AttemptKind, AttemptResult, Risk
from bot.core.evidence import Fact
from bot.core.place import Place
from bot.core.press import ANSWER, SKIP

PERSON = "person"  # `asks` for who has a role

ACCOUNT, NUMBER = "account", "number"  # what a flow's command takes

GAPS = "gaps"  # the panel that lists what a run has found to be missing
PANELS = frozenset({"budget", "keypad", "spellings", GAPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Button of a step: leads to a step (`go`), or through another flow (`visits`) to `then`."""

    name: str
    go: str | None = None
    spends: AttemptKind | None = None
    refused: str | None = None  # target of a spending press if no attempt is left
    visits: str | None = None
    then: str | None = None
    same_number: bool = False  # the visit is about the number that the run has, and asks for none
    records: AttemptResult | None = None
    gives_back: bool = False
    confirm: bool = False  # Slack asks once more, in the words' own sentence
    undo: bool = False  # it can be taken back, once, within two minutes
    safe: bool = False  # needs no approval; the run takes it when none is given
    mfa: str | None = None  # `on` or `off`: what it says of root's MFA device
    gap: str | None = None  # the note that says what is to be done, now that this was pressed
    gap_of: str | None = None  # the role whose task that is; without it, the account's owner's


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Step of a flow: its buttons, the answer it asks for, what it shows, and its end."""

    name: str
    sources: tuple[str, ...] = ()
    buttons: Mapping[str, Button] = field(default_factory=dict)
    asks: str | None = None
    roles: tuple[str, ...] = ()  # of `asks: person`
    turn_of: str | None = None  # the role whose turn the step is
    go: str | None = None
    skip: str | None = None
    doubtful: str | None = None  # target of a phone number that has warnings
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # fact: value: button
    once: bool = False  # passed over once the run has come past a question of this kind
    shows: tuple[str, ...] = ()
    reminds: str | None = None
    end: str | None = None
    follows_up: int | None = None  # ms after an end until the bot asks again
    resumes: str | None = None
    with_gaps: str | None = None  # the step to go to instead, if the run has noted gaps
    needs_attempt: Mapping[Risk, str] = field(default_factory=dict)
    proofs: Mapping[Fact, str] = field(default_factory=dict)  # buttons that AWS may press
    danger: bool = False
    approval: bool = False  # a second person has to agree, where the team has a rule for it
    buttons_first: tuple[str, ...] = ()  # right below the point; the others are below the text

    def ways(self) -> Iterator[tuple[str, str]]:
        """Ways out as (button, `answer` or `skip`; target step), in file order."""
        for button in self.buttons.values():
            for target in (button.go, button.then, button.refused):
                if target:
                    yield button.name, target
        for way, target in ((ANSWER, self.go), (ANSWER, self.doubtful), (SKIP, self.skip)):
            if target:
                yield way, target

    def order(self) -> tuple[str, ...]:
        """All buttons as shown, the primary one first."""
        asked = [*([ANSWER] if self.asks else []), *([SKIP] if self.skip else [])]
        if self.asks == PERSON:  # most leads are both persons themselves
            asked.reverse()
        return (*asked, *self.buttons)

    def held(self) -> str:
        """Main one of the buttons that wait for an approval."""
        return next((button.name for button in self.buttons.values() if not button.safe), "")

    def usual_target(self) -> str | None:
        """Target of the usual way on: of the answer that is asked for, or of the first button."""
        first = next(iter(self.buttons.values()), None)
        if self.asks or first is None:
            return self.skip if self.asks == PERSON and self.skip else self.go
        return first.then or first.go

    def detours(self) -> Iterator[tuple[str, str]]:
        """Detours as (key in the file, target step): where the bot may lead by itself."""
        for risk, target in self.needs_attempt.items():
            yield f"needs_attempt.{risk}", target
        if self.resumes:
            yield "resumes", self.resumes
        if self.with_gaps:
            yield "with_gaps", self.with_gaps


@dataclass(frozen=True, slots=True)
class Review:
    """Last comparison of a flow with AWS: its ISO date, and the ISO months of what was seen."""

    day: str
    documentation: str | None = None
    screens: str | None = None  # as somebody reported them


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One procedure, as `flow.yaml` describes it."""

    name: str
    command: str
    start: str
    goal: str
    review: Review
    sources: Mapping[str, str]
    steps: Mapping[str, Step]
    takes: str = ACCOUNT  # with NUMBER, a text after the command is a phone number to be shown
    told: bool = False  # a run in direct messages is announced in a channel
    strict: bool = False  # goes on alone only for people whom Slack confirms to be on the list
    urgent: bool = False  # comes first where procedures are offered
    # Of a check, which changes nothing in AWS: for how long (ms) what it finds counts.
    valid_for: int | None = None
    fingerprint: str = ""

    @property
    def spends(self) -> bool:
        """Whether attempts are made in it."""
        return any(b.spends for step in self.steps.values() for b in step.buttons.values())

    def distances(self) -> Mapping[str, int]:
        """Fewest moves from each step to the goal, or to any end if the goal can't be reached."""
        ends = [name for name, step in self.steps.items() if step.end]
        to_goal = self._moves_to([self.goal])
        return {**self._moves_to(ends), **to_goal}

    def moves_to_end(self) -> Mapping[str, int]:
        """Moves from each step to an end by the usual way; the fewest moves if that is a loop."""
        shortest = self.distances()
        return {name: self._moves_on_usual_way(name, shortest) for name in self.steps}

    def _moves_on_usual_way(self, name: str, shortest: Mapping[str, int]) -> int:
        seen: list[str] = []
        here = self.steps.get(name)
        while here and here.name not in seen:
            if here.end:
                return len(seen)
            seen.append(here.name)
            here = self.steps.get(here.usual_target() or "")
        return shortest.get(name, 0)

    def reachable(self, start: str = "") -> frozenset[str]:
        """Steps that can be reached from `start`, or from the first step."""
        seen, wave = {start or self.start}, deque([start or self.start])
        while wave:
            step = self.steps.get(wave.popleft())
            for _, target in (*step.ways(), *step.detours()) if step else ():
                if target not in seen:
                    seen.add(target)
                    wave.append(target)
        return frozenset(seen)

    def _moves_to(self, goals: list[str]) -> dict[str, int]:
        arriving: dict[str, list[str]] = {}
        for name, step in self.steps.items():
            for _, target in step.ways():
                arriving.setdefault(target, []).append(name)
        far = dict.fromkeys((g for g in goals if g in self.steps), 0)
        wave = deque(far)
        while wave:
            here = wave.popleft()
            for name in arriving.get(here, ()):
                if name not in far:
                    far[name] = far[here] + 1
                    wave.append(name)
        return far


class Flows(dict[str, Flow]):
    """Flows by name, with what is computed of them once: nobody changes them after that."""

    def __init__(self, flows: Mapping[str, Flow], *, aws: bool = True) -> None:
        """`aws`: whether somebody can ask AWS."""
        super().__init__(flows)
        self.aws = aws
        self.proves = any(step.proofs for flow in flows.values() for step in flow.steps.values())
        self._compares = {name for name, flow in flows.items() if _compares_number(flow)}
        self._spends = {name for name, flow in flows.items() if self._may_spend(flow)}
        self._moves_to_end = {name: flow.moves_to_end() for name, flow in flows.items()}

    def step(self, flow: str, step: str) -> Step | None:
        found = self.get(flow)
        return found.steps.get(step) if found else None

    def step_at(self, place: Place) -> Step | None:
        return self.step(place.flow, place.step)

    def moves_to_end(self, flow: str, step: str) -> int:
        """Estimated moves from this step of this flow to its end."""
        return self._moves_to_end.get(flow, {}).get(step, 0)

    @property
    def checks(self) -> tuple[Flow, ...]:
        """Those that check an account, whose outcome is kept for a time."""
        return tuple(flow for flow in self.values() if flow.valid_for)

    def spends(self, flow: str) -> bool:
        """Whether attempts may be made in a run of this flow; in one that is gone, they may."""
        return flow in self._spends or flow not in self

    def _may_spend(self, flow: Flow) -> bool:
        visited = {b.visits for s in flow.steps.values() for b in s.buttons.values() if b.visits}
        return flow.spends or any(self[name].spends for name in visited & self.keys())

    def compares_number(self, flow: str) -> bool:
        """Whether AWS is asked in this flow if the run's number is the one on file."""
        return flow in self._compares

    @cached_property
    def without_aws(self) -> "Flows":
        """The same flows where nobody can ask AWS."""
        return Flows({name: _unproven(flow) for name, flow in self.items()}, aws=False)

    def by_urgency(self) -> tuple[Flow, ...]:
        """All flows as they are offered: the urgent ones first, each group by command."""
        return tuple(sorted(self.values(), key=lambda f: (not f.urgent, f.command)))

    def by_command(self, command: str) -> Flow | None:
        return next((f for f in self.values() if f.command == command), None)


def _compares_number(flow: Flow) -> bool:
    compared = {Fact.PHONE_CHANGED, Fact.PHONE_EXACT, Fact.PHONE_DIFFERS}
    return any(compared & step.proofs.keys() for step in flow.steps.values())


def _unproven(flow: Flow) -> Flow:
    steps = {name: replace(step, proofs={}) for name, step in flow.steps.items()}
    return replace(flow, steps=steps)
