"""Replies to one person: refusals, errors, offers, help."""

from collections.abc import Iterable, Mapping

from bot.core.access import Access
from bot.core.flow import NUMBER, Flow, SlashCommand
from bot.core.refusals import RefusalReason, Refused
from bot.core.words import Words
from bot.texts import (
    N_,
    Channel,
    Link,
    Person,
    Text,
    Timestamp,
    Value,
    enumerated,
    joined,
    mentions,
    numbered,
    say,
    sentences,
)

_WHY: dict[RefusalReason, str] = {
    RefusalReason.REPEATED: N_(
        "That was done already, so nothing was changed. {lead} is at {where}."
    ),
    RefusalReason.BAD_ANSWER: N_(
        "Nothing was typed, so nothing was changed. Press the button again to answer."
    ),
    RefusalReason.STALE: N_(
        "That button is from an earlier step; nothing was changed. {lead} is now at {where}."
    ),
    RefusalReason.NOT_LEAD: N_(
        "{lead} leads this run, at {where}. To press the buttons yourself, take over."
    ),
    RefusalReason.OUTSIDE: N_("{lead} leads this run. Nothing was changed; ask {lead}."),
    RefusalReason.HELPED: N_(
        "This step for **{account}** is over, so nothing was changed: there is nothing left for you"
        " to do here. If you are not sure, ask {lead}."
    ),
    RefusalReason.ASKED: N_(
        "I asked {lead} in the thread. If nobody answers by {until}, press **Take Over** again."
    ),
    RefusalReason.ASK_IN_CHANNEL: N_(
        "{lead} leads this run. Ask {lead}, or type `{start}` in a channel and I ask for you. A"
        " run moves into somebody's direct messages only when its lead hands it over."
    ),
    RefusalReason.IS_LEAD: N_("You lead this run already. It is at {where}."),
    RefusalReason.ENDED: N_(
        "This run has ended. To begin again, type `{start}` in the channel, not in a thread."
    ),
    RefusalReason.NO_SUCH_BUTTON: N_("This step has no such button. The run is at {where}."),
    RefusalReason.TOO_LATE: N_(
        "The attempt still counts. It can be taken back only within two minutes, and only before"
        " you report the result."
    ),
    RefusalReason.CANNOT_UNDO: N_(
        "The count stays: it can be undone within two minutes, by whoever said it, as long as"
        " nobody has said more about attempts since. Then the lead can use **Correct the Count**,"
        " with a reason."
    ),
    RefusalReason.OTHER_ID: N_(
        "{by} said that the ID of **{account}** is {id}, so nothing was changed. Check the twelve"
        " digits, and ask {by}."
    ),
    RefusalReason.RIVAL: N_(
        "Another run of this procedure is under way for **{account}**, led by {lead}; type"
        " `{start}` in the channel to see it."
    ),
    RefusalReason.HELD: N_(
        "This step waits for a second person, so nothing was changed. {lead} is at {where}."
    ),
    RefusalReason.REQUEST_OVER: N_(
        "This is no longer asked for, so nothing was changed. If you are not sure, ask {lead}."
    ),
    RefusalReason.DECIDED: N_(
        "It was decided already, so your press changed nothing. The message that asked says how."
    ),
    RefusalReason.OWN_REQUEST: N_(
        "A second person has to approve this: whoever leads the run, or led it when I asked, can't."
        " Nothing was changed."
    ),
    RefusalReason.NO_APPROVER: N_(
        "You are not among those who may approve this, so nothing was changed. The message says who"
        " may."
    ),
    RefusalReason.GROUP_UNREAD: N_(
        "I can't read who is in the user groups that may approve this, so nothing was changed."
        " People who are named one by one can approve. Whoever runs this bot: `mfa-bot doctor` says"
        " what is missing."
    ),
    RefusalReason.FLOW_GONE: N_(
        "This procedure is no longer part of the bot. Send me a message to see what there is."
    ),
}


# Of a run that has an outcome: nobody is at a step any more.
_WHY_WITH_STATE: dict[RefusalReason, str] = {
    RefusalReason.REPEATED: N_(
        "That was done already, so nothing was changed. The run stands at: **{state}**."
    ),
    RefusalReason.STALE: N_(
        "That button is from an earlier step; nothing was changed. The run stands at: **{state}**."
    ),
}

_WHY_IN_WINDOW = _WHY | {
    RefusalReason.STALE: N_(
        "The run has moved on since this window was opened. {lead} is now at {where}."
    ),
}


