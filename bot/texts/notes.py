"""Notes about the last move, shown with the step that it led to."""

from collections.abc import Mapping

from bot.core.notes import Note
from bot.core.press import changes_language
from bot.core.view import View
from bot.texts import N_, Person, Text, Timestamp, presser, say

_NOTES: Mapping[Note, str] = {
    Note.STARTED_OVER: N_("{who} started over."),
    Note.STOPPED: N_("{who} stopped this run. Attempts stay counted."),
    Note.GOES_ON: N_("{who} goes on."),
    Note.TOOK_OVER: N_("{who} took over and leads now."),
    Note.ASKED: N_(
        "{lead}: {who} asks to take over. Press **Hand Over** or **Keep Leading**. If nobody"
        " answers within two minutes, {who} can take over."
    ),
    Note.KEPT: N_("{who} keeps leading."),
    Note.HANDED_OVER: N_("{who} handed over; {lead} leads now."),
    Note.HANDED_ON: N_(
        "{who} handed over; {lead} leads now. What {who} typed in direct messages stays there:"
        " type it again where you need it."
    ),
    Note.UNANSWERED: N_(
        "{who} asked to take over, nobody answered for two minutes, and {who} leads now."
    ),
    Note.BROUGHT_HERE: N_(
        "{who} asked to take over, nobody answered for two minutes, and {who} leads now. The run"
        " goes on here. What was typed in direct messages stays there: type it again where you"
        " need it."
    ),
    Note.GIVEN_BACK: N_("The attempt was taken back and no longer counts."),
    Note.USED_UP: N_(
        "No attempt is left: one was used or reported meanwhile. Do not press the button in AWS."
    ),
    Note.CHANGED: N_("This procedure was updated. Here is where you are now."),
    Note.COUNT_UNDONE: N_(
        "{who} undid the last report: {used} of {limit} attempts are counted now."
    ),
    Note.UNDONE: N_("{who} undid the last press."),
    Note.COUNT_CORRECTED: N_(
        "{who} corrected the count: {used} of {limit} attempts are counted now. Reason: {reason}"
    ),
    Note.SET_BACK: N_(
        "My database went back to an earlier state: what was pressed after this step is lost."
        " **Attempts made since then are not counted:** tell me about them before anyone calls."
    ),
    Note.DEVICE_ON: N_(
        "{who} says that a device is registered. Tomorrow I'll ask you to confirm it; then"
        " the reminders stop."
    ),
    Note.CONFIRMED: N_("{who} confirms that a device is registered. The reminders stop."),
    Note.SNOOZED: N_("{who} put off the reminder until {until}. Root still has no MFA device."),
    Note.LATER: N_("{who} put off the question until {until}."),
    Note.OVER: N_("{who} says that nothing is left to do. I won't ask again."),
    Note.APPROVED: N_(
        "{who} approved. AWS does not know of this approval; it is your team's rule."
    ),
    Note.DECLINED: N_("{who} declined, so this step was not done."),
    Note.EXPIRED: N_("Nobody answered in time, so this step was not done."),
    Note.ALONE: N_("{alone} goes on alone; the approvers have been told. Reason: {why}"),
    Note.SUPERSEDED: N_("{who} started a new run for this account. This one has ended."),
}


_UNTOLD = N_(
    "{alone} goes on alone. **None of the approvers could be told:** tell them yourself. Reason:"
    " {why}"
)

# A reminder has its answer: the step that it reminded of would contradict it.
ANSWERED = frozenset(
    {Note.DEVICE_ON, Note.CONFIRMED, Note.SNOOZED, Note.LATER, Note.OVER, Note.SUPERSEDED}
)


_DRILL_STOPPED = N_("{who} stopped this drill. No attempts were counted.")


def note(language: str, view: View) -> Text | None:
    if view.note is None:
        return None
    told = (move.by for move in reversed(view.moves) if not changes_language(move.button))
    who = next(told, view.lead)
    untold = view.note is Note.ALONE and view.approval is not None and view.approval.untold
    template = _UNTOLD if untold else _NOTES[view.note]
    if view.drill and view.note is Note.STOPPED:
        template = _DRILL_STOPPED
    return say(
        language,
        template,
        who=presser(language, who),
        lead=Person(view.lead),
        used=view.budget.used,
        limit=view.budget.limit,
        until=Timestamp(view.snoozed_until),
        reason=view.values.get("correction", ""),
        alone=Person(view.approval.by if view.approval else view.lead),
        why=view.approval.why if view.approval else "",
    )
