"""Replies to somebody whose press or command changes nothing: why, and what works."""

from collections.abc import Iterable, Mapping

from bot.core.access import Access
from bot.core.refusals import RefusalReason, Refused
from bot.texts import (
    N_,
    Channel,
    Person,
    Text,
    Timestamp,
    Value,
    enumerated,
    mentions,
    say,
    sentences,
)

_WHY: dict[RefusalReason, str] = {
    RefusalReason.REPEATED: N_(
        "That was already done, so nothing was changed. {lead} is at {where}."
    ),
    RefusalReason.BAD_ANSWER: N_(
        "Nothing was typed, so nothing was changed. Press the button again to answer."
    ),
    RefusalReason.STALE: N_(
        "The run has moved on since, so nothing was changed. {lead} is now at {where}."
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
        "{lead} leads this run. Ask {lead}, or type `{start}` in a channel and I'll ask for you. A"
        " run moves into somebody's direct messages only when its lead hands it over."
    ),
    RefusalReason.IS_LEAD: N_("You already lead this run. It is at {where}."),
    RefusalReason.ENDED: N_(
        "This run has ended. To start again, type `{start}` in the channel, not in a thread."
    ),
    RefusalReason.NO_SUCH_BUTTON: N_("This step has no such button. The run is at {where}."),
    RefusalReason.TOO_LATE: N_(
        "The attempt still counts. It can be taken back only within two minutes, and only before"
        " you report the result."
    ),
    RefusalReason.CANNOT_UNDO: N_(
        "The count stays: it can be undone only within two minutes, by whoever reported it or by"
        " the lead, and only if nobody has reported attempts since. After that, the lead can use"
        " **Correct the Count**, with a reason."
    ),
    RefusalReason.OTHER_ID: N_(
        "{by} said that the ID of **{account}** is {id}, so nothing was changed. Check which"
        " ID is right. If {id} is wrong, put the right one in `team.yaml`: it overrides what"
        " people said in a run."
    ),
    RefusalReason.RIVAL: N_(
        "Another run of this procedure is under way for **{account}**, led by {lead}; type"
        " `{start}` in the channel to see it."
    ),
    RefusalReason.HELD: N_(
        "This step is waiting for a second person, so nothing was changed. {lead} is at {where}."
    ),
    RefusalReason.REQUEST_OVER: N_(
        "This approval is no longer needed, so nothing was changed. If you are not sure, ask"
        " {lead}."
    ),
    RefusalReason.DECIDED: N_(
        "This request was already decided, so nothing was changed. The message that asked for the"
        " approval shows the decision."
    ),
    RefusalReason.OWN_REQUEST: N_(
        "A second person has to approve this, not whoever leads the run or led it when I asked."
        " Nothing was changed."
    ),
    RefusalReason.NO_APPROVER: N_(
        "You are not one of those who can approve this, so nothing was changed. The message says"
        " who can."
    ),
    RefusalReason.GROUP_UNREAD: N_(
        "I can't read who is in the user groups that may approve this, so nothing was changed."
        " People whom the team file lists by their own ID can still approve. Tell whoever runs this"
        " bot: `mfa-bot doctor` says what is missing."
    ),
    RefusalReason.FLOW_GONE: N_(
        "This procedure is no longer part of the bot. Send me a message to see what there is."
    ),
}


# Of a run that has an outcome: nobody is at a step any more.
_WHY_WITH_STATE: dict[RefusalReason, str] = {
    RefusalReason.REPEATED: N_(
        "That was already done, so nothing was changed. The run's state: **{state}**."
    ),
    RefusalReason.STALE: N_(
        "The run has moved on since, so nothing was changed. The run's state: **{state}**."
    ),
}


_OTHER_ID_LISTED = N_(
    "According to `team.yaml`, the ID of **{account}** is {id}, so nothing was changed. Check the"
    " twelve digits; if `team.yaml` is wrong, correct it there."
)


_ASKED_BY_ANOTHER = N_(  # outside the run's channel, nobody learns who
    "Somebody else has asked {lead} for this run, and can take it over after {until} if nobody"
    " answers. Ask {lead}, or press **Take Over** again later."
)


def press_refused(language: str, refused: Refused, values: Mapping[str, Value]) -> Text:
    told = _WHY[refused.why]
    if refused.why is RefusalReason.ASKED and refused.detail:
        told = _ASKED_BY_ANOTHER
    if refused.why is RefusalReason.OTHER_ID:
        number, by = refused.detail.split(" ")
        values = {**values, "id": number, "by": Person(by)}
        told = told if by else _OTHER_ID_LISTED
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
    Access.ELSEWHERE: N_("I open threads only in {channels}. Type `{start}` there."),
    Access.NOT_LISTED: N_("Only {who} can use `{command}`. Ask them for help."),
    Access.NEEDS_APPROVAL: N_(
        "Only {who} can use `{command}`, and right now Slack does not tell me whether you are one"
        " of them, so a second person has to approve this. Nothing was changed."
    ),
    Access.UNKNOWN: N_(
        "Only {who} can use `{command}`, and right now Slack does not tell me whether you are one"
        " of them. Try again in ten minutes, or ask one of them."
    ),
}


def access_denied(
    language: str,
    access: Access,
    *,
    start: str = "",
    command: str = "",
    may: Iterable[str] = (),
    channels: Iterable[str] = (),
) -> Text:
    """Reply to somebody who may not do that. `may`: those who may; `channels`: of the threads."""
    where = tuple(Channel(one) for one in channels)
    text = say(language, _DENIALS[access], start=start, command=command)
    if access in (Access.NOT_LISTED, Access.UNKNOWN) and where:
        text = sentences(language, text, say(language, "You can also ask in {channels}."))
    text = enumerated(language, text, "who", mentions(may))
    return enumerated(language, text, "channels", where)


def run_not_found(language: str, since: int | None = None) -> Text:
    """Reply if no run is found; `since`: when the store began to count, if it may be emptied."""
    told = N_(
        "I no longer know this run: runs are kept for 30 days after their last step. To start"
        " again, type the command in the channel."
    )
    if since is not None:
        told = N_(
            "I no longer know this run: my records go back only to {since}; what came before is"
            " gone. **Attempts made before that are not counted:** tell the team before anyone"
            " calls. To start again, type the command in the channel."
        )
    return say(language, told, since=Timestamp(since or 0))
