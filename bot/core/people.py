"""People with a role in a run: who reads the root inbox, and who holds the phone.

A value is the id of a Slack user, or a name typed for somebody outside Slack. Only an id is written
in capitals alone, so no name is ever mentioned as somebody else.
"""

import re

from bot.core.run import Run

_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_TYPED_ID = re.compile(r"[UW](?=\d*[A-Z])(?=[A-Z]*\d)[A-Z0-9]{2,10}")  # no longer than Slack's
_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,})(?:\|[^<>]*)?>")


def is_user(value: str) -> bool:
    """Whether the value of a role is the id of a Slack user."""
    return bool(_ID.fullmatch(value))


def user_in(text: str) -> str:
    """User id in a typed text, as a mention or as Slack's "Copy member ID" gives it; '' if none.

    A bare id has letters and digits: WILLIAM is a name, and U0912345678 a phone number.
    """
    if mentioned := _MENTION.fullmatch(text):
        return mentioned[1]
    return text if _TYPED_ID.fullmatch(text) else ""


def as_name(text: str) -> str:
    """Typed name in letters that nothing can take for an id: William for WILLIAM, u00 for U00."""
    name = text.title() if is_user(text) else text
    return name.lower() if is_user(name) else name


def read(text: str) -> str:
    """Value of a role of this text: a user id, or a name."""
    return user_in(text) or as_name(text)


def assignee(role: str | None, run: Run) -> str:
    """Value of the role that a step is for; '' where the lead has it, or nobody is known to."""
    who = run.values.get(role, "") if role and run.open else ""
    return "" if who == run.lead else who


def helper(role: str | None, run: Run) -> str:
    """Id of the Slack user who may press a step for this role beside the lead; '' if nobody may."""
    who = assignee(role, run)
    return who if is_user(who) else ""
