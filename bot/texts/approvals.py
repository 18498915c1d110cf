"""Texts about approvals: what a second person is asked, and how a step waits for the answer."""

from collections.abc import Iterable, Mapping

from bot.core.approval import Approval, ApprovalState
from bot.core.people import is_user
from bot.core.press import is_direct
from bot.core.shown import ApprovalRequest
from bot.core.team import Alone
from bot.core.view import View
from bot.core.words import Words
from bot.texts import (
    N_,
    Channel,
    Link,
    Person,
    Sentence,
    Text,
    Timestamp,
    Value,
    channels,
    enumerated,
    joined,
    mentions,
    say,
    sentences,
    steps,
)

_BECAME: Mapping[ApprovalState, str] = {
    ApprovalState.APPROVED: N_("✓ {by} approved · {at}"),
    ApprovalState.DECLINED: N_("✗ {by} declined · {at}"),
    ApprovalState.EXPIRED: N_("✗ Nobody answered in time, so this step was not done · {at}"),
    ApprovalState.WITHDRAWN: N_("✗ No longer needed: the run has left this step · {at}"),
    ApprovalState.ALONE: N_("→ {by} went on alone: {why} · {at}"),
}


# Panel of the same step in a drill.
practised = Sentence(
    "In a real run, this step waits for a second person if your team has a rule for it. In a"
    " drill nobody is asked."
)
# Limit of every approval.
ours = Sentence("AWS does not know of this approval; it is your team's rule.")
_nobody = Sentence("Your team's rule names nobody else who could approve.")


def asks(
    language: str, view: View, words_of: Mapping[str, Words], thread: Link | None = None
) -> Text:
    """Request for an approval, for whoever may give it; `thread`: where the run is shown."""
    asked, known, answers = _approval_of(view), _values(view), _nobody(language)
    if _possible_approvers(view) or not asked.rule.by:
        press = N_(
            "Press **Approve** or **Decline** by {expires}; without an answer the step is not"
            " done. If you are not sure, call {lead} first."
        )
        answers = sentences(language, _addressees(language, view), say(language, press, **known))
    return joined(
        say(language, "**{lead} asks for a second person's approval.**", **known),
        _subject(language, view, words_of),
        say(language, "Reason: {reason}", **known) if asked.reason else None,
        Text("{thread}", {"thread": thread}) if thread else None,
        answers,
        ours(language),
    )


def asks_again(language: str, view: View) -> Text:
    """Reminder below a request."""
    waits = N_("{lead} is still waiting for an answer. The request expires {expires}.")
    return sentences(language, _addressees(language, view), say(language, waits, **_values(view)))


def goes_alone(language: str, view: View, words_of: Mapping[str, Words]) -> Text:
    """Message to the approvers before the step opens for a lead who goes on alone."""
    alone = N_("**{by} goes on alone, without a second person.** Reason: {why}")
    call = say(language, "If that is not right, call {by} now.", **_values(view))
    return joined(
        say(language, alone, **_values(view)),
        _subject(language, view, words_of),
        sentences(language, _addressees(language, view), call),
    )


def outcome_line(
    language: str, view: View, words_of: Mapping[str, Words], request: ApprovalRequest
) -> Text:
    """Line that a request turns into once nothing is to be pressed there any more."""
    asked = view.approval
    if asked is None or asked.turn != request.turn or asked.state not in _BECAME:
        return say(language, "✗ This request is over.")
    told = say(language, _BECAME[asked.state], **_values(view), at=Timestamp(asked.decided_at))
    return joined(told, _title(language, view, words_of), by=" · ")


def held_panel(language: str, view: View) -> Text:
    """Panel of a step that waits for a second person."""
    asked, known = _approval_of(view), _values(view)
    why = N_("**Your team's rule, not AWS's: a second person has to approve this step.**")
    if not asked.rule.by:
        why = N_(
            "**A second person has to approve this step:** Slack does not tell me whether you are"
            " one of those who may use this."
        )
    until = N_("I asked {at}; if nobody answers by {expires}, the step is not done.")
    told = say(language, until, **known, at=Timestamp(asked.at))
    alone = N_(
        "If nobody can answer, **Go On Alone** opens this step once the approvers have been told"
        " why."
    )
    opens = say(language, alone) if asked.rule.alone is Alone.TOLD else None
    who = sentences(language, _who_may_approve(language, view), opens)
    limit = None if asked.rule.by else ours(language)
    return joined(sentences(language, say(language, why), told), who, limit)


