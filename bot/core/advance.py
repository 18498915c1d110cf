"""State machine of runs: from a run and a press to a decision or a refusal.

Checks come first (repeated press, stale press, wrong person), then the effect. Nothing is written
here: the guide commits the decision, or loads again and calls again.
"""

from bot.core import (
    answers,
    aws_answers,
    aws_questions,
    handover,
    people,
    readiness,
    root_mfa,
    undo,
    verbs,
)
from bot.core.accounts import canonical_spelling, is_account_id
from bot.core.budget import AttemptKind, Attempts
from bot.core.context import NOTHING_KNOWN, Context
from bot.core.decision import Decision
from bot.core.flow import PERSON, Button, Flows, Step
from bot.core.membership import Membership
from bot.core.notes import Note
from bot.core.press import ANSWER, AWS, SKIP, Press, is_direct
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import Mfa, Run, holds
from bot.core.transition import Transition

MAX_LOST_TURNS = 1000  # that a failover of Redis may lose, at most; a press further ahead is stale


def begin(
    flows: Flows, run: Run, attempts: Attempts, press: Press, context: Context = NOTHING_KNOWN
) -> Decision:
    """Decision that starts a run at the first step of the flow that `run.place` names."""
    return Transition(flows, run, attempts, press, run.opened_at, context).begin()


def advance(
    flows: Flows,
    run: Run,
    attempts: Attempts,
    press: Press,
    now: int,
    context: Context = NOTHING_KNOWN,
) -> Decision | Refused:
    """Decision of one press, or why it is refused; `now`: ms since 1970."""
    run, press = aws_answers.overrule_aws(flows, run, press)
    transition = Transition(flows, run, attempts, press, now, context)
    if why := objection(flows, run, press):
        return (
            _after_lost_turns(transition) if why is RefusalReason.AHEAD else transition.refuse(why)
        )
    step = flows.step_at(run.place)
    if verb := verbs.find(press.button):
        return verbs.RULES[verb].does(transition, step)
    if step is None:
        return transition.stay(Note.CHANGED)
    if press.button in (ANSWER, SKIP):
        return _other_id(transition, step) or _answer(transition, step)
    button = step.buttons.get(press.button)
    if button and holds(run) and not button.safe:
        return transition.refuse(RefusalReason.HELD)
    if button and not button.safe and transition.asks_first:
        return transition.stay(None)
    return _button(transition, button) if button else transition.unknown()


def objection(flows: Flows, run: Run, press: Press) -> RefusalReason | None:
    """Reason to refuse a press before its effect is looked at; None if there is none."""
    if press.id == run.press:
        return RefusalReason.REPEATED
    verb = verbs.find(press.button)
    rule = verbs.RULES[verb] if verb else None
    helps = rule is None and _helps(flows, run, press)
    anywhere = rule is not None and rule.anywhere and run.approval is not None
    if press.outside and not (
        press.by == run.lead or helps or anywhere or handover.may_ask(run, press)
    ):
        # Outside the run's channel, a flow's buttons exist only in the copy of a step.
        copy = rule is None and is_direct(press.channel)
        return RefusalReason.HELPED if copy else RefusalReason.OUTSIDE
    if run.flow not in flows:
        return RefusalReason.FLOW_GONE
    # Whoever has a step's role was chosen for it, by the lead or in the team file, and gets no more
    # than that step: to read a mail or to answer a phone they need not be on the list. Whoever may
    # approve has a rule of their own.
    if not (helps or anywhere or press.access_to(run.flow).granted):
        return RefusalReason.NO_ACCESS
    if run.turn < press.turn <= run.turn + MAX_LOST_TURNS:
        return RefusalReason.AHEAD
    if rule and rule.against:
        return rule.against(run, press)
    if _is_old(run, press) and not _opens_window(rule, press):
        return RefusalReason.HELPED if helps and press.outside else RefusalReason.STALE
    if not run.open and (rule is None or rule.while_open):
        return RefusalReason.ENDED
    if rule is None and press.by == AWS:
        return None if _aws_may_press(flows, run, press) else RefusalReason.NOT_LEAD
    may = rule.who(run, press.by) if rule else press.by == run.lead or helps
    may = may or (rule is not None and rule.approvers and press.membership is Membership.YES)
    return None if may else RefusalReason.NOT_LEAD


def _is_old(run: Run, press: Press) -> bool:
    """Whether the run left the step of this press since; showing a step again does not count."""
    return not verbs.same_step_since(run, press.turn) or press.step != run.place.step


def _opens_window(rule: verbs.Rule | None, press: Press) -> bool:
    """Whether the press only opens a window, for the present turn: the card with it is often
    old.
    """
    return rule is not None and rule.typed and not press.answer


def _aws_may_press(flows: Flows, run: Run, press: Press) -> bool:
    """Whether AWS may press this button of the present step."""
    step = flows.step_at(run.place)
    if step is None:
        return False
    filled = step.known.values() if aws_questions.filled_in(flows, run) else ()
    return press.button in (*step.proofs.values(), *(b for told in filled for b in told.values()))


