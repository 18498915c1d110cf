"""Runner of scenarios: the presses that an author wrote down, executed without Slack or Redis.

A press is the name of a button; `answer=TEXT` types an answer; `skip`, `back`, `stop`,
`start_over` and `go_on` are the bot's own buttons; `+24h` and `+90m` let time pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core import verbs
from bot.core.advance import advance, begin
from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.flow import Flows
from bot.core.place import Place
from bot.core.press import ANSWER, Press
from bot.core.refusals import Refused
from bot.core.run import Run

ACCOUNT, LEAD = "prod", "author"
_WAIT = re.compile(r"^\+(\d+)([hm])$")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Presses from the first step on, and the end that they must lead to."""

    title: str
    presses: tuple[str, ...]
    end: str


@dataclass(slots=True)
class ScenarioState:
    """State of a scenario: its run, attempts, time, and presses so far as (flow, step, button)."""

    run: Run
    attempts: Attempts
    now: int = 0
    pressed: set[tuple[str, str, str]] = field(default_factory=set)


class ScenarioFailed(ValueError):
    """Press of a scenario that was refused; the message says which and why."""


def parse_press(text: str) -> tuple[str, str]:
    """(button, answer) of a press as authors and `--press` write it."""
    name, _, answer = text.partition("=")
    name = name.strip()
    return verbs.NAMES.get(name, name), answer.strip()


def start(flows: Flows, flow: str, limits: Limits) -> ScenarioState:
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
    begun = begin(flows, run, Attempts(limits=limits), opening)
    return ScenarioState(begun.run, begun.attempts)


def walk(flows: Flows, flow: str, presses: tuple[str, ...], limits: Limits) -> ScenarioState:
    """State after all presses. Raises ScenarioFailed at the first refused one."""
    state = start(flows, flow, limits)
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
    result = advance(flows, run, state.attempts, press, state.now)
    if isinstance(result, Refused):
        place = f"{run.place.flow} / {run.place.step}"
        known = ", ".join(_ways(flows, run)) or "none"
        detail = f" ({result.detail})" if result.detail else ""
        raise ScenarioFailed(
            f"press {number}, '{text}', does not work at {place}: {result.why}{detail}."
            f" Buttons there: {known}."
        )
    state.pressed.add((run.place.flow, run.place.step, button))
    state.run, state.attempts = result.run, result.attempts


def _ways(flows: Flows, run: Run) -> Iterator[str]:
    step = flows.step(run.place.flow, run.place.step)
    if step:
        yield from step.buttons
        if step.asks:
            yield f"{ANSWER}=…"
        if step.skip:
            yield "skip"
