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
    ApprovalState.EXPIRED: N_("✗ Nobody answered in time, so it is not done · {at}"),
    ApprovalState.WITHDRAWN: N_("✗ No longer asked for: the run has left this step · {at}"),
    ApprovalState.ALONE: N_("→ {by} went on alone: {why} · {at}"),
}


# Panel of the same step in a drill.
practised = Sentence(
    "Where your team has a rule for it, this step waits for a second person. In a drill nobody"
    " is asked."
)
# Limit of every approval.
ours = Sentence("AWS does not know of this approval; it is your team's rule.")
_nobody = Sentence("Your team's rule names nobody else who could approve.")


def asks(
    language: str, view: View, words_of: Mapping[str, Words], thread: Link | None = None
) -> Text:
    """Request for an approval, for whoever may give it; `thread`: where the run is shown."""
    asked = _asked(view)
    lead = Person(view.lead)
    return joined(
        say(language, "**{lead} asks for a second person's approval.**", lead=lead),
        _what(language, view, words_of),
        say(language, "Reason: {reason}", reason=asked.reason) if asked.reason else None,
        Text("{thread}", {"thread": thread}) if thread else None,
        sentences(
            language,
            _to(language, view),
            say(
                language,
                "Press **Approve** or **Decline** by {expires}; without an answer it is not done."
                " If you are not sure, call {lead} first.",
                lead=lead,
                expires=Timestamp(asked.expires_at),
            ),
        )
        if _named(view) or not asked.rule.by
        else _nobody(language),
        ours(language),
    )


def asks_again(language: str, view: View) -> Text:
    """Reminder below a request."""
    asked = _asked(view)
    waits = say(
        language,
        "{lead} still waits for an answer. The request expires {expires}.",
        lead=Person(view.lead),
        expires=Timestamp(asked.expires_at),
    )
    return sentences(language, _to(language, view), waits)


def goes_alone(language: str, view: View, words_of: Mapping[str, Words]) -> Text:
    """Message to the approvers before the step opens for a lead who goes on alone."""
    asked = _asked(view)
    return joined(
        say(
            language,
            "**{by} goes on alone, without a second person.** Reason: {why}",
            by=Person(asked.by),
            why=asked.why,
        ),
        _what(language, view, words_of),
        sentences(
            language,
            _to(language, view),
            say(language, "If that is not right, call {by} now.", by=Person(asked.by)),
        ),
    )


def became(
    language: str, view: View, words_of: Mapping[str, Words], request: ApprovalRequest
) -> Text:
    """Line that a request turns into once nothing is to be pressed there any more."""
    asked = view.approval
    if asked is None or asked.turn != request.turn or asked.state not in _BECAME:
        return say(language, "✗ This request is over.")
    told = say(
        language,
        _BECAME[asked.state],
        by=Person(asked.by),
        why=asked.why,
        at=Timestamp(asked.decided_at),
    )
    return joined(told, _title(language, view, words_of), by=" · ")


def held(language: str, view: View) -> Text:
    """Panel of a step that waits for a second person."""
    asked = _asked(view)
    why = (
        N_("**Your team's rule, not AWS's: a second person has to approve this step.**")
        if asked.rule.by
        else N_(
            "**A second person has to approve this step:** Slack does not tell me whether you are"
            " one of those who may use this."
        )
    )
    asked_at = say(
        language,
        "I asked {at}; if nobody answers by {expires}, it is not done.",
        at=Timestamp(asked.at),
        expires=Timestamp(asked.expires_at),
    )
    told = joined(say(language, why), asked_at, by=" ")
    alone = None
    if asked.rule.alone is Alone.TOLD:
        alone = say(
            language,
            "If nobody can answer, **Go On Alone** opens it, once the approvers have been told"
            " why.",
        )
    limit = None if asked.rule.by else ours(language)
    return joined(told, sentences(language, _who(language, view), alone), limit)


def unasked(language: str, view: View, requests: Iterable[ApprovalRequest]) -> Text:
    """Message in the thread if Slack refuses a request; with what helps, and whom to ask."""
    asked = _asked(view)
    mine = [request for request in requests if request.turn == asked.turn]
    closed = [r for r in mine if r.refused and not is_direct(r.to)]
    people = [r.to for r in mine if r.ts and is_user(r.to)]
    lead = Person(view.lead)
    first = say(
        language,
        "{lead}, nobody but you reads this thread, and I know of no channel in which to ask for the"
        " approval.",
        lead=lead,
    )
    help_: Text | None = None
    if closed:
        code, channel = closed[-1].refused, Channel(closed[-1].to)
        first = say(
            language,
            "{lead}, I can't ask for the approval in {channel} ({code}).",
            lead=lead,
            channel=channel,
            code=code,
        )
        help_ = channels.advice(language, code, channel)
    if people:
        then = enumerated(
            language,
            say(language, "I asked in direct messages instead: {people}."),
            "people",
            mentions(people),
        )
    else:
        then = say(language, "I know of nobody else to ask.")
    alone = N_("You can **Go On Alone**.") if asked.rule.alone is Alone.TOLD else None
    return joined(
        sentences(language, first, help_),
        sentences(language, then, say(language, alone) if alone else None),
        _mended(language, asked),
    )


def _mended(language: str, asked: Approval) -> Text:
    """What to do so that somebody can be asked."""
    if not asked.rule.by:
        return say(
            language,
            "Press **Stop**, and start again in a channel that others read: any of them may"
            " approve.",
        )
    return say(
        language,
        "Ask whoever runs this bot to correct `tell` of `{flow}` under `approval` in the team"
        " file, or to invite me to that channel. After that, press **Back** and come here again: I"
        " ask anew.",
        flow=asked.flow,
    )


def _asked(view: View) -> Approval:
    if view.approval is None:
        raise LookupError("nobody was asked")
    return view.approval


def _what(language: str, view: View, words_of: Mapping[str, Words]) -> Text:
    """What is to be approved: procedure, account, the step, and what follows it."""
    asked = _asked(view)
    words = words_of.get(asked.flow)
    step = say(
        language,
        "Step: {point} → **{button}**",
        point=steps.bare(steps.point(language, view, words, asked.step)) if words else asked.step,
        button=words.label(asked.step, asked.button) if words else asked.button,
    )
    then = None
    if words and view.opens:
        what = steps.bare(steps.point(language, view, words, view.opens))
        then = say(language, "What follows: {what}", what=what)
    return joined(_title(language, view, words_of), step, then, by="  \n")


def _title(language: str, view: View, words_of: Mapping[str, Words]) -> Text:
    words = words_of.get(view.root)
    title = words.title if words else view.root
    return say(language, "{title}, AWS account **{account}**", title=title, account=view.account)


def _named(view: View) -> tuple[str, ...]:
    """People and groups that the rule names, without those who are no second person."""
    asked = _asked(view)
    return tuple(one for one in asked.rule.by if one not in (*asked.led, view.lead))


def _to(language: str, view: View) -> Text | None:
    """Whom a message is for, as its first words; None where the rule leaves nobody."""
    if not _asked(view).rule.by:
        return say(language, "Any member of this workspace but the lead may answer.")
    if not (named := _named(view)):
        return None
    return enumerated(language, say(language, "{people}:"), "people", mentions(named))


def _who(language: str, view: View) -> Text:
    if not _asked(view).rule.by:
        return say(language, "Any member of this workspace but the lead may approve.")
    if not (named := _named(view)):
        return _nobody(language)
    return enumerated(
        language, say(language, "Who may approve: {people}."), "people", mentions(named)
    )
