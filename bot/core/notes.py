"""Notes: messages about the last move of a run."""

from enum import StrEnum


class Note(StrEnum):
    """Message about the last move, shown with the step that it led to."""

    STARTED_OVER = "started_over"
    STOPPED = "stopped"
    GOES_ON = "goes_on"
    TOOK_OVER = "took_over"
    ASKED = "asked"  # somebody outside the channel asks to lead the run
    KEPT = "kept"
    HANDED_OVER = "handed_over"
    HANDED_ON = "handed_on"  # out of the lead's direct messages
    UNANSWERED = "unanswered"  # taken over, since the lead did not answer
    BROUGHT_HERE = "brought_here"  # taken over, out of the lead's direct messages into a channel
    GIVEN_BACK = "given_back"
    USED_UP = "used_up"  # no attempt is left, since one was used or reported meanwhile
    CHANGED = "changed"  # the flow is newer than the button
    DEVICE_ON = "device_on"
    CONFIRMED = "confirmed"
    SNOOZED = "snoozed"
    LATER = "later"  # the question that follows up an end was put off
    OVER = "over"
    SUPERSEDED = "superseded"
    COUNT_UNDONE = "count_undone"
    UNDONE = "undone"
    COUNT_CORRECTED = "count_corrected"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"  # nobody answered the request for an approval in time
    ALONE = "alone"  # the lead went on without an approval
    SET_BACK = "set_back"  # Redis lost what came after this turn: a failover, an old backup
