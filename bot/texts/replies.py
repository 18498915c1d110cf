"""Replies to one person: what was done, what they may do instead, and where their runs are."""

from collections.abc import Mapping

from bot.texts import N_, Channel, Link, Person, Sentence, Text, Value, joined, numbered, say

# Reply to a press while its result can't be shown.
kept = Sentence(
    "Your choice is saved. I can't show the next step yet; it will appear in the thread as soon"
    " as I can post."
)


def started(language: str, title: str, account: str, thread: Link | None) -> Text:
    told = N_("Started **{title}** for **{account}**: {thread}")
    if thread is None:
        told = N_(
            "Started **{title}** for **{account}**. I can't show its thread yet; it opens as soon"
            " as I can."
        )
    return say(language, told, title=title, account=account, thread=thread or "")


def unplaced(language: str, channel: Channel) -> Text:
    return say(
        language,
        "I can't post in {channel}, so this run can't go on. Invite me there with `/invite"
        " @mfa-bot`. Or press **Stop**, and type the command in a channel that I am in.",
        channel=channel,
    )


def under_way(language: str, values: Mapping[str, Value], *, mine: bool) -> Text:
    """Reply to a start for an account with an open run."""
    told = N_(
        "{lead} is already working on **{account}**, at {where} ({step}). Join the thread, or take"
        " over if {lead} can't go on. {thread}"
    )
    if mine:
        told = N_(
            "You have a run for **{account}** under way, at {where} ({step})."
            " Go on there, or start over. {thread}"
        )
    return say(language, told, **values)


def out_of_sight(language: str, start: Value) -> Text:
    """Way on for the lead of a run in a channel that they may not be in."""
    return say(
        language,
        "If that thread does not open for you, press **Stop** and type `{start}` again: a new run"
        " can begin here, and attempts stay counted.",
        start=start,
    )


def parked(language: str, values: Mapping[str, Value], *, here: bool) -> Text:
    """Reply to a start for an account with a run that could go on. `here`: in its channel."""
    told = N_(
        "There is a run for **{account}** that can go on, led by {lead}: ask {lead}. Or start a new"
        " one here, which ends it."
    )
    if here:
        told = N_(
            "There is a run for **{account}** that can go on: **{state}**, since {since}, led by"
            " {lead}. Go on with it, or start a new one, which ends it. {thread}"
        )
    return say(language, told, **values)


def other_procedure(language: str, title: str, account: str, lead: str, *, mine: bool) -> Text:
    """Warning that another procedure is under way for the account. `mine`: the reader leads it."""
    told = N_(
        "**Also under way for {account}:** {title}, led by {lead}. Ask {lead} before you change"
        " anything in AWS."
    )
    if mine:
        told = N_("**Also under way for {account}:** {title}, led by you.")
    return say(language, told, title=title, account=account, lead=Person(lead))


def under_way_elsewhere(language: str, values: Mapping[str, Value]) -> Text:
    """Reply as `under_way`, to a person outside the run's channel."""
    return say(
        language,
        "{lead} is already working on **{account}**. Ask {lead}. If {lead} can't go on, press"
        " **Take Over**: I'll ask in the thread, and after two minutes without an answer you can"
        " take the run over.",
        **values,
    )


def your_runs(language: str, lines: tuple[Text, ...]) -> Text:
    told = (numbered(line, n) for n, line in enumerate(lines))
    return joined(say(language, "You have runs under way:"), *told, by="  \n")


def run_line(language: str, values: Mapping[str, Value]) -> Text:
    """One line of `your_runs`."""
    return say(language, "**{account}**: {where}, {step} {thread}", **values)


def done(language: str, thread: Link | None) -> Text:
    """Reply to a press whose result is in the thread; a link leads there, if there is one."""
    if thread is None:
        return say(language, "Done. See the thread.")
    return say(language, "Done. Go on in the thread: {thread}", thread=thread)


def taken_over(language: str, account: str, thread: Link | None) -> Text:
    return say(
        language,
        "You lead the run for **{account}** now. {thread}",
        account=account,
        thread=thread or "",
    )