def _helps(flows: Flows, run: Run, press: Press) -> bool:
    """Whether the present step is the turn of whoever presses."""
    step = flows.step_at(run.place)
    return step is not None and press.by == people.helper(step.turn_of, run)


def _button(transition: Transition, button: Button) -> Decision | Refused:
    run, attempts, place = transition.run, transition.attempts, transition.run.place
    if button.visits:
        return _visit(transition, button)
    run = readiness.noting(run, button, transition.context.account)
    if button.gives_back:
        left = attempts.give_back(run.attempt or "", transition.now)
        if left is None:
            return transition.refuse(RefusalReason.TOO_LATE)
        run, attempts = replace(run, attempt=None), left
        return transition.go(run, attempts, place.to(button.go or ""), Note.GIVEN_BACK)
    if button.spends:
        if not attempts.left(transition.now):
            return transition.go(run, attempts, place.to(button.refused or ""), Note.USED_UP)
        spent = transition.attempt(button.spends)
        run, attempts = replace(run, attempt=spent.id), attempts.spend(spent)
    if button.records:
        block = transition.attempt(AttemptKind.BLOCK)
        attempts = attempts.record(run.attempt, button.records, block)
        run = replace(run, undoable=None)  # an undo would take this report away too
    if button.mfa:
        off = button.mfa == "off"
        run = replace(run, mfa=root_mfa.mfa_off(transition.now) if off else Mfa(off=False))
        run = replace(run, reminders_off=False, reported=None)
    if button.undo:
        run = undo.remembered(transition, run, attempts, always=True)
    return transition.onward(run, attempts, place.to(button.go or ""))


def _visit(transition: Transition, button: Button) -> Decision:
    """Decision that walks another flow; with the run's number, past the question for it."""
    run, visited = transition.run, button.visits or ""
    place = run.place.visit(visited, transition.flows[visited].start, button.then or "")
    step = transition.flows.step_at(place)
    if button.same_number and "e164" in run.values and step and step.asks == "phone":
        place = place.to(step.go or place.step)
    return transition.go(run, transition.attempts, place)


def _other_id(transition: Transition, step: Step) -> Refused | None:
    """Refusal of digits that are not those of the account."""
    known, given = transition.context.identity, canonical_spelling(transition.press.answer)
    if step.asks != "account_id" or not is_account_id(given):
        return None
    if known is None:
        listed = transition.context.team.are_distinct(transition.run.account, given)
        return transition.refuse(RefusalReason.BAD_ANSWER, "account_id_listed") if listed else None
    if given == known.id:
        return None
    if known.id == transition.run.account:
        return transition.refuse(RefusalReason.BAD_ANSWER, "account_id_other")
    return transition.refuse(RefusalReason.OTHER_ID, f"{known.id} {known.by}")


def _answer(transition: Transition, step: Step) -> Decision | Refused:
    run, attempts, text = transition.run, transition.attempts, transition.press.answer
    if step.asks is None or (transition.press.button == SKIP and step.skip is None):
        return transition.unknown()
    # A skipped question keeps the earlier answer: only a new answer lowers a count.
    if transition.press.button == SKIP:
        mine = dict.fromkeys(step.roles, run.lead)
        run = replace(run, values={**run.values, **mine})
        return transition.onward(run, attempts, run.place.to(step.skip or ""))
    reason = ""
    try:
        if step.asks != PERSON:  # each name is looked at by itself
            answers.without_secret(text)
        if step.asks == "earlier":
            told = answers.earlier(text)
            newest = transition.attempt(AttemptKind.EARLIER, transition.now - told.newest_ago)
            attempts = attempts.recount_earlier(told.total, newest, transition.now)
            run = undo.remembered(transition, run, attempts, always=False)
        elif step.asks == "confirmation":
            answers.confirmation(text, run.account)
        elif step.asks == "reason":
            reason = answers.line(text, "reason")
            run = transition.with_reason(run, reason)
        elif step.asks == PERSON:
            run = replace(run, values={**run.values, **answers.people(text, step.roles)})
        else:
            kept = answers.KEPT[step.asks](text, run.region, transition.context.names)
            kept = {**kept, **aws_answers.on_file(transition.press)}
            run = replace(run, values={**run.values, **kept})
            if step.doubtful and kept.get("warnings"):
                return transition.onward(run, attempts, run.place.to(step.doubtful))
    except answers.BadAnswer as bad:
        refused = transition.refuse(RefusalReason.BAD_ANSWER, bad.code)
        return replace(refused, found=bad.found, part=bad.part)
    return transition.onward(run, attempts, run.place.to(step.go or ""), reason)


def _after_lost_turns(transition: Transition) -> Decision:
    """Decision after Redis lost turns: the step again, on a turn that makes lost buttons stale."""
    return transition.stay(Note.SET_BACK, replace(transition.run, turn=transition.press.turn))