def refused(
    language: str, refused: Refused, values: Mapping[str, Value], *, in_window: bool = False
) -> Text:
    if refused.why is RefusalReason.OTHER_ID:
        number, by = refused.detail.split(" ")
        values = {**values, "id": number, "by": Person(by) if by else "team.yaml"}
    told = (_WHY_IN_WINDOW if in_window else _WHY)[refused.why]
    if "state" in values:
        told = _WHY_WITH_STATE.get(refused.why, told)
    return say(language, told, **values)


_DENIALS: dict[Access, str] = {
    Access.GUEST: N_("Guests can't start a recovery here. Ask a full member of this workspace."),
    Access.NO_MEMBER: N_(
        "Only full members of this workspace can start a recovery here, or take one over. Ask one"
        " of them."
    ),
    Access.SHARED: N_(
        "This channel is shared with another company, and its people would see everything. Use a"
        " channel of your own, or a direct message with me."
    ),
    Access.ALONE: N_(
        "This procedure works in channels only, where others see it. Type `{start}` in a channel."
    ),
    Access.ELSEWHERE: N_("Runs open their threads in {channels} only. Type `{start}` there."),
    Access.NOT_LISTED: N_(
        "Only {who} can use `{command}`, so nothing was changed. Ask one of them."
    ),
    Access.NEEDS_APPROVAL: N_(
        "Only {who} can use `{command}`, and Slack does not tell me now whether you are one of"
        " them, so a second person has to approve this. Nothing was changed."
    ),
    Access.UNKNOWN: N_(
        "Only {who} can use `{command}`, and Slack does not tell me now whether you are one of"
        " them, so nothing was changed. Try again in ten minutes, or ask one of them."
    ),
}


_DENIALS_OF_A_LIST = {
    Access.NOT_LISTED: N_("Only {who} can use `{command}`. Ask one of them."),
    Access.UNKNOWN: N_(
        "Only {who} can use `{command}`, and Slack does not tell me now whether you are one of"
        " them. Try again in ten minutes, or ask one of them."
    ),
}


def denied(
    language: str,
    access: Access,
    *,
    reads: bool = False,
    start: str = "",
    command: str = "",
    may: Iterable[str] = (),
    channels: Iterable[str] = (),
) -> Text:
    """Reply to somebody who may not do that. `may`: those who may; `channels`: of the threads;
    `reads`: they would only have read a list.
    """
    where = tuple(Channel(one) for one in channels)
    table = _DENIALS | _DENIALS_OF_A_LIST if reads else _DENIALS
    text = say(language, table[access], start=start, command=command)
    if access in (Access.NOT_LISTED, Access.UNKNOWN) and where:
        text = sentences(language, text, say(language, "You can also ask in {channels}."))
    text = enumerated(language, text, "who", mentions(may))
    return enumerated(language, text, "channels", where)


def lost(language: str, since: int | None = None) -> Text:
    """Reply if no run is found; `since`: when the store began to count, if it may be emptied."""
    if since is not None:
        return say(
            language,
            "I no longer know this run: my records go back only to {since}; what came before is"
            " gone. **Attempts made before that are not counted:** tell the team before anyone"
            " calls. To start again, type the command in the channel.",
            since=Timestamp(since),
        )
    return say(
        language,
        "I no longer know this run: runs are kept for 30 days after their last step. To start"
        " again, type the command in the channel.",
    )


def started(language: str, title: str, account: str, thread: Link | None) -> Text:
    if thread is None:
        return say(
            language,
            "**{title}** for **{account}** has begun. I can't show its thread yet; it opens as"
            " soon as I can.",
            title=title,
            account=account,
        )
    return say(
        language,
        "**{title}** for **{account}** has begun: {thread}",
        title=title,
        account=account,
        thread=thread,
    )


def unplaced(language: str, channel: Channel) -> Text:
    return say(
        language,
        "I can't post in {channel}, so this run can't go on. Invite me there with `/invite"
        " @mfa-bot`. Or press **Stop**, and type the command in a channel that I am in.",
        channel=channel,
    )


def under_way(language: str, values: Mapping[str, Value], *, mine: bool) -> Text:
    """Reply to a start for an account with an open run."""
    if mine:
        return say(
            language,
            "You have a run for **{account}** under way, at {where} ({step})."
            " Go on there, or start over. {thread}",
            **values,
        )
    return say(
        language,
        "{lead} is already on **{account}**, at {where} ({step}). Join the thread, or take over if"
        " {lead} can't go on. {thread}",
        **values,
    )


def parked(language: str, values: Mapping[str, Value], *, here: bool) -> Text:
    """Reply to a start for an account with a run that could go on. `here`: in its channel."""
    if here:
        return say(
            language,
            "There is a run for **{account}** that can go on: **{state}**, since {since}, led by"
            " {lead}. Go on with it, or start a new one, which ends it. {thread}",
            **values,
        )
    return say(
        language,
        "There is a run for **{account}** that can go on, led by {lead}: ask {lead}. Or start a new"
        " one here, which ends it.",
        **values,
    )


