"""Proofs: the press that AWS's evidence makes on a run."""

from bot.core.evidence import SETTLED_AFTER, Evidence, Fact, proven
from bot.core.flow import Flows
from bot.core.press import AWS, Press
from bot.core.run import Run
from bot.core.timers import is_mfa_off
from bot.core.verbs import Verb


def press_of(flows: Flows, run: Run, evidence: Evidence, channel: str, now: int) -> Press | None:
    """Press that the evidence makes on the present step; None if it proves nothing of it.

    channel: where the run is shown
    """
    found = evidence.facts(run.values.get("e164", ""), run.moved_at)
    step = flows.step(run.place.flow, run.place.step)
    waits = step and run.open and not _went_back(run)
    proof = proven(step.proofs, found) if step and waits else None
    settled = now - run.moved_at >= SETTLED_AFTER
    if proof is None and settled and Fact.MFA_ON in found and is_mfa_off(flows, run):
        proof = (Fact.MFA_ON, Verb.DEVICE_ON.value)  # the reminders end
    if proof is None:
        return None
    fact, button = proof
    return Press(
        id=f"{AWS} {run.id} {run.turn} {fact}",
        run=run.id,
        turn=run.turn,
        step=run.place.step,
        button=button,
        by=AWS,
        proof=fact,
        channel=channel,
    )


def _went_back(run: Run) -> bool:
    """Whether somebody came back to this step to look at it, or to press something else."""
    return bool(run.moves) and run.moves[-1].button in (Verb.BACK, Verb.UNDO)
