"""Checks of steps that the bot passes by itself, by `known` or `once`: it answers only what harms
nobody, and goes round in no circle.
"""

from collections.abc import Iterator

from bot.core.flow import Flow, Step
from bot.core.known_answers import GIVEN, needed
from bot.core.press import ANSWER
from bot.core.questions import asked_once
from bot.files.suggestions import suggestion
from bot.flowfiles.circles import circles
from bot.flowfiles.move_checks import Problem, effects


def check_known(flow: Flow) -> Iterator[Problem]:
    """Problems of the known answers in one flow whose moves are sound."""
    for step in flow.steps.values():
        at = f"{flow.name} / {step.name} / known"
        for fact, told in step.known.items():
            if not told:
                yield Problem(f"{at} / {fact}", "no value is named; add `value: button`.")
        for name in sorted(_buttons_named(step)):
            yield from _button(at, step, name)
        for key in ("danger", "needs_attempt", "approval"):
            if step.known and getattr(step, key):
                yield Problem(at, f"a person answers a step with `{key}`; remove `known`.")
    yield from _circles(flow)


def _buttons_named(step: Step) -> set[str]:
    return {button for told in step.known.values() for button in told.values()}


def _button(at: str, step: Step, name: str) -> Iterator[Problem]:
    if name == ANSWER:
        yield from _answer(at, step)
    elif name not in step.buttons:
        near = suggestion(name, step.buttons)
        yield Problem(at, f"the step has no button '{name}'.{near}")
    elif done := effects(step.buttons[name]):
        told = f"a person presses '{name}', since it has `{done[0]}`; name a plain button."
        yield Problem(at, told)


def _answer(at: str, step: Step) -> Iterator[Problem]:
    facts = sorted(needed(step))
    if not facts:
        told = "only `asks: person`, `phone` and `account_id` have a known answer; name a button."
        yield Problem(at, told)
    elif sorted(step.known) != facts:
        wanted = ", ".join(f"{fact}: {{{GIVEN}: {ANSWER}}}" for fact in facts)
        yield Problem(at, f"the answer takes exactly these facts: `known: {{{wanted}}}`.")


def _circles(flow: Flow) -> Iterator[Problem]:
    """Known answers that lead back to their own step, and questions that the bot would pass over
    for ever once each was asked.
    """
    once = {step.name: (step.go or "",) for step in flow.steps.values() if asked_once(step)}
    for name, *_ in circles(once):
        told = "questions that are asked once lead back here by `go`; lead one of them elsewhere."
        yield Problem(f"{flow.name} / {name}", told)
    for name, *_ in circles({step.name: tuple(_targets(step)) for step in flow.steps.values()}):
        yield Problem(f"{flow.name} / {name}", "known answers lead back here; remove one.")


def _targets(step: Step) -> Iterator[str]:
    for name in _buttons_named(step):
        button = step.buttons.get(name)
        ends = (step.go, step.doubtful) if name == ANSWER else (button.go if button else None,)
        yield from (target for target in ends if target)
