"""AWS's answers to a step's question: what a run keeps of them, and how a person replaces them."""

from collections.abc import Mapping

from bot.core.audit import SIGN_INS
from bot.core.decision import Decision
from bot.core.flow import Flows, Step
from bot.core.known_answers import filled_by_aws
from bot.core.press import ANSWER, AWS, OWN_PREFIX, Press
from bot.core.replacing import replace
from bot.core.run import ON_FILE, ON_FILE_STATUS, Run
from bot.core.transition import Transition


def on_file(press: Press) -> Mapping[str, str]:
    """Values of the phone that AWS says is on file, where it presses for that."""
    phone = press.on_file
    return {ON_FILE: phone.text, ON_FILE_STATUS: phone.status or ""} if phone else {}


def show_on_file(move: Transition, _: Step | None) -> Decision:
    """Decision that shows, at the step that asks for the number, what AWS has on file instead."""
    run = move.run
    settled = tuple(dict.fromkeys((*run.settled, run.place.mark)))  # AWS has said what it knows
    return move.stay(
        None, replace(run, settled=settled, values={**run.values, **on_file(move.press)})
    )


def write_down_sign_ins(move: Transition, _: Step | None) -> Decision:
    """Decision that only writes down what CloudTrail reports: the run stays as it is shown."""
    return move.add_audit_entry({SIGN_INS: move.press.answer})


def overrule_aws(flows: Flows, run: Run, press: Press) -> tuple[Run, Press]:
    """Run and press without AWS's answer, where a person answered the same step meanwhile.

    Otherwise what they were typing when AWS answered would be lost.
    """
    last = run.moves[-1] if run.moves else None
    own = press.button.startswith(OWN_PREFIX)
    if last is None or last.by != AWS or press.by == AWS or own or not run.open:
        return run, press
    step = flows.step(last.flow, last.step)
    late = (press.turn, press.step) == (last.turn, last.step) and run.turn == last.turn + 1
    same = press.button == last.button != ANSWER
    left = [n for n, at in enumerate(run.trail) if (at.flow, at.step) == (last.flow, last.step)]
    if not (step and filled_by_aws(step) and late and left) or same:
        return run, press
    n = left[-1]
    number = max(1, run.number - (len(run.trail) - n))
    before = replace(run, place=run.trail[n], trail=run.trail[:n], number=number)
    return before, replace(press, turn=run.turn)
