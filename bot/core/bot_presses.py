"""Presses made by the bot itself. Each has a fixed id, so it counts once even if sent twice."""

from bot.core.approval import BOT
from bot.core.due import Due
from bot.core.press import OPERATOR, Press
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb


def telling_correction(due: Due, found: Snapshot, run: Run) -> Press:
    """Press that tells a run of the operator's correction."""
    return Press(
        id=f"{due.member} {run.turn}",
        run=run.id,
        turn=run.turn,
        step=run.place.step,
        button=Verb.CORRECT_COUNT,
        by=OPERATOR,
        answer=due.reason,
        channel=found.channel,  # as if from there: all may read it
    )


def superseding(found: Snapshot, run: Run, by: str) -> Press:
    """Press that ends a parked run, in whose place another was started."""
    return Press(
        id=f"{Verb.START_NEW} {run.id}",
        run=run.id,
        turn=run.turn,
        step=run.place.step,
        button=Verb.START_NEW,
        by=by,
        channel=found.channel,  # as if from there: it ends for all
    )


def decision_press(run: Run, verb: Verb, answer: str) -> Press:
    """Press of a button about an approval, where nobody has answered or the approvers were told."""
    turn = run.approval.turn if run.approval else 0
    return Press(
        id=f"{verb} {run.id} {turn}",
        run=run.id,
        turn=turn,
        step=run.place.step,
        button=verb,
        by=BOT,
        answer=answer,
    )