def beside(language: str, title: str, account: str, lead: str) -> Text:
    """Warning that another procedure is under way for the account."""
    return say(
        language,
        "**Also under way for {account}:** {title}, led by {lead}. Ask {lead} before you change"
        " anything in AWS.",
        title=title,
        account=account,
        lead=Person(lead),
    )


def under_way_elsewhere(language: str, values: Mapping[str, Value]) -> Text:
    """Reply as `under_way`, to a person outside the run's channel."""
    return say(
        language,
        "{lead} is already on **{account}**. Ask {lead}. If {lead} can't go on, press **Take"
        " Over**: I ask in the thread, and after two minutes without an answer you can have the"
        " run.",
        **values,
    )


def your_runs(language: str, lines: tuple[Text, ...]) -> Text:
    told = (numbered(line, n) for n, line in enumerate(lines))
    return joined(say(language, "You have runs under way:"), *told, by="  \n")


def run_line(language: str, values: Mapping[str, Value]) -> Text:
    """One line of `your_runs`."""
    return say(
        language,
        "**{account}**: {where}, {step} {thread}",
        **values,
    )


def no_number(language: str, command: str, account: str = "") -> Text:
    """Reply to a command with a text that has no number; `account`: whose name the text is."""
    if account:
        return say(
            language,
            "To set the contact phone of **{account}**, type `{command}` alone: a window asks for"
            " the account. After the command I expect a phone number, like `{command} 0912 345 678`"
            " or `{command} +886 912 345 678`.",
            account=account,
            command=command,
        )
    return say(
        language,
        "I see no phone number there. Write it like `{command} 0912 345 678` or `{command} +886"
        " 912 345 678`. For another country, add its code: `{command} 03-1234-5678 JP`. To set"
        " an account's contact phone, type `{command}` alone.",
        command=command,
    )


def no_number_there(language: str) -> Text:
    """Reply to the shortcut on a message without a phone number."""
    return say(language, "I see no phone number in that message.")


def done(language: str, thread: Link | None) -> Text:
    """Reply to a press whose result is in the thread; a link leads there, if there is one."""
    if thread is None:
        return say(language, "Done. See the thread.")
    return say(language, "Done. Go on in the thread: {thread}", thread=thread)


def waiting(language: str) -> Text:
    """Reply to a press while Slack can't show its result."""
    return say(
        language,
        "Your press is saved. Slack asks me to wait; the next step appears in the thread as soon"
        " as I can post.",
    )


def kept(language: str) -> Text:
    """Reply as `waiting`, if the bot itself can't show it."""
    return say(
        language,
        "Your press is saved. I can't show the next step yet; it appears in the thread as soon"
        " as I can post.",
    )


def taken_over(language: str, account: str, thread: Link | None) -> Text:
    return say(
        language,
        "You lead the run for **{account}** now. {thread}",
        account=account,
        thread=thread or "",
    )


def help_for(language: str, flow: Flow, words: Words) -> Text:
    """Help for one command."""
    if flow.takes == NUMBER:
        return say(
            language,
            "**{title}**\n\n{intro}\n\n`{command} 0912 345 678` shows a number the way AWS wants"
            " it. `{command}` alone starts this procedure, `{command} list` shows its runs, and"
            " `{command} accounts` all accounts. Type it in the channel, not in a thread: Slack has"
            " no commands there.",
            command=flow.command,
            title=words.title,
            intro=words.intro,
        )
    return say(
        language,
        "**{title}**\n\n{intro}\n\n`{command} prod` or `{command} 1234-5678-9012` starts it,"
        " `{command} list` shows its runs, and `{command} accounts` all accounts. Type it in the"
        " channel, not in a thread: Slack has no commands there.",
        command=flow.command,
        title=words.title,
        intro=words.intro,
    )


def abilities(language: str, who: str, commands: Iterable[SlashCommand]) -> Text:
    """Help for a message that the bot does not understand."""
    lines = (_command_line(language, one, n) for n, one in enumerate(commands))
    number = say(
        language,
        "- Send me a phone number, and I show it the way AWS wants it: `0912 345 678`",
    )
    return joined(
        say(language, "{who} Here is what I can do:", who=Person(who)),
        joined(*lines, number, by="\n"),
        say(language, "Commands work in a channel, not in a thread."),
    )


def _command_line(language: str, one: SlashCommand, n: int) -> Text:
    line = say(
        language,
        "- `{command} {usage}`: {about}",
        command=one.command,
        usage=one.usage,
        about=one.about,
    )
    return numbered(line, n)