def nobody_asked(language: str, view: View, requests: Iterable[ApprovalRequest]) -> Text:
    """Message in the thread if Slack refuses a request; with what helps, and whom to ask."""
    asked, known = _approval_of(view), _values(view)
    mine = [request for request in requests if request.turn == asked.turn]
    closed = [r for r in mine if r.refused and not is_direct(r.to)]
    people = [r.to for r in mine if r.ts and is_user(r.to)]
    advice: Text | None = None
    first = N_(
        "{lead}, nobody but you reads this thread, and I know of no channel in which to ask for the"
        " approval."
    )
    if closed:
        code, channel = closed[-1].refused, Channel(closed[-1].to)
        known |= {"code": code, "channel": channel}
        first = N_("{lead}, I can't ask for the approval in {channel} ({code}).")
        advice = channels.advice(language, code, channel)
    then = say(language, "I know of nobody else to ask.")
    if people:
        instead = say(language, "I asked in direct messages instead: {people}.")
        then = enumerated(language, instead, "people", mentions(people))
    alone = say(language, "You can **Go On Alone**.") if asked.rule.alone is Alone.TOLD else None
    return joined(
        sentences(language, say(language, first, **known), advice),
        sentences(language, then, alone),
        _remedy(language, asked),
    )


def _remedy(language: str, asked: Approval) -> Text:
    """What to do so that somebody can be asked."""
    told = N_(
        "Ask whoever runs this bot to correct `tell` of `{flow}` under `approval` in the team file,"
        " or to invite me to that channel. Then press **Back** and return to this step: I'll ask"
        " again."
    )
    if not asked.rule.by:
        told = N_(
            "Press **Stop**, and start again in a channel that others read: any of them may"
            " approve."
        )
    return say(language, told, flow=asked.flow)


def _approval_of(view: View) -> Approval:
    if view.approval is None:
        raise LookupError("nobody was asked")
    return view.approval


def _values(view: View) -> dict[str, Value]:
    asked = _approval_of(view)
    return {
        "lead": Person(view.lead),
        "by": Person(asked.by),
        "why": asked.why,
        "reason": asked.reason,
        "expires": Timestamp(asked.expires_at),
    }


def _subject(language: str, view: View, words_of: Mapping[str, Words]) -> Text:
    """What is to be approved: procedure, account, the step, and what follows it."""
    asked = _approval_of(view)
    words = words_of.get(asked.flow)
    step = say(
        language,
        "Step: {point} → **{button}**",
        point=steps.without_full_stop(steps.point(language, view, words, asked.step))
        if words
        else asked.step,
        button=words.label(asked.step, asked.button) if words else asked.button,
    )
    then = None
    if words and view.opens:
        what = steps.without_full_stop(steps.point(language, view, words, view.opens))
        then = say(language, "Next step: {what}", what=what)
    return joined(_title(language, view, words_of), step, then, by="  \n")


def _title(language: str, view: View, words_of: Mapping[str, Words]) -> Text:
    words = words_of.get(view.root)
    title = words.title if words else view.root
    return say(language, "{title}, AWS account **{account}**", title=title, account=view.account)


def _possible_approvers(view: View) -> tuple[str, ...]:
    """People and groups that the rule names, without those who are no second person."""
    asked = _approval_of(view)
    return tuple(one for one in asked.rule.by if one not in (*asked.led, view.lead))


def _addressees(language: str, view: View) -> Text | None:
    """Whom a message is for, as its first words; None where the rule leaves nobody."""
    return _approvers(language, view, N_("{people}:"))


def _who_may_approve(language: str, view: View) -> Text:
    return _approvers(language, view, N_("Who may approve: {people}.")) or _nobody(language)


def _approvers(language: str, view: View, people: str) -> Text | None:
    if not _approval_of(view).rule.by:
        return say(language, "Any member of this workspace but the lead may approve.")
    named = mentions(_possible_approvers(view))
    return enumerated(language, say(language, people), "people", named) if named else None
