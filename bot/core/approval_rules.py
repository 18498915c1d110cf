"""Rules of approval: which steps wait for a second person, and which request counts for them."""

from collections.abc import Mapping

from bot.core.access import Access
from bot.core.approval import Approval, ApprovalState
from bot.core.budget import HOUR, MINUTE
from bot.core.flow import Step
from bot.core.press import Press
from bot.core.replacing import replace
from bot.core.run import Run
from bot.core.team import Alone, ApprovalRule


def rule_for(run: Run, press: Press, teams: Mapping[str, ApprovalRule]) -> ApprovalRule | None:
    """Rule for what a second person has to approve here: the team's, or the one of doubt, which
    stays once somebody was asked by it. A drill disturbs nobody.
    """
    place, asked = run.place, run.approval
    if run.drill:
        return None
    if rule := teams.get(place.flow):
        return rule
    here = asked is not None and asked.is_of(place.flow, place.step)
    if asked and here and not asked.rule.by and (asked.pending or asked.given):
        return asked.rule
    return _rule_of_doubt(run.channel) if _is_unverified_lead(run, press) else None


def asking(run: Run, step: Step | None, rule: ApprovalRule | None, by: str, now: int) -> Run:
    """Run that asks for the approval which its step needs by the rule, and for none that it has
    left; `by`: who pressed.
    """
    place, asked = run.place, run.approval
    rule = rule if step and step.approval and run.open else None
    if asked and asked.pending and (rule is None or not _is_for(asked, run, rule, now)):
        asked = asked.decided(ApprovalState.WITHDRAWN, by, now)
    counts = asked is not None and (asked.pending or (asked.given and now < asked.expires_at))
    if rule and not (counts and asked and _is_for(asked, run, rule, now)):
        asked = Approval(
            flow=place.flow,
            step=place.step,
            turn=run.turn,
            lead=run.lead,
            led=tuple(dict.fromkeys((*(asked.led if asked else ()), run.lead))),
            at=now,
            rule=rule,
            button=step.held() if step else "",
            reason=run.values.get("reason", ""),
            lone=asked.lone if asked else "",
        )
    return run if asked is run.approval else replace(run, approval=asked)


def _is_for(asked: Approval, run: Run, rule: ApprovalRule, now: int) -> bool:
    """Whether that request is the one which the run's step needs now.

    As long as it is not answered it stays as it was asked: processes may have different files.
    """
    same = asked.is_of(run.place.flow, run.place.step)
    as_asked = asked.pending or asked.decided_at == now or asked.rule == rule
    return same and as_asked and run.values.get("reason", "") in ("", asked.reason)


def _rule_of_doubt(channel: str) -> ApprovalRule:
    """Rule where the team has none, and Slack does not tell whether the lead may: any colleague."""
    times = {"again": 15 * MINUTE, "expires": 8 * HOUR}
    return ApprovalRule(by=(), tell=channel, alone=Alone.NEVER, **times)


def _is_unverified_lead(run: Run, press: Press) -> bool:
    """Whether the lead presses, and Slack did not tell that they may."""
    return press.by == run.lead and press.access_to(run.flow) is Access.NEEDS_APPROVAL
