"""Checks of the moves in flows: each problem with its place and remedy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.core import verbs
from bot.core.budget import AttemptResult, Risk
from bot.core.flow import PERSON, Button, Flow, Step
from bot.core.press import ANSWER, SKIP
from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.run import OWN_OUTCOMES
from bot.core.words import OF_A_PICTURE, OF_THE_FLOW
from bot.files.suggestions import suggestion

RESERVED = frozenset({ANSWER, SKIP, "start", *OF_A_PICTURE, *verbs.NAMES})

COUNTING = ("spends", "records", "gives_back")  # what a button does to the count of attempts
EFFECTS = (*COUNTING, "visits", "mfa", "confirm", "undo", "gap")  # all that it may do beside `go`
_DETOURS = (Risk.RISKY, Risk.VERY_RISKY, Risk.USED_UP)
MAX_BUTTONS = 12  # Slack takes 25 in one block; nobody reads as many


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def effects(button: Button, among: Iterable[str] = EFFECTS) -> tuple[str, ...]:
    """What a button does beside leading on, by the keys of flow.yaml."""
    return tuple(key for key in among if getattr(button, key))


def check_moves(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    """Problems in the moves of one flow."""
    for name in (flow.start, flow.goal):
        if name not in flow.steps:
            yield Problem(flow.name, _no_step(name, flow))
    if flow.goal in flow.steps and not flow.steps[flow.goal].end:
        yield Problem(
            flow.name, f"the goal '{flow.goal}' is not an end; give it `end:`, or name an end."
        )
    for step in flow.steps.values():
        yield from _step(flow, step, flows)
    if flow.start in flow.steps:
        yield from _ways_through(flow)


def _step(flow: Flow, step: Step, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    at = f"{flow.name} / {step.name}"
    for way, target in (*step.ways(), *step.detours()):
        if target not in flow.steps:
            yield Problem(f"{at} / {way}", _no_step(target, flow))
    for risk, target in step.needs_attempt.items():
        if target in flow.steps and flow.steps[target].needs_attempt:
            yield Problem(f"{at} / {risk}", f"'{target}' needs an attempt itself; lead elsewhere.")
    for source in step.sources:
        if source not in flow.sources:
            yield Problem(at, f"there is no source '{source}'.{suggestion(source, flow.sources)}")
    if step.name in OF_THE_FLOW:
        text = f"'{step.name}' is a section about the flow in the words; choose another name."
        yield Problem(at, text)
    yield from _shape(at, step)
    for button in step.buttons.values():
        place = f"{at} / {button.name}"
        yield from _button(place, step, button.name, flows)
        yield from _asking_again(place, flow, step, button)


def _shape(at: str, step: Step) -> Iterator[Problem]:
    ways = bool(step.buttons or step.asks)
    if not step.end and not ways:
        yield Problem(at, "this is a dead end; give it buttons, or `end:` with an outcome.")
    yield from _ending(at, step)
    if step.asks and not step.go:
        yield Problem(at, "`asks` needs `go:`, the step that a good answer leads to.")
    asked = (("go", step.go), ("skip", step.skip), ("once", step.once))
    for key, value in asked:
        if value and not step.asks:
            yield Problem(at, f"`{key}` belongs to `asks`; add `asks:`, or make it a button.")
    yield from _asking(at, step)
    yield from _spending(at, step)
    yield from _proving(at, step)
    yield from _approving(at, step)
    for name in step.buttons_first:
        if name not in step.buttons:
            text = f"`buttons_first` names no button of this step.{suggestion(name, step.buttons)}"
            yield Problem(f"{at} / {name}", text)
    if step.resumes and not (step.end or step.reminds):
        text = "`resumes` belongs to an end or a reminder; add `end:`, or make it a button."
        yield Problem(at, text)
    if len(step.buttons) > MAX_BUTTONS:
        yield Problem(
            at, f"{len(step.buttons)} buttons are too many to read; {MAX_BUTTONS} at most."
        )


def _ending(at: str, step: Step) -> Iterator[Problem]:
    if step.end and (step.buttons or step.asks):
        yield Problem(at, "an end has no buttons; remove them, or remove `end:`.")
    if step.end in OWN_OUTCOMES:
        yield Problem(at, f"the outcome '{step.end}' is the bot's own; choose another name.")
    if step.end and step.turn_of:
        yield Problem(at, "an end is nobody's turn; remove `for:`.")
    off = MFA_STILL_OFF if step.reminds == MFA_STILL_OFF else None
    for key, value in ((f"reminds: {off}", off), ("follows_up", step.follows_up)):
        if value and not step.end:
            yield Problem(at, f"`{key}` belongs to an end; add `end:`, or remove it.")


def _asking(at: str, step: Step) -> Iterator[Problem]:
    if step.doubtful and step.asks != "phone":
        yield Problem(at, "`doubtful` belongs to `asks: phone`; remove it.")
    if (step.asks == PERSON) != bool(step.roles):
        yield Problem(at, f"`asks: {PERSON}` and `roles` go together; add the other one.")
    if len(set(step.roles)) < len(step.roles):
        yield Problem(at, "a role stands twice in `roles`; keep one.")


def _approving(at: str, step: Step) -> Iterator[Problem]:
    """Problems of a step that waits for a second person, and of where it goes without one."""
    safe = [button for button in step.buttons.values() if button.safe]
    other = step.asks or step.turn_of or step.known or step.proofs
    if step.approval and (other or len(safe) in (0, len(step.buttons))):
        yield Problem(
            at,
            "`approval` needs a button that waits and one that does not; add `safe: true` to where"
            " the run goes if nobody agrees. What it asks or knows goes into another step.",
        )
    for button in safe:
        if not step.approval:
            text = "`safe` belongs to a step with `approval: true`; remove it, or add that."
            yield Problem(f"{at} / {button.name}", text)
        elif not button.go or effects(button, (*COUNTING, "mfa", "gap")):
            text = "a `safe` button leads somewhere and does nothing else; keep only `go`."
            yield Problem(f"{at} / {button.name}", text)


def _spending(at: str, step: Step) -> Iterator[Problem]:
    missing = [f"{risk}: …" for risk in _DETOURS if risk not in step.needs_attempt]
    if missing and any(button.spends for button in step.buttons.values()):
        keys = ", ".join(missing)
        text = (
            f"this step spends attempts; add `needs_attempt: {{{keys}}}`, the step to pass first."
        )
        yield Problem(at, text)


def _proving(at: str, step: Step) -> Iterator[Problem]:
    """Problems of `proofs`: AWS presses only what a person could press, and spends nothing."""
    for fact, name in step.proofs.items():
        place = f"{at} / proofs.{fact}"
        button = step.buttons.get(name)
        if button is None:
            hint = suggestion(name, step.buttons)
            yield Problem(place, f"there is no button '{name}' in this step.{hint}")
        elif effects(button, COUNTING):
            yield Problem(place, "AWS can't change the count of attempts; name another button.")
        elif effects(button, ("visits", "confirm", "undo")):
            yield Problem(place, "this button is a person's decision; name another one.")


def _button(at: str, step: Step, name: str, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    button = step.buttons[name]
    if name in RESERVED:
        yield Problem(at, f"'{name}' is a button of the bot's own; choose another name.")
    if button.go and button.visits:
        yield Problem(at, "a button either goes or visits; keep `go:`, or `visits:` and `then:`.")
    if not button.go and not button.visits:
        yield Problem(at, "the button leads nowhere; add `go:`, or `visits:` and `then:`.")
    if bool(button.visits) != bool(button.then):
        yield Problem(at, "`visits` and `then` go together; add the other one.")
    visited = flows.get(button.visits or "")
    if button.same_number and not (visited and _asks_number(visited)):
        text = "`same_number` needs `visits` of a flow that begins with `asks: phone`; remove it."
        yield Problem(at, text)
    if button.visits and visited is None:
        yield Problem(at, f"there is no flow '{button.visits}'.{suggestion(button.visits, flows)}")
    if visited and _visits_back(visited, flows):
        yield Problem(at, f"'{button.visits}' visits another flow itself; one visit at a time.")
    if bool(button.spends) != bool(button.refused):
        yield Problem(at, "`spends` and `refused` go together; add the other one.")
    given = effects(button, ("visits", "gives_back", "spends", "records"))
    if len(given) > 1 and given != ("spends", "records"):
        yield Problem(at, f"`{given[0]}` and `{given[1]}` exclude each other; keep one.")


def _asking_again(at: str, flow: Flow, step: Step, button: Button) -> Iterator[Problem]:
    """Problems of `confirm` and `undo`, where a button has another way to ask or to take back."""
    red = step.danger and button.name == next(iter(step.buttons))
    if button.confirm and (button.spends or red):
        other = "spends" if button.spends else "danger"
        yield Problem(at, f"`{other}` asks once more by itself; remove `confirm`.")
    if button.records is AttemptResult.BLOCKED and not (button.confirm and button.undo):
        text = (
            "`records: blocked` closes phone verification for everybody; add `confirm: true` and"
            " `undo: true`."
        )
        yield Problem(at, text)
    if button.undo and (target := flow.steps.get(button.go or "")) and target.end:
        yield Problem(at, "an end can't be undone; lead `undo` to a step before it, or remove it.")
    for key in effects(button, ("spends", "gives_back"))[:1] if button.undo else ():
        text = f"`undo` and `{key}` exclude each other: an attempt is given back; remove `undo`."
        yield Problem(at, text)
    for whole in effects(button, ("visits", "gives_back"))[:1]:
        undo = ("undo",) if button.visits else ()
        for key in effects(button, ("mfa", *undo, "gap")):
            yield Problem(at, f"`{whole}` does nothing else; remove `{key}`.")


def _asks_number(flow: Flow) -> bool:
    first = flow.steps.get(flow.start)
    return first is not None and first.asks == "phone"


def _visits_back(flow: Flow, flows: Mapping[str, Flow]) -> bool:
    return any(b.visits in flows for s in flow.steps.values() for b in s.buttons.values())


def _ways_through(flow: Flow) -> Iterator[Problem]:
    reachable = flow.reachable()
    told = reachable
    for name in flow.steps:
        if name not in told:
            text = (
                f"nothing leads here from '{flow.start}'; lead a button here, or remove the step."
            )
            yield Problem(f"{flow.name} / {name}", text)
            told |= flow.reachable(name)  # mended with this one
    far = flow.distances()
    for name, step in flow.steps.items():
        if name in reachable and name not in far and (step.buttons or step.asks):
            text = "no way from here reaches an end; lead a button towards one."
            yield Problem(f"{flow.name} / {name}", text)


def _no_step(name: str, flow: Flow) -> str:
    return f"there is no step '{name}'.{suggestion(name, flow.steps)}"
