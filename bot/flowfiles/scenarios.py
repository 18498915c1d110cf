"""Runner of scenarios: the presses that an author wrote down, executed without Slack or Redis.

A press is the name of a button; `answer=TEXT` types an answer; `skip`, `back`, `stop`,
`start_over` and `go_on` are the bot's own buttons; `+24h` and `+90m` let time pass.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core import verbs
from bot.core.accounts import KnownId
from bot.core.advance import advance, begin
from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.context import Context
from bot.core.decision import Decision
from bot.core.flow import Flows
from bot.core.place import Place
from bot.core.press import ANSWER, Press
from bot.core.refusals import Refused
from bot.core.run import Run
from bot.core.team import KnownAccount

ACCOUNT, LEAD = "prod", "author"
# Where the team file knows them:
ACCOUNT_ID, NUMBER, READER, HOLDER = "123456789012", "+886912345678", "U0READER", "U0HOLDER"
_KNOWN = {"id": ACCOUNT_ID, "inbox": (READER,), "phone": (HOLDER,), "number": NUMBER}
Pressed = tuple[str, str, str]  # flow, step, button
_WAIT = re.compile(r"^\+(\d+)([hm])$")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Presses from the first step on, and the end that they must lead to."""

    title: str
    presses: tuple[str, ...]
    end: str
    known: KnownAccount | None = None  # what the team file says of the account


@dataclass(slots=True)
class ScenarioState:
    """State of a scenario: its run, attempts, time, what was pressed so far, and what the bot
    answered itself.
    """

    run: Run
    attempts: Attempts
    context: Context
    now: int = 0
    pressed: set[Pressed] = field(default_factory=set)
    answered: set[Pressed] = field(default_factory=set)

    def moved(self, decision: Decision) -> None:
        self.run, self.attempts = decision.run, decision.attempts
        self.answered |= {(one.flow, one.step, one.button) for one in self.run.answered}


class ScenarioFailed(ValueError):
    """Press of a scenario that was refused; the message says which and why."""


def parse_press(text: str) -> tuple[str, str]:
    """(button, answer) of a press as authors and `--press` write it."""
    name, _, answer = text.partition("=")
    name = name.strip()
    return verbs.NAMES.get(name, name), answer.strip()


def known_account(facts: Mapping[str, str]) -> KnownAccount | None:
    """Account of a scenario as the team file describes it; None where nothing is known."""
    known: dict[str, Any] = {fact: _KNOWN.get(fact, value) for fact, value in facts.items()}
    return KnownAccount(name=ACCOUNT, **known) if known else None


def start(
    flows: Flows, flow: str, limits: Limits, known: KnownAccount | None = None
) -> ScenarioState:
    run = Run(
        id=f"{ACCOUNT}.paper",
        account=ACCOUNT,
        lead=LEAD,
        channel="",
        language="en",
        region="TW",
        place=Place.at(flow, ""),
        opened_at=0,
        moved_at=0,
    )
    opening = Press(id="0", run=run.id, turn=0, step="", button="start", by=LEAD)
    identity = KnownId(known.id) if known and known.id else None
    context = Context(identity=identity, account=known)
    begun = begin(flows, run, Attempts(limits=limits), opening, context)
    state = ScenarioState(begun.run, begun.attempts, context)
    state.moved(begun)
    return state


def walk(
    flows: Flows,
    flow: str,
    presses: tuple[str, ...],
    limits: Limits,
    known: KnownAccount | None = None,
) -> ScenarioState:
    """State after all presses. Raises ScenarioFailed at the first refused one."""
    state = start(flows, flow, limits, known)
    for number, text in enumerate(presses, start=1):
        press_once(flows, state, number, text)
    return state


def press_once(flows: Flows, state: ScenarioState, number: int, text: str) -> None:
    if wait := _WAIT.match(text.strip()):
        state.now += int(wait[1]) * (HOUR if wait[2] == "h" else MINUTE)
        return
    button, answer = parse_press(text)
    run = state.run
    press = Press(
        id=str(number),
        run=run.id,
        turn=run.turn,
        step=run.place.step,
        button=button,
        by=LEAD,
        answer=answer,
    )
    result = advance(flows, run, state.attempts, press, state.now, state.context)
    if isinstance(result, Refused):
        place = f"{run.place.flow} / {run.place.step}"
        known = ", ".join(_inputs_at(flows, run)) or "none"
        detail = f" ({result.detail})" if result.detail else ""
        raise ScenarioFailed(
            f"press {number}, '{text}', does not work at {place}: {result.why}{detail}."
            f" Buttons there: {known}."
        )
    state.pressed.add((run.place.flow, run.place.step, button))
    state.moved(result)


def _inputs_at(flows: Flows, run: Run) -> Iterator[str]:
    step = flows.step_at(run.place)
    if step:
        yield from step.buttons
        if step.asks:
            yield f"{ANSWER}=…"
        if step.skip:
            yield "skip"
