"""Reminders in a run's thread, and questions to the owner of its account."""

from collections.abc import Mapping

from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.timers import CALLS_CLEAR, CALLS_REOPEN, FOLLOW_UP, QUIET
from bot.core.view import View
from bot.core.words import Words
from bot.texts import N_, Person, Text, Timestamp, mention, say, sentences
from bot.texts.steps import outcome, point, quoted

_REMINDERS: Mapping[str, str] = {
    CALLS_REOPEN: N_(
        "{lead} Phone verification for **{account}** should be possible again:"
        " {left} of {limit} attempts left by my count. Check the number before you call."
    ),
    CALLS_CLEAR: N_(
        "{lead} The earlier attempts for **{account}** no longer make the next one risky: {left}"
        " of {limit} attempts left by my count. Check the number before you call."
    ),
    FOLLOW_UP: N_(
        "{lead} Any news about **{account}** (now: {state})? If so, press **Go On**. If nothing is"
        " left to do, press **It Is Over**."
    ),
    MFA_STILL_OFF: N_(
        "{lead} Is root of **{account}** still without MFA? Until a device is registered,"
        " anyone with the password or the inbox owns the account."
    ),
    QUIET: N_(
        "{lead} Still there? The run for **{account}** is waiting at {point}."
        " It keeps its place; nothing expires tonight."
    ),
}
_REPORTED = N_(
    "{lead}: {who} said {when} that a device is registered for root of **{account}**."
    " Please confirm: **Security credentials** shows it."
)


def reminder(language: str, name: str, view: View, words: Words) -> Text:
    """Reminder of a timer, for the thread."""
    template = _REMINDERS.get(name, _REMINDERS[QUIET])
    told = say(
        language,
        _REPORTED if name == MFA_STILL_OFF and view.reported else template,
        lead=Person(view.lead),
        account=view.account,
        left=view.budget.left,
        limit=view.budget.limit,
        state=outcome(language, view.outcome or "", words),
        who=Person(view.reported.by if view.reported else ""),
        when=Timestamp(view.reported.at if view.reported else 0),
        point=quoted(language, point(language, view, words)),
    )
    case = view.values.get("case_number") if name == FOLLOW_UP else None
    known = say(language, "The case at AWS Support is {case}.", case=case) if case else None
    return sentences(language, told, known)


def renewal(language: str, asked: str, view: View, words: Words) -> Text:
    """Question whether to check the account again; `asked`: its owner, or the run's lead."""
    return say(
        language,
        "{asked} It is time to check **{account}** again: {title} ended here with “{state}”."
        " Press **Start a New One**.",
        asked=mention(asked),
        account=view.account,
        title=quoted(language, words.title),
        state=outcome(language, view.outcome or "", words),
    )


def asks_owner(language: str, owner: str, view: View, words: Words) -> Text:
    """Question to the account's owner about a quiet run, whether or not its lead was asked."""
    return say(
        language,
        "{owner} The run for your account **{account}** has been waiting at {point} for a while."
        " Ask {lead}, or press **Take Over** to go on with it.",
        owner=mention(owner),
        lead=Person(view.lead),
        account=view.account,
        point=quoted(language, point(language, view, words)),
    )
