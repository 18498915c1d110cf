"""Decisions about approvals: a request at a step, and what each answer to it changes.

One answer wins: each makes a turn of the run, and whoever answers second finds another turn.
"""

from functools import partial

from bot.core import answers
from bot.core.access import Access
from bot.core.approval import BOT, Approval, ApprovalState
from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.membership import Membership
from bot.core.notes import Note
from bot.core.press import Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import Run, holds
from bot.core.transition import Transition

UNTOLD = "untold"  # the answer of a press where nobody could be told


def against_deciding(run: Run, press: Press) -> RefusalReason | None:
    """Reason why this person may not answer the request; None if they may."""
    asked = run.approval
    if asked is None or press.turn != asked.turn or asked.state is ApprovalState.WITHDRAWN:
        return RefusalReason.REQUEST_OVER
    if not asked.waiting:
        return RefusalReason.DECIDED
    if press.by in (*asked.led, run.lead):
        return RefusalReason.OWN_REQUEST
    if not asked.rule.by or press.membership is Membership.YES:  # nobody named: any colleague
        return None
    known = press.membership is Membership.NO
    return RefusalReason.NO_APPROVER if known else RefusalReason.GROUP_UNREAD


def approve(move: Transition, step: Step | None) -> Decision | Refused:
    asked = _waiting(move.run)
    if asked.expires_at <= move.now:
        return expire(move, step)
    return move.stay(Note.APPROVED, _decided(move, ApprovalState.APPROVED))


def decline(move: Transition, step: Step | None) -> Decision | Refused:
    return _leave(move, step, ApprovalState.DECLINED, Note.DECLINED)


def expire(move: Transition, step: Step | None) -> Decision | Refused:
    return _leave(move, step, ApprovalState.EXPIRED, Note.EXPIRED)


def go_alone(move: Transition, _: Step | None) -> Decision | Refused:
    """Decision of the lead to go on alone; the step stays closed until the approvers are told."""
    asked = move.run.approval
    if asked is None or not asked.is_of(move.run.place.flow, move.run.place.step):
        return move.unknown()
    if move.press.access_to(move.run.flow) is Access.NEEDS_APPROVAL:
        return move.refuse(RefusalReason.NO_ACCESS)
    if not asked.may_go_alone:
        return move.refuse(RefusalReason.DECIDED)
    try:
        why = answers.line(answers.without_secret(move.press.answer), "reason")
    except answers.BadAnswer as bad:
        return move.refuse(RefusalReason.BAD_ANSWER, bad.code)
    return move.stay(None, _decided(move, ApprovalState.TELLING, why), reason=why)


def open_alone(move: Transition, _: Step | None) -> Decision | Refused:
    """Decision that opens the step, now that the approvers are told, as far as Slack allows it."""
    run = _decided(move, ApprovalState.ALONE)
    asked = replace(_waiting(run), untold=move.press.answer == UNTOLD)
    return move.stay(Note.ALONE, replace(run, approval=asked))


def _against_bot(run: Run, press: Press, state: ApprovalState) -> RefusalReason | None:
    """Reason against a press of the bot itself; nobody else has such a button."""
    asked = run.approval
    fits = asked is not None and asked.state is state and press.turn == asked.turn
    return None if fits and press.by == BOT else RefusalReason.REQUEST_OVER


against_expiring = partial(_against_bot, state=ApprovalState.WAITING)
against_opening = partial(_against_bot, state=ApprovalState.TELLING)


def _waiting(run: Run) -> Approval:
    if run.approval is None:
        raise LookupError("nobody was asked")
    return run.approval


def _decided(move: Transition, state: ApprovalState, why: str = "") -> Run:
    asked = _waiting(move.run)
    by = asked.by if state is ApprovalState.ALONE else move.press.by
    return replace(move.run, approval=asked.decided(state, by, move.now, why))


def _leave(move: Transition, step: Step | None, state: ApprovalState, note: Note) -> Decision:
    """Decision that leads where the step goes without an approval."""
    run = _decided(move, state)
    safe = next((b for b in step.buttons.values() if b.safe), None) if step else None
    if safe is None or not holds(move.run):  # the flow changed under the run
        return move.stay(note, run)
    return move.go(run, move.attempts, run.place.to(safe.go or ""), note)
