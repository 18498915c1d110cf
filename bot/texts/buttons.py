"""Labels of buttons, and what is asked before a press that has a cost."""

from collections.abc import Mapping

from bot.core import verbs
from bot.core.budget import Risk
from bot.core.press import ANSWER, AWS, SKIP, changes_language
from bot.core.reminder_replies import IN_A_WEEK, IN_AN_HOUR, TOMORROW
from bot.core.verbs import Verb
from bot.core.view import BudgetView, View
from bot.core.words import Words
from bot.texts import N_, Sentence, Text, cldr, label, say
from bot.texts.languages import own_name

VERBS: Mapping[Verb, str] = {
    Verb.BACK: N_("Back"),
    Verb.STOP: N_("Stop"),
    Verb.START_OVER: N_("Start Over"),
    Verb.GO_ON: N_("Go On"),
    Verb.TAKE_OVER: N_("Take Over"),
    Verb.HAND_OVER: N_("Hand Over"),
    Verb.KEEP_LEADING: N_("Keep Leading"),
    Verb.NEAREST: N_("Go to the Nearest Step"),
    Verb.DEVICE_ON: N_("A Device Is Registered"),
    Verb.SNOOZE: N_("Remind Me Later"),
    Verb.POSTPONE: N_("Remind Me Later"),
    Verb.UNDO: N_("Undo"),
    Verb.OVER: N_("It Is Over"),
    Verb.START_NEW: N_("Start a New One"),
    Verb.CORRECT_COUNT: N_("Correct the Count"),
    Verb.ON_FILE: N_("AWS Has No Number That I Can Read"),
    Verb.TRAIL: N_("Root Has Signed In"),
    Verb.DIFFERS: N_("AWS Shows Something Else"),
    Verb.GO_ALONE: N_("Go On Alone"),
    Verb.APPROVE: N_("Approve"),
    Verb.DECLINE: N_("Decline"),
    Verb.EXPIRE: N_("Nobody Answered"),
    Verb.OPEN_ALONE: N_("Approvers Were Told"),
    Verb.REPORT: N_("Show the Report"),
}


_SNOOZES = {
    IN_AN_HOUR: N_("Remind Me in an Hour"),
    TOMORROW: N_("Remind Me Tomorrow at 9:00"),
    IN_A_WEEK: N_("Remind Me in a Week"),
}


confirm_start_over = Sentence(
    "This goes back to the first step. What you typed is kept, and attempts stay counted."
)


def snooze(language: str, choice: str) -> str:
    """Label of the button that puts a reminder off until then."""
    return label(language, _SNOOZES[choice])


def verb(language: str, which: Verb, view: View | None = None) -> str:
    """Label of one of the bot's own buttons; some say more of the run that they are below."""
    if view and view.reported and which is Verb.DEVICE_ON:
        return label(language, "Confirm")
    if view and view.undoes_count and which is Verb.UNDO:
        return label(language, "Undo the Count")
    return label(language, VERBS[which])


def pressed(language: str, button: str, step: str, words: Words | None, by: str = "") -> str:
    """Label of a button that was pressed; its bare name where the flow has it no more."""
    if changes_language(button):
        return own_name(button.rpartition(":")[2])
    if which := verbs.find(button):
        return verb(language, which)
    known = words.label(step, button) if words else button
    if known != button and (by, button) != (AWS, ANSWER):  # it opens no window
        return known
    own = {ANSWER: N_("Answered"), SKIP: N_("Skipped")}
    return label(language, own[button]) if button in own else button


def confirm_attempt(language: str, budget: BudgetView) -> Text | None:
    """Confirmation of a risky attempt; None if it is not risky."""
    if budget.risk is Risk.CLEAR:
        return None
    return say(
        language,
        "This is attempt {n} of {limit} in {hours}. It counts as soon as you go on,"
        " answered or not. Did you check the number first?",
        n=budget.used + 1,
        limit=budget.limit,
        hours=cldr.hours(language, budget.window),
    )


def confirm_danger(language: str, account: str) -> Text:
    return say(
        language,
        "This affects the root user of {account}. Go on only if you know why you are doing it.",
        account=account,
    )
