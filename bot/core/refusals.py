"""Refusals: presses that change nothing, and why."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.phones import Phone
from bot.core.run import Run


class RefusalReason(StrEnum):
    """Reason why a press is refused."""

    STALE = "stale"  # the run is at a later turn, or at another step
    AHEAD = "ahead"  # the run is at an earlier turn: Redis was set back
    REPEATED = "repeated"  # already done; most often this very press was accepted before
    NOT_LEAD = "not_lead"
    NO_ACCESS = "no_access"  # the team's rules, or who the person is here
    OUTSIDE = "outside"  # it came from outside the run's channel
    HELPED = "helped"  # from outside, too late: the step that was this person's turn is over
    ASKED = "asked"  # the lead was asked for the run, and has time to answer
    ASK_IN_CHANNEL = "ask_in_channel"  # asked in direct messages, where no run may go on
    IS_LEAD = "is_lead"  # the person leads the run already
    ENDED = "ended"
    NO_SUCH_BUTTON = "no_such_button"
    BAD_ANSWER = "bad_answer"
    TOO_LATE = "too_late"  # to give an attempt back
    CANNOT_UNDO = "cannot_undo"  # too late, another person's report, or more was reported since
    OTHER_ID = "other_id"  # the account is known by another ID
    RIVAL = "rival"  # another run of the flow is open for the account
    HELD = "held"  # the step waits for a second person
    REQUEST_OVER = "request_over"  # an approval is no longer asked for
    DECIDED = "decided"  # somebody else was quicker to approve, to decline or to go on alone
    OWN_REQUEST = "own_request"  # whoever led or leads is no second person
    NO_APPROVER = "no_approver"
    GROUP_UNREAD = "group_unread"  # Slack does not tell who is in the groups that may approve
    FLOW_GONE = "flow_gone"  # the whole flow is gone after an upgrade


# Reasons that anybody may read; the others reveal where the run is.
FOR_OUTSIDERS = frozenset(
    {
        RefusalReason.NO_ACCESS,
        RefusalReason.OUTSIDE,
        RefusalReason.HELPED,
        RefusalReason.ASKED,
        RefusalReason.ASK_IN_CHANNEL,
        RefusalReason.RIVAL,
        RefusalReason.REQUEST_OVER,
        RefusalReason.DECIDED,
        RefusalReason.OWN_REQUEST,
        RefusalReason.NO_APPROVER,
        RefusalReason.GROUP_UNREAD,
        RefusalReason.FLOW_GONE,
    }
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Press that is refused: the reason, and the run as it is."""

    why: RefusalReason
    run: Run
    detail: str = ""  # BAD_ANSWER: the code of what is wrong with it; RIVAL: the other run's id;
    # OTHER_ID: the ID that is known, and who said so; ASKED: who asked, if it was somebody else
    found: tuple[Phone, ...] = field(default=(), repr=False)  # phone numbers in a BAD_ANSWER
    part: str = ""  # the role or field that is wrong in a BAD_ANSWER
