"""Checks of gaps: each that is noted is listed, and a procedure that finds them changes nothing."""

from collections.abc import Iterator

from bot.core.flow import GAPS, Flow
from bot.flowfiles.move_checks import Problem, effects


def check_gaps(flow: Flow) -> Iterator[Problem]:
    """Problems of what one flow notes as gaps, and of a check, which changes nothing in AWS."""
    buttons = [(s.name, b) for s in flow.steps.values() for b in s.buttons.values()]
    noting = [(name, button) for name, button in buttons if button.gap]
    for name, button in buttons:
        at = f"{flow.name} / {name} / {button.name}"
        if button.gap_of and not button.gap:
            yield Problem(at, "`for` of a button belongs to `gap`; add that, or remove it.")
        if button.gap in flow.steps:
            text = f"'{button.gap}' is a step; `gap` names a note, which says what is to be done."
            yield Problem(at, text)
        for key in effects(button, ("spends", "records", "mfa")) if flow.valid_for else ():
            text = f"a procedure with `valid_for` only finds out what is so; remove `{key}`."
            yield Problem(at, text)
    if noting and not any(GAPS in step.shows for step in flow.steps.values()):
        text = f"a gap is noted here, and no step lists it; add a step with `shows: [{GAPS}]`."
        yield Problem(f"{flow.name} / {noting[0][0]} / {noting[0][1].name}", text)
    for step in flow.steps.values():
        target = flow.steps.get(step.with_gaps or "")
        if step.with_gaps and not noting:
            text = "no button notes a gap; add `gap:` to one, or remove `with_gaps`."
            yield Problem(f"{flow.name} / {step.name}", text)
        if target and target.with_gaps:
            text = f"'{target.name}' has `with_gaps` itself; lead elsewhere."
            yield Problem(f"{flow.name} / {step.name} / with_gaps", text)
