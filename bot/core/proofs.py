"""Presses of AWS: what its evidence proves of a run's step, or answers."""

from bot.core.aws_questions import filled_in
from bot.core.context import Context
from bot.core.evidence import SETTLED_AFTER, Evidence, Fact, PhoneOnFile
from bot.core.flow import Flows, Step
from bot.core.known_answers import known_answer, with_evidence
from bot.core.press import ANSWER, AWS, Press
from bot.core.replacing import replace
from bot.core.root_mfa import is_mfa_off
from bot.core.run import Run
from bot.core.verbs import Verb, keeps_step


def press_of(
    flows: Flows, run: Run, evidence: Evidence, channel: str, now: int, context: Context
) -> Press | None:
    """Press that the evidence makes on the present step; None if it says nothing of it.

    channel: where the run is shown
    """
    found = evidence.facts(run.values.get("e164", ""), run.moved_at)
    step = flows.step_at(run.place)
    waits = step and run.open and not _went_back(run)
    proofs = step.proofs if step and waits else {}
    proof = next(((fact, button) for fact, button in proofs.items() if fact in found), None)
    settled = now - run.moved_at >= SETTLED_AFTER
    if proof is None and settled and Fact.MFA_ON in found and is_mfa_off(flows, run):
        proof = (Fact.MFA_ON, Verb.DEVICE_ON.value)  # the reminders end
    if proof:
        fact, button = proof
        return _press(run, channel, button, proof=fact)
    if step and waits and filled_in(flows, run):
        return _filled_in(step, run, evidence, channel, context)
    return None


def trail_press(run: Run, evidence: Evidence, channel: str) -> Press | None:
    """Press that has root's sign-ins during a run told in its report; None if there were none."""
    ended_at = run.ended_at or run.moved_at
    told = " ".join(str(at) for at in evidence.root_sign_ins if at <= ended_at)
    if not told:
        return None
    return replace(_press(run, channel, Verb.TRAIL), id=f"{AWS} {run.id} {told}", answer=told)


def _filled_in(
    step: Step, run: Run, evidence: Evidence, channel: str, context: Context
) -> Press | None:
    """Press that answers the step; or one that shows whoever answers it what AWS has on file, if
    that can't be read as a number.
    """
    told = replace(context, account=with_evidence(context.account, run.account, evidence))
    if answer := known_answer(step, run, told):
        return _press(run, channel, answer.button, evidence.phone)
    if evidence.phone and evidence.phone.text:
        return _press(run, channel, Verb.ON_FILE, evidence.phone)
    return None


def _press(
    run: Run,
    channel: str,
    button: str,
    on_file: PhoneOnFile | None = None,
    proof: Fact | None = None,
) -> Press:
    return Press(
        id=f"{AWS} {run.id} {run.turn} {proof or button}",
        run=run.id,
        turn=run.turn,
        step=run.place.step,
        button=button,
        by=AWS,
        answer=on_file.text if on_file and button == ANSWER else "",
        proof=proof,
        channel=channel,
        on_file=on_file,
    )


def _went_back(run: Run) -> bool:
    """Whether somebody came back to this step to look at it, or to press something else."""
    led_here = [move.button for move in run.moves if not keeps_step(move.button)]
    return led_here[-1:] in ([Verb.BACK], [Verb.UNDO])
