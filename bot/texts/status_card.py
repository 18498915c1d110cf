"""Status card, the first message of a thread, and the notice of a run in direct messages."""

from bot.core.run import STOPPED
from bot.core.timers import CALLS_REOPEN
from bot.core.view import View
from bot.core.words import Words
from bot.texts import N_, Person, Text, Timestamp, joined, listed, say, sentences
from bot.texts.steps import attempts_used, point, progress, quoted


def card(
    language: str, view: View, root: Words, words: Words, beside: tuple[str, ...] = ()
) -> Text:
    """Status card, the thread's first message; `beside`: other procedures that are under way."""
    ended = view.outcome is not None
    here = point(language, view, words)
    where = None if ended else say(language, "**Current step:** {point}", point=here)
    # The count of a run that has ended would grow old on its card.
    waits = view.counts and (not ended or view.reminds == CALLS_REOPEN)
    reopens = view.budget.reopens_at if waits and not view.budget.blocked else None
    return joined(
        say(
            language,
            "**{title}**  \nAccount **{account}** · Lead {lead}",
            title=root.title,
            account=view.account,
            lead=Person(view.lead),
        ),
        joined(
            progress(language, view, root),
            None if ended or not view.counts else attempts_used(language, view.budget),
            say(language, "next possible {reopens}", reopens=Timestamp(reopens))
            if reopens
            else None,
            by=" · ",
        ),
        _unsafe(language, view),
        _other_procedures(language, beside),
        _approval(language, view),
        where,
        by="\n\n",
    )


def _other_procedures(language: str, titles: tuple[str, ...]) -> Text | None:
    if not titles:
        return None
    return say(
        language,
        "**Also under way for this account:** {titles}. Ask who leads it before you change anything"
        " in AWS.",
        titles=listed(language, titles),
    )


def _unsafe(language: str, view: View) -> Text | None:
    """What is not safe as the run stands: root without an MFA device, maybe in the middle of it."""
    if not view.mfa_off:
        return None
    unsafe = say(language, "**Root of {account} has no MFA device.**", account=view.account)
    if view.outcome != STOPPED:
        return unsafe
    middle = say(language, "The run was stopped before one was registered.")
    return sentences(language, unsafe, middle)


def _approval(language: str, view: View) -> Text | None:
    asked = view.approval
    if asked and view.held:
        return say(language, "**Waiting for a second person** since {at}", at=Timestamp(asked.at))
    if asked and asked.lone:
        told = N_("**{who} went on alone, without a second person.**")
        return say(language, told, who=Person(asked.lone))
    return None


def channel_notice(language: str, view: View, root: Words, *, began: bool) -> Text:
    """Channel notice about a run in direct messages."""
    told = N_("{lead} now leads {title} for **{account}** in direct messages.")
    if began:
        told = N_("{lead} started {title} for **{account}** in direct messages.")
    title = quoted(language, root.title)
    return say(language, told, lead=Person(view.lead), title=title, account=view.account)
